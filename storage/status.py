"""The colour that people report for a project, with their sentence, beside the computed one (B-51)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from rules.refusal import NotFound
from rules.truth.colours import Colour
from storage.tables.plan import ProjectRow


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The last reported status of a project; `why` is empty when the person gave no reason."""

    colour: Colour
    why: str
    by: str
    at: datetime


def save_report(session: Session, *, team: str, project: str, colour: Colour, why: str, by: str, now: datetime) -> None:
    row = session.get(ProjectRow, (team, project))
    if row is None:
        raise NotFound(f"There is no project {project}.", "", "`status` lists the projects there are.")
    row.reported, row.reported_why, row.reported_by, row.reported_at = colour.value, why, by, now


def latest_reports(session: Session, *, team: str) -> dict[str, StatusReport]:
    """Return the last report of each project that has one."""
    rows = session.execute(
        select(
            col(ProjectRow.id),
            col(ProjectRow.reported),
            col(ProjectRow.reported_why),
            col(ProjectRow.reported_by),
            col(ProjectRow.reported_at),
        ).where(col(ProjectRow.team) == team, col(ProjectRow.reported).is_not(None))
    )
    return {row[0]: StatusReport(Colour(row[1]), row[2], row[3] or "", row[4]) for row in rows if row[4]}
