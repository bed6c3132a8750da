"""People who can be asked: by name, group or role, refused where they can't answer, or still to look up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

import storage.people
from rules import slack_ids
from rules.people import Person, Role
from rules.refusal import GroupMemberNeeded, Refusal
from rules.text import is_group
from storage.tables.blockers import BlockerRow
from storage.tables.goals import GoalRow
from storage.tables.leave import HoursRow
from storage.tables.people import ChannelMemberRow, MemberRow, RoleRow, UserGroupRow
from storage.tables.plan import DependencyRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.register import EntryRow

MAX_GROUP_AGE = timedelta(minutes=10)
# As many as a message has buttons for.
MAX_CHOICES = 20
# Slack reports its own bot as a person.
SLACKBOT = "USLACKBOT"
# Where people are named who may be asked something.
_NAMED_PEOPLE = (
    (ProjectRow, ProjectRow.lead),
    (ProgramRow, ProgramRow.manager),
    (MilestoneRow, MilestoneRow.owner),
    (RoleRow, RoleRow.user),
    (BlockerRow, BlockerRow.needs),
    (EntryRow, EntryRow.owner),
    (GoalRow, GoalRow.owner),
    (DependencyRow, DependencyRow.provider_user),
    (DependencyRow, DependencyRow.consumer_user),
    (HoursRow, HoursRow.delegate),
)


def find_by_name(session: Session, *, team: str, name: str) -> str | None:
    """Return the only person of the workspace with this display name; None if there is none, or more than one."""
    query = select(col(MemberRow.id)).where(
        col(MemberRow.team) == team,
        func.lower(col(MemberRow.name)) == name.casefold(),
        col(MemberRow.deleted).is_(False),
        col(MemberRow.is_bot).is_(False),
    )
    ids = tuple(session.scalars(query.limit(2)))
    return ids[0] if len(ids) == 1 else None


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A user group as Slack last reported it; `gone` when Slack knows no such group, or it was closed."""

    id: str
    handle: str = ""
    members: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class _AskableGroup:
    """A user group's members who can be asked; `unknown` of its `size` members could not be looked up."""

    handle: str
    people: tuple[Person, ...]
    unknown: int
    size: int


def find_group(session: Session, *, team: str, id: str, now: datetime | None = None) -> UserGroup | None:
    """Return the group, or None when unknown or (given `now`) when what we know is older than ten minutes."""
    row = session.get(UserGroupRow, (team, id))
    if row is None or (now and now - row.seen_at > MAX_GROUP_AGE):
        return None
    return UserGroup(row.id, row.handle, tuple(row.members), row.gone)


def save_group(session: Session, *, team: str, group: UserGroup, now: datetime) -> None:
    """Save what Slack reports about a group; the handle of one that is gone stays, so that old words can be read."""
    row = session.get(UserGroupRow, (team, group.id))
    if row is None:
        row = UserGroupRow(team=team, id=group.id, seen_at=now)
        session.add(row)
    row.handle, row.members = group.handle or row.handle, list(group.members)
    row.gone, row.seen_at = group.gone, now


def choose_reachable(session: Session, *, team: str, user: str | None, instead: str | None = None) -> str | None:
    """Return the person to ask: the one named, or the only member of a user group who can answer.

    Raise GroupMemberNeeded where a group has several, Refusal where nobody can be asked; `instead` is the id of a
    person who could be.
    """
    if user and is_group(user):
        return _choose_member(session, team=team, id=user, instead=instead)
    require_reachable(session, team=team, user=user)
    return user


def reachable_members(session: Session, *, team: str, users: Iterable[str], most: int) -> tuple[str, ...]:
    """Return the people named, with the members of a user group in its place; raise Refusal for more than `most`.

    Members of a group who can't be asked are left out; a person named by themselves is refused.
    """
    found: dict[str, None] = {}
    for user in users:
        if is_group(user):
            group = _askable_group(session, team=team, id=user, hint="Name the people.")
            if group.unknown + len(group.people) > most:
                raise Refusal(f"{group.handle} is too large: I ask at most {most} people.", "", "Name the people.")
            if group.unknown:
                raise Refusal(f"I couldn't find out who is in {group.handle}.", "Slack did not answer.", "Try again.")
            found.update((person.id, None) for person in group.people)
        else:
            require_reachable(session, team=team, user=user)
            found[user] = None
    if len(found) > most:
        raise Refusal(f"That is {len(found)} people; I ask at most {most}.", "", "Name fewer people.")
    return tuple(found)


def _choose_member(session: Session, *, team: str, id: str, instead: str | None) -> str:
    group = _askable_group(session, team=team, id=id, hint=_hint_of_person(session, team=team, user=instead))
    if len(group.people) > 1 or group.unknown:
        choices = tuple((person.id, person.name) for person in group.people[:MAX_CHOICES])
        raise GroupMemberNeeded(group=id, handle=group.handle, choices=choices, more=group.size - len(choices))
    return group.people[0].id


def _askable_group(session: Session, *, team: str, id: str, hint: str) -> _AskableGroup:
    """Return a group with at least one member who can be asked; raise Refusal where there is none."""
    group = find_group(session, team=team, id=id)
    if group is None:
        raise Refusal("I couldn't find out who is in that group.", "Slack did not answer.", hint)
    handle = f"@{group.handle}" if group.handle else "That group"
    if group.gone:
        raise Refusal(f"{handle} can't be asked.", "Slack has no such user group, or it was closed.", hint)
    known = storage.people.known_people(session, team=team, ids=group.members)
    people = sorted(
        (p for p in known.values() if _why_unreachable(session, p) is None), key=lambda p: (p.name.casefold(), p.id)
    )
    unknown = len(group.members) - len(known)
    if not people and unknown:
        raise Refusal(f"I couldn't find out who is in {handle}.", "Slack did not answer.", hint)
    if not people:
        why = "Everyone in it is an app, has left or works elsewhere." if known else "Nobody is in it."
        raise Refusal(f"{handle} has no one I can ask.", why, hint)
    return _AskableGroup(handle, tuple(people), unknown, len(group.members))


