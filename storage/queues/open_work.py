"""One statement that says whether both queues are empty."""

from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select
from sqlmodel import Session

from storage.queues.outbox.queue import OPEN_STATES
from storage.tables.base import UtcDateTime
from storage.tables.queues import inbox_table, outbox_table

_WAITING_DELIVERY = exists().where(inbox_table.c.visible_at.is_not(None))
_DUE_POST = exists().where(
    outbox_table.c.state.in_(OPEN_STATES), outbox_table.c.not_before <= bindparam("now", type_=UtcDateTime())
)
_ANY_WORK = select(or_(_WAITING_DELIVERY, _DUE_POST))


def has_open_work(session: Session, *, now: datetime) -> bool:
    """Return whether a delivery waits, or a post may be sent by now."""
    return bool(session.connection().execute(_ANY_WORK, {"now": now}).scalar_one())
