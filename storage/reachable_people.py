"""People who can be asked: found by name, refused where they can't answer, and those still to be looked up in Slack."""

from sqlalchemy import func, select
from sqlmodel import Session, col

import storage.people
from rules import slack_ids
from rules.people import Person
from rules.refusal import Refusal
from storage.tables.blockers import BlockerRow
from storage.tables.leave import HoursRow
from storage.tables.people import ChannelMemberRow, MemberRow, RoleRow
from storage.tables.plan import DependencyRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.register import EntryRow

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


def require_reachable(session: Session, *, team: str, user: str | None) -> None:
    """Raise Refusal for whoever can't be asked: an app, a closed account, a person of another company not invited."""
    person = storage.people.find_person(session, team=team, id=user) if user else None
    if person is None:
        return
    is_found = person.name != person.id
    name = person.name if is_found else "That account"
    if person.is_bot or person.id == SLACKBOT:
        raise Refusal(f"{name} is an app.", "It can't answer for anything.", "Name a person.")
    if person.deleted:
        why = "Their account is closed." if is_found else "Slack knows no such person."
        raise Refusal(f"{name} can't be asked.", why, "Name a person who works here.")
    if person.is_foreign and not _is_in_closed_channel(session, person):
        why = "I can't reach them until they are in a shared channel with me."
        raise Refusal(f"{name} works for another company.", why, "Name a colleague, or invite them first.")


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
