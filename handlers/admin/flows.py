"""Roles given and taken, parked work settled, work of people who left handed on: each behind the one gate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.capture
import storage.faults
import storage.orphans
import storage.people
import storage.plan
import storage.privacy
import storage.queues.inbox
import storage.queues.outbox
import templates
from handlers.admin import queries
from handlers.admin.queries import AdminDesk, LinkedChannel
from handlers.common import parsing, posting
from handlers.common.requests import parse_record_number
from rules import privacy
from rules.people import Action, Person, Role
from rules.refusal import NotAllowed, NotFound, Refusal
from rules.text import tokens
from storage.orphans import FormerMember, OrphanedItem
from storage.people import RoleAssignment

ROLE_WORDS = {
    "sponsor": Role.SPONSOR,
    "manager": Role.MANAGER,
    "lead": Role.LEAD,
    "benefit": Role.BENEFIT_OWNER,
    "stakeholder": Role.STAKEHOLDER,
}


@dataclass(frozen=True, slots=True)
class RoleChange:
    """`user` holds (or no longer holds) `role` on `scope`."""

    user: str
    role: str
    scope: str
    removed: bool


@dataclass(frozen=True, slots=True)
class Reassignment:
    """What went into other hands, and what the clicker may not give."""

    things: tuple[OrphanedItem, ...]
    kept: tuple[OrphanedItem, ...]


def held_roles(session: Session, *, person: Person) -> frozenset[Role]:
    return storage.people.roles_anywhere(session, person=person)


def admin_desk(session: Session, *, person: Person, now: datetime) -> AdminDesk:
    storage.people.require_permission(session, person=person, action=Action.ADMINISTER)
    return queries.desk_overview(session, team=person.team, now=now)


def linked_channels(session: Session, *, person: Person) -> tuple[LinkedChannel, ...]:
    storage.people.require_permission(session, person=person, action=Action.ADMINISTER)
    return queries.linked_channels(session, team=person.team)


def granted_roles(session: Session, *, person: Person) -> tuple[RoleAssignment, ...]:
    """All for an administrator; for a manager those of their programs."""
    found = storage.people.role_assignments(session, team=person.team)
    return tuple(one for one in found if _may_staff(session, person, one.program))


def settle_failed_work(session: Session, *, person: Person, what: str, again: bool, now: datetime) -> None:
    """A parked delivery (`in:7`) or post (`out:…`) is tried again or forgotten; `clock:` tries all it left undone."""
    storage.people.require_permission(session, person=person, action=Action.ADMINISTER)
    queue, _, id = what.partition(":")
    if queue == "clock":
        storage.faults.retry_all_now(session, team=person.team, now=now)
    elif queue == "out":
        if again:
            storage.queues.outbox.retry(session, id=id, now=now)
        else:
            storage.queues.outbox.discard(session, id=id)
    elif id.isdigit():
        if again:
            storage.queues.inbox.retry(session, work_id=parse_record_number(id), now=now)
        else:
            storage.queues.inbox.discard(session, work_id=parse_record_number(id))


def set_role(session: Session, *, person: Person, text: str, now: datetime) -> RoleChange:
    """`@ana lead PRJ-1`, or `remove @ana lead PRJ-1`; by an administrator, or the manager of that program."""
    parts = tokens(text)
    user = next((t.id for t in parts if t.kind == "user"), None)
    scope = next((id for t in parts if (id := parsing.parse_id(t.text)) and id.startswith("PR")), None)
    said = {t.text.casefold() for t in parts if t.kind == "word"}
    role = next((role for word, role in ROLE_WORDS.items() if word in said), None)
    if not (user and role and scope):
        raise Refusal(
            "I need a person, a role and a program or project.",
            f"The roles are {', '.join(ROLE_WORDS)}.",
            "Write `admin role @ana lead PRJ-1`.",
        )
    program = _program_of(session, person.team, scope)
    if not _may_staff(session, person, program):
        raise NotAllowed(
            "You may not give roles there.", "That is for its manager and administrators.", "Ask one of them."
        )
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    removed = "remove" in said
    staff = storage.people.revoke_role if removed else storage.people.assign_role
    staff(session, team=person.team, scope=scope, role=role, user=user)
    return RoleChange(user, role.value, scope, removed)


def update_allowed_apps(session: Session, *, person: Person, app: str, heard: bool, now: datetime) -> tuple[str, ...]:
    """This will hear an app from now on or no longer (none named: as it was), and give those that are heard."""
    storage.people.require_permission(session, person=person, action=Action.ADMINISTER)
    if app and heard:
        storage.capture.allow_app(session, team=person.team, app=app, by=person.id, now=now)
    elif app:
        storage.capture.forbid_app(session, team=person.team, app=app)
    session.flush()
    return storage.capture.allowed_apps(session, team=person.team)


def update_reaction_meanings(
    session: Session, *, person: Person, emoji: str, means: str, now: datetime
) -> dict[str, str]:
    """This will give an emoji a meaning from now on (none named: as it was), and give all that were set (B-23)."""
    storage.people.require_permission(session, person=person, action=Action.ADMINISTER)
    if emoji:
        storage.capture.map_reaction(session, team=person.team, emoji=emoji, means=means, by=person.id, now=now)
        session.flush()
    return storage.capture.reaction_meanings(session, team=person.team)


def orphaned_work(session: Session, *, person: Person) -> tuple[FormerMember, ...]:
    """What people who left hold, as far as this person may read it and give it on."""
    found = []
    for one in storage.orphans.former_members(session, team=person.team):
        mine = tuple(thing for thing in one.held if _may_give(session, person, thing))
        if mine:
            found.append(FormerMember(one.user, one.name, mine))
    return tuple(found)


def reassign_work(session: Session, *, person: Person, left: str, to: str, now: datetime) -> Reassignment:
    """Everything the clicker may give goes to one person; a second click finds nothing left."""
    team = person.team
    known = storage.people.find_person(session, team=team, id=to)
    if to == left or (known and known.outsider):
        raise Refusal("They can't take this on.", "They left, or are a guest.", "Pick somebody who works here.")
    everything = storage.orphans.items_held_by(session, team=team, user=left)
    if not everything:
        raise NotFound("Nothing is left to give.", "Somebody was faster.", "")
    things = tuple(thing for thing in everything if _may_give(session, person, thing))
    if not things:
        raise NotAllowed("You may not give that on.", "That is for the lead or manager there.", "Ask one of them.")
    storage.audit.set_actor(session, team=team, actor=person.id, now=now)
    for thing in things:
        storage.orphans.reassign_item(session, team=team, item=thing, user=left, new_user=to)
    return Reassignment(things, tuple(thing for thing in everything if thing not in things))


def record_user_change(session: Session, *, person: Person, now: datetime) -> None:
    """What Slack now says of a person; when it says that they left, their work is swept together."""
    known = storage.people.find_person(session, team=person.team, id=person.id)
    storage.people.save_person(session, person=person, now=now)
    if person.deleted and not (known and known.deleted):
        process_departure(session, person=person, now=now)


def process_departure(session: Session, *, person: Person, now: datetime) -> None:
    """Somebody's account was closed: one card to each manager (or lead) whose work they held; once."""
    team = person.team
    everything = storage.orphans.items_held_by(session, team=team, user=person.id)
    storage.audit.set_actor(session, team=team, actor=storage.audit.BATON_ACTOR, now=now)
    storage.orphans.revoke_all_roles(session, team=team, user=person.id)
    for keeper, things in _items_by_keeper(session, person, everything).items():
        card = FormerMember(person.id, person.name, tuple(things))
        message = templates.render("admin/orphans", left=(card,))
        key = f"orphans:{person.id}:{keeper}:{now:%Y-%m-%d}"
        posting.post_message(session, key=key, team=team, channel=keeper, message=message, now=now)


