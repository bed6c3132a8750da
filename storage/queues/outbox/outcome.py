"""Outcomes of posts, each fenced by the token of its claim: a sender that lost the claim changes nothing.

All functions return whether the row changed. `error` is for administrators: a class of error, never contents.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, Update, bindparam, case, literal, null, or_, select, update
from sqlmodel import Session

from storage.queues.outbox.kinds import LOST_REPLY_POLICIES, LostReplyPolicy
from storage.queues.outbox.pace import MAX_TEAM_PAUSE, pause_team
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
    until = now + min(retry_after, MAX_TEAM_PAUSE)
    attempts = outbox_table.c.attempts - 1
    if not _apply_update(
        session, _update_claimed(id, token, "sending"), state="queued", visible_at=until, attempts=attempts
    ):
        return False
    team = session.connection().execute(select(outbox_table.c.team).where(outbox_table.c.id == id)).scalar_one()
    pause_team(session, team=team, until=until)
    return True


def mark_unknown(session: Session, *, id: str, token: int, now: datetime, error: str) -> bool:
    """Record that the reply was lost: messages are looked up, harmless calls repeated, other posts parked."""
    statement = _update_claimed(id, token, "sending").values(DOUBTFUL_VALUES)
    return session.connection().execute(statement, doubt_parameters(now, error)).rowcount == 1


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


def doubt_parameters(now: datetime, error: str) -> dict[str, Any]:
    """Return the parameters of DOUBTFUL_VALUES."""
    return {"doubt_at": now, "doubt_again_at": now + REPEAT_DELAY, "doubt_error": _clean_error(error)}


def _value_by_kind(look_up: Any, repeat: Any, park: Any) -> ColumnElement[Any]:
    kinds = {
        policy: [kind for kind, kind_policy in LOST_REPLY_POLICIES.items() if kind_policy is policy]
        for policy in LostReplyPolicy
    }
    return case(
        (outbox_table.c.kind.in_(kinds[LostReplyPolicy.REPEAT]), repeat),
        (outbox_table.c.kind.in_(kinds[LostReplyPolicy.PARK]), park),
        else_=look_up,
    )


# New values for a post that may or may not have arrived.
DOUBTFUL_VALUES = {
    "state": _value_by_kind("unknown", "queued", "dead"),
    "visible_at": _value_by_kind(
        bindparam("doubt_at", type_=UtcDateTime()), bindparam("doubt_again_at", type_=UtcDateTime()), null()
    ),
    "error": bindparam("doubt_error", type_=Text()),
}


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
