"""Events acknowledged to Slack: stored once, worked on until done or parked where an administrator sees them.

Times are aware; `lease` and `delay` are durations. `token` is a fence: a worker that lost the row to another claim
changes nothing.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, and_, bindparam, case, false, func, or_, select, true, update
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session

from storage.tables.base import UtcDateTime, insert_new
from storage.tables.queues import inbox_table

# Another replica's clock may be this far ahead; no wait before a retry is longer.
MAX_CLOCK_SKEW = timedelta(minutes=1)
MIN_POSTPONEMENT, MAX_POSTPONEMENT = timedelta(seconds=2), timedelta(seconds=50)
MAX_ATTEMPTS = 5
# A kill during the recovery from a kill is still bad luck.
MAX_CRASHES = 3
# The token of a row that is inserted already claimed.
FIRST_TOKEN = 1
UNREADABLE = "unreadable"
RAW_LIMIT_BYTES = 16_384
ERROR_LIMIT_CHARS = 300
NEW_ROW: dict[str, Any] = {"held": False, "token": 0, "attempts": 0, "crashes": 0, "dead": False, "error": ""}


@dataclass(frozen=True)
class ClaimedEvent:
    """An event that this process holds until its lease ends."""

    id: int
    team: str
    kind: str
    payload: dict[str, Any]
    attempts: int
    token: int
    received_at: datetime


@dataclass(frozen=True)
class ParkedEvent:
    """An event that was given up, without its contents."""

    id: int
    team: str
    kind: str
    attempts: int
    crashes: int
    error: str
    received_at: datetime


@dataclass(frozen=True)
class InboxCounts:
    """Counts of waiting events (`held` ones are being worked on) and parked ones; `oldest` waiting arrival."""

    waiting: int
    held: int
    parked: int
    oldest: datetime | None


def claim(session: Session, *, now: datetime, lease: timedelta, limit: int) -> list[ClaimedEvent]:
    """Claim up to `limit` due events, oldest first, for `lease`; the attempt counts from the claim's commit.

    An event whose last holder vanished may have killed it, so it is claimed alone: when it kills again, no other event
    is blamed. After 2 such crashes or 5 attempts it is parked instead.
    """
    parameters = {"now": now}
    session.connection().execute(
        _CORRECT_CLOCK, parameters | {"soon": now + MAX_CLOCK_SKEW, "until": now + lease, "lost": now + 2 * lease}
    )
    suspects = session.connection().execute(_SELECT_SUSPECTS, parameters).all()
    if any(row.visible_at > now for row in suspects):
        return []
    parameters |= {"until": now + lease}
    if suspects:
        claimed = session.connection().execute(_CLAIM_SUSPECT, parameters | {"suspect": suspects[0].id})
    else:
        claimed = session.connection().execute(_CLAIM_DUE, parameters | {"most": limit})
    return [
        event for row in sorted(claimed.all(), key=lambda row: row.id) if (event := _claimed_or_parked(session, row))
    ]


def _claimed_or_parked(session: Session, row: Row[Any]) -> ClaimedEvent | None:
    if row.crashes < MAX_CRASHES and row.attempts <= MAX_ATTEMPTS:
        return ClaimedEvent(row.id, row.team, row.kind, row.payload, row.attempts, row.token, row.received_at)
    _park_claimed(session, row.id, row.token, row.error or "the process ended while it was worked on")
    return None


def _claim_statement(condition: ColumnElement[bool]) -> ReturningUpdate[Any]:
    values = {"visible_at": bindparam("until", type_=UtcDateTime()), "held": True, "token": inbox_table.c.token + 1}
    values |= {"attempts": inbox_table.c.attempts + 1}
    values |= {"crashes": inbox_table.c.crashes + case((inbox_table.c.held == true(), 1), else_=0)}
    return (
        update(inbox_table)
        .where(condition, inbox_table.c.visible_at <= _NOW_PARAM)
        .values(values)
        .returning(inbox_table)
    )


# The statements are built once, because building one costs more than running it.
_NOW_PARAM = bindparam("now", type_=UtcDateTime())
# When the wall clock is set back, events must not wait until the old time is reached again.
_CORRECT_CLOCK = (
    update(inbox_table)
    .where(
        or_(
            and_(inbox_table.c.held == true(), inbox_table.c.visible_at > bindparam("lost", type_=UtcDateTime())),
            and_(inbox_table.c.held == false(), inbox_table.c.visible_at > bindparam("soon", type_=UtcDateTime())),
        )
    )
    .values(visible_at=case((inbox_table.c.held == true(), bindparam("until", type_=UtcDateTime())), else_=_NOW_PARAM))
)
_SELECT_SUSPECTS = (
    select(inbox_table.c.id, inbox_table.c.visible_at)
    .where(inbox_table.c.held == true(), or_(inbox_table.c.visible_at <= _NOW_PARAM, inbox_table.c.crashes > 0))
    .order_by(inbox_table.c.id)
)
_SELECT_DUE = (
    select(inbox_table.c.id)
    .where(inbox_table.c.visible_at <= _NOW_PARAM, inbox_table.c.held == false())
    .order_by(inbox_table.c.visible_at, inbox_table.c.id)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(skip_locked=True)
)
_CLAIM_SUSPECT = _claim_statement(inbox_table.c.id == bindparam("suspect", type_=inbox_table.c.id.type))
_CLAIM_DUE = _claim_statement(inbox_table.c.id.in_(_SELECT_DUE))


def finish(session: Session, *, work_id: int, token: int) -> bool:
    """Mark an event done and erase its contents; return False when it is no longer ours."""
    return session.connection().execute(_FINISH_ONE, {"which": work_id, "mine": token}).rowcount == 1


def finish_all(session: Session, claims: Sequence[tuple[int, int]]) -> None:
    """Finish each (id, token); those that are no longer ours stay as they are."""
    # Usually a single token, because nearly all events are finished by their first holder.
    for claim_token in {token for _, token in claims}:
        ids = [work_id for work_id, token in claims if token == claim_token]
        session.connection().execute(_FINISH_MANY, {"ids": ids, "mine": claim_token})


_FINISH_OWN = (
    update(inbox_table)
    .where(inbox_table.c.token == bindparam("mine"), inbox_table.c.held == true())
    .values(held=False, visible_at=None, payload={}, error="")
)
_FINISH_ONE = _FINISH_OWN.where(inbox_table.c.id == bindparam("which"))
_FINISH_MANY = _FINISH_OWN.where(inbox_table.c.id.in_(bindparam("ids", expanding=True)))


def fail(
    session: Session, *, work_id: int, token: int, error: str, now: datetime, delay: timedelta | None = None
) -> None:
    """Put an event back for `delay` (default 2^attempts seconds), or park it after 5 attempts."""
    row = _attempts_row(session, work_id)
    if row is None:
        return
    if row.attempts >= MAX_ATTEMPTS:
        _park_claimed(session, work_id, token, error)
    else:
        wait = delay if delay is not None else timedelta(seconds=2**row.attempts)
        _update_claimed(session, work_id, token, visible_at=now + wait, error=_clean_error(error))


def postpone(session: Session, *, work_id: int, token: int, error: str, now: datetime, patience: timedelta) -> bool:
    """Put an event back that Slack's silence kept from being worked on, for as long again as it is old.

    The attempt does not count. Return False, and change nothing, when the event is older than `patience` or not ours.
    """
    received_at = (
        session.connection().execute(select(inbox_table.c.received_at).where(inbox_table.c.id == work_id)).scalar()
    )
    if received_at is None or now - received_at > patience:
        return False
    wait = min(max(now - received_at, MIN_POSTPONEMENT), MAX_POSTPONEMENT)
    values = {"visible_at": now + wait, "attempts": inbox_table.c.attempts - 1, "error": _clean_error(error)}
    return _update_claimed(session, work_id, token, **values)


def give_back(session: Session, *, work_id: int, token: int, now: datetime) -> bool:
    """Return an event that was not worked on to the queue (a clean stop); the attempt does not count."""
    return _update_claimed(session, work_id, token, visible_at=now, attempts=inbox_table.c.attempts - 1)


def release_all_claims(session: Session, *, now: datetime) -> int:
    """Make every held event due now. Only for the one process of a SQLite database, at its start."""
    statement = (
        update(inbox_table).where(inbox_table.c.held == true(), inbox_table.c.visible_at > now).values(visible_at=now)
    )
    return session.connection().execute(statement).rowcount


def parked_events(session: Session, *, team: str) -> list[ParkedEvent]:
    """Return a team's parked events, and unreadable ones, which belong to no team; oldest first."""
    names = ("id", "team", "kind", "attempts", "crashes", "error", "received_at")
    rows = session.connection().execute(
        select(*(inbox_table.c[name] for name in names))
        .where(inbox_table.c.dead == true(), inbox_table.c.team.in_((team, "")))
        .order_by(inbox_table.c.id)
    )
    return [ParkedEvent(*row) for row in rows]