def _items_by_keeper(
    session: Session, departed: Person, things: Iterable[OrphanedItem]
) -> dict[str, list[OrphanedItem]]:
    """Whom to ask about each thing: the manager, else the lead; what nobody leads stands in `orphans`."""
    found: dict[str, list[OrphanedItem]] = {}
    for thing in things:
        program = storage.plan.program(session, team=departed.team, id=thing.program) if thing.program else None
        project = storage.plan.project(session, team=departed.team, id=thing.project) if thing.project else None
        asked = [p for p in (program and program.manager, project and project.lead) if p and p != departed.id]
        if asked:
            found.setdefault(asked[0], []).append(thing)
    return found


def _may_give(session: Session, person: Person, thing: OrphanedItem) -> bool:
    """Creating projects is the manager's and administrator's cell; a lead gives what lies in their project."""
    action = Action.CREATE_MILESTONE if thing.project else Action.CREATE_PROJECT
    try:
        storage.people.require_permission(
            session, person=person, action=action, program=thing.program, project=thing.project
        )
    except NotAllowed:
        return False
    hidden = storage.privacy.secrets_hidden_from(
        session, team=person.team, by=storage.privacy.reader_for(session, person=person)
    )
    return not hidden.occur_in(privacy.visible_text([thing.id, thing.name]))


def _may_staff(session: Session, person: Person, program: str | None) -> bool:
    try:
        storage.people.require_permission(session, person=person, action=Action.CREATE_PROJECT, program=program)
    except NotAllowed:
        return False
    return True


def _program_of(session: Session, team: str, scope: str) -> str:
    if scope.startswith("PRG-"):
        return storage.plan.program(session, team=team, id=scope).id
    return storage.plan.project(session, team=team, id=scope).program
