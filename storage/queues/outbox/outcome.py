"""What became of a post. Each answer is fenced by the token of its claim: a sender that lost it changes nothing.

All return whether the row changed. `error` is for administrators: a class of error, never contents.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, Update, bindparam, case, literal, null, or_, select, update
from sqlmodel import Session

from storage.queues.outbox.kinds import DOUBT, Doubt
from storage.queues.outbox.pace import LONGEST_PAUSE, pause_team
from storage.tables.base import UTC
from storage.tables.queues import outbox

AGAIN_AFTER = timedelta(seconds=2)
ERROR_LIMIT = 300


def sent(session: Session, *, id: str, token: int, slack_ts: str | None, channel: str | None, now: datetime) -> bool:
    """This will record that Slack took it and where it stands (None when no message is left), and drop its words."""
    return _landed(session, _mine(id, token, "sending", "unknown"), slack_ts, channel, now)


def passing(session: Session, *, id: str, token: int, now: datetime, delay: timedelta, error: str = "") -> bool:
    """This will try again after `delay`: the request surely did not reach Slack."""
    return _change(session, _mine(id, token, "sending"), state="queued", visible_at=now + delay, error=_clean(error))


def limited(session: Session, *, id: str, token: int, now: datetime, retry_after: timedelta) -> bool:
    """This will pause the whole team for `retry_after` and queue the post again; the attempt does not count."""
    until = now + min(retry_after, LONGEST_PAUSE)
    attempts = outbox.c.attempts - 1
    if not _change(session, _mine(id, token, "sending"), state="queued", visible_at=until, attempts=attempts):
        return False
    team = session.connection().execute(select(outbox.c.team).where(outbox.c.id == id)).scalar_one()
    pause_team(session, team=team, until=until)
    return True


def unknown(session: Session, *, id: str, token: int, now: datetime, error: str) -> bool:
    """This will record that the answer was lost: messages are looked for, harmless calls repeated, the rest parked."""
    mine = _mine(id, token, "sending").values(DOUBTFUL)
    return session.connection().execute(mine, doubt(now, error)).rowcount == 1


def landed(session: Session, *, id: str, slack_ts: str, channel: str, now: datetime, token: int | None = None) -> bool:
    """This will record that a post was found in Slack. Without a token it is Slack's own echo, which is always true."""
    row = update(outbox).where(outbox.c.id == id, outbox.c.state != "sent")
    return _landed(session, row if token is None else _mine(id, token, "unknown"), slack_ts, channel, now)


def not_landed(session: Session, *, id: str, token: int, now: datetime) -> bool:
    """This will queue a post again that was looked for and is not there."""
    return _change(session, _mine(id, token, "unknown"), state="queued", visible_at=now)


def unsure(session: Session, *, id: str, token: int, now: datetime) -> bool:
    """This will decide about a post where nobody may look: an escalation goes again as a repeat, others are parked."""
    urgent = outbox.c.kind == "escalation"
    return _change(
        session,
        _mine(id, token, "unknown"),
        state=case((urgent, "queued"), else_="dead"),
        visible_at=case((urgent, literal(now, UTC())), else_=null()),
        repeat=urgent,
        error="unconfirmed",
    )


def dead(session: Session, *, id: str, token: int, error: str, now: datetime) -> bool:
    """This will park a post that Slack will never take."""
    mine = _mine(id, token, "sending", "unknown")
    return _change(session, mine, state="dead", visible_at=None, settled_at=now, error=_clean(error))


def give_back(session: Session, *, id: str, token: int, now: datetime) -> bool:
    """This will return a post that was not tried (a clean stop, a claim grown old); the attempt does not count."""
    mine = _mine(id, token, "sending")
    return _change(session, mine, state="queued", visible_at=now, attempts=outbox.c.attempts - 1)


def take_over(session: Session, *, now: datetime, restored: bool = False) -> int:
    """This will doubt every post that was being sent. Only for the one process of a SQLite database, at its start.

    After a backup was restored, the queue is older than Slack: whatever was ever tried is doubted too.
    """
    tried = outbox.c.state == "sending"
    if restored:
        tried = or_(tried, (outbox.c.state == "queued") & outbox.c.first_attempt_at.is_not(None))
    return session.connection().execute(update(outbox).where(tried).values(DOUBTFUL), doubt(now, "restart")).rowcount


def doubt(now: datetime, error: str) -> dict[str, Any]:
    """The parameters of DOUBTFUL."""
    return {"doubt_at": now, "doubt_again_at": now + AGAIN_AFTER, "doubt_error": _clean(error)}


def _by_kind(look: Any, again: Any, never: Any) -> ColumnElement[Any]:
    kinds = {policy: [kind for kind, its in DOUBT.items() if its is policy] for policy in Doubt}
    return case(
        (outbox.c.kind.in_(kinds[Doubt.AGAIN]), again), (outbox.c.kind.in_(kinds[Doubt.NEVER]), never), else_=look
    )


# the new values of a post of which nobody knows whether it arrived
DOUBTFUL = {
    "state": _by_kind("unknown", "queued", "dead"),
    "visible_at": _by_kind(bindparam("doubt_at", type_=UTC()), bindparam("doubt_again_at", type_=UTC()), null()),
    "error": bindparam("doubt_error", type_=Text()),
}


def _mine(id: str, token: int, *states: str) -> Update:
    return update(outbox).where(outbox.c.id == id, outbox.c.token == token, outbox.c.state.in_(states))


def _landed(session: Session, row: Update, slack_ts: str | None, channel: str | None, now: datetime) -> bool:
    where = {"slack_ts": slack_ts, "slack_channel": channel, "settled_at": now}
    return _change(session, row, state="sent", visible_at=None, payload={}, error="", **where)


def _change(session: Session, row: Update, **values: Any) -> bool:
    return session.connection().execute(row.values(**values)).rowcount == 1


def _clean(error: str) -> str:
    return error.replace("\x00", "")[:ERROR_LIMIT]
