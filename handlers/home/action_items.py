"""What waits for a person: the same on their Home, on their card and in their week. The words are `waiting/line`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

import storage.blockers
import storage.checkins
import storage.dependencies
import storage.escalations
import storage.plan
import storage.proposals
import storage.register
from handlers.checkins import prompt_view
from rules.escalations.states import State
from rules.people import Person
from rules.plan import Milestone


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that waits for this person.

    `kind` is escalation, still (on an escalation), checkin, blocker, handover, proposal, entry or late; with it come
    the words and the button that answers, which carries `id`. `about` is what else is named: ids, or ids and names.
    """

    kind: str
    id: str
    text: str = ""
    about: tuple[str, ...] = ()
    by: date | None = None


def waiting(session: Session, *, person: Person, mine: Iterable[Milestone], today: date) -> tuple[Wait, ...]:
    """What climbs until somebody has it and what was asked today; what others need, the earliest day first; what of
    mine is late."""
    team, user = person.team, person.id
    needed = (
        *_blockers(session, team, user),
        *_handovers(session, team, user),
        *_proposals(session, team, user),
        *_entries(session, team, user, today),
    )
    late = [Wait("late", m.id, m.name, by=m.expected) for m in mine if m.expected and m.expected < today]
    return (
        *_escalations(session, team, user),
        *_checkin(session, team, user, today),
        *sorted(needed, key=lambda one: one.by or date.max),
        *late,
    )


def _escalations(session: Session, team: str, user: str) -> Iterator[Wait]:
    for one in storage.escalations.waiting_on(session, team=team, user=user):
        yield Wait("still" if one.case.state is State.ASKED else "escalation", one.id, one.sentence)


def _checkin(session: Session, team: str, user: str, today: date) -> Iterator[Wait]:
    prompt = storage.checkins.get(session, team=team, user=user, day=today)
    if prompt and (silent := prompt_view.shown(session, team=team, prompt=prompt).open_ids):
        yield Wait("checkin", today.isoformat(), about=silent)


def _blockers(session: Session, team: str, user: str) -> Iterator[Wait]:
    for one in storage.blockers.open_blockers(session, team=team):
        if one.needs == user:
            yield Wait("blocker", one.id, one.text, (one.milestone,), one.needed_by)


def _handovers(session: Session, team: str, user: str) -> Iterator[Wait]:
    for one in storage.dependencies.waiting_on(session, team=team, user=user):
        ends = (one.dependency.consumer, one.dependency.provider)
        named = (f"{id} {storage.plan.milestone(session, team=team, id=id).name}" for id in ends)
        yield Wait("handover", one.dependency.id, about=tuple(named), by=one.terms.need_by)


def _proposals(session: Session, team: str, user: str) -> Iterator[Wait]:
    for one in storage.proposals.waiting(session, team=team, asked=user):
        if one.author != user:
            yield Wait("proposal", str(one.id), one.text)


def _entries(session: Session, team: str, user: str, today: date) -> Iterator[Wait]:
    for entry, owner in storage.register.to_check(session, team=team, until=today):
        if owner == user:
            yield Wait("entry", entry.id, entry.text, by=entry.check)