def retry(session: Session, *, work_id: int, now: datetime) -> bool:
    """Make a parked event due again, with all its attempts; return False when there is nothing to retry."""
    statement = update(inbox_table).where(
        inbox_table.c.id == work_id, inbox_table.c.dead == true(), inbox_table.c.kind != UNREADABLE
    )
    values = {"dead": False, "visible_at": now, "attempts": 0, "crashes": 0}
    return session.connection().execute(statement.values(values)).rowcount == 1


def discard(session: Session, *, work_id: int) -> bool:
    """Erase a parked event's contents and keep its keys, so that it is not stored again."""
    statement = (
        update(inbox_table)
        .where(inbox_table.c.id == work_id, inbox_table.c.dead == true())
        .values(dead=False, payload={})
    )
    return session.connection().execute(statement).rowcount == 1


def park_unreadable(session: Session, *, raw: bytes, reason: str, now: datetime) -> bool:
    """Park a signed body that could not be read (its first 16 KiB); return False when it is known."""
    digest = hashlib.sha256(raw).hexdigest()
    body = base64.b64encode(raw[:RAW_LIMIT_BYTES]).decode()
    values = NEW_ROW | {"team": "", "kind": UNREADABLE, "key": f"raw:{digest}", "payload": {"raw": body}}
    values |= {"received_at": now, "dead": True, "error": _clean_error(reason)}
    return insert_new(session, inbox_table, values) is not None


