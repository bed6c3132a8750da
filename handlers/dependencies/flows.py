"""Dependencies linked, and answered by the two people they stand between."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.dependencies
import storage.people
import storage.plan
from handlers.common.requests import ANYWHERE, Source
from handlers.dependencies import queries, transitions
from handlers.dependencies.queries import Handed
from handlers.privacy import flows as privacy_flows
from handlers.schedule import recompute
from rules.alerts import lead_time
from rules.alerts.lead_time import Room
from rules.dependencies.handovers import DAYS_TO_ANSWER, OVER, SIDE, Side, Step, allowed, begin, said, start_of
from rules.people import Action, Person
from rules.plan import Handover, Milestone, Strength
from rules.refusal import NotAllowed, Refusal
from rules.schedule.network import find_cycle


class Stale(Refusal):
    """This will be shown when a card is older than what it speaks of."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A link as somebody asked for it."""

    consumer: str
    provider: str
    soft: bool = False
    need_by: date | None = None


def link(session: Session, *, person: Person, wish: Wish, now: datetime) -> Handed:
    """The consumer begins to wait for the provider; a loop is refused with its path (B-35)."""
    team = person.team
    waits = storage.plan.milestone(session, team=team, id=wish.consumer)
    gives = storage.plan.milestone(session, team=team, id=wish.provider)
    home = storage.plan.project(session, team=team, id=waits.project)
    storage.people.require(
        session, person=person, action=Action.CREATE_DEPENDENCY, program=home.program, project=home.id
    )
    _refuse_loop(session, team=team, provider=gives.id, consumer=waits.id)
    known = storage.dependencies.between(session, team=team, provider=gives.id, consumer=waits.id)
    if known and known.terms.state in OVER - {Handover.DELIVERED}:
        return answer(session, person=person, id=known.dependency.id, step=Step.REQUEST, day=wish.need_by, now=now)
    storage.audit.acting(session, team=team, actor=person.id, now=now)
    id = _add(session, person=person, wish=wish, waits=waits, gives=gives, now=now)
    handed = queries.handed(session, team=team, id=id)
    transitions.show(session, handed=handed, actor=person, now=now)
    _refresh(session, team=team, handed=handed, now=now)
    return handed


def _add(session: Session, *, person: Person, wish: Wish, waits: Milestone, gives: Milestone, now: datetime) -> str:
    team = person.team
    lead = storage.plan.project(session, team=team, id=gives.project).lead
    provider, consumer = gives.owner or lead, waits.owner or person.id
    same = provider is not None and provider in (consumer, person.id)
    calendar, today = transitions.calendar_of(session, team=team, milestone=waits.id, now=now)
    strength = Strength.SOFT if wish.soft else Strength.HARD
    need_by = wish.need_by or (None if same else start_of(waits, calendar))
    terms = begin(
        same=same,
        named=provider is not None,
        need_by=need_by,
        strength=strength,
        answer_by=calendar.add(today, DAYS_TO_ANSWER),
    )
    return storage.dependencies.add(
        session,
        team=team,
        provider=gives.id,
        consumer=waits.id,
        strength=strength,
        state=terms.state,
        provider_user=provider,
        consumer_user=consumer,
        need_by=terms.need_by,
        asked=terms.asked,
        answer_by=terms.answer_by,
        now=now,
    ).id


def answer(
    session: Session,
    *,
    person: Person,
    id: str,
    step: Step,
    now: datetime,
    version: int | None = None,
    day: date | None = None,
    reason: str = "",
    source: Source = ANYWHERE,
) -> Handed:
    """A person takes a step. `version` is that of the card they saw: an older one is refused with what is true now."""
    team = person.team
    found = storage.dependencies.agreement(session, team=team, id=id, lock=True)
    before = queries.handed(session, team=team, id=id)
    require(session, person=person, handed=before, side=SIDE[step])
    refuse_stale(before, version)
    if step is Step.REQUEST:
        _refuse_loop(session, team=team, provider=before.provider.id, consumer=before.consumer.id)
        day = _needed(session, handed=before, day=day, now=now)
    if step is Step.COMMIT:
        _refuse_empty_promise(before)
    reason = privacy_flows.outside(session, person=person, words=reason, source=source, subject=id, now=now)
    storage.audit.acting(session, team=team, actor=person.id, now=now)
    handed = transitions.take(session, person=person, found=found, step=step, day=day, reason=reason, now=now)
    _refresh(session, team=team, handed=handed, now=now)
    return handed