def _hint_of_person(session: Session, *, team: str, user: str | None) -> str:
    names = storage.people.display_names(session, team=team, ids=frozenset({user} if user else ()))
    return f"Name one person, for example {names[user]}." if user in names else "Name one person."


def require_reachable(session: Session, *, team: str, user: str | None) -> None:
    """Raise Refusal for whoever can't be asked: an app, a closed account, a person of another company not invited."""
    person = storage.people.find_person(session, team=team, id=user) if user else None
    refusal = _why_unreachable(session, person) if person else None
    if refusal:
        raise refusal


def _why_unreachable(session: Session, person: Person) -> Refusal | None:
    is_found = person.name != person.id
    name = person.name if is_found else "That account"
    if person.is_bot or person.id == SLACKBOT:
        return Refusal(f"{name} is an app.", "It can't answer for anything.", "Name a person.")
    if person.deleted:
        why = "Their account is closed." if is_found else "Slack knows no such person."
        return Refusal(f"{name} can't be asked.", why, "Name a person who works here.")
    if person.is_foreign and not _is_in_closed_channel(session, person):
        why = "I can't reach them until they are in a shared channel with me."
        return Refusal(f"{name} works for another company.", why, "Name a colleague, or invite them first.")
    return None


def _is_in_closed_channel(session: Session, person: Person) -> bool:
    seat = select(col(ChannelMemberRow.user)).where(
        col(ChannelMemberRow.team) == person.team, col(ChannelMemberRow.user) == person.id
    )
    return session.scalars(seat.limit(1)).first() is not None


def unknown_people(session: Session, *, team: str) -> tuple[str, ...]:
    """Return those who lead, own, watch, help or stand in somewhere and were never looked up in Slack."""
    users: set[str] = set()
    known_ids = select(col(MemberRow.id)).where(col(MemberRow.team) == team)
    for row, person in _NAMED_PEOPLE:
        query = select(col(person)).where(
            col(row.team) == team, col(person).is_not(None), col(person).not_in(known_ids)
        )
        users |= {str(user) for user in session.scalars(query.distinct())}
    return tuple(sorted(user for user in users if slack_ids.find(user)))


def administrators(session: Session, *, team: str) -> tuple[str, ...]:
    """Return the user ids of the workspace's administrators, by name."""
    query = select(col(MemberRow.id)).where(
        col(MemberRow.team) == team, col(MemberRow.is_admin), col(MemberRow.deleted).is_(False)
    )
    return tuple(session.scalars(query.order_by(col(MemberRow.name), col(MemberRow.id))))


def managers_over(session: Session, *, team: str, lead: str) -> tuple[str, ...]:
    """Return the managers of the programs in which a person leads a project."""
    scopes = select(col(RoleRow.scope)).where(
        col(RoleRow.team) == team, col(RoleRow.user) == lead, col(RoleRow.role) == Role.LEAD.value
    )
    query = (
        select(col(ProgramRow.manager), col(ProgramRow.id))
        .join(ProjectRow, (col(ProjectRow.team) == team) & (col(ProjectRow.program) == col(ProgramRow.id)))
        .where(
            col(ProgramRow.team) == team,
            col(ProgramRow.manager).is_not(None),
            (col(ProjectRow.lead) == lead) | col(ProjectRow.id).in_(scopes) | col(ProgramRow.id).in_(scopes),
        )
    )
    rows = session.execute(query.distinct().order_by(col(ProgramRow.id)))
    return tuple(dict.fromkeys(manager for manager, _ in rows))


def holders_of(session: Session, *, team: str, scope: str, role: Role) -> tuple[str, ...]:
    """Return who was given a role in a program or project and still has an account."""
    query = select(col(RoleRow.user)).where(
        col(RoleRow.team) == team, col(RoleRow.scope) == scope, col(RoleRow.role) == role.value
    )
    deleted = select(col(MemberRow.id)).where(col(MemberRow.team) == team, col(MemberRow.deleted))
    return tuple(session.scalars(query.where(col(RoleRow.user).not_in(deleted)).order_by(col(RoleRow.user))))


def role_delegate(session: Session, *, team: str, scope: str, user: str, today: date) -> str | None:
    """Return who stands in for a person in their roles in this scope today, if they named someone."""
    query = select(col(RoleRow.delegate)).where(
        col(RoleRow.team) == team,
        col(RoleRow.scope) == scope,
        col(RoleRow.user) == user,
        col(RoleRow.delegate).is_not(None),
        or_(col(RoleRow.delegate_until).is_(None), col(RoleRow.delegate_until) >= today),
    )
    return session.scalars(query.order_by(col(RoleRow.role)).limit(1)).first()


@dataclass(frozen=True, slots=True)
class RoleDelegate:
    """A delegate whom a person named for their role in a program or project, until a day."""

    user: str
    scope: str
    delegate: str
    until: date | None


def role_delegates(session: Session, *, team: str, users: Iterable[str]) -> tuple[RoleDelegate, ...]:
    """Return everyone who was named as a delegate by these people, also for days that are over."""
    query = select(RoleRow).where(
        col(RoleRow.team) == team, col(RoleRow.user).in_(tuple(users)), col(RoleRow.delegate).is_not(None)
    )
    rows = session.scalars(query.order_by(col(RoleRow.role).desc()))
    return tuple(RoleDelegate(row.user, row.scope, row.delegate, row.delegate_until) for row in rows if row.delegate)
