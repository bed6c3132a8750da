"""What became of a post. Each answer is fenced by the token of its claim: a sender that lost it changes nothing.

All return whether the row changed. `error` is for administrators: a class of error, never contents.
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
    """This will record that Slack took it and where it stands (None when no message is left), and drop its words."""
    return _record_sent(session, _update_claimed(id, token, "sending", "unknown"), slack_ts, channel, now)


def retry_later(session: Session, *, id: str, token: int, now: datetime, delay: timedelta, error: str = "") -> bool:
    """This will try again after `delay`: the request surely did not reach Slack."""
    return _apply_update(
        session,
        _update_claimed(id, token, "sending"),
        state="queued",
        visible_at=now + delay,
        error=_clean_error(error),
    )


def pause_and_retry(session: Session, *, id: str, token: int, now: datetime, retry_after: timedelta) -> bool:
    """This will pause the whole team for `retry_after` and queue the post again; the attempt does not count."""
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
    """This will record that the answer was lost: messages are looked for, harmless calls repeated, the rest parked."""
    mine = _update_claimed(id, token, "sending").values(DOUBTFUL_VALUES)
    return session.connection().execute(mine, doubt_parameters(now, error)).rowcount == 1


def mark_found(
    session: Session, *, id: str, slack_ts: str, channel: str, now: datetime, token: int | None = None
) -> bool:
    """This will record that a post was found in Slack. Without a token it is Slack's own echo, which is always true."""
    row = update(outbox_table).where(outbox_table.c.id == id, outbox_table.c.state != "sent")
    return _record_sent(
        session, row if token is None else _update_claimed(id, token, "unknown"), slack_ts, channel, now
    )


def mark_missing(session: Session, *, id: str, token: int, now: datetime) -> bool:
    """This will queue a post again that was looked for and is not there."""
    return _apply_update(session, _update_claimed(id, token, "unknown"), state="queued", visible_at=now)


def mark_unverifiable(session: Session, *, id: str, token: int, now: datetime) -> bool:
    """This will decide about a post where nobody may look: an escalation goes again as a repeat, others are parked."""
    urgent = outbox_table.c.kind == "escalation"
    return _apply_update(
        session,
        _update_claimed(id, token, "unknown"),
        state=case((urgent, "queued"), else_="dead"),
        visible_at=case((urgent, literal(now, UtcDateTime())), else_=null()),
        repeat=urgent,
        error="unconfirmed",
    )


def park_post(session: Session, *, id: str, token: int, error: str, now: datetime) -> bool:
    """This will park a post that Slack will never take."""
    mine = _update_claimed(id, token, "sending", "unknown")
    return _apply_update(session, mine, state="dead", visible_at=None, settled_at=now, error=_clean_error(error))


def give_back(session: Session, *, id: str, token: int, now: datetime) -> bool:
    """This will return a post that was not tried (a clean stop, a claim grown old); the attempt does not count."""
    mine = _update_claimed(id, token, "sending")
    return _apply_update(session, mine, state="queued", visible_at=now, attempts=outbox_table.c.attempts - 1)


def doubt_interrupted(session: Session, *, now: datetime, restored: bool = False) -> int:
    """This will doubt every post that was being sent. Only for the one process of a SQLite database, at its start.

    After a backup was restored, the queue is older than Slack: whatever was ever tried is doubted too.
    """
    tried = outbox_table.c.state == "sending"
    if restored:
        tried = or_(tried, (outbox_table.c.state == "queued") & outbox_table.c.first_attempt_at.is_not(None))
    return (
        session.connection()
        .execute(update(outbox_table).where(tried).values(DOUBTFUL_VALUES), doubt_parameters(now, "restart"))
        .rowcount
    )


def doubt_parameters(now: datetime, error: str) -> dict[str, Any]:
    """The parameters of DOUBTFUL."""
    return {"doubt_at": now, "doubt_again_at": now + REPEAT_DELAY, "doubt_error": _clean_error(error)}


def _value_by_kind(look_up: Any, repeat: Any, park: Any) -> ColumnElement[Any]:
    kinds = {policy: [kind for kind, its in LOST_REPLY_POLICIES.items() if its is policy] for policy in LostReplyPolicy}
    return case(
        (outbox_table.c.kind.in_(kinds[LostReplyPolicy.REPEAT]), repeat),
        (outbox_table.c.kind.in_(kinds[LostReplyPolicy.PARK]), park),
        else_=look_up,
    )


# the new values of a post of which nobody knows whether it arrived
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
    where = {"slack_ts": slack_ts, "slack_channel": channel, "settled_at": now}
    return _apply_update(session, row, state="sent", visible_at=None, payload={}, error="", **where)


def _apply_update(session: Session, row: Update, **values: Any) -> bool:
    return session.connection().execute(row.values(**values)).rowcount == 1


def _clean_error(error: str) -> str:
    return error.replace("\x00", "")[:ERROR_LIMIT_CHARS]
