"""Corrections of programs, projects and milestones: names, places, cancelled ones, and rows that go for good."""

from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

import storage.fit
import storage.plan
from rules.refusal import NotFound
from storage.changes import references
from storage.tables.plan import DependencyRow, ForecastRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.updates import UpdateRow

PlanRow = ProgramRow | ProjectRow | MilestoneRow


def rename(session: Session, *, team: str, id: str, name: str) -> None:
    row = _row(session, team, id)
    if isinstance(row, ProgramRow):
        storage.fit.keep_history(session, team=team, program=id, name=row.name)
    row.name = name
    session.flush()


def set_cancelled(session: Session, *, team: str, id: str, day: date | None) -> tuple[str, ...]:
    """Cancel an item with everything open in it, or reopen it with what was cancelled the same day.

    Return the ids of the milestones whose state has changed.
    """
    row = _row(session, team, id)
    old_day = row.cancelled
    row.cancelled = day
    parts = _parts(session, row)
    changed = [row.id] if isinstance(row, MilestoneRow) else []
    for part in parts:
        is_done = isinstance(part, MilestoneRow) and part.actual is not None
        if part.cancelled == (None if day else old_day) and not is_done:
            part.cancelled = day
            changed += [part.id] if isinstance(part, MilestoneRow) else []
    session.flush()
    return tuple(changed)


def reopen_done(session: Session, *, team: str, milestone: str, by: str, now: datetime) -> None:
    """Take back that a milestone is done: its progress is what it was before, and the ledger drops the day."""
    row = session.get_one(MilestoneRow, (team, milestone))
    done_query = select(UpdateRow).where(
        col(UpdateRow.team) == team,
        col(UpdateRow.subject) == milestone,
        col(UpdateRow.kind) == "actual",
        col(UpdateRow.state) == "saved",
    )
    record = session.scalars(done_query.order_by(col(UpdateRow.id).desc()).limit(1)).first()
    row.actual, row.touched_at = None, now
    if record is not None:
        row.percent = int(record.undo.get("old", {}).get("percent", row.percent))
    ledger_query = select(ForecastRow).where(
        col(ForecastRow.team) == team, col(ForecastRow.milestone) == milestone, col(ForecastRow.kind) == "actual"
    )
    entry = session.scalars(ledger_query.order_by(col(ForecastRow.id).desc()).limit(1)).first()
    source = entry.source if entry else ""
    storage.plan.note_forecast(session, team=team, milestone=milestone, kind="undone", by=by, now=now, source=source)
    session.flush()


def move(session: Session, *, team: str, id: str, target: str) -> None:
    """Move a milestone to another project, or a project to another program."""
    row = _row(session, team, id)
    if isinstance(row, MilestoneRow):
        row.project = target
    elif isinstance(row, ProjectRow):
        row.program = target
    session.flush()


def set_committed(session: Session, *, team: str, milestone: str, day: date, by: str, now: datetime) -> None:
    """Write a committed date, and note it in the ledger: it counts towards the tolerance of the next change."""
    row = session.get_one(MilestoneRow, (team, milestone))
    row.committed, row.touched_at = day, now
    storage.plan.note_forecast(session, team=team, milestone=milestone, kind="committed", by=by, now=now)
    session.flush()


def references_to(session: Session, *, team: str, id: str) -> tuple[str, ...]:
    """Return what refers to an item, by the names that people know."""
    return tuple(dict.fromkeys(name for *_, name in references.referring_rows(session, row=_row(session, team, id))))


def delete(session: Session, *, team: str, id: str) -> None:
    """Delete an item that nothing refers to, with the dates in its ledger."""
    row = _row(session, team, id)
    if isinstance(row, MilestoneRow):
        ledger = select(ForecastRow).where(col(ForecastRow.team) == team, col(ForecastRow.milestone) == id)
        for entry in session.scalars(ledger):
            session.delete(entry)
        session.flush()
    session.delete(row)
    session.flush()


def handovers_needed_before(
    session: Session, *, team: str, milestone: str, day: date
) -> tuple[tuple[str, str, str, date], ...]:
    """Return (link, consumer milestone, consumer's user, need-by) of hand-overs that a new day would miss."""
    query = select(DependencyRow).where(
        col(DependencyRow.team) == team,
        col(DependencyRow.provider) == milestone,
        col(DependencyRow.need_by) < day,
        col(DependencyRow.state).not_in(("declined", "waived", "delivered")),
    )
    rows = session.scalars(query.order_by(col(DependencyRow.id)))
    return tuple((row.id, row.consumer, row.consumer_user or "", row.need_by) for row in rows if row.need_by)


def _parts(session: Session, row: PlanRow) -> list[ProjectRow | MilestoneRow]:
    """Return the projects of a program and the milestones of all of them, or of a project."""
    if isinstance(row, MilestoneRow):
        return []
    projects: list[ProjectRow] = []
    if isinstance(row, ProgramRow):
        query = select(ProjectRow).where(col(ProjectRow.team) == row.team, col(ProjectRow.program) == row.id)
        projects = list(session.scalars(query))
    project_ids = [project.id for project in projects] or [row.id]
    milestones = select(MilestoneRow).where(
        col(MilestoneRow.team) == row.team, col(MilestoneRow.project).in_(project_ids)
    )
    return [*projects, *session.scalars(milestones)]


def _row(session: Session, team: str, id: str) -> PlanRow:
    row: PlanRow | None
    if id.startswith("M-"):
        row = session.get(MilestoneRow, (team, id))
    elif id.startswith("PRJ-"):
        row = session.get(ProjectRow, (team, id))
    else:
        row = session.get(ProgramRow, (team, id))
    if row is None:
        raise NotFound(f"There is no {id}.", "", "`status` lists what there is.")
    return row
