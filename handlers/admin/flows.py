"""Administration: grant and revoke roles, settle failed work, reassign former members' work; all behind one check."""

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
import storage.reachable_people
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
    """A role that `user` was given on `scope`, or lost."""

    user: str
    role: str
    scope: str
    removed: bool


@dataclass(frozen=True, slots=True)
class Reassignment:
    """The items that were reassigned, and those the person who clicked may not give away."""

    things: tuple[OrphanedItem, ...]
    kept: tuple[OrphanedItem, ...]


def admin_desk(session: Session, *, person: Person, now: datetime) -> AdminDesk:
    storage.people.require_permission(session, person=person, action=Action.ADMINISTER)
    return queries.desk_overview(session, team=person.team, now=now)


def linked_channels(session: Session, *, person: Person) -> tuple[LinkedChannel, ...]:
    storage.people.require_permission(session, person=person, action=Action.ADMINISTER)
    return queries.linked_channels(session, team=person.team)


def granted_roles(session: Session, *, person: Person) -> tuple[RoleAssignment, ...]:
    """Return the roles this person may manage: all for an administrator, those of their programs for a manager."""
    assignments = storage.people.role_assignments(session, team=person.team)
    return tuple(assignment for assignment in assignments if _may_staff(session, person, assignment.program))


def settle_failed_work(session: Session, *, person: Person, what: str, again: bool, now: datetime) -> None:
    """Retry or discard a failed delivery (`in:7`) or post (`out:…`).

    `clock:` retries everything the clock left undone.
    """
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


def set_role(session: Session, *, person: Person, text: str) -> RoleChange:
    """Apply `@ana lead PRJ-1`, or revoke it with `remove @ana lead PRJ-1`.

    Requires an administrator or the manager of that program.
    """
    parts = tokens(text)
    user = next((t.id for t in parts if t.askable), None)
    scope = next((id for t in parts if (id := parsing.parse_id(t.text)) and id.startswith("PR")), None)
    words = {t.text.casefold() for t in parts if t.kind == "word"}
    role = next((role for word, role in ROLE_WORDS.items() if word in words), None)
    if not (user and role and scope):
        raise Refusal(
            "I need a person, a role and a program or project.",
            f"The roles are {', '.join(ROLE_WORDS)}.",
            "Write `admin role @ana lead PRJ-1`.",
        )
    program = _program_of(session, person.team, scope)
    if not _may_staff(session, person, program):
        raise NotAllowed(
            "You don't have permission to give roles there.", "Only its program manager and workspace admins can.", ""
        )
    removed = "remove" in words
    if not removed:
        user = storage.reachable_people.choose_reachable(session, team=person.team, user=user) or user
    staff = storage.people.revoke_role if removed else storage.people.assign_role
    staff(session, team=person.team, scope=scope, role=role, user=user)
    return RoleChange(user, role.value, scope, removed)


def update_allowed_apps(session: Session, *, person: Person, app: str, heard: bool, now: datetime) -> tuple[str, ...]:
    """Start or stop listening to an app, if one is named; return all apps that are listened to."""
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
    """Set the meaning of an emoji, if one is named; return all meanings that were set (B-23)."""
    storage.people.require_permission(session, person=person, action=Action.ADMINISTER)
    if emoji:
        storage.capture.map_reaction(session, team=person.team, emoji=emoji, means=means, by=person.id, now=now)
        session.flush()
    return storage.capture.reaction_meanings(session, team=person.team)


def orphaned_work(session: Session, *, person: Person) -> tuple[FormerMember, ...]:
    """Return the work of former members, as far as this person may read it and give it away."""
    visible_members = []
    for member in storage.orphans.former_members(session, team=person.team):
        reassignable = tuple(item for item in member.held if _may_give(session, person, item))
        if reassignable:
            visible_members.append(FormerMember(member.user, member.name, reassignable))
    return tuple(visible_members)


