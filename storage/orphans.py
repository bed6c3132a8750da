"""What people who left still hold: milestones, projects, programs, roles, what waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from rules.plan import Handover
from storage.tables.blockers import BlockerRow
from storage.tables.people import MemberRow, RoleRow
from storage.tables.plan import DependencyRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.register import EntryRow

OVER = (Handover.DELIVERED.value, Handover.BROKEN.value, Handover.WAIVED.value, Handover.DECLINED.value)


@dataclass(frozen=True, slots=True)
class Held:
    """One thing in somebody's hands; `what` says how they hold it."""

    id: str
    name: str
    what: str
    project: str | None
    program: str | None


@dataclass(frozen=True, slots=True)
class Left:
    """A person whose account was closed, and everything they still hold."""

    user: str
    name: str
    held: tuple[Held, ...]


def left(session: Session, *, team: str) -> tuple[Left, ...]:
    """Everybody whose account was closed and who still holds something, by name."""
    gone = session.execute(
        select(col(MemberRow.id), col(MemberRow.name)).where(col(MemberRow.team) == team, col(MemberRow.deleted))
    )
    found = (Left(user, name, held(session, team=team, user=user)) for user, name in gone)
    return tuple(sorted((one for one in found if one.held), key=lambda one: (one.name, one.user)))


def held(session: Session, *, team: str, user: str) -> tuple[Held, ...]:
    """Programs, projects, open milestones, blockers that wait for them, open hand-overs, entries, in this order."""
    programs = session.scalars(select(ProgramRow).where(col(ProgramRow.team) == team, col(ProgramRow.manager) == user))
    projects = session.scalars(select(ProjectRow).where(col(ProjectRow.team) == team, col(ProjectRow.lead) == user))
    rows = select(col(ProjectRow.id), col(ProjectRow.program)).where(col(ProjectRow.team) == team)
    homes: dict[str, str] = {id: program for id, program in session.execute(rows)}  # noqa: C416
    found = [Held(row.id, row.name, "manages", None, row.id) for row in programs]
    found += [Held(row.id, row.name, "leads", row.id, row.program) for row in projects]
    found += [
        Held(row.id, row.name, "owns", row.project, homes.get(row.project)) for row in _milestones(session, team, user)
    ]
    for blocker, project in _blockers(session, team, user):
        found.append(Held(blocker.id, blocker.text[:80], "can unblock", project, homes.get(project)))
    for link, project in _links(session, team, user):
        found.append(
            Held(link.id, f"{link.consumer} waits for {link.provider}", "answers for", project, homes.get(project))
        )
    for entry in _entries(session, team, user):
        found.append(Held(entry.id, entry.text[:80], "watches", entry.project, homes.get(entry.project)))
    return tuple(found)


def give(session: Session, *, team: str, what: Held, user: str, to: str) -> None:
    """This will put one thing into other hands."""
    key = (team, what.id)
    if what.what == "manages" and (program := session.get(ProgramRow, key)):
        program.manager = to
    elif what.what == "leads" and (project := session.get(ProjectRow, key)):
        project.lead = to
    elif what.what == "owns" and (milestone := session.get(MilestoneRow, key)):
        milestone.owner = to
    elif what.what == "can unblock" and (blocker := session.get(BlockerRow, key)):
        blocker.needs = to
    elif what.what == "watches" and (entry := session.get(EntryRow, key)):
        entry.owner = to
    elif what.what == "answers for" and (link := session.get(DependencyRow, key)):
        link.provider_user = to if link.provider_user == user else link.provider_user
        link.consumer_user = to if link.consumer_user == user else link.consumer_user


def forget_roles(session: Session, *, team: str, user: str) -> None:
    """This will take every role from somebody who left."""
    for row in session.scalars(select(RoleRow).where(col(RoleRow.team) == team, col(RoleRow.user) == user)):
        session.delete(row)


def _milestones(session: Session, team: str, user: str) -> Iterable[MilestoneRow]:
    rows = select(MilestoneRow).where(col(MilestoneRow.team) == team, col(MilestoneRow.owner) == user)
    return session.scalars(rows.where(col(MilestoneRow.actual).is_(None)).order_by(col(MilestoneRow.id)))


def _blockers(session: Session, team: str, user: str) -> Iterable[tuple[BlockerRow, str]]:
    rows = select(BlockerRow, col(MilestoneRow.project)).join(
        MilestoneRow, (col(MilestoneRow.team) == team) & (col(MilestoneRow.id) == col(BlockerRow.milestone))
    )
    mine = rows.where(
        col(BlockerRow.team) == team, col(BlockerRow.needs) == user, col(BlockerRow.resolved_at).is_(None)
    )
    return ((row[0], row[1]) for row in session.execute(mine))


def _entries(session: Session, team: str, user: str) -> Iterable[EntryRow]:
    rows = select(EntryRow).where(col(EntryRow.team) == team, col(EntryRow.owner) == user)
    return session.scalars(rows.where(col(EntryRow.closed_at).is_(None)).order_by(col(EntryRow.id)))


def _links(session: Session, team: str, user: str) -> Iterable[tuple[DependencyRow, str]]:
    rows = select(DependencyRow, col(MilestoneRow.project)).join(
        MilestoneRow, (col(MilestoneRow.team) == team) & (col(MilestoneRow.id) == col(DependencyRow.consumer))
    )
    mine = (col(DependencyRow.provider_user) == user) | (col(DependencyRow.consumer_user) == user)
    found = rows.where(col(DependencyRow.team) == team, mine, col(DependencyRow.state).not_in(OVER))
    return ((row[0], row[1]) for row in session.execute(found))
