"""Queries behind the buttons and forms of a milestone's card: its state and its user's permissions."""

from sqlmodel import Session

import storage.people
import storage.plan
from handlers.privacy import flows as privacy_flows
from rules import corrections
from rules.people import Action, Permission, Person, effective_permission
from rules.plan import Milestone, Program, Project

_ACTIONS = {"update": Action.UPDATE_MILESTONE, "block": Action.RAISE, "depend": Action.CREATE_DEPENDENCY}


def editable_milestone(session: Session, *, person: Person, id: str) -> Milestone:
    """Return the milestone that a form starts from; raise Refusal if it is done or cancelled."""
    milestone = storage.plan.milestone(session, team=person.team, id=id)
    corrections.require_open(milestone)
    return milestone


def correctable_item(session: Session, *, person: Person, id: str) -> Milestone | Project | Program:
    """Return the item that a form corrects."""
    if id.startswith("M-"):
        return storage.plan.milestone(session, team=person.team, id=id)
    if id.startswith("PRJ-"):
        return storage.plan.project(session, team=person.team, id=id)
    return storage.plan.program(session, team=person.team, id=id)


def allowed_actions(session: Session, *, person: Person, milestone: Milestone) -> frozenset[str]:
    """Return which of the card's actions the person may use: update, block, depend, reopen, publish."""
    publish_actions = frozenset(
        {"publish"} if privacy_flows.may_publish(session, person=person, id=milestone.id) else ()
    )
    project = storage.plan.project(session, team=person.team, id=milestone.project)
    roles = storage.people.roles_of(session, person=person, program=project.program, project=project.id)
    is_own = person.id in (milestone.owner, project.lead)
    names = _ACTIONS if milestone.open else {"reopen": Action.UPDATE_MILESTONE}
    return publish_actions | frozenset(
        name
        for name, action in names.items()
        if effective_permission(action, roles=roles, own=is_own) is Permission.YES
    )
