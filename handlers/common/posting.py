"""Everything that is to be said to Slack, put into the outbox in the flow's own transaction.

A key says what a post means; the same key is said once, however often the flow runs.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.follows
import storage.people
import storage.privacy
import templates
from storage.follows import Verdict
from storage.queues import outbox
from templates import Message

WHISPER = timedelta(minutes=30)
SAVED = "memo"
PEOPLE = ("U", "W")


def say(
    session: Session,
    *,
    key: str,
    team: str,
    channel: str,
    message: Message,
    now: datetime,
    kind: str = "reply",
    thread_ts: str | dict[str, str] | None = None,
    expires_at: datetime | None = None,
    counted: bool = True,
) -> None:
    """This will post to a channel, a thread or (given a user's id) a direct message.

    A direct message counts against the person's budget, and what they muted does not come at all (M-19).
    """
    if counted and channel[:1] in PEOPLE and not _wanted(session, message, key=key, team=team, user=channel, now=now):
        return
    message = _mannerly(session, readable(session, message, team=team, by=channel), team=team, channel=channel)
    payload = _content(message, channel=channel) | ({"thread_ts": thread_ts} if thread_ts else {})
    outbox.enqueue(
        session,
        key=key,
        team=team,
        method="chat.postMessage",
        channel=channel,
        payload=payload,
        kind=kind,
        now=now,
        expires_at=expires_at,
    )


def edit(session: Session, *, key: str, of: str, team: str, channel: str, message: Message, now: datetime) -> None:
    """This will edit what was posted under the key `of`, once that stands in Slack."""
    message = _mannerly(session, readable(session, message, team=team, by=channel), team=team, channel=channel)
    payload = _content(message, channel=channel) | {"ts": {"$ts_of": of}, "channel": {"$channel_of": of}}
    outbox.enqueue(
        session, key=key, team=team, method="chat.update", channel=channel, payload=payload, kind="update", now=now
    )


def whisper(
    session: Session,
    *,
    key: str,
    team: str,
    channel: str,
    user: str,
    message: Message,
    now: datetime,
    thread_ts: str | None = None,
) -> None:
    """Only visible to one person, at most once, and worth nothing after half an hour."""
    message = readable(session, message, team=team, by=user)
    payload = _content(message, channel=channel) | {"user": user} | ({"thread_ts": thread_ts} if thread_ts else {})
    outbox.enqueue(
        session,
        key=key,
        team=team,
        method="chat.postEphemeral",
        channel=channel,
        payload=payload,
        kind="ephemeral",
        now=now,
        expires_at=now + WHISPER,
    )


def react(
    session: Session, *, key: str, team: str, channel: str, ts: str, now: datetime, name: str = SAVED, add: bool = True
) -> None:
    """This will put a reaction on a message, or take ours away."""
    outbox.enqueue(
        session,
        key=key,
        team=team,
        method="reactions.add" if add else "reactions.remove",
        channel=channel,
        payload={"channel": channel, "timestamp": ts, "name": name},
        kind="reaction",
        now=now,
    )


def readable(session: Session, message: Message, *, team: str, by: str) -> Message:
    """The message without what its readers (a user's id, or all of a channel) may not read."""
    session.flush()
    audience = storage.privacy.audience(session, team=team, destination=by)
    return templates.withhold(message, storage.privacy.secrets(session, team=team, by=audience))


def _mannerly(session: Session, message: Message, *, team: str, channel: str) -> Message:
    """Whoever acts in this session is named in channels, never rung."""
    by = session.info.get("acting")
    if by is None or channel[:1] not in ("C", "G"):
        return message
    name = storage.people.names(session, team=team, ids=frozenset({by.actor})).get(by.actor, "somebody")
    return templates.unring(message, user=by.actor, name=name)


def _wanted(session: Session, message: Message, *, key: str, team: str, user: str, now: datetime) -> bool:
    """A message with buttons asks for an answer: it is never held back for the budget."""
    asks = any(block.get("type") == "actions" or block.get("accessory") for block in message.blocks)
    verdict = storage.follows.admit(session, team=team, user=user, key=key, text=message.text, asks=asks, now=now)
    return verdict is Verdict.SEND


def _content(message: Message, *, channel: str) -> dict[str, Any]:
    return {"channel": channel, "text": message.text, "blocks": list(message.blocks)}
