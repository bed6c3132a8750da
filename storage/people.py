"""People and their roles: what Slack reports about them, and their part in each program or project."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, func, select
from sqlmodel import Session, col

import storage.member_names
from rules import people
from rules.people import Action, Permission, Person, Role
from rules.refusal import Refusal
from storage.role_queries import ROLES_ANYWHERE, ROLES_IN_SCOPE
from storage.tables.base import core_table
from storage.tables.people import MemberRow, RoleRow, UserGroupRow, WorkspaceRow
from storage.tables.plan import ChannelRow, ProgramRow, ProjectRow

MAX_PERSON_AGE = timedelta(minutes=10)
_PERSON_FIELDS = ("id", "team", "name", "own_zone", "zone", "locale")
_PERSON_FLAGS = ("is_admin", "is_guest", "is_foreign", "is_bot", "deleted")
_PERSON_COLUMNS = [core_table(MemberRow).c[name] for name in (*_PERSON_FIELDS, *_PERSON_FLAGS)]
_SELECT_PERSON = select(*_PERSON_COLUMNS, col(MemberRow.seen_at)).where(
    col(MemberRow.team) == bindparam("team"), col(MemberRow.id) == bindparam("id")
)


def save_workspace(session: Session, *, team: str, name: str, bot_user: str, now: datetime) -> None:
    """Save the workspace; an existing one gets the new name and bot user."""
    row = session.get(WorkspaceRow, team)
    if row is None:
        session.add(WorkspaceRow(team=team, name=name, bot_user=bot_user, installed_at=now))
    else:
        row.name, row.bot_user = name, bot_user


def find_person(session: Session, *, team: str, id: str, now: datetime | None = None) -> Person | None:
    """Return the member, or None when unknown or (given `now`) when what we know is older than ten minutes."""
    row = session.execute(_SELECT_PERSON, {"team": team, "id": id}).first()
    if row is None or (now and now - row.seen_at > MAX_PERSON_AGE):
        return None
    return _in_usual_zone(session, _person_from_columns(row[:-1]))


def known_people(session: Session, *, team: str, ids: Iterable[str]) -> dict[str, Person]:
    """Return those of the people we know, by id."""
    query = select(*_PERSON_COLUMNS).where(col(MemberRow.team) == team, col(MemberRow.id).in_(tuple(ids)))
    return {row.id: _in_usual_zone(session, _person_from_columns(row)) for row in session.execute(query)}


def save_person(session: Session, *, person: Person, now: datetime) -> Person:
    """Save what Slack reports about a member; their own choices stay."""
    row = session.get(MemberRow, (person.team, person.id))
    if row is None:
        row = MemberRow(team=person.team, id=person.id, seen_at=now)
        session.add(row)
    row.name, row.zone, row.locale = person.name, person.zone if person.zone_known else None, person.locale
    row.is_admin, row.is_guest, row.is_foreign = person.is_admin, person.is_guest, person.is_foreign
    row.is_bot, row.deleted, row.seen_at = person.is_bot, person.deleted, now
    storage.member_names.save_names(session, person=person, now=now)
    return _in_usual_zone(session, _to_person(row))


def display_names(session: Session, *, team: str, ids: frozenset[str]) -> dict[str, str]:
    """Return display names by id; unknown ids are left out."""
    if not ids:
        return {}
    query = select(col(MemberRow.id), col(MemberRow.name)).where(col(MemberRow.team) == team)
    return {id: name for id, name in session.execute(query.where(col(MemberRow.id).in_(ids))) if name}


def names_of_ids(session: Session, *, team: str, ids: frozenset[str]) -> dict[str, str]:
    """Return the names of people, public channels and user groups by Slack id; unknown ids are left out."""
    query = select(col(ChannelRow.id), col(ChannelRow.name)).where(
        col(ChannelRow.team) == team, col(ChannelRow.id).in_(ids), col(ChannelRow.is_private).is_(False)
    )
    channels = {id: f"#{name}" for id, name in session.execute(query) if name}
    return channels | _handles(session, team=team, ids=ids) | display_names(session, team=team, ids=ids)


def _handles(session: Session, *, team: str, ids: frozenset[str]) -> dict[str, str]:
    query = select(col(UserGroupRow.id), col(UserGroupRow.handle)).where(
        col(UserGroupRow.team) == team, col(UserGroupRow.id).in_(ids)
    )
    return {id: f"@{handle}" for id, handle in session.execute(query) if handle}


def grant_role(session: Session, *, team: str, scope: str, role: Role, user: str) -> None:
    """Grant a role; granting it twice has no further effect."""
    if session.get(RoleRow, (team, scope, role.value, user)) is None:
        session.add(RoleRow(team=team, scope=scope, role=role.value, user=user))


def roles_of(session: Session, *, person: Person, program: str | None, project: str | None) -> frozenset[Role]:
    """Return all roles of the person in this program and project; an outsider is a guest and nothing else."""
    if person.outsider:
        return frozenset({Role.GUEST})
    scopes = {"program": program or None, "project": project or None}
    return _roles_by(session, ROLES_IN_SCOPE, person, scopes)


def _roles_by(
    session: Session, query: CompoundSelect[Any], person: Person, scopes: Mapping[str, str | None]
) -> frozenset[Role]:
    session.flush()
    rows = session.connection().scalars(query, {"team": person.team, "user": person.id, **scopes})
    return frozenset({Role(role) for role in rows} | {Role.CONTRIBUTOR} | ({Role.ADMIN} if person.is_admin else set()))


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """A role of `user` (shown as `name`) in `scope`, which belongs to `program`."""

    scope: str
    role: str
    user: str
    name: str
    program: str


def scopes_of_role(session: Session, *, team: str, user: str, role: Role) -> frozenset[str]:
    """Return the programs and projects in which a person was given this role."""
    query = select(col(RoleRow.scope)).where(
        col(RoleRow.team) == team, col(RoleRow.user) == user, col(RoleRow.role) == role.value
    )
    return frozenset(session.scalars(query))


def role_assignments(session: Session, *, team: str) -> tuple[RoleAssignment, ...]:
    """Return every assigned role, by scope, including managers and leads."""
    query = select(col(ProjectRow.id), col(ProjectRow.program)).where(col(ProjectRow.team) == team)
    program_of: dict[str, str] = {id: program for id, program in session.execute(query)}  # noqa: C416
    assignments = {
        (row.scope, row.role, row.user) for row in session.scalars(select(RoleRow).where(col(RoleRow.team) == team))
    }
    for project in session.scalars(select(ProjectRow).where(col(ProjectRow.team) == team)):
        assignments |= {(project.id, Role.LEAD.value, project.lead)} if project.lead else set()
    for program in session.scalars(select(ProgramRow).where(col(ProgramRow.team) == team)):
        assignments |= {(program.id, Role.MANAGER.value, program.manager)} if program.manager else set()
    names = display_names(session, team=team, ids=frozenset(user for _, _, user in assignments))
    return tuple(
        RoleAssignment(scope, role, user, names.get(user, user), program_of.get(scope, scope))
        for scope, role, user in sorted(assignments)
    )


def assign_role(session: Session, *, team: str, scope: str, role: Role, user: str) -> None:
    """Assign a role; a project has one lead and a program one manager, so a new one replaces the old.

    Raises Refusal for a lead of a program or a manager of a project.
    """
    _set_head(session, team=team, scope=scope, role=role, user=user)
    if role is not Role.LEAD:
        grant_role(session, team=team, scope=scope, role=role, user=user)


def revoke_role(session: Session, *, team: str, scope: str, role: Role, user: str) -> None:
    """Revoke a role, if the person holds it."""
    row = session.get(RoleRow, (team, scope, role.value, user))
    if row:
        session.delete(row)
    project, program = session.get(ProjectRow, (team, scope)), session.get(ProgramRow, (team, scope))
    if role is Role.LEAD and project and project.lead == user:
        project.lead = None
    if role is Role.MANAGER and program and program.manager == user:
        program.manager = None


def _set_head(session: Session, *, team: str, scope: str, role: Role, user: str) -> None:
    project, program = session.get(ProjectRow, (team, scope)), session.get(ProgramRow, (team, scope))
    if role is Role.LEAD:
        if project is None:
            raise Refusal(f"{scope} has no lead.", "A project has one; a program has a manager.", "")
        project.lead = user
    if role is Role.MANAGER:
        if program is None:
            raise Refusal(f"{scope} has no manager.", "A program has one; a project has a lead.", "")
        if program.manager:
            revoke_role(session, team=team, scope=scope, role=role, user=program.manager)
        program.manager = user


def roles_anywhere(session: Session, *, person: Person) -> frozenset[Role]:
    """Return all roles of the person in any scope: they decide which verbs they see, never what they may do."""
    if person.outsider:
        return frozenset({Role.GUEST})
    return _roles_by(session, ROLES_ANYWHERE, person, {})


def require_permission(
    session: Session,
    *,
    person: Person,
    action: Action,
    program: str | None = None,
    project: str | None = None,
    owner: str | None = None,
    act: str = "",
) -> None:
    """Raise NotAllowed, naming a person to ask, unless the action is allowed; this is the only permission check.

    `owner` is the person the item belongs to; `act` says what failed, where the action's own words don't.
    """
    roles = roles_of(session, person=person, program=program, project=project)
    row = session.get(ProjectRow, (person.team, project)) if project else None
    if row:
        require_open_project(session, team=person.team, project=row.id, action=action)
    is_own = person.id == owner or bool(row and row.lead == person.id)
    if people.effective_permission(action, roles=roles, own=is_own) is Permission.YES:
        return
    helper = _name_of_helper(session, person=person, action=action, program=program, project=row, owner=owner)
    leads = not project and Role.LEAD in roles_anywhere(session, person=person)
    people.require_permission(action, roles=roles, own=is_own, act=act, helper=helper, is_lead_elsewhere=leads)


def require_open_project(session: Session, *, team: str, project: str, action: Action) -> None:
    """Raise NotAllowed for an action that a closed project refuses to everyone."""
    row = session.get(ProjectRow, (team, project))
    if row and row.closed:
        people.require_allowed_when_closed(action, label=f"{row.name} ({row.id})", project=row.id)


def _name_of_helper(
    session: Session,
    *,
    person: Person,
    action: Action,
    program: str | None,
    project: ProjectRow | None,
    owner: str | None,
) -> str | None:
    """Return who may do it instead: the owner, the lead, the manager, a sponsor, or else the first administrator."""
    program_row = session.get(ProgramRow, (person.team, program or (project.program if project else "")))
    contacts = (
        owner,
        project.lead if project else None,
        program_row.manager if program_row else None,
        _first_sponsor(session, team=person.team, program=program_row.id) if program_row else None,
        _first_administrator(session, team=person.team),
    )
    for user in dict.fromkeys(filter(None, contacts)):
        helper = find_person(session, team=person.team, id=user) if user != person.id else None
        if helper is None:
            continue
        roles = roles_of(session, person=helper, program=program, project=project.id if project else None)
        is_own = helper.id == owner or bool(project and project.lead == helper.id)
        if people.effective_permission(action, roles=roles, own=is_own) is Permission.YES:
            return helper.name
    return None


def _first_sponsor(session: Session, *, team: str, program: str) -> str | None:
    query = select(col(RoleRow.user)).where(
        col(RoleRow.team) == team, col(RoleRow.scope) == program, col(RoleRow.role) == Role.SPONSOR.value
    )
    return session.scalars(query.order_by(col(RoleRow.user)).limit(1)).first()


def _first_administrator(session: Session, *, team: str) -> str | None:
    query = select(col(MemberRow.id)).where(
        col(MemberRow.team) == team, col(MemberRow.is_admin), col(MemberRow.deleted).is_(False)
    )
    return session.scalars(query.order_by(col(MemberRow.name), col(MemberRow.id)).limit(1)).first()


def may_create_program(session: Session, *, person: Person) -> bool:
    """Return whether the person may create a program.

    Administrators, sponsors and program managers may; in a workspace without any program the first member may.
    """
    if person.outsider:
        return False
    first_program = select(col(ProgramRow.id)).where(col(ProgramRow.team) == person.team).limit(1)
    creator_roles = {Role.ADMIN, Role.SPONSOR, Role.MANAGER}
    return (
        bool(creator_roles & roles_anywhere(session, person=person)) or session.scalars(first_program).first() is None
    )


def _to_person(row: MemberRow) -> Person:
    return _person_from_columns(getattr(row, column.name) for column in _PERSON_COLUMNS)


def _person_from_columns(values: Iterable[Any]) -> Person:
    id, team, name, own_zone, zone, *rest = values
    person = Person(id, team, name, own_zone or zone or "UTC", *rest)
    return person if own_zone or zone else replace(person, zone_known=False)


def _in_usual_zone(session: Session, person: Person) -> Person:
    """Return the person; without a zone of their own, in the one most people of the workspace have."""
    if person.zone_known:
        return person
    query = select(col(MemberRow.zone)).where(
        col(MemberRow.team) == person.team, col(MemberRow.zone).is_not(None), col(MemberRow.is_bot).is_(False)
    )
    usual = session.scalars(query.group_by(col(MemberRow.zone)).order_by(func.count().desc(), col(MemberRow.zone)))
    return replace(person, zone=usual.first() or person.zone)
