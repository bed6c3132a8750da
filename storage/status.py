"""The colour that people report for a project, with their sentence, beside the computed one (B-51)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from rules.refusal import NotFound
from rules.truth.colours import Colour
from storage.engine.reads import once_per_read
from storage.tables.plan import ProjectRow

# Built once, because building a statement costs more than running it.
_SELECT_REPORTS = select(
    col(ProjectRow.id),
    col(ProjectRow.reported),
    col(ProjectRow.reported_why),
    col(ProjectRow.reported_by),
    col(ProjectRow.reported_at),
).where(col(ProjectRow.team) == bindparam("team"), col(ProjectRow.reported).is_not(None))


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The last reported status of a project; `why` is empty when the person gave no reason."""

    colour: Colour
    why: str
    by: str
    at: datetime


def set_report(session: Session, *, team: str, project: str, report: StatusReport | None) -> None:
    """Put a report, or none, in place of a project's present one."""
    row = session.get(ProjectRow, (team, project))
    if row is None:
        raise NotFound(f"There is no project {project}.", "", "`status` lists the projects there are.")
    row.reported = report.colour.value if report else None
    row.reported_why, row.reported_by = (report.why, report.by) if report else ("", None)
    row.reported_at = report.at if report else None


def find_report(session: Session, *, team: str, project: str) -> StatusReport | None:
    row = session.get(ProjectRow, (team, project))
    if row is None or row.reported is None or row.reported_at is None:
        return None
    return StatusReport(Colour(row.reported), row.reported_why, row.reported_by or "", row.reported_at)


@once_per_read
def latest_reports(session: Session, *, team: str) -> dict[str, StatusReport]:
    """Return the last report of each project that has one."""
    rows = session.execute(_SELECT_REPORTS, {"team": team})
    return {row[0]: StatusReport(Colour(row[1]), row[2], row[3] or "", row[4]) for row in rows if row[4]}
