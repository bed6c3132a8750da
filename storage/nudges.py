"""Milestones that are due soon or overdue, and the nudges people already got."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from rules.nudges import Nudge, NudgeHistory, capped_stage
from rules.program_numbers import ProgramNumbers, numbers_from
from storage.tables.escalations import NudgeRow
from storage.tables.plan import MilestoneRow, ProgramRow, ProjectRow, is_open_milestone


@dataclass(frozen=True, slots=True)
class DueMilestone:
    """An open milestone that is expected on `day`; `who` is its owner, else its project's lead."""

    id: str
    name: str
    who: str
    day: date
    last_update_at: datetime


def milestones_due_by(session: Session, *, team: str, until: date) -> tuple[DueMilestone, ...]:
    """Return milestones with a responsible person that are expected by a day, soonest first."""
    day = func.coalesce(col(MilestoneRow.forecast), col(MilestoneRow.committed), col(MilestoneRow.baseline))
    responsible = func.coalesce(col(MilestoneRow.owner), col(ProjectRow.lead))
    columns: tuple[Any, ...] = (
        col(MilestoneRow.id),
        col(MilestoneRow.name),
        responsible.label("who"),
        day.label("day"),
        col(MilestoneRow.touched_at).label("heard"),
    )
    query = (
        select(*columns)
        .join(
            ProjectRow,
            (col(ProjectRow.team) == col(MilestoneRow.team)) & (col(ProjectRow.id) == col(MilestoneRow.project)),
        )
        .where(col(MilestoneRow.team) == team, is_open_milestone(), day <= until, responsible.is_not(None))
    )
    return tuple(DueMilestone(*row) for row in session.execute(query.order_by(day, col(MilestoneRow.id))))


def projects_due_by(session: Session, *, team: str, until: date) -> frozenset[str]:
    """Return the projects with an open milestone that is expected by a day, or was."""
    day = func.coalesce(col(MilestoneRow.forecast), col(MilestoneRow.committed), col(MilestoneRow.baseline))
    query = select(col(MilestoneRow.project)).where(col(MilestoneRow.team) == team, is_open_milestone(), day <= until)
    return frozenset(session.scalars(query.distinct()))


def numbers_by_milestone(session: Session, *, team: str, ids: Collection[str]) -> dict[str, ProgramNumbers]:
    """Return the numbers of the program of each milestone, by the milestone's id."""
    if not ids:
        return {}
    query = (
        select(col(MilestoneRow.id), col(ProgramRow.numbers))
        .join(
            ProjectRow,
            (col(ProjectRow.team) == col(MilestoneRow.team)) & (col(ProjectRow.id) == col(MilestoneRow.project)),
        )
        .join(
            ProgramRow,
            (col(ProgramRow.team) == col(ProjectRow.team)) & (col(ProgramRow.id) == col(ProjectRow.program)),
        )
        .where(col(MilestoneRow.team) == team, col(MilestoneRow.id).in_(ids))
    )
    return {id: numbers_from(numbers) for id, numbers in session.execute(query)}


def nudge_history(
    session: Session, *, team: str, users: Iterable[str], subjects: Collection[str]
) -> dict[tuple[str, str, str], NudgeHistory]:
    """Return the histories of what may be asked now, by (kind, subject, user): those of all years are many."""
    query = select(NudgeRow).where(
        col(NudgeRow.team) == team, col(NudgeRow.user).in_(tuple(users)), col(NudgeRow.subject).in_(subjects)
    )
    return {(row.kind, row.subject, row.user): NudgeHistory(row.count, row.last_at) for row in session.scalars(query)}


def record_nudge(session: Session, *, team: str, nudge: Nudge, now: datetime) -> None:
    """Record that the person was nudged."""
    key = (team, nudge.kind.value, nudge.subject, nudge.user)
    row = session.get(NudgeRow, key)
    if row is None:
        row = NudgeRow(team=team, kind=nudge.kind.value, subject=nudge.subject, user=nudge.user, last_at=now)
        session.add(row)
    row.count, row.last_at = max(capped_stage(nudge), row.count + 1), now
