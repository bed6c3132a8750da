"""Queries behind the buttons and forms of a milestone's card: its state and its user's permissions."""

from sqlmodel import Session

import storage.people
import storage.plan
from handlers.privacy import flows as privacy_flows
from rules.people import Action, Permission, Person, effective_permission
from rules.plan import Milestone
from rules.refusal import Refusal


def editable_milestone(session: Session, *, person: Person, id: str) -> Milestone:
    """Return the milestone that a form starts from; raise Refusal if it is done."""
    milestone = storage.plan.milestone(session, team=person.team, id=id)
    if milestone.done:
        raise Refusal(f"{id} is already done.", "What is done stays as it is.", "Undo it first if it is not.")
    return milestone


def allowed_actions(session: Session, *, person: Person, milestone: Milestone) -> frozenset[str]:
    """Return which of the card's actions the person may use: update, block, depend, publish."""
    publish_actions = frozenset(
        {"publish"} if privacy_flows.may_publish(session, person=person, id=milestone.id) else ()
    )
    project = storage.plan.project(session, team=person.team, id=milestone.project)
    roles = storage.people.roles_of(session, person=person, program=project.program, project=project.id)
    is_own = person.id in (milestone.owner, project.lead)
    actions = {"update": Action.UPDATE_MILESTONE, "block": Action.RAISE, "depend": Action.CREATE_DEPENDENCY}
    if milestone.done:
        return publish_actions
    return publish_actions | frozenset(
        name
        for name, action in actions.items()
        if effective_permission(action, roles=roles, own=is_own) is Permission.YES
    )
