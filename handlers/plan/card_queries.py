"""Queries behind the buttons and forms of a milestone's card: its state and its user's permissions."""

from collections.abc import Mapping

from sqlmodel import Session

import storage.dependencies
import storage.people
import storage.plan
import storage.privacy
import storage.register
from handlers.common import access
from handlers.privacy import flows as privacy_flows
from rules import corrections
from rules.dependencies.handovers import CLOSED_STATES
from rules.people import Action, Permission, Person, effective_permission
from rules.plan import Milestone, Program, Project
from rules.truth.statuses import label_of
from storage.register import RegisterEntry

_ACTIONS = {
    "update": Action.UPDATE_MILESTONE,
    "rename": Action.UPDATE_MILESTONE,
    "plan": Action.EDIT_PROJECT,
    "commit": Action.CHANGE_COMMITTED,
    "block": Action.RAISE,
    "depend": Action.CREATE_DEPENDENCY,
    "money": Action.EDIT_BUDGET,
}

_ACTIONS_WHEN_CLOSED = {
    "reopen": Action.UPDATE_MILESTONE,
    "rename": Action.UPDATE_MILESTONE,
    "plan": Action.EDIT_PROJECT,
}


def editable_milestone(session: Session, *, person: Person, id: str) -> Milestone:
    """Return the milestone that a form starts from; raise Refusal if it is done or cancelled."""
    milestone = storage.plan.milestone(session, team=person.team, id=id)
    corrections.require_open(milestone)
    return milestone


def correctable_item(session: Session, *, person: Person, id: str) -> Milestone | Project | Program:
    """Return the item that a form corrects."""
    access.require_visible(session, person=person, text=id)
    if id.startswith("M-"):
        return storage.plan.milestone(session, team=person.team, id=id)
    if id.startswith("PRJ-"):
        return storage.plan.project(session, team=person.team, id=id)
    return storage.plan.program(session, team=person.team, id=id)


def allowed_actions(session: Session, *, person: Person, milestone: Milestone) -> frozenset[str]:
    """Return which of the card's actions the person may use, such as update, plan or publish."""
    publish_actions = frozenset(
        {"publish"} if privacy_flows.may_publish(session, person=person, id=milestone.id) else ()
    )
    project = storage.plan.project(session, team=person.team, id=milestone.project)
    is_own = person.id in (milestone.owner, project.lead)
    names = _ACTIONS if milestone.open else _ACTIONS_WHEN_CLOSED
    return publish_actions | _allowed(session, person=person, project=project, actions=names, own=is_own)


def allowed_corrections(session: Session, *, person: Person, item: Project | Program) -> frozenset[str]:
    """Return the verbs with which the person may correct, close or report an item, and `scorecard` if it has one."""
    project = item if isinstance(item, Project) else Project("", "", item.id)
    verbs = ("rename", "delete", "reopen" if item.cancelled else "cancel", *(("move",) if project is item else ()))
    actions = dict.fromkeys(verbs, Action.EDIT_PROJECT if project is item else Action.EDIT_PROGRAM)
    if project is item and project.open:
        actions["close"] = Action.CLOSE_PROJECT
        actions["money"] = Action.EDIT_BUDGET
        actions["report"] = Action.OVERRIDE_COLOUR
    if project is not item or project.closed:
        actions["scorecard"] = Action.FOLLOW
    return _allowed(session, person=person, project=project, actions=actions, own=project.lead == person.id)


def _allowed(
    session: Session, *, person: Person, project: Project, actions: Mapping[str, Action], own: bool
) -> frozenset[str]:
    """Return the names of the actions that the person may use in a project."""
    roles = storage.people.roles_of(session, person=person, program=project.program, project=project.id or None)
    return frozenset(
        name for name, action in actions.items() if effective_permission(action, roles=roles, own=own) is Permission.YES
    )


def open_dependencies(session: Session, *, person: Person, milestone: Milestone) -> tuple[str, ...]:
    """Return the open milestones that one depends on, as far as the person may know them."""
    reader = storage.privacy.reader_for(session, person=person)
    hidden = storage.privacy.secrets_hidden_from(session, team=person.team, by=reader).ids
    links = storage.dependencies.dependencies_of(session, team=person.team, milestone=milestone.id)
    ids = {link.provider for link in links if link.consumer == milestone.id and link.state not in CLOSED_STATES}
    providers = storage.plan.milestones(session, team=person.team, ids=ids - hidden)
    return tuple(label_of(provider) for provider in providers if provider.open)


def assumptions_under(session: Session, *, person: Person, id: str) -> tuple[RegisterEntry, ...]:
    """Return the assumptions on which an item rests, as far as the person may know them."""
    hidden = storage.privacy.hidden_ids(session, person=person)
    found = storage.register.assumptions_under(session, team=person.team, id=id)
    return tuple(entry for entry in found if entry.id not in hidden)
