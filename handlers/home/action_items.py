"""Action items of one person, shown on Home, on their card and in "My week"; the words are in `home/action_item`."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from sqlmodel import Session

import storage.benefits
import storage.blockers
import storage.change_requests
import storage.checkins
import storage.closeouts.lessons
import storage.dependencies
import storage.escalations
import storage.people
import storage.plan
import storage.proposals
import storage.reading_asks
import storage.register
from handlers.checkins import prompt_view
from handlers.closeouts import flows as closeouts
from handlers.common.requests import local_date
from handlers.home import clash_items, decision_items, gap_items, manager_items
from handlers.home.action_item_types import ActionItem, ActionItemKind
from rules.capture.proposals import ProposalOrigin
from rules.escalations.states import EscalationState
from rules.people import Person
from rules.plan import Milestone
from rules.truth.statuses import label_of


def open_action_items(
    session: Session, *, person: Person, own_milestones: Iterable[Milestone], now: datetime
) -> tuple[ActionItem, ...]:
    """Return a person's action items in the order they are shown.

    First escalations that await an answer and today's check-in, then requests from others, earliest day first, then the
    person's own late milestones, and last what a program manager has to look after.
    """
    team, user, today = person.team, person.id, local_date(person, now)
    needed = (
        *_blocker_items(session, team, user),
        *_handover_items(session, team, user),
        *_proposal_items(session, team, user),
        *_register_items(session, team, user, today),
        *_change_items(session, team, user),
        *_closeout_items(session, person, now),
        *decision_items.items_of_decider(session, person=person, now=now),
        *_reading_items(session, team, user),
        *clash_items.items_of_lead(session, person=person, now=now),
        *gap_items.gap_items(session, person=person, now=now),
    )
    late_items = [
        ActionItem(ActionItemKind.LATE, m.id, label_of(m), by=m.own_date) for m in own_milestones if m.is_overdue(today)
    ]
    return (
        *_escalation_items(session, team, user),
        *_checkin_items(session, team, user, today),
        *sorted(needed, key=lambda item: item.by or date.max),
        *late_items,
        *manager_items.items_of_manager(session, person=person, now=now),
    )


def _escalation_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    for escalation in storage.escalations.escalations_awaiting(session, team=team, user=user):
        is_asked_again = escalation.case.state is EscalationState.ASKED
        kind = ActionItemKind.STILL if is_asked_again else ActionItemKind.ESCALATION
        yield ActionItem(kind, escalation.id, escalation.sentence)


def _checkin_items(session: Session, team: str, user: str, today: date) -> Iterator[ActionItem]:
    prompt = storage.checkins.find_prompt(session, team=team, user=user, day=today)
    if prompt is None:
        return
    view = prompt_view.current_prompt(session, team=team, prompt=prompt)
    if silent := view.open_ids:
        labels = tuple(label_of(line.milestone) for line in view.lines if line.milestone.id in silent)
        yield ActionItem(ActionItemKind.CHECKIN, today.isoformat(), about=labels)
    for project, is_written in view.updates:
        if not is_written:
            yield ActionItem(
                ActionItemKind.UPDATE, f"{project.id} {today.isoformat()}", f"{project.name} ({project.id})"
            )


def _change_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    requests = [
        one for one in storage.change_requests.requests(session, team=team, states=("open",)) if one.approver == user
    ]
    names = storage.people.display_names(session, team=team, ids=frozenset(one.requested_by for one in requests))
    for request in requests:
        days = request.largest_move
        effect = (f"{days:+d} working days",) if days else ()
        who = names.get(request.requested_by, "")
        yield ActionItem(ActionItemKind.CHANGE, f"{request.id} {request.basis}", request.title, effect, who=who)


def _blocker_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    blockers = [item for item in storage.blockers.open_blockers(session, team=team) if item.needs == user]
    labels = manager_items.milestone_labels(session, team=team, ids={item.milestone for item in blockers})
    for item in blockers:
        yield ActionItem(ActionItemKind.BLOCKER, item.id, item.text, (labels[item.milestone],), item.needed_by)


def _handover_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    handovers = storage.dependencies.handovers_awaiting(session, team=team, user=user)
    ends = {end for item in handovers for end in (item.dependency.consumer, item.dependency.provider)}
    labels = manager_items.milestone_labels(session, team=team, ids=ends)
    for item in handovers:
        link = item.dependency
        about = (labels[link.consumer], labels[link.provider])
        yield ActionItem(ActionItemKind.HANDOVER, link.id, about=about, by=item.terms.need_by)


_KIND_BY_ORIGIN = {ProposalOrigin.GOAL: ActionItemKind.GOAL, ProposalOrigin.ASSIGN: ActionItemKind.ASSIGN}


def _proposal_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    for proposal in storage.proposals.proposals_awaiting(session, team=team, asked=user):
        if proposal.author != user:
            kind = _KIND_BY_ORIGIN.get(proposal.origin, ActionItemKind.PROPOSAL)
            yield ActionItem(kind, str(proposal.id), proposal.text)


def _register_items(session: Session, team: str, user: str, today: date) -> Iterator[ActionItem]:
    for entry, owner in storage.register.entries_to_review(session, team=team, until=today):
        if owner == user:
            yield ActionItem(ActionItemKind.ENTRY, entry.id, entry.text, by=entry.check)


def _closeout_items(session: Session, person: Person, now: datetime) -> Iterator[ActionItem]:
    """Yield the closed projects that a sponsor has not answered for, and the lessons a person was asked for."""
    for project, _ in closeouts.awaiting_acceptance(session, person=person, now=now):
        yield ActionItem(ActionItemKind.ACCEPT, project.id, f"{project.name} ({project.id})")
    for lesson in storage.closeouts.lessons.unanswered_lessons(session, team=person.team, user=person.id):
        project = storage.plan.project(session, team=person.team, id=lesson.project)
        yield ActionItem(ActionItemKind.LESSON, project.id, f"{project.name} ({project.id})")


def _reading_items(session: Session, team: str, user: str) -> Iterator[ActionItem]:
    asks = storage.reading_asks.open_asks(session, team=team, user=user)
    found = storage.benefits.benefits_of(session, team=team, ids=[ask.benefit for ask in asks]) if asks else ()
    names = {benefit.id: f"{benefit.name} ({benefit.id})" for benefit in found}
    for ask in asks:
        yield ActionItem(ActionItemKind.READING, f"{ask.benefit} {ask.due.isoformat()}", names[ask.benefit], by=ask.due)
