"""The last activity of milestones and projects."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage.tables.base import UtcDateTime
from storage.tables.blockers import BlockerRow
from storage.tables.plan import MilestoneRow, ProjectRow
from storage.tables.updates import UpdateRow


def mark_touched(session: Session, *, team: str, milestone: str, now: datetime) -> None:
    """Record that a milestone had activity."""
    if row := session.get(MilestoneRow, (team, milestone)):
        row.touched_at = now
        session.flush()


def milestones_updated_since(session: Session, *, team: str, ids: Iterable[str], since: datetime) -> frozenset[str]:
    """Return milestones with any capture since an instant: a date, a blocker, "no change"."""
    milestone_ids = tuple(ids)
    touched = select(col(MilestoneRow.id)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.id).in_(milestone_ids), col(MilestoneRow.touched_at) >= since
    )
    blocked = select(col(BlockerRow.milestone)).where(
        col(BlockerRow.team) == team, col(BlockerRow.milestone).in_(milestone_ids), col(BlockerRow.raised_at) >= since
    )
    return frozenset(session.scalars(touched)) | frozenset(session.scalars(blocked))


def last_activity(session: Session, *, team: str, projects: Iterable[str]) -> dict[str, datetime]:
    """Return when each milestone of these projects was last heard of."""
    query = select(col(MilestoneRow.id), col(MilestoneRow.touched_at)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.project).in_(tuple(projects))
    )
    return {row.id: row.touched_at for row in session.execute(query)}


def last_updates(session: Session, *, team: str, projects: Iterable[str]) -> dict[str, datetime]:
    """Return when each project's newest update was written or its status reported."""
    ids = tuple(projects)
    written = select(col(UpdateRow.project), func.max(col(UpdateRow.at), type_=UtcDateTime())).where(
        col(UpdateRow.team) == team,
        col(UpdateRow.project).in_(ids),
        col(UpdateRow.kind) == "update",
        col(UpdateRow.state) == "saved",
    )
    update_times = {project: at for project, at in session.execute(written.group_by(col(UpdateRow.project))) if project}
    reported = select(col(ProjectRow.id), col(ProjectRow.reported_at)).where(
        col(ProjectRow.team) == team, col(ProjectRow.id).in_(ids), col(ProjectRow.reported_at).is_not(None)
    )
    for id, at in session.execute(reported):
        update_times[id] = max(at, update_times.get(id, at))
    return update_times
