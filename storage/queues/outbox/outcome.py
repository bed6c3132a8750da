"""Outcomes of posts, each fenced by the token of its claim: a sender that lost the claim changes nothing.

All functions return whether the row changed. `error` is for administrators: a class of error, never contents.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, Update, bindparam, case, literal, null, or_, select, update
from sqlmodel import Session

from storage.queues.outbox.kinds import REPEATABLE_KINDS
from storage.queues.outbox.pace import MAX_PAUSE, limit_calls, pause_team
from storage.tables.base import UtcDateTime
from storage.tables.queues import outbox_table

REPEAT_DELAY = timedelta(seconds=2)
ERROR_LIMIT_CHARS = 300


def mark_sent(
    session: Session, *, id: str, token: int, slack_ts: str | None, channel: str | None, now: datetime
) -> bool:
    """Record that Slack accepted a post and where it is (None when no message is left), and drop its contents."""
    return _record_sent(session, _update_claimed(id, token, "sending", "unknown"), slack_ts, channel, now)


def retry_later(session: Session, *, id: str, token: int, now: datetime, delay: timedelta, error: str = "") -> bool:
    """Queue a post again after `delay`, when the request certainly did not reach Slack."""
    return _apply_update(
        session,
        _update_claimed(id, token, "sending"),
        state="queued",
        visible_at=now + delay,
        error=_clean_error(error),
    )


def pause_and_retry(session: Session, *, id: str, token: int, now: datetime, retry_after: timedelta) -> bool:
    """Pause the whole team for `retry_after` and queue the post again; the attempt does not count."""
    until = now + min(retry_after, MAX_PAUSE)
    post = _requeue_untried(session, id, token, until)
    if post is not None:
        pause_team(session, team=post.team, until=until)
    return post is not None


def limit_and_retry(session: Session, *, id: str, token: int, now: datetime, retry_after: timedelta) -> bool:
    """Hold what Slack limited for `retry_after`, and nothing else: a method, or for messages this one channel."""
    until = now + min(retry_after, MAX_PAUSE)
    post = _requeue_untried(session, id, token, until)
    if post is not None:
        limit_calls(session, team=post.team, method=post.method, channel=post.channel, until=until)
    return post is not None


def send_directly(session: Session, *, id: str, token: int, now: datetime) -> bool:
    """Queue a message that one person was to see in a channel again, as a direct message to that person."""
    query = select(outbox_table.c.payload).where(outbox_table.c.id == id)
    payload = session.connection().execute(query).scalar_one()
    user = payload["user"]
    message = {name: payload[name] for name in ("text", "blocks") if name in payload} | {"channel": user}
    values = {"method": "chat.postMessage", "channel": user, "payload": message, "kind": "answer", "thread_ts": ""}
    return _apply_update(
        session, _update_claimed(id, token, "sending"), state="queued", visible_at=now, attempts=0, **values
    )


def mark_unknown(
    session: Session,
    *,
    id: str,
    token: int,
    now: datetime,
    error: str,
    delay: timedelta = REPEAT_DELAY,
    since: datetime | None = None,
) -> bool:
    """Record that the reply was lost: messages are looked up, harmless calls repeated after `delay`.

    `since` is when the doubt began; an earlier time than now ends a message's grace sooner.
    """
    statement = _update_claimed(id, token, "sending").values(DOUBTFUL_VALUES)
    return session.connection().execute(statement, doubt_parameters(now, error, delay=delay, since=since)).rowcount == 1


def mark_found(
    session: Session, *, id: str, slack_ts: str, channel: str, now: datetime, token: int | None = None
) -> bool:
    """Record that a post was found in Slack. Without a token it is Slack's own echo, which is always true."""
    statement = update(outbox_table).where(outbox_table.c.id == id, outbox_table.c.state != "sent")
    return _record_sent(
        session, statement if token is None else _update_claimed(id, token, "unknown"), slack_ts, channel, now
    )


def mark_missing(session: Session, *, id: str, token: int, now: datetime) -> bool:
    """Queue a post again that was looked up and is not there."""
    return _apply_update(session, _update_claimed(id, token, "unknown"), state="queued", visible_at=now)