def refuse_stale(handed: Handed, version: int | None) -> None:
    """This will pass when the card that was answered shows what is still true."""
    if version not in (None, handed.terms.version):
        by = f" ({handed.name(handed.by)}, {handed.since:%d %b})" if handed.by else ""
        id = handed.link.id
        raise Stale(f"{id} has moved on since that card was drawn.", said(handed.terms) + by, f"Look anew: `{id}`.")


@dataclass(frozen=True, slots=True)
class HandoverCard:
    """The hand-over, and the steps that the person who looks at it may take now."""

    handed: Handed
    steps: tuple[Step, ...]
    room: Room | None


def card(session: Session, *, person: Person, id: str, now: datetime) -> HandoverCard:
    handed = queries.handed(session, team=person.team, id=id)
    steps = tuple(
        step for step, side in SIDE.items() if allowed(handed.terms, step) and _may(session, person, handed, side)
    )
    return HandoverCard(handed, steps, rooms(session, team=person.team, handed=(handed,), now=now)[id])


def rooms(session: Session, *, team: str, handed: Iterable[Handed], now: datetime) -> Mapping[str, Room | None]:
    """The lead time of each of these hand-overs by its id, in working days of the consumer's program (B-32)."""
    found = {}
    for one in handed:
        calendar, today = transitions.calendar_of(session, team=team, milestone=one.consumer.id, now=now)
        found[one.link.id] = lead_time.room(one.link, one.provider, one.consumer, calendar, today=today)
    return found


def _may(session: Session, person: Person, handed: Handed, side: Side) -> bool:
    try:
        require(session, person=person, handed=handed, side=side)
    except NotAllowed:
        return False
    return True


def require(session: Session, *, person: Person, handed: Handed, side: Side) -> None:
    """The person named on that side, their project's lead, or the program's manager as delegate."""
    project = handed.provider_project if side is Side.PROVIDER else handed.consumer_project
    named = handed.link.provider_user if side is Side.PROVIDER else handed.link.consumer_user
    storage.people.require(
        session,
        person=person,
        action=Action.ANSWER_DEPENDENCY,
        program=project.program,
        project=project.id,
        owner=named,
    )


def _needed(session: Session, *, handed: Handed, day: date | None, now: datetime) -> date:
    calendar, _ = transitions.calendar_of(session, team=handed.team, milestone=handed.consumer.id, now=now)
    found = day or handed.terms.need_by or start_of(handed.consumer, calendar, type=handed.link.type)
    if found is None:
        raise Refusal(
            f"{handed.link.id} needs a day.",
            f"{handed.consumer.id} has no date it could be taken from.",
            f"Say by when: `{handed.link.id} by 3 Mar`.",
        )
    if not handed.link.provider_user:
        raise Refusal(
            f"Nobody answers for {handed.provider.id}.",
            "A hand-over is between two people.",
            f"Give it an owner: `{handed.provider.id} owner @bo`.",
        )
    return found


def _refuse_empty_promise(handed: Handed) -> None:
    day, ready = handed.terms.need_by, handed.provider.expected
    if day and ready and ready > day:
        id = handed.provider.id
        raise Refusal(
            f"{id} is expected on {ready:%a %d %b}, after {day:%a %d %b}.",
            "A promise that its own date contradicts helps nobody.",
            f"Offer the day you can keep, or bring it forward first: `{id} slip to {day:%d %b}`.",
        )


def _refuse_loop(session: Session, *, team: str, provider: str, consumer: str) -> None:
    loop = find_cycle((*storage.dependencies.edges(session, team=team), (provider, consumer)))
    if loop:
        path = " → ".join((*loop, loop[0]) if loop[0] != loop[-1] else loop)
        raise Refusal(
            f"{consumer} can't wait for {provider}.",
            f"They would wait for each other: {path}.",
            "Drop one of these links first, or link other milestones.",
        )


def _refresh(session: Session, *, team: str, handed: Handed, now: datetime) -> None:
    for program in dict.fromkeys((handed.consumer_project.program, handed.provider_project.program)):
        recompute.refresh(session, team=team, program=program, now=now)
