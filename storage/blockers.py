"""Blockers: raised, resolved, counted."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from rules.refusal import NotFound
from storage.plan import next_id
from storage.tables.blockers import BlockerRow
from storage.tables.plan import MilestoneRow, cancelled_milestones


@dataclass(frozen=True, slots=True)
class Blocker:
    """A blocker; without `needs` it is a concern.

    `needs` is who can unblock it: a user id, or a team in words. `upstream` is the milestone whose delivery frees it.
    `resolution` is what freed it, in words.
    """

    id: str
    milestone: str
    text: str
    needs: str | None
    needed_by: date | None
    raised_by: str
    raised_at: datetime
    resolved_by: str | None
    resolved_at: datetime | None
    source: str
    source_channel: str | None
    restricted: bool
    upstream: str | None = None
    resolution: str = ""


def add_blocker(
    session: Session,
    *,
    team: str,
    milestone: str,
    text: str,
    needs: str | None,
    needed_by: date | None,
    by: str,
    now: datetime,
    source: str = "",
    source_channel: str | None = None,
    restricted: bool = False,
    upstream: str | None = None,
) -> Blocker:
    row = BlockerRow(
        team=team,
        id=next_id(session, team=team, prefix="B"),
        milestone=milestone,
        text=text,
        needs=needs,
        needed_by=needed_by,
        raised_by=by,
        raised_at=now,
        source=source,
        source_channel=source_channel,
        restricted=restricted,
        upstream=upstream,
    )
    session.add(row)
    session.flush()
    return _to_blocker(row)


def get_blocker(session: Session, *, team: str, id: str) -> Blocker:
    return _to_blocker(_blocker_row(session, team=team, id=id))


def resolve_blocker(session: Session, *, team: str, id: str, by: str, now: datetime, resolution: str = "") -> Blocker:
    """Resolve a blocker, with what freed it in words; resolving it again changes nothing."""
    row = _blocker_row(session, team=team, id=id)
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by, row.resolution = now, by, resolution
        session.flush()
    return _to_blocker(row)


def name_helper(session: Session, *, team: str, id: str, needs: str, upstream: str | None) -> Blocker:
    """Set who can unblock it, which turns a concern into a blocker."""
    row = _blocker_row(session, team=team, id=id)
    row.needs, row.upstream = needs, row.upstream or upstream
    session.flush()
    return _to_blocker(row)


def past_resolvers(session: Session, *, team: str, project: str) -> tuple[tuple[str, int], ...]:
    """Return who resolved blockers of a project before, and how many; those they raised themselves don't count."""
    query = (
        select(col(BlockerRow.resolved_by), func.count())
        .join(
            MilestoneRow,
            (col(MilestoneRow.team) == col(BlockerRow.team)) & (col(MilestoneRow.id) == col(BlockerRow.milestone)),
        )
        .where(
            col(BlockerRow.team) == team,
            col(MilestoneRow.project) == project,
            col(BlockerRow.resolved_by).is_not(None),
            col(BlockerRow.resolved_by) != col(BlockerRow.raised_by),
        )
        .group_by(col(BlockerRow.resolved_by))
    )
    return tuple((str(user), count) for user, count in session.execute(query))


def open_blockers(session: Session, *, team: str, milestone: str | None = None) -> tuple[Blocker, ...]:
    """Return the open blockers, oldest first; what is cancelled is blocked by nothing."""
    query = _open_query(of_milestone=bool(milestone))
    return tuple(_to_blocker(row) for row in session.scalars(query, {"team": team, "milestone": milestone}))


@cache
def _open_query(*, of_milestone: bool) -> Select[BlockerRow]:
    """Build the statement once, because building it costs more than running it."""
    query = select(BlockerRow).where(
        col(BlockerRow.team) == bindparam("team"),
        col(BlockerRow.resolved_at).is_(None),
        col(BlockerRow.milestone).not_in(cancelled_milestones(bindparam("team"))),
    )
    if of_milestone:
        query = query.where(col(BlockerRow.milestone) == bindparam("milestone"))
    return query.order_by(col(BlockerRow.raised_at), col(BlockerRow.id))


def _blocker_row(session: Session, *, team: str, id: str) -> BlockerRow:
    row = session.get(BlockerRow, (team, id))
    if row is None:
        raise NotFound(f"There is no blocker {id}.", "", "A milestone's card lists its blockers.")
    return row


def _to_blocker(row: BlockerRow) -> Blocker:
    fields = (row.id, row.milestone, row.text, row.needs, row.needed_by, row.raised_by, row.raised_at)
    rest = (row.resolved_by, row.resolved_at, row.source, row.source_channel, row.restricted)
    return Blocker(*fields, *rest, row.upstream, row.resolution or "")
