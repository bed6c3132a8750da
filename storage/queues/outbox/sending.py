"""Posts that may go now: one per channel, at Slack's pace, urgent ones first, every conversation in its order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlmodel import Session

from storage.queues.outbox.outcome import DOUBTFUL_VALUES, doubt_parameters
from storage.queues.outbox.pace import Gates, delete_far_gates, has_closed_gate
from storage.queues.outbox.putback import CORRECT_CLOCK, clock_parameters
from storage.queues.outbox.queue import OPEN_STATES, TS_OF, is_reference, referenced_keys, sent_message
from storage.tables.base import UtcDateTime
from storage.tables.queues import outbox_table

# The statements are built once, because building one costs more than running it.
NOW_PARAM = bindparam("now", type_=UtcDateTime())
LOCK_SENDER = text("SELECT pg_advisory_xact_lock(hashtext('baton outbox'))")


@dataclass(frozen=True)
class ClaimedPost:
    """A Slack call that is ours until the lease ends. `repeat`: it may be in Slack already, and should say so."""

    id: str
    key: str
    kind: str
    team: str
    method: str
    channel: str
    payload: dict[str, Any]
    token: int
    attempts: int
    first_attempt_at: datetime
    repeat: bool


def claim_next(
    session: Session, *, now: datetime, lease: timedelta, limit: int, tidy: bool = True
) -> list[ClaimedPost]:
    """Claim up to `limit` posts that may go now, most urgent first, at most one per channel, for `lease`.

    With `tidy`, overdue posts expire on the way, posts whose sender vanished become doubtful, and times that a clock
    set back has left in the future are corrected; half a second later does as well.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(LOCK_SENDER)
    if tidy:
        delete_far_gates(session, now=now)
        session.connection().execute(CORRECT_CLOCK, clock_parameters(now, lease))
        _expire_and_doubt(session, now)
    # Twice as many, because the methods of some may have no calls left.
    candidates = session.connection().execute(_SELECT_CANDIDATES, {"now": now, "most": 2 * limit}).all()
    return _claim_allowed(session, candidates, now=now, lease=lease, limit=limit) if candidates else []


def _claim_allowed(
    session: Session, candidates: Sequence[Row[Any]], *, now: datetime, lease: timedelta, limit: int
) -> list[ClaimedPost]:
    gates = Gates(session, now=now)
    posts: list[ClaimedPost] = []
    for row in candidates:
        if len(posts) == limit or not gates.allows_call(row.team, row.method, row.channel):
            continue
        if (post := _claim_post(session, row, now, now + lease)) is not None:
            gates.record_call(row.team, row.method, row.channel)
            posts.append(post)
    gates.save()
    return posts


def claim_unknown(session: Session, *, now: datetime, grace: timedelta, limit: int = 10) -> list[ClaimedPost]:
    """Claim posts that may or may not be in Slack, `grace` after the doubt arose, to look them up.

    The claimer then has `grace` to call `mark_found`, `mark_missing` or `mark_unverifiable`.
    """
    due_posts = select(outbox_table.c.seq).where(
        outbox_table.c.state == "unknown", outbox_table.c.visible_at <= now - grace
    )
    due_posts = due_posts.order_by(outbox_table.c.seq).limit(limit).with_for_update(skip_locked=True)
    claimed = session.connection().execute(
        update(outbox_table)
        .where(
            outbox_table.c.seq.in_(due_posts),
            outbox_table.c.state == "unknown",
            outbox_table.c.visible_at <= now - grace,
        )
        .values(visible_at=now, token=outbox_table.c.token + 1)
        .returning(outbox_table)
    )
    return [_to_claimed_post(row, row.payload) for row in sorted(claimed.all(), key=lambda row: row.seq)]


def _expire_and_doubt(session: Session, now: datetime) -> None:
    session.connection().execute(_EXPIRE_OVERDUE, {"now": now})
    session.connection().execute(_DOUBT_ABANDONED, {"now": now} | doubt_parameters(now, "the sender vanished"))


def _channel_is_busy(post: FromClause) -> ColumnElement[bool]:
    other = outbox_table.alias("busy")
    return exists().where(other.c.team == post.c.team, other.c.channel == post.c.channel, other.c.state == "sending")


