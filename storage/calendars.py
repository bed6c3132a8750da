"""The days off of programs and projects, and the people who work by them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from rules.refusal import NotFound
from rules.time.days_off import TeamDays
from storage.tables.base import core_table
from storage.tables.plan import MilestoneRow, ProgramRow, ProjectRow, is_open_milestone

_PROGRAM_TABLE = core_table(ProgramRow)
_PROJECT_TABLE = core_table(ProjectRow)


def own_days_off(session: Session, *, team: str, subject: str) -> TeamDays:
    """Return the days set for a program or project itself."""
    return _to_team_days(_subject_row(session, team=team, subject=subject))


def save_days_off(session: Session, *, team: str, subject: str, days: TeamDays) -> None:
    """Save the days in place of the previous ones."""
    row = _subject_row(session, team=team, subject=subject)
    row.holidays, row.extra = _iso_days(days.off), _iso_days(days.extra)
    row.labels = {day.isoformat(): label for day, label in sorted(days.labels.items())}
    session.flush()


def set_work_week(
    session: Session, *, team: str, program: str, workdays: tuple[str, ...] | None = None, country: str | None = None
) -> None:
    """Set a program's working days or country; None leaves what it has, "" is no country."""
    row = session.get_one(ProgramRow, (team, program))
    row.workdays = list(workdays) if workdays else row.workdays
    row.country = row.country if country is None else country or None
    session.flush()


def effective_days_off(session: Session, *, team: str, subjects: Iterable[str]) -> dict[str, TeamDays]:
    """Return the days that apply to each of these programs, and to each of these projects inside its program."""
    ids = tuple(subjects)
    columns = (_PROJECT_TABLE.c[name] for name in ("id", "program", "holidays", "extra", "labels"))
    rows = session.execute(select(*columns).where(col(ProjectRow.team) == team, col(ProjectRow.id).in_(ids)))
    projects = {row.id: row for row in rows}
    program_ids = {*ids, *(row.program for row in projects.values())}
    programs = session.execute(
        select(_PROGRAM_TABLE).where(col(ProgramRow.team) == team, col(ProgramRow.id).in_(program_ids))
    )
    days_by_program = {row.id: _to_team_days(row) for row in programs}
    return days_by_program | {
        id: _to_team_days(row).layered_on(days_by_program[row.program]) for id, row in projects.items()
    }


def subjects_by_user(session: Session, *, team: str, users: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return what each person is on: projects they lead or own open milestones of, else programs they manage."""
    ids = tuple(users)
    owners = select(col(MilestoneRow.owner), col(MilestoneRow.project)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.owner).in_(ids), is_open_milestone()
    )
    leads = select(col(ProjectRow.lead), col(ProjectRow.id)).where(
        col(ProjectRow.team) == team, col(ProjectRow.lead).in_(ids)
    )
    managers = select(col(ProgramRow.manager), col(ProgramRow.id)).where(
        col(ProgramRow.team) == team, col(ProgramRow.manager).in_(ids)
    )
    projects: dict[str, set[str]] = {}
    for user, id in (*session.execute(owners.distinct()), *session.execute(leads)):
        projects.setdefault(user, set()).add(id)
    programs: dict[str, set[str]] = {}
    for user, id in session.execute(managers):
        programs.setdefault(user, set()).add(id)
    return {user: frozenset(ids) for user, ids in (programs | projects).items()}


def people_on_program(session: Session, *, team: str, program: str) -> tuple[str, ...]:
    """Return everyone who manages a program, leads a project of it or owns an open milestone in it."""
    own_projects = select(col(ProjectRow.id)).where(col(ProjectRow.team) == team, col(ProjectRow.program) == program)
    owners = select(col(MilestoneRow.owner)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.project).in_(own_projects), is_open_milestone()
    )
    leads = select(col(ProjectRow.lead)).where(col(ProjectRow.team) == team, col(ProjectRow.program) == program)
    row = session.get_one(ProgramRow, (team, program))
    users = {row.manager, *session.scalars(owners.distinct()), *session.scalars(leads)}
    return tuple(sorted(user for user in users if user))


def _subject_row(session: Session, *, team: str, subject: str) -> ProgramRow | ProjectRow:
    row = session.get(ProgramRow, (team, subject)) or session.get(ProjectRow, (team, subject))
    if row is None:
        raise NotFound(f"There is no {subject}.", "", "`/program status` lists what there is.")
    return row


def _to_team_days(row: Any) -> TeamDays:
    labels = {date.fromisoformat(day): label for day, label in row.labels.items()}
    return TeamDays(_parse_days(row.holidays), _parse_days(row.extra), labels)


def _parse_days(days: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in days)


def _iso_days(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]
