"""Action items of one person, shown on Home, on their card and in "My week"; the words are in `waiting/line`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


class ActionItemKind(StrEnum):
    """The kinds of action item, each with its own words and button; `STILL` asks again who holds an escalation."""

    ESCALATION = "escalation"
    STILL = "still"
    CHECKIN = "checkin"
    BLOCKER = "blocker"
    HANDOVER = "handover"
    PROPOSAL = "proposal"
    ENTRY = "entry"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class ActionItem:
    """An item that waits for this person.

    The button that answers it carries `id`. `about` lists other things to name: ids, or ids with names.
    """

    kind: ActionItemKind
    id: str
    text: str = ""
    about: tuple[str, ...] = ()
    by: date | None = None


def open_action_items(
    session: Session, *, person: Person, own_milestones: Iterable[Milestone], today: date
) -> tuple[ActionItem, ...]:
    """Return a person's action items in the order they are shown.

    First escalations that await an answer and today's check-in, then requests from others, earliest day first, then the
    person's own late milestones.
    """
    team, user = person.team, person.id
    needed = (
        *_blocker_items(session, team, user),
        *_handover_items(session, team, user),
        *_proposal_items(session, team, user),
        *_register_items(session, team, user, today),
    )
    late_items = [
        ActionItem(ActionItemKind.LATE, m.id, m.name, by=m.own_date) for m in own_milestones if m.is_overdue(today)
    ]
    return (
        *_escalation_items(session, team, user),
        *_checkin_items(session, team, user, today),
        *sorted(needed, key=lambda item: item.by or date.max),
        *late_items,
    )


def _escalation_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    for escalation in storage.escalations.escalations_awaiting(session, team=team, user=user):
        is_asked_again = escalation.case.state is EscalationState.ASKED
        kind = ActionItemKind.STILL if is_asked_again else ActionItemKind.ESCALATION
        yield ActionItem(kind, escalation.id, escalation.sentence)


def _checkin_items(session: Session, team: str, user: str, today: date) -> Iterator[ActionItem]:
    prompt = storage.checkins.find_prompt(session, team=team, user=user, day=today)
    if prompt and (silent := prompt_view.current_prompt(session, team=team, prompt=prompt).open_ids):
        yield ActionItem(ActionItemKind.CHECKIN, today.isoformat(), about=silent)


def _blocker_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    for blocker in storage.blockers.open_blockers(session, team=team):
        if blocker.needs == user:
            yield ActionItem(ActionItemKind.BLOCKER, blocker.id, blocker.text, (blocker.milestone,), blocker.needed_by)


def _handover_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    for handover in storage.dependencies.handovers_awaiting(session, team=team, user=user):
        milestone_ids = (handover.dependency.consumer, handover.dependency.provider)
        milestone_labels = (f"{id} {storage.plan.milestone(session, team=team, id=id).name}" for id in milestone_ids)
        yield ActionItem(
            ActionItemKind.HANDOVER,
            handover.dependency.id,
            about=tuple(milestone_labels),
            by=handover.terms.need_by,
        )


def _proposal_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    for proposal in storage.proposals.proposals_awaiting(session, team=team, asked=user):
        if proposal.author != user:
            yield ActionItem(ActionItemKind.PROPOSAL, str(proposal.id), proposal.text)


def _register_items(session: Session, team: str, user: str, today: date) -> Iterator[ActionItem]:
    for entry, owner in storage.register.entries_to_review(session, team=team, until=today):
        if owner == user:
            yield ActionItem(ActionItemKind.ENTRY, entry.id, entry.text, by=entry.check)
