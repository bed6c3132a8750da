"""The last activity of milestones and projects, and the last words about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

import storage.people
from rules.privacy import Audience
from storage import project_reports
from storage.tables.base import UtcDateTime
from storage.tables.blockers import BlockerRow
from storage.tables.plan import MilestoneRow, ProjectRow
from storage.tables.updates import UpdateRow

# A record with fewer words, such as "M-3 60%", says nothing that the card does not show.
MIN_WORDS = 4
# Built once, because building a statement costs more than running it.
_SELECT_TOUCHED = select(col(MilestoneRow.id), col(MilestoneRow.touched_at)).where(
    col(MilestoneRow.team) == bindparam("team"), col(MilestoneRow.project).in_(bindparam("projects"))
)
_SELECT_LAST_RECORDS = (
    select(UpdateRow)
    .where(
        col(UpdateRow.team) == bindparam("team"),
        col(UpdateRow.subject) == bindparam("milestone"),
        col(UpdateRow.state) == "saved",
    )
    .order_by(col(UpdateRow.at).desc(), col(UpdateRow.id).desc())
    .limit(20)
)


@dataclass(frozen=True, slots=True)
class MilestoneWords:
    """The last words about a milestone; `by` is their author's name."""

    text: str
    by: str
    at: datetime
    permalink: str


def latest_words(session: Session, *, team: str, milestone: str, by: Audience) -> MilestoneWords | None:
    """Return the last words that people wrote about a milestone and that the reader may see, or None."""
    rows = session.scalars(_SELECT_LAST_RECORDS, {"team": team, "milestone": milestone})
    for row in project_reports.readable_rows(session, team, rows, by):
        if text := _own_words(row):
            names = storage.people.display_names(session, team=team, ids=frozenset({row.author}))
            permalink = "" if row.source_deleted else row.permalink
            return MilestoneWords(text, names.get(row.author, ""), row.at, permalink)
    return None


def _own_words(row: UpdateRow) -> str:
    """Return the reason that a record gives, else its message if that says more than the record."""
    if reason := str(row.undo.get("reason") or ""):
        return reason
    return row.text if len(row.text.split()) >= MIN_WORDS else ""


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
    rows = session.execute(_SELECT_TOUCHED, {"team": team, "projects": tuple(projects)})
    return {row.id: row.touched_at for row in rows}


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
