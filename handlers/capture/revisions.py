"""The order of a message's revisions: Slack may deliver an edit or a deletion before what came first."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

import storage.posted_notices
import storage.proposals
import storage.updates
from handlers.common.requests import Source
from storage.queues import claims

# Slack repeats a delivery after one and after five minutes; what failed here is tried again within one.
MAX_DELAY = timedelta(minutes=15)
# Sorts after the time of every edit.
DELETED = "deleted"


def is_recent(ts: str, *, now: datetime) -> bool:
    """Return whether an earlier delivery about a message of this time may still be under way."""
    return now - datetime.fromtimestamp(float(ts), UTC) <= MAX_DELAY


def note_revision(session: Session, *, team: str, channel: str, ts: str, stamp: str, now: datetime) -> None:
    """Remember that an edit of this time, or the deletion, was handled."""
    if is_recent(ts, now=now):
        claims.claim_slot(session, team=team, name=_name(channel, ts), slot=stamp, now=now)


def is_overtaken(session: Session, *, team: str, channel: str, ts: str, stamp: str = "") -> bool:
    """Return whether a later revision of the message was handled already; the message itself has no stamp."""
    return claims.has_later_slot(session, team=team, name=_name(channel, ts), slot=stamp)


def was_handled(session: Session, *, team: str, source: Source) -> bool:
    """Return whether the message left a trace: a record, a proposal, an answer or a question."""
    place = f"{source.channel}:{source.ts}"
    return (
        any(storage.posted_notices.was_queued(session, key=f"{kind}:{place}") for kind in ("saved", "unclear"))
        or storage.updates.has_records(session, team=team, channel=source.channel, ts=source.ts)
        or bool(storage.proposals.proposals_of_message(session, team=team, channel=source.channel, ts=source.ts))
    )


def _name(channel: str, ts: str) -> str:
    return f"message {channel}:{ts}"
