"""Posts to Slack, queued in the outbox within the flow's own transaction.

A key identifies a post; each key is posted once, however often the flow runs.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.follows
import storage.people
import storage.privacy
import templates
from storage.audit import BATON_ACTOR
from storage.follows import DirectMessageDecision
from storage.queues import outbox
from templates import RenderedMessage

EPHEMERAL_LIFETIME = timedelta(minutes=30)
SAVED_EMOJI = "memo"
USER_ID_PREFIXES = ("U", "W")
BLANK_LINE = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": " "}]}],
}


def post_message(
    session: Session,
    *,
    key: str,
    team: str,
    channel: str,
    message: RenderedMessage,
    now: datetime,
    kind: str = "reply",
    thread_ts: str | dict[str, str] | None = None,
    expires_at: datetime | None = None,
    counts_against_budget: bool = True,
) -> None:
    """Post to a channel, to a thread or, given a user's id, as a direct message.

    Direct messages count against the person's budget, and messages about muted subjects are not sent (M-19).
    """
    if (
        counts_against_budget
        and channel[:1] in USER_ID_PREFIXES
        and not _within_message_budget(session, message, key=key, team=team, user=channel, now=now)
    ):
        return
    message = _without_self_mention(
        session, redact_for(session, message, team=team, destination=channel), team=team, channel=channel
    )
    payload = _message_payload(message, channel=channel) | ({"thread_ts": thread_ts} if thread_ts else {})
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


def blocks_for_edit(message: RenderedMessage) -> list[dict[str, Any]]:
    """Return blocks that may replace any message: Slack refuses an edit that leaves no rich text where some was."""
    if any(block["type"] == "rich_text" for block in message.blocks):
        return list(message.blocks)
    return [*message.blocks, BLANK_LINE]


def update_message(
    session: Session, *, key: str, original_key: str, team: str, channel: str, message: RenderedMessage, now: datetime
) -> None:
    """Edit the message posted under `original_key`, once Slack has it."""
    message = _without_self_mention(
        session, redact_for(session, message, team=team, destination=channel), team=team, channel=channel
    )
    payload = _message_payload(message, channel=channel) | {
        "ts": {"$ts_of": original_key},
        "channel": {"$channel_of": original_key},
        "blocks": blocks_for_edit(message),
    }
    outbox.enqueue(
        session, key=key, team=team, method="chat.update", channel=channel, payload=payload, kind="update", now=now
    )


def post_ephemeral(
    session: Session,
    *,
    key: str,
    team: str,
    channel: str,
    user: str,
    message: RenderedMessage,
    now: datetime,
    thread_ts: str | None = None,
) -> None:
    """Post a message that only one person sees, within the next half hour; in doubt rather twice than never."""
    message = redact_for(session, message, team=team, destination=user)
    payload = (
        _message_payload(message, channel=channel) | {"user": user} | ({"thread_ts": thread_ts} if thread_ts else {})
    )
    outbox.enqueue(
        session,
        key=key,
        team=team,
        method="chat.postEphemeral",
        channel=channel,
        payload=payload,
        kind="ephemeral",
        now=now,
        expires_at=now + EPHEMERAL_LIFETIME,
    )


def post_answer(
    session: Session, *, key: str, team: str, user: str, channel: str, message: RenderedMessage, now: datetime
) -> None:
    """Answer a person's own act: in the channel, for them alone, or without a channel as a direct message.

    It was asked for, so that neither their budget nor what they muted holds it back.
    """
    if channel:
        post_ephemeral(session, key=key, team=team, channel=channel, user=user, message=message, now=now)
        return
    message = redact_for(session, message, team=team, destination=user)
    payload = _message_payload(message, channel=user)
    outbox.enqueue(
        session, key=key, team=team, method="chat.postMessage", channel=user, payload=payload, kind="answer", now=now
    )


def set_reaction(
    session: Session,
    *,
    key: str,
    team: str,
    channel: str,
    ts: str,
    now: datetime,
    emoji: str = SAVED_EMOJI,
    add: bool = True,
) -> None:
    """Add a reaction to a message, or remove the bot's own."""
    outbox.enqueue(
        session,
        key=key,
        team=team,
        method="reactions.add" if add else "reactions.remove",
        channel=channel,
        payload={"channel": channel, "timestamp": ts, "name": emoji},
        kind="reaction",
        now=now,
    )


def take_back_mark(session: Session, *, team: str, channel: str, ts: str, stamp: str, now: datetime) -> None:
    """Remove the mark from a message of which nothing is saved any more."""
    key = f"memo-off:{channel}:{ts}:{stamp}"
    set_reaction(session, key=key, team=team, channel=channel, ts=ts, now=now, add=False)


def redact_for(session: Session, message: RenderedMessage, *, team: str, destination: str) -> RenderedMessage:
    """Return the message without anything its readers (a user's id, or everyone in a channel) may not see.

    Stored words mention people by their ids; these become names.
    """
    session.flush()
    audience = storage.privacy.resolve_audience(session, team=team, destination=destination)
    secrets = storage.privacy.secrets_hidden_from(session, team=team, by=audience)
    redacted = templates.redact_message(message, secrets)
    ids = templates.find_ids(redacted)
    return templates.with_names(redacted, storage.people.names_of_ids(session, team=team, ids=ids)) if ids else redacted


def _without_self_mention(session: Session, message: RenderedMessage, *, team: str, channel: str) -> RenderedMessage:
    """Replace mentions of the acting user in channels with their plain name, so that they don't notify themselves."""
    actor = storage.audit.current_actor(session)
    if actor in (None, BATON_ACTOR) or channel[:1] not in ("C", "G"):
        return message
    name = storage.people.display_names(session, team=team, ids=frozenset({actor})).get(actor, "somebody")
    return templates.without_mention_of(message, user=actor, name=name)


def _within_message_budget(
    session: Session, message: RenderedMessage, *, key: str, team: str, user: str, now: datetime
) -> bool:
    """Return whether the message may be sent now; one with buttons asks for an answer and is never held back."""
    is_question = any(block.get("type") == "actions" or block.get("accessory") for block in message.blocks)
    decision = storage.follows.decide_delivery(
        session, team=team, user=user, key=key, text=message.text, is_question=is_question, now=now
    )
    return decision is DirectMessageDecision.SEND


def _message_payload(message: RenderedMessage, *, channel: str) -> dict[str, Any]:
    return {"channel": channel, "text": message.text, "blocks": list(message.blocks)}