def reassign_work(session: Session, *, person: Person, left: str, to: str) -> Reassignment:
    """Reassign everything the person may give away to one new owner.

    Raise NotFound if nothing is left, for example on a second click.
    """
    team = person.team
    new_owner = storage.people.find_person(session, team=team, id=to)
    if to == left or (new_owner and new_owner.outsider):
        raise Refusal("They can't own this.", "They left, or are a guest.", "Pick another person.")
    held_items = storage.orphans.items_held_by(session, team=team, user=left)
    if not held_items:
        raise NotFound("There is nothing left to reassign.", "It was already reassigned.", "")
    reassigned = tuple(
        item
        for item in held_items
        if _may_give(session, person, item) and storage.orphans.may_take(session, team=team, item=item, user=to)
    )
    if not reassigned:
        raise NotAllowed(
            "You don't have permission to reassign that.", "Only its project lead or program manager can.", ""
        )
    for item in reassigned:
        storage.orphans.reassign_item(session, team=team, item=item, user=left, new_user=to)
    return Reassignment(reassigned, tuple(item for item in held_items if item not in reassigned))


def record_user_change(session: Session, *, person: Person, now: datetime) -> None:
    """Save a person as Slack now describes them; if they have just left, collect their work."""
    previous = storage.people.find_person(session, team=person.team, id=person.id)
    storage.people.save_person(session, person=person, now=now)
    if person.deleted and not (previous and previous.deleted):
        process_departure(session, person=person, now=now)


def process_departure(session: Session, *, person: Person, now: datetime) -> None:
    """Send each manager (or lead) one card with the work that a departed person held, once.

    Private items are on a card of their own, as it may be withheld. Benefits are not: their sponsor hands them over.
    """
    team = person.team
    held_items = storage.orphans.items_held_by(session, team=team, user=person.id)
    storage.audit.set_actor(session, team=team, actor=storage.audit.BATON_ACTOR, now=now)
    storage.orphans.revoke_head_roles(session, team=team, user=person.id)
    asked_about = [item for item in held_items if item.what != storage.orphans.OWNS_BENEFIT]
    for (keeper, private), items in _items_by_keeper(session, person, asked_about).items():
        card = FormerMember(person.id, person.name, tuple(items))
        message = templates.render("admin/orphans", left=(card,))
        key = f"orphans:{person.id}:{keeper}:{now:%Y-%m-%d}{':private' if private else ''}"
        posting.post_message(session, key=key, team=team, channel=keeper, message=message, now=now)


def _items_by_keeper(
    session: Session, departed: Person, things: Iterable[OrphanedItem]
) -> dict[tuple[str, bool], list[OrphanedItem]]:
    """Group items by the person to ask about each, the manager, else the lead, and by whether they are private.

    Items that have neither are listed only by `orphans`.
    """
    by_keeper: dict[tuple[str, bool], list[OrphanedItem]] = {}
    for item in things:
        program = storage.plan.program(session, team=departed.team, id=item.program) if item.program else None
        project = storage.plan.project(session, team=departed.team, id=item.project) if item.project else None
        keepers = [p for p in (program and program.manager, project and project.lead) if p and p != departed.id]
        if keepers:
            by_keeper.setdefault((keepers[0], item.restricted), []).append(item)
    return by_keeper


def _may_give(session: Session, person: Person, thing: OrphanedItem) -> bool:
    """Return whether the person may read an item and give it away.

    That takes the right to change its program or, for an item in a project, that project.
    """
    action = Action.EDIT_PROJECT if thing.project else Action.EDIT_PROGRAM
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
        storage.people.require_permission(session, person=person, action=Action.EDIT_PROGRAM, program=program)
    except NotAllowed:
        return False
    return True


def _program_of(session: Session, team: str, scope: str) -> str:
    if scope.startswith("PRG-"):
        return storage.plan.program(session, team=team, id=scope).id
    return storage.plan.project(session, team=team, id=scope).program
