"""People and their roles: what Slack told us of them, and what each is to a program or project."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from rules import people
from rules.people import Action, Person, Role
from rules.refusal import Refusal
from storage.tables.base import core_table
from storage.tables.people import MemberRow, RoleRow, WorkspaceRow
from storage.tables.plan import MilestoneRow, ProgramRow, ProjectRow

MAX_PERSON_AGE = timedelta(minutes=10)
_PERSON_FIELDS = ("id", "team", "name", "own_zone", "zone", "locale")
_PERSON_FLAGS = ("is_admin", "is_guest", "is_foreign", "is_bot", "deleted")
_PERSON_COLUMNS = [core_table(MemberRow).c[name] for name in (*_PERSON_FIELDS, *_PERSON_FLAGS)]


def save_workspace(session: Session, *, team: str, name: str, bot_user: str, now: datetime) -> None:
    """This will remember the workspace (again)."""
    row = session.get(WorkspaceRow, team)
    if row is None:
        session.add(WorkspaceRow(team=team, name=name, bot_user=bot_user, installed_at=now))
    else:
        row.name, row.bot_user = name, bot_user


def find_person(session: Session, *, team: str, id: str, now: datetime | None = None) -> Person | None:
    """The member, or None when unknown or (given `now`) when what we know is older than ten minutes."""
    row = session.get(MemberRow, (team, id))
    if row is None or (now and now - row.seen_at > MAX_PERSON_AGE):
        return None
    return _to_person(row)


def known_people(session: Session, *, team: str, ids: Iterable[str]) -> dict[str, Person]:
    """Those of the people whom we know, by id."""
    rows = select(*_PERSON_COLUMNS).where(col(MemberRow.team) == team, col(MemberRow.id).in_(tuple(ids)))
    return {row.id: _person_from_columns(row) for row in session.execute(rows)}


def save_person(session: Session, *, person: Person, now: datetime) -> Person:
    """This will keep what Slack says of a member; their own choices stay."""
    row = session.get(MemberRow, (person.team, person.id))
    if row is None:
        row = MemberRow(team=person.team, id=person.id, seen_at=now)
        session.add(row)
    row.name, row.zone, row.locale = person.name, person.zone, person.locale
    row.is_admin, row.is_guest, row.is_foreign = person.is_admin, person.is_guest, person.is_foreign
    row.is_bot, row.deleted, row.seen_at = person.is_bot, person.deleted, now
    return _to_person(row)


def display_names(session: Session, *, team: str, ids: frozenset[str]) -> dict[str, str]:
    """Display names by id; unknown ids are left out."""
    found = session.execute(
        select(col(MemberRow.id), col(MemberRow.name)).where(col(MemberRow.team) == team, col(MemberRow.id).in_(ids))
    )
    return {id: name for id, name in found if name}


def grant_role(session: Session, *, team: str, scope: str, role: Role, user: str) -> None:
    """This will give a role; giving it twice is once."""
    if session.get(RoleRow, (team, scope, role.value, user)) is None:
        session.add(RoleRow(team=team, scope=scope, role=role.value, user=user))


def roles_of(session: Session, *, person: Person, program: str | None, project: str | None) -> frozenset[Role]:
    """Everything the person is to this program and project; an outsider is a guest and nothing else."""
    if person.outsider:
        return frozenset({Role.GUEST})
    held = {Role.CONTRIBUTOR} | ({Role.ADMIN} if person.is_admin else set())
    scopes = [scope for scope in (program, project) if scope]
    rows = select(col(RoleRow.role)).where(
        col(RoleRow.team) == person.team, col(RoleRow.user) == person.id, col(RoleRow.scope).in_(scopes)
    )
    held |= {Role(role) for role in session.scalars(rows)}
    if project and (row := session.get(ProjectRow, (person.team, project))):
        program = program or row.program
        held |= {Role.LEAD} if row.lead == person.id else set()
    if program and (found := session.get(ProgramRow, (person.team, program))) and found.manager == person.id:
        held.add(Role.MANAGER)
    return frozenset(held)


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """`user` (shown as `name`) is `role` to `scope`, which lies in `program`."""

    scope: str
    role: str
    user: str
    name: str
    program: str


def role_assignments(session: Session, *, team: str) -> tuple[RoleAssignment, ...]:
    """Every role that somebody holds, by scope: managers and leads among them."""
    rows = select(col(ProjectRow.id), col(ProjectRow.program)).where(col(ProjectRow.team) == team)
    homes: dict[str, str] = {id: program for id, program in session.execute(rows)}  # noqa: C416
    held = {
        (row.scope, row.role, row.user) for row in session.scalars(select(RoleRow).where(col(RoleRow.team) == team))
    }
    for project in session.scalars(select(ProjectRow).where(col(ProjectRow.team) == team)):
        held |= {(project.id, Role.LEAD.value, project.lead)} if project.lead else set()
    for program in session.scalars(select(ProgramRow).where(col(ProgramRow.team) == team)):
        held |= {(program.id, Role.MANAGER.value, program.manager)} if program.manager else set()
    called = display_names(session, team=team, ids=frozenset(user for _, _, user in held))
    return tuple(
        RoleAssignment(scope, role, user, called.get(user, user), homes.get(scope, scope))
        for scope, role, user in sorted(held)
    )


def assign_role(session: Session, *, team: str, scope: str, role: Role, user: str) -> None:
    """This will give a role; a project has one lead and a program one manager, whom the new one follows.

    Raises Refusal for a lead of a program or a manager of a project.
    """
    _set_head(session, team=team, scope=scope, role=role, user=user)
    if role is not Role.LEAD:
        grant_role(session, team=team, scope=scope, role=role, user=user)


def revoke_role(session: Session, *, team: str, scope: str, role: Role, user: str) -> None:
    """This will take a role; from somebody who does not hold it, nothing."""
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
    """Everything the person is to anything here: it decides which verbs they see, never what they may do to a thing."""
    if person.outsider:
        return frozenset({Role.GUEST})
    held = select(col(RoleRow.role)).where(col(RoleRow.team) == person.team, col(RoleRow.user) == person.id)
    leads = select(col(ProjectRow.id)).where(col(ProjectRow.team) == person.team, col(ProjectRow.lead) == person.id)
    manages = select(col(ProgramRow.id)).where(
        col(ProgramRow.team) == person.team, col(ProgramRow.manager) == person.id
    )
    found = {Role(role) for role in session.scalars(held.distinct())} | {Role.CONTRIBUTOR}
    found |= {Role.LEAD} if session.scalars(leads.limit(1)).first() else set()
    found |= {Role.MANAGER} if session.scalars(manages.limit(1)).first() else set()
    return frozenset(found | ({Role.ADMIN} if person.is_admin else set()))


def require_permission(
    session: Session,
    *,
    person: Person,
    action: Action,
    program: str | None = None,
    project: str | None = None,
    owner: str | None = None,
) -> None:
    """The one gate: this will pass, or raise NotAllowed with whom to ask. `owner` is who the thing belongs to."""
    held = roles_of(session, person=person, program=program, project=project)
    row = session.get(ProjectRow, (person.team, project)) if project else None
    own = person.id == owner or bool(row and row.lead == person.id)
    ask = owner or (row.lead if row else None)
    people.require_permission(action, roles=held, own=own, helper=f"<@{ask}>" if ask and ask != person.id else None)


def may_create_program(session: Session, *, person: Person) -> bool:
    """Administrators, sponsors and program managers may; in a workspace without any program the first member may."""
    if person.outsider:
        return False
    first = select(col(ProgramRow.id)).where(col(ProgramRow.team) == person.team).limit(1)
    makers = {Role.ADMIN, Role.SPONSOR, Role.MANAGER}
    return bool(makers & roles_anywhere(session, person=person)) or session.scalars(first).first() is None


def unknown_heads(session: Session, *, team: str) -> tuple[str, ...]:
    """Who leads a project or manages a program and whom Slack was never asked about."""
    known = select(col(MemberRow.id)).where(col(MemberRow.team) == team)
    heads = ((ProjectRow, ProjectRow.lead), (ProgramRow, ProgramRow.manager))
    found: set[str] = set()
    for row, head in heads:
        rows = select(col(head)).where(col(row.team) == team, col(head).is_not(None), col(head).not_in(known))
        found |= {str(user) for user in session.scalars(rows.distinct())}
    return tuple(sorted(found))


def owned_milestone_ids(session: Session, *, team: str, user: str) -> tuple[str, ...]:
    """Ids of the open milestones that a person owns."""
    rows = select(col(MilestoneRow.id)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.owner) == user, col(MilestoneRow.actual).is_(None)
    )
    return tuple(session.scalars(rows))


def _to_person(row: MemberRow) -> Person:
    return _person_from_columns(getattr(row, column.name) for column in _PERSON_COLUMNS)


def _person_from_columns(values: Iterable[Any]) -> Person:
    id, team, name, own_zone, zone, *rest = values
    return Person(id, team, name, own_zone or zone or "UTC", *rest)
