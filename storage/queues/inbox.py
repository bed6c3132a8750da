"""What Slack was told we have: stored once, worked on until it is done or parked where an administrator sees it.

Times are aware, `lease` and `delay` are spans. A `token` fences: whoever lost the row to another claim changes nothing.
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

MAX_CLOCK_SKEW = timedelta(
    minutes=1
)  # how far ahead another replica's clock may be; no pause before another try is longer
# a kill during the recovery from a kill is still bad luck
MAX_ATTEMPTS = 5
MAX_CRASHES = 3
FIRST_TOKEN = 1  # of a row that is born claimed
UNREADABLE = "unreadable"
# bytes, characters
RAW_LIMIT_BYTES = 16_384
ERROR_LIMIT_CHARS = 300
_NEW_ROW: dict[str, Any] = {"held": False, "token": 0, "attempts": 0, "crashes": 0, "dead": False, "error": ""}


@dataclass(frozen=True)
class ClaimedEvent:
    """An event that this process has until its lease ends."""

    id: int
    team: str
    kind: str
    payload: dict[str, Any]
    attempts: int
    token: int


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
    """How many events wait (`held` of them in somebody's hands) and are parked; when the oldest that waits came."""

    waiting: int
    held: int
    parked: int
    oldest: datetime | None


def receive(
    session: Session,
    *,
    team: str,
    kind: str,
    key: str,
    nat_key: str | None,
    payload: dict[str, Any],
    now: datetime,
    lease: timedelta | None = None,
) -> int | None:
    """This will store an event and return its id; None when `key` or `nat_key` is known.

    With a lease it is born claimed by the caller, under FIRST_TOKEN.
    """
    values = _NEW_ROW | {"team": team, "kind": kind, "key": key, "nat_key": nat_key, "payload": payload}
    values |= {"received_at": now, "visible_at": now}
    if lease is not None:
        values |= {"visible_at": now + lease, "held": True, "token": FIRST_TOKEN, "attempts": 1}
    return insert_new(session, inbox_table, values)


def claim(session: Session, *, now: datetime, lease: timedelta, limit: int) -> list[ClaimedEvent]:
    """This will take up to `limit` due events, oldest first, for `lease`; the attempt counts from the claim's commit.

    An event whose last holder vanished may have killed it, so it is taken alone, and nothing else with it: when it
    kills again, no bystander is blamed. After 2 such crashes or 5 attempts it is parked instead.
    """
    at = {"now": now}
    session.connection().execute(
        _CORRECT_CLOCK, at | {"soon": now + MAX_CLOCK_SKEW, "until": now + lease, "lost": now + 2 * lease}
    )
    suspects = session.connection().execute(_SELECT_SUSPECTS, at).all()
    if any(row.visible_at > now for row in suspects):
        return []
    at |= {"until": now + lease}
    if suspects:
        taken = session.connection().execute(_CLAIM_SUSPECT, at | {"suspect": suspects[0].id})
    else:
        taken = session.connection().execute(_CLAIM_DUE, at | {"most": limit})
    return [work for row in sorted(taken.all(), key=lambda row: row.id) if (work := _claimed_or_parked(session, row))]


def _claimed_or_parked(session: Session, row: Row[Any]) -> ClaimedEvent | None:
    if row.crashes < MAX_CRASHES and row.attempts <= MAX_ATTEMPTS:
        return ClaimedEvent(row.id, row.team, row.kind, row.payload, row.attempts, row.token)
    _park_claimed(session, row.id, row.token, row.error or "the process ended while it was worked on")
    return None


def _claim_statement(condition: ColumnElement[bool]) -> ReturningUpdate[Any]:
    taken = {"visible_at": bindparam("until", type_=UtcDateTime()), "held": True, "token": inbox_table.c.token + 1}
    taken |= {"attempts": inbox_table.c.attempts + 1}
    taken |= {"crashes": inbox_table.c.crashes + case((inbox_table.c.held == true(), 1), else_=0)}
    return (
        update(inbox_table)
        .where(condition, inbox_table.c.visible_at <= _NOW_PARAM)
        .values(taken)
        .returning(inbox_table)
    )


# built once: that costs more than running them
_NOW_PARAM = bindparam("now", type_=UtcDateTime())
_CORRECT_CLOCK = (  # a wall clock that is put back makes nobody wait until the time has come again
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
    """This will mark an event done and forget its contents; False when it is no longer ours."""
    return _update_claimed(session, work_id, token, visible_at=None, payload={}, error="")


def finish_all(session: Session, claims: Sequence[tuple[int, int]]) -> None:
    """This will do `finish` for each (id, token); those that are no longer ours stay as they are."""
    for mine in {token for _, token in claims}:  # one as a rule: nearly all end with their first holder
        ids = [work_id for work_id, token in claims if token == mine]
        session.connection().execute(_FINISH_MANY, {"ids": ids, "mine": mine})


_FINISH_MANY = (
    update(inbox_table)
    .where(inbox_table.c.id.in_(bindparam("ids", expanding=True)), inbox_table.c.token == bindparam("mine"))
    .where(inbox_table.c.held == true())
    .values(held=False, visible_at=None, payload={}, error="")
)


def fail(
    session: Session, *, work_id: int, token: int, error: str, now: datetime, delay: timedelta | None = None
) -> None:
    """This will put an event back for `delay` (default 2^attempts seconds), or park it after 5 attempts."""
    row = _attempts_row(session, work_id)
    if row is None:
        return
    if row.attempts >= MAX_ATTEMPTS:
        _park_claimed(session, work_id, token, error)
    else:
        pause = delay if delay is not None else timedelta(seconds=2**row.attempts)
        _update_claimed(session, work_id, token, visible_at=now + pause, error=_clean_error(error))


def give_back(session: Session, *, work_id: int, token: int, now: datetime) -> bool:
    """This will return an event on which nothing was done (a clean stop): the attempt does not count."""
    return _update_claimed(session, work_id, token, visible_at=now, attempts=inbox_table.c.attempts - 1)


def release_all_claims(session: Session, *, now: datetime) -> int:
    """This will make everything that is held due now. Only for the one process of a SQLite database, at its start."""
    held = (
        update(inbox_table).where(inbox_table.c.held == true(), inbox_table.c.visible_at > now).values(visible_at=now)
    )
    return session.connection().execute(held).rowcount


def parked_events(session: Session, *, team: str) -> list[ParkedEvent]:
    """The events of a team that were given up, and unreadable ones, which belong to nobody; oldest first."""
    names = ("id", "team", "kind", "attempts", "crashes", "error", "received_at")
    rows = session.connection().execute(
        select(*(inbox_table.c[name] for name in names))
        .where(inbox_table.c.dead == true(), inbox_table.c.team.in_((team, "")))
        .order_by(inbox_table.c.id)
    )
    return [ParkedEvent(*row) for row in rows]


def retry(session: Session, *, work_id: int, now: datetime) -> bool:
    """This will make a parked event due again, with all its attempts; False when there is nothing to retry."""
    again = update(inbox_table).where(
        inbox_table.c.id == work_id, inbox_table.c.dead == true(), inbox_table.c.kind != UNREADABLE
    )
    values = {"dead": False, "visible_at": now, "attempts": 0, "crashes": 0}
    return session.connection().execute(again.values(values)).rowcount == 1


def discard(session: Session, *, work_id: int) -> bool:
    """This will forget a parked event's contents and keep its keys, so that it does not come back."""
    gone = (
        update(inbox_table)
        .where(inbox_table.c.id == work_id, inbox_table.c.dead == true())
        .values(dead=False, payload={})
    )
    return session.connection().execute(gone).rowcount == 1


def park_unreadable(session: Session, *, raw: bytes, reason: str, now: datetime) -> bool:
    """This will park a body that was signed but could not be read (its first 16 KiB); False when it is known."""
    digest = hashlib.sha256(raw).hexdigest()
    body = base64.b64encode(raw[:RAW_LIMIT_BYTES]).decode()
    values = _NEW_ROW | {"team": "", "kind": UNREADABLE, "key": f"raw:{digest}", "payload": {"raw": body}}
    values |= {"received_at": now, "dead": True, "error": _clean_error(reason)}
    return insert_new(session, inbox_table, values) is not None


def counts(session: Session) -> InboxCounts:
    """The state of the queue, for metrics and readiness."""
    waiting = (
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
    dead = session.connection().execute(select(func.count()).where(inbox_table.c.dead == true())).scalar_one()
    return InboxCounts(waiting[0], waiting[1], dead, waiting[2])


def purge(session: Session, *, before: datetime, limit: int = 10_000) -> int:
    """This will delete up to `limit` finished events received before `before`; Slack repeats itself for a day or so."""
    old = select(inbox_table.c.id).where(
        inbox_table.c.visible_at.is_(None), inbox_table.c.dead == false(), inbox_table.c.received_at < before
    )
    return session.connection().execute(inbox_table.delete().where(inbox_table.c.id.in_(old.limit(limit)))).rowcount


def _park_claimed(session: Session, work_id: int, token: int, error: str) -> None:
    _update_claimed(session, work_id, token, visible_at=None, dead=True, error=_clean_error(error))


def _update_claimed(session: Session, work_id: int, token: int, **values: Any) -> bool:
    mine = update(inbox_table).where(
        inbox_table.c.id == work_id, inbox_table.c.token == token, inbox_table.c.held == true()
    )
    return session.connection().execute(mine.values(held=False, **values)).rowcount == 1


def _attempts_row(session: Session, work_id: int) -> Row[Any] | None:
    return session.connection().execute(select(inbox_table.c.attempts).where(inbox_table.c.id == work_id)).one_or_none()


def _clean_error(error: str) -> str:
    return error.replace("\x00", "")[:ERROR_LIMIT_CHARS]
