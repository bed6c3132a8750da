"""Upkeep of benefits by the clock: states, stop dates, and the hand-over of benefits whose owner has left (B-91)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.benefits
import storage.people
import storage.plan
import storage.posted_notices
import storage.queues.claims
import storage.reading_asks
import templates
from handlers.benefits import flows, settling
from handlers.common import isolation, posting
from handlers.common.deps import Deps
from handlers.common.requests import Source
from rules.benefits.profile import Benefit
from rules.people import Person, Role
from rules.time.working_time import local_day

_HANDOVER = "benefit hand-over"


async def keep_benefits(deps: Deps) -> None:
    """Run every hour: bring each open benefit up to date, and find who takes over those whose owner has left."""
    now = deps.now()
    slot = f"{now:%Y-%m-%dT%H}"
    if not await deps.commit(storage.queues.claims.claim_slot, team=deps.team, name="benefits", slot=slot, now=now):
        return
    due = await deps.read(benefits_to_keep, team=deps.team, now=now)
    tasks = {id: isolation.transaction_task(deps, keep_benefit, id=id, now=now) for id in due}
    await isolation.run_each(deps, job="benefits", tasks=tasks)


def benefits_to_keep(session: Session, *, team: str, now: datetime) -> tuple[str, ...]:
    """Return the open benefits in which something has come due: a state, a due day, a stop date, or a hand-over."""
    benefits = [benefit for benefit in storage.benefits.benefits_of(session, team=team) if benefit.is_open]
    programs = storage.plan.programs(session, team=team, with_cancelled=True)
    days = {program.id: local_day(program.zone, now) for program in programs}
    owners = {benefit.owner for benefit in benefits if benefit.owner}
    people = storage.people.known_people(session, team=team, ids=owners)
    left = {user for user, person in people.items() if person.deleted}
    over = settling.over_benefits(session, team=team, benefits=benefits, days=days, now=now)
    due = {id for id, can_close in over.items() if can_close}
    due |= settling.outdated_benefits(session, team=team, benefits=benefits, days=days)
    orphaned = [benefit for benefit in benefits if benefit.owner in left and benefit.id not in over]
    due |= _handovers_to_offer(session, team=team, benefits=orphaned)
    return tuple(benefit.id for benefit in benefits if benefit.id in due)


def _handovers_to_offer(session: Session, *, team: str, benefits: Sequence[Benefit]) -> set[str]:
    """Return those of the benefits of former members for which the one who is to find an owner has no card yet."""
    heirs = {id: _heir_of(session, team=team, program=id) for id in {benefit.program for benefit in benefits}}
    slots = {_slot_of(benefit, heir): benefit.id for benefit in benefits if (heir := heirs[benefit.program])}
    sent = storage.queues.claims.claimed_slots(session, team=team, names=(_HANDOVER,), slots=slots)
    return {id for slot, id in slots.items() if (_HANDOVER, slot) not in sent}


def _slot_of(benefit: Benefit, heir: str) -> str:
    return f"{benefit.id}:{benefit.owner}:{heir}"


def keep_benefit(session: Session, *, team: str, id: str, now: datetime) -> None:
    """Save the state that follows from what is known by now, close it after its stop date, or hand it over."""
    storage.audit.set_actor(session, team=team, actor=storage.audit.BATON_ACTOR, now=now)
    benefit = storage.benefits.get_benefit(session, team=team, id=id)
    program = storage.plan.program(session, team=team, id=benefit.program)
    settling.settle(session, team=team, id=id, now=now)
    benefit = storage.benefits.get_benefit(session, team=team, id=id)
    days = {program.id: local_day(program.zone, now)}
    over = settling.over_benefits(session, team=team, benefits=(benefit,), days=days, now=now)
    if id not in over:
        _offer_handover(session, team=team, benefit=benefit, now=now)
    elif over[id]:
        storage.benefits.update_benefit(session, team=team, id=id, values={"closed_at": now})
        settling.settle(session, team=team, id=id, now=now)


def _offer_handover(session: Session, *, team: str, benefit: Benefit, now: datetime) -> None:
    """Send the card of a benefit whose owner has left to the sponsor, else to the program manager, once."""
    owner = storage.people.find_person(session, team=team, id=benefit.owner) if benefit.owner else None
    heir = _heir_of(session, team=team, program=benefit.program) if owner and owner.deleted else None
    if owner is None or heir is None:
        return
    slot = _slot_of(benefit, heir)
    if not storage.queues.claims.claim_slot(session, team=team, name=_HANDOVER, slot=slot, now=now):
        return
    message = templates.render(
        "benefits/handover",
        benefit=benefit,
        left=owner.name,
        program=storage.plan.program(session, team=team, id=benefit.program).name,
        due=_missing_since(session, team=team, benefit=benefit),
        taken="",
        today=local_day("UTC", now),
    )
    key = f"{_handover_prefix(benefit.id)}{owner.id}:{heir}"
    posting.post_message(session, key=key, team=team, channel=heir, message=message, now=now)


def _missing_since(session: Session, *, team: str, benefit: Benefit) -> object:
    asks = storage.reading_asks.asks_of(session, team=team, benefits=(benefit.id,)).get(benefit.id, ())
    return next((ask.due for ask in asks if not ask.answered), None)


def _handover_prefix(id: str) -> str:
    return f"benefit-hand-over:{id}:"


def _heir_of(session: Session, *, team: str, program: str) -> str | None:
    """Return the sponsor of the program who can be asked, else its manager; None if there is neither."""
    manager = storage.plan.program(session, team=team, id=program).manager
    roles = storage.people.role_assignments(session, team=team)
    sponsors = [role.user for role in roles if (role.scope, role.role) == (program, Role.SPONSOR.value)]
    people = storage.people.known_people(session, team=team, ids=[*sponsors, manager or ""])
    candidates = (*sponsors, manager)
    return next((user for user in candidates if user and user in people and not people[user].outsider), None)


def _close_handover(session: Session, *, team: str, benefit: Benefit, owner: str, now: datetime) -> None:
    """Strike the cards that looked for an owner, once there is one."""
    for key, channel in storage.posted_notices.messages_with_prefix(session, prefix=_handover_prefix(benefit.id)):
        left = key.removeprefix(_handover_prefix(benefit.id)).partition(":")[0]
        names = storage.people.display_names(session, team=team, ids=frozenset({left, owner}))
        message = templates.render(
            "benefits/handover",
            benefit=benefit,
            left=names.get(left, "Its owner"),
            taken=names.get(owner, "A colleague"),
        )
        over_key = f"{key}:over:{now.timestamp():.0f}"
        posting.update_message(
            session, key=over_key, original_key=key, team=team, channel=channel, message=message, now=now
        )


def hand_over(session: Session, *, person: Person, id: str, owner: str, now: datetime) -> None:
    """Give a benefit to its new owner, and strike the cards that looked for one."""
    facts = flows.change_benefit(session, person=person, id=id, values={"owner": owner}, source=Source(), now=now)
    _close_handover(session, team=person.team, benefit=facts.benefit, owner=owner, now=now)