def _earlier_is_open(post: FromClause) -> ColumnElement[bool]:
    """Build the condition that an earlier post of the same kind and conversation is open and not meant for later."""
    conversation_columns = ("team", "channel", "kind", "thread_ts")
    other = outbox_table.alias("earlier")
    return exists().where(
        *(other.c[name] == post.c[name] for name in conversation_columns),
        other.c.seq < post.c.seq,
        other.c.state.in_(OPEN_STATES),
        other.c.not_before <= NOW_PARAM,
    )


def _awaited_is_open(post: FromClause) -> ColumnElement[bool]:
    other = outbox_table.alias("awaited")
    return exists().where(other.c.key == post.c.after, other.c.state.in_(OPEN_STATES))


def _candidate_query() -> Select[Any]:
    """Select the first post of each channel that nothing holds back, most urgent first."""
    position = func.row_number().over(
        partition_by=(outbox_table.c.team, outbox_table.c.channel),
        order_by=(outbox_table.c.priority, outbox_table.c.seq),
    )
    is_due = and_(
        outbox_table.c.state == "queued",
        outbox_table.c.visible_at <= NOW_PARAM,
        or_(outbox_table.c.expires_at.is_(None), outbox_table.c.expires_at > NOW_PARAM),
    )
    is_free = ~or_(
        has_closed_gate(outbox_table, now=NOW_PARAM),
        _channel_is_busy(outbox_table),
        _earlier_is_open(outbox_table),
        _awaited_is_open(outbox_table),
    )
    first = select(outbox_table, position.label("place")).where(is_due, is_free).subquery()
    order = (first.c.priority, first.c.seq)
    return select(first).where(first.c.place == 1).order_by(*order).limit(bindparam("most", type_=Integer()))


_SELECT_CANDIDATES = _candidate_query()
_EXPIRE_OVERDUE = (
    update(outbox_table)
    .where(outbox_table.c.state == "queued", outbox_table.c.expires_at <= NOW_PARAM)
    .values(state="expired", visible_at=None, payload={})
)
_DOUBT_ABANDONED = (
    update(outbox_table)
    .where(outbox_table.c.state == "sending", outbox_table.c.visible_at <= NOW_PARAM)
    .values(DOUBTFUL_VALUES)
)


def _claim_post(session: Session, row: Row[Any], now: datetime, until: datetime) -> ClaimedPost | None:
    messages = {key: sent_message(session, key=key) for key in referenced_keys(row.payload)}
    missing = next((key for key, message in messages.items() if message is None), None)
    statement = update(outbox_table).where(outbox_table.c.seq == row.seq, outbox_table.c.state == "queued")
    if missing is not None:
        error = f"it needs the message of {missing}, which was not sent"
        session.connection().execute(statement.values(state="dead", visible_at=None, error=error))
        return None
    payload = _resolve_references(row.payload, messages)
    claim = statement.values(
        state="sending",
        visible_at=until,
        token=row.token + 1,
        attempts=row.attempts + 1,
        first_attempt_at=row.first_attempt_at or now,
    )
    claimed_row = session.connection().execute(claim.returning(outbox_table)).one_or_none()
    return None if claimed_row is None else _to_claimed_post(claimed_row, payload)


def _resolve_references(payload: Mapping[str, Any], messages: Mapping[str, tuple[str, str] | None]) -> dict[str, Any]:
    return {
        name: _resolve_reference(value, messages) if is_reference(value) else value for name, value in payload.items()
    }


def _resolve_reference(reference: Mapping[str, str], messages: Mapping[str, tuple[str, str] | None]) -> str:
    [(placeholder, key)] = reference.items()
    channel, ts = messages[key] or ("", "")
    return ts if placeholder == TS_OF else channel


def _to_claimed_post(row: Row[Any], payload: dict[str, Any]) -> ClaimedPost:
    names = ("id", "key", "kind", "team", "method", "channel", "token", "attempts", "first_attempt_at", "repeat")
    return ClaimedPost(**{name: getattr(row, name) for name in names}, payload=payload)
