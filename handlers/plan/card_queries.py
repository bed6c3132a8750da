"""What the buttons and forms of a milestone's card need to know of it and of who uses them."""

from sqlmodel import Session

import storage.people
import storage.plan
from handlers.privacy import flows as privacy_flows
from rules.people import Action, Permission, Person, effective_permission
from rules.plan import Milestone
from rules.refusal import Refusal


def editable_milestone(session: Session, *, person: Person, id: str) -> Milestone:
    """What a form starts from; one about what is done does not open."""
    milestone = storage.plan.milestone(session, team=person.team, id=id)
    if milestone.done:
        raise Refusal(f"{id} is already done.", "What is done stays as it is.", "Undo it first if it is not.")
    return milestone


def allowed_actions(session: Session, *, person: Person, milestone: Milestone) -> frozenset[str]:
    """Which of the card's buttons the person may use: update, block, depend, publish."""
    let_out = frozenset({"publish"} if privacy_flows.may_publish(session, person=person, id=milestone.id) else ())
    home = storage.plan.project(session, team=person.team, id=milestone.project)
    roles = storage.people.roles_of(session, person=person, program=home.program, project=home.id)
    own = person.id in (milestone.owner or person.id, home.lead)
    actions = {"update": Action.UPDATE_MILESTONE, "block": Action.RAISE, "depend": Action.CREATE_DEPENDENCY}
    if milestone.done:
        return let_out
    return let_out | frozenset(
        name for name, action in actions.items() if effective_permission(action, roles=roles, own=own) is Permission.YES
    )