def counts(session: Session) -> InboxCounts:
    """Return the state of the queue, for metrics and readiness."""
    waiting_counts = (
        session.connection()
        .execute(
            select(
                func.count(),
                func.count(case((inbox_table.c.held == true(), 1))),
                func.min(inbox_table.c.received_at, type_=inbox_table.c.received_at.type),
            ).where(inbox_table.c.visible_at.is_not(None))
        )
        .one()
    )
    parked = session.connection().execute(select(func.count()).where(inbox_table.c.dead == true())).scalar_one()
    return InboxCounts(waiting_counts[0], waiting_counts[1], parked, waiting_counts[2])


def purge(session: Session, *, before: datetime, limit: int = 10_000) -> int:
    """Delete up to `limit` finished events received before `before`; Slack repeats events for about a day."""
    old_ids = select(inbox_table.c.id).where(
        inbox_table.c.visible_at.is_(None), inbox_table.c.dead == false(), inbox_table.c.received_at < before
    )
    return session.connection().execute(inbox_table.delete().where(inbox_table.c.id.in_(old_ids.limit(limit)))).rowcount


def _park_claimed(session: Session, work_id: int, token: int, error: str) -> None:
    _update_claimed(session, work_id, token, visible_at=None, dead=True, error=_clean_error(error))


def _update_claimed(session: Session, work_id: int, token: int, **values: Any) -> bool:
    statement = update(inbox_table).where(
        inbox_table.c.id == work_id, inbox_table.c.token == token, inbox_table.c.held == true()
    )
    return session.connection().execute(statement.values(held=False, **values)).rowcount == 1


def _attempts_row(session: Session, work_id: int) -> Row[Any] | None:
    return session.connection().execute(select(inbox_table.c.attempts).where(inbox_table.c.id == work_id)).one_or_none()


def _clean_error(error: str) -> str:
    return error.replace("\x00", "")[:ERROR_LIMIT_CHARS]
