"""What may be sent now: one post a channel, at Slack's pace, the urgent first, every conversation in its order."""

from collections.abc import Mapping
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

from storage.queues.outbox.outcome import DOUBTFUL, doubt
from storage.queues.outbox.pace import Gates, forget_far, shut
from storage.queues.outbox.putback import PUT_BACK, put_back
from storage.queues.outbox.queue import OPEN, TS_OF, is_reference, references, ts_of
from storage.tables.base import UTC
from storage.tables.queues import outbox

NOW = bindparam("now", type_=UTC())  # the statements are built once: that costs more than running them
ONE_SENDER = text("SELECT pg_advisory_xact_lock(hashtext('baton outbox'))")


@dataclass(frozen=True)
class Post:
    """A Slack call that is ours until the lease ends. `repeat`: it may stand there already, and should say so."""

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


def claim_next(session: Session, *, now: datetime, lease: timedelta, limit: int) -> list[Post]:
    """This will take up to `limit` posts that may go now, most urgent first, at most one a channel, for `lease`.

    On the way, posts whose time is over expire, and those whose sender vanished become doubtful.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(ONE_SENDER)
    forget_far(session, now=now)
    session.connection().execute(PUT_BACK, put_back(now, lease))
    _sweep(session, now)
    gates = Gates(session, now=now)
    posts: list[Post] = []
    spare = 2 * limit  # some may find that their method is used up
    for row in session.connection().execute(_CANDIDATES, {"now": now, "most": spare}).all():
        if len(posts) == limit or not gates.open(row.team, row.method, row.channel):
            continue
        if (post := _take(session, row, now, now + lease)) is not None:
            gates.use(row.team, row.method, row.channel)
            posts.append(post)
    gates.save()
    return posts


def claim_unknown(session: Session, *, now: datetime, grace: timedelta, limit: int = 10) -> list[Post]:
    """This will take posts that may or may not stand in Slack, `grace` after the doubt arose, to be looked for.

    Whoever takes one has `grace` to say `landed`, `not_landed` or `unsure`.
    """
    due = select(outbox.c.seq).where(outbox.c.state == "unknown", outbox.c.visible_at <= now - grace)
    due = due.order_by(outbox.c.seq).limit(limit).with_for_update(skip_locked=True)
    taken = session.connection().execute(
        update(outbox)
        .where(outbox.c.seq.in_(due), outbox.c.state == "unknown", outbox.c.visible_at <= now - grace)
        .values(visible_at=now, token=outbox.c.token + 1)
        .returning(outbox)
    )
    return [_post(row, row.payload) for row in sorted(taken.all(), key=lambda row: row.seq)]


def _sweep(session: Session, now: datetime) -> None:
    session.connection().execute(_EXPIRE, {"now": now})
    session.connection().execute(_VANISH, {"now": now} | doubt(now, "the sender vanished"))


def _busy(post: FromClause) -> ColumnElement[bool]:
    other = outbox.alias("busy")
    return exists().where(other.c.team == post.c.team, other.c.channel == post.c.channel, other.c.state == "sending")


def _behind(post: FromClause) -> ColumnElement[bool]:
    """An earlier post of the same kind in the same conversation is still open, and was not meant for later."""
    same = ("team", "channel", "kind", "thread_ts")
    other = outbox.alias("earlier")
    return exists().where(
        *(other.c[name] == post.c[name] for name in same),
        other.c.seq < post.c.seq,
        other.c.state.in_(OPEN),
        other.c.not_before <= NOW,
    )


def _waiting(post: FromClause) -> ColumnElement[bool]:
    other = outbox.alias("awaited")
    return exists().where(other.c.key == post.c.after, other.c.state.in_(OPEN))


def _candidates() -> Select[Any]:
    """The first post of each channel that nothing holds back, the most urgent first."""
    place = func.row_number().over(
        partition_by=(outbox.c.team, outbox.c.channel), order_by=(outbox.c.priority, outbox.c.seq)
    )
    due = and_(outbox.c.state == "queued", outbox.c.visible_at <= NOW)
    free = ~or_(shut(outbox, now=NOW), _busy(outbox), _behind(outbox), _waiting(outbox))
    first = select(outbox, place.label("place")).where(due, free).subquery()
    order = (first.c.priority, first.c.seq)
    return select(first).where(first.c.place == 1).order_by(*order).limit(bindparam("most", type_=Integer()))


_CANDIDATES = _candidates()
_EXPIRE = (
    update(outbox)
    .where(outbox.c.state == "queued", outbox.c.expires_at <= NOW)
    .values(state="expired", visible_at=None, payload={})
)
_VANISH = update(outbox).where(outbox.c.state == "sending", outbox.c.visible_at <= NOW).values(DOUBTFUL)


def _take(session: Session, row: Row[Any], now: datetime, until: datetime) -> Post | None:
    found = {key: ts_of(session, key=key) for key in references(row.payload)}
    missing = next((key for key, message in found.items() if message is None), None)
    mine = update(outbox).where(outbox.c.seq == row.seq, outbox.c.state == "queued")
    if missing is not None:
        error = f"it needs the message of {missing}, which was not sent"
        session.connection().execute(mine.values(state="dead", visible_at=None, error=error))
        return None
    payload = _resolve(row.payload, found)
    taken = mine.values(
        state="sending",
        visible_at=until,
        token=row.token + 1,
        attempts=row.attempts + 1,
        first_attempt_at=row.first_attempt_at or now,
    )
    now_ours = session.connection().execute(taken.returning(outbox)).one_or_none()
    return None if now_ours is None else _post(now_ours, payload)


def _resolve(payload: Mapping[str, Any], found: Mapping[str, tuple[str, str] | None]) -> dict[str, Any]:
    return {name: _resolved(value, found) if is_reference(value) else value for name, value in payload.items()}


def _resolved(reference: Mapping[str, str], found: Mapping[str, tuple[str, str] | None]) -> str:
    [(what, key)] = reference.items()
    channel, ts = found[key] or ("", "")
    return ts if what == TS_OF else channel


def _post(row: Row[Any], payload: dict[str, Any]) -> Post:
    names = ("id", "key", "kind", "team", "method", "channel", "token", "attempts", "first_attempt_at", "repeat")
    return Post(**{name: getattr(row, name) for name in names}, payload=payload)
