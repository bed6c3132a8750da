"""A wall clock that is put back must not make posts wait until the time has come again, nor claims last so long."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, or_, update

from storage.tables.base import UTC
from storage.tables.queues import outbox

SKEW = timedelta(minutes=1)
"""How far ahead the clock of another replica may be."""

LONGEST_WAIT = timedelta(minutes=10)
"""Longer than any pause before another try."""


def put_back(now: datetime, lease: timedelta) -> dict[str, Any]:
    """The parameters of PUT_BACK."""
    return {
        "as_now": now,
        "soon": now + SKEW,
        "far": now + LONGEST_WAIT,
        "as_until": now + lease,
        "lost": now + 2 * lease,
    }


def _at(name: str) -> Any:
    return bindparam(name, type_=UTC())


_later = outbox.c.visible_at
_made_ahead = and_(outbox.c.created_at > _at("soon"), outbox.c.not_before == outbox.c.created_at)
_ahead = or_(
    and_(outbox.c.state == "sending", _later > _at("lost")),
    and_(outbox.c.state == "unknown", _later > _at("soon")),
    and_(outbox.c.state == "queued", _later > _at("soon"), _made_ahead),
    and_(outbox.c.state == "queued", _later > _at("far"), outbox.c.not_before <= _at("as_now")),
)
# what was meant for a moment of its own keeps it; what was meant at once goes now
PUT_BACK = (
    update(outbox)
    .where(_ahead)
    .values(
        visible_at=case((outbox.c.state == "sending", _at("as_until")), else_=_at("as_now")),
        not_before=case((_made_ahead, _at("as_now")), else_=outbox.c.not_before),
        created_at=case((_made_ahead, _at("as_now")), else_=outbox.c.created_at),
    )
)
