"""Corrections for a clock that was set back, so that posts don't wait, nor claims last, until the old time returns."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, or_, update

from storage.tables.base import UtcDateTime
from storage.tables.queues import outbox_table

# The clock of another replica may be this far ahead.
MAX_CLOCK_SKEW = timedelta(minutes=1)

# Longer than any wait before a retry.
MAX_RETRY_DELAY = timedelta(minutes=10)


def clock_parameters(now: datetime, lease: timedelta) -> dict[str, Any]:
    """Return the parameters of CORRECT_CLOCK."""
    return {
        "as_now": now,
        "soon": now + MAX_CLOCK_SKEW,
        "far": now + MAX_RETRY_DELAY,
        "as_until": now + lease,
        "lost": now + 2 * lease,
    }


def _time_parameter(name: str) -> Any:
    return bindparam(name, type_=UtcDateTime())


_visible_at = outbox_table.c.visible_at
_created_ahead = and_(
    outbox_table.c.created_at > _time_parameter("soon"), outbox_table.c.not_before == outbox_table.c.created_at
)
_scheduled_ahead = or_(
    and_(outbox_table.c.state == "sending", _visible_at > _time_parameter("lost")),
    and_(outbox_table.c.state == "unknown", _visible_at > _time_parameter("soon")),
    and_(outbox_table.c.state == "queued", _visible_at > _time_parameter("soon"), _created_ahead),
    and_(
        outbox_table.c.state == "queued",
        _visible_at > _time_parameter("far"),
        outbox_table.c.not_before <= _time_parameter("as_now"),
    ),
)
# Posts scheduled for a time of their own keep it; posts meant to go at once go now.
CORRECT_CLOCK = (
    update(outbox_table)
    .where(_scheduled_ahead)
    .values(
        visible_at=case(
            (outbox_table.c.state == "sending", _time_parameter("as_until")), else_=_time_parameter("as_now")
        ),
        not_before=case((_created_ahead, _time_parameter("as_now")), else_=outbox_table.c.not_before),
        created_at=case((_created_ahead, _time_parameter("as_now")), else_=outbox_table.c.created_at),
    )
)