def mark_unverifiable(session: Session, *, id: str, token: int, now: datetime) -> bool:
    """Settle a post that cannot be looked up: an escalation is sent again as a repeat, others are parked."""
    is_escalation = outbox_table.c.kind == "escalation"
    return _apply_update(
        session,
        _update_claimed(id, token, "unknown"),
        state=case((is_escalation, "queued"), else_="dead"),
        visible_at=case((is_escalation, literal(now, UtcDateTime())), else_=null()),
        repeat=is_escalation,
        error="unconfirmed",
    )


def park_post(session: Session, *, id: str, token: int, error: str, now: datetime) -> bool:
    """Park a post that will not be sent again; `error` says why."""
    statement = _update_claimed(id, token, "sending", "unknown")
    return _apply_update(session, statement, state="dead", visible_at=None, settled_at=now, error=_clean_error(error))


def give_back(session: Session, *, id: str, token: int, now: datetime) -> bool:
    """Return a post that was not tried (a clean stop, a claim grown old); the attempt does not count."""
    statement = _update_claimed(id, token, "sending")
    return _apply_update(session, statement, state="queued", visible_at=now, attempts=outbox_table.c.attempts - 1)


def doubt_interrupted(session: Session, *, now: datetime, restored: bool = False) -> int:
    """Doubt every post that was being sent. Only for the one process of a SQLite database, at its start.

    After a backup was restored, the queue is older than Slack, so every post that was ever tried is doubted too.
    """
    was_tried = outbox_table.c.state == "sending"
    if restored:
        was_tried = or_(was_tried, (outbox_table.c.state == "queued") & outbox_table.c.first_attempt_at.is_not(None))
    return (
        session.connection()
        .execute(update(outbox_table).where(was_tried).values(DOUBTFUL_VALUES), doubt_parameters(now, "restart"))
        .rowcount
    )


def doubt_parameters(
    now: datetime, error: str, *, delay: timedelta = REPEAT_DELAY, since: datetime | None = None
) -> dict[str, Any]:
    """Return the parameters of DOUBTFUL_VALUES."""
    return {"doubt_at": since or now, "doubt_again_at": now + delay, "doubt_error": _clean_error(error)}


def _value_by_kind(*, look_up: Any, repeat: Any) -> ColumnElement[Any]:
    return case((outbox_table.c.kind.in_(REPEATABLE_KINDS), repeat), else_=look_up)


# New values for a post that may or may not have arrived.
DOUBTFUL_VALUES = {
    "state": _value_by_kind(look_up="unknown", repeat="queued"),
    "visible_at": _value_by_kind(
        look_up=bindparam("doubt_at", type_=UtcDateTime()), repeat=bindparam("doubt_again_at", type_=UtcDateTime())
    ),
    "error": bindparam("doubt_error", type_=Text()),
}


def _requeue_untried(session: Session, id: str, token: int, at: datetime) -> Row[Any] | None:
    """Queue a post again that Slack refused to take now; return what was held up, None if it is no longer ours."""
    values = {"state": "queued", "visible_at": at, "attempts": outbox_table.c.attempts - 1}
    statement = _update_claimed(id, token, "sending").values(values)
    held_up = statement.returning(outbox_table.c.team, outbox_table.c.method, outbox_table.c.channel)
    return session.connection().execute(held_up).one_or_none()


def _update_claimed(id: str, token: int, *states: str) -> Update:
    return update(outbox_table).where(
        outbox_table.c.id == id, outbox_table.c.token == token, outbox_table.c.state.in_(states)
    )


def _record_sent(session: Session, row: Update, slack_ts: str | None, channel: str | None, now: datetime) -> bool:
    delivery = {"slack_ts": slack_ts, "slack_channel": channel, "settled_at": now}
    return _apply_update(session, row, state="sent", visible_at=None, payload={}, error="", **delivery)


def _apply_update(session: Session, row: Update, **values: Any) -> bool:
    return session.connection().execute(row.values(**values)).rowcount == 1


def _clean_error(error: str) -> str:
    return error.replace("\x00", "")[:ERROR_LIMIT_CHARS]
