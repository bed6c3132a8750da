"""Messages that could not be posted: another way is taken, and those who can put it right are told (B-124)."""

import json
import re
from datetime import datetime, timedelta

from sqlmodel import Session

import storage.changes
import storage.channels
import storage.digests
import storage.people
import storage.queues.claims
import templates
from handlers.common import isolation, posting
from handlers.common.deps import Deps
from rules.refusal import NotFound
from storage.digests import EditionKey
from storage.queues.outbox.failures import FailedMessage, failed_messages
from templates import RenderedMessage

REPORTED_WITHIN = timedelta(days=1)
_MENTION = re.compile(r'<@([UW][A-Z0-9]+)>|"user_id": "([UW][A-Z0-9]+)"')
_CLAIM = "undelivered"


async def report_failed_messages(deps: Deps) -> None:
    """Run each minute: tell whom it concerns about each message that could not be posted, once."""
    now = deps.now()
    failed = await deps.read(_unreported_messages, team=deps.team, now=now)
    tasks = {m.id: isolation.transaction_task(deps, report_failed_message, message=m, now=now) for m in failed}
    await isolation.run_each(deps, job="undelivered messages", tasks=tasks)


def _unreported_messages(session: Session, *, team: str, now: datetime) -> tuple[FailedMessage, ...]:
    failed = failed_messages(session, team=team, since=now - REPORTED_WITHIN)
    reported = storage.queues.claims.claimed_slots(
        session, team=team, names=(_CLAIM,), slots=[message.id for message in failed]
    )
    return tuple(message for message in failed if (_CLAIM, message.id) not in reported)


def report_failed_message(session: Session, *, team: str, message: FailedMessage, now: datetime) -> None:
    """Send the message to the people it mentions, and tell its author and the managers why it was not posted."""
    if not storage.queues.claims.claim_slot(session, team=team, name=_CLAIM, slot=message.id, now=now):
        return
    if message.channel[:1] not in ("C", "G"):
        return
    storage.channels.note_closed_door(session, team=team, id=message.channel, error=message.error, now=now)
    _withdraw_edition(session, team=team, message=message, now=now)
    reached = _send_directly(session, team=team, message=message, now=now)
    report = templates.render(
        "common/undelivered",
        channel=message.channel,
        error=message.error,
        text=str(message.payload.get("text", "")),
        people=sorted(storage.people.display_names(session, team=team, ids=frozenset(reached)).values()),
    )
    for user in sorted(_concerned(session, team=team, message=message)):
        key = f"{_CLAIM}:{message.id}:report:{user}"
        posting.post_message(
            session, key=key, team=team, channel=user, message=report, now=now, counts_against_budget=False
        )


def _send_directly(session: Session, *, team: str, message: FailedMessage, now: datetime) -> frozenset[str]:
    """Send a message to the people it mentions, one by one; return them."""
    blocks = message.payload.get("blocks") or []
    mentioned = frozenset(first or second for first, second in _MENTION.findall(json.dumps(blocks)))
    for user in sorted(mentioned):
        posting.post_message(
            session,
            key=f"{_CLAIM}:{message.id}:{user}",
            team=team,
            channel=user,
            message=RenderedMessage(blocks, str(message.payload.get("text", ""))),
            now=now,
            kind="escalation",
            counts_against_budget=False,
        )
    return mentioned


def _concerned(session: Session, *, team: str, message: FailedMessage) -> frozenset[str]:
    """Return who made the change that caused the message, and who manages what the channel serves."""
    managers = storage.channels.managers_of_channel(session, team=team, channel=message.channel)
    if message.change is None:
        return managers
    try:
        return managers | {storage.changes.get(session, team=team, id=message.change).actor}
    except NotFound:
        return managers


def _withdraw_edition(session: Session, *, team: str, message: FailedMessage, now: datetime) -> None:
    """Record that a digest was not posted, so that it can be sent again."""
    kind, *parts = message.key.split(":")
    if kind == "digest" and len(parts) == 4:
        program, period, channel, revision = parts
        storage.digests.mark_undelivered(
            session, EditionKey(team, program, period, channel), revision=int(revision), reason=message.error
        )
