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
from rules.escalations.states import EscalationState
from rules.people import Person
from rules.plan import Milestone


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something that waits for this person.

    `kind` is escalation, still (on an escalation), checkin, blocker, handover, proposal, entry or late; with it come
    the words and the button that answers, which carries `id`. `about` is what else is named: ids, or ids and names.
    """

    kind: str
    id: str
    text: str = ""
    about: tuple[str, ...] = ()
    by: date | None = None


def open_action_items(
    session: Session, *, person: Person, own_milestones: Iterable[Milestone], today: date
) -> tuple[ActionItem, ...]:
    """What climbs until somebody has it and what was asked today; what others need, the earliest day first; what of
    mine is late."""
    team, user = person.team, person.id
    needed = (
        *_blocker_items(session, team, user),
        *_handover_items(session, team, user),
        *_proposal_items(session, team, user),
        *_register_items(session, team, user, today),
    )
    late = [
        ActionItem("late", m.id, m.name, by=m.expected) for m in own_milestones if m.expected and m.expected < today
    ]
    return (
        *_escalation_items(session, team, user),
        *_checkin_items(session, team, user, today),
        *sorted(needed, key=lambda one: one.by or date.max),
        *late,
    )


def _escalation_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    for one in storage.escalations.escalations_awaiting(session, team=team, user=user):
        yield ActionItem("still" if one.case.state is EscalationState.ASKED else "escalation", one.id, one.sentence)


def _checkin_items(session: Session, team: str, user: str, today: date) -> Iterator[ActionItem]:
    prompt = storage.checkins.find_prompt(session, team=team, user=user, day=today)
    if prompt and (silent := prompt_view.current_prompt(session, team=team, prompt=prompt).open_ids):
        yield ActionItem("checkin", today.isoformat(), about=silent)


def _blocker_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    for one in storage.blockers.open_blockers(session, team=team):
        if one.needs == user:
            yield ActionItem("blocker", one.id, one.text, (one.milestone,), one.needed_by)


def _handover_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    for one in storage.dependencies.handovers_awaiting(session, team=team, user=user):
        ends = (one.dependency.consumer, one.dependency.provider)
        named = (f"{id} {storage.plan.milestone(session, team=team, id=id).name}" for id in ends)
        yield ActionItem("handover", one.dependency.id, about=tuple(named), by=one.terms.need_by)


def _proposal_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    for one in storage.proposals.proposals_awaiting(session, team=team, asked=user):
        if one.author != user:
            yield ActionItem("proposal", str(one.id), one.text)


def _register_items(session: Session, team: str, user: str, today: date) -> Iterator[ActionItem]:
    for entry, owner in storage.register.entries_to_review(session, team=team, until=today):
        if owner == user:
            yield ActionItem("entry", entry.id, entry.text, by=entry.check)
