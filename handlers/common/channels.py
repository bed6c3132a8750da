"""Slack's facts about channels: stored, refreshed when needed, and treated as private when unknown."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

import storage.channels
import storage.privacy
from handlers.common.deps import Deps
from handlers.common.requests import Source
from handlers.common.slack_reads import READ_LIMIT_SECONDS, REFRESH_LIMIT_SECONDS, SlackUnavailableError, look_up
from rules.refusal import Refusal
from storage.channels import KnownChannel

# Used as the channel of a form whose answer appears where its button is.
IN_PLACE = "-"


async def is_closed(deps: Deps, channel: str) -> bool:
    """Return whether only some people can read the channel (private, direct message, external, or none we may see)."""
    details = await load_channel(deps, channel)
    return details is None or details.is_private or details.is_external


async def load_channel(deps: Deps, channel: str) -> KnownChannel | None:
    """Return a channel, fetched again after ten minutes; None if the bot cannot see it.

    While Slack does not answer, the details saved earlier count; without any, raise SlackUnavailableError.
    """
    fresh = await deps.read(storage.channels.find_channel, team=deps.team, id=channel, now=deps.now())
    if fresh:
        return fresh
    saved = await deps.read(storage.channels.find_channel, team=deps.team, id=channel)
    try:
        return await refresh(deps, channel, within=REFRESH_LIMIT_SECONDS if saved else READ_LIMIT_SECONDS)
    except SlackUnavailableError:
        if saved is None:
            raise
        return saved


async def can_post(deps: Deps, channel: str) -> bool:
    """Return whether Baton is in the channel, as far as Slack says; it is not in direct messages between others."""
    if channel[:1] not in ("C", "D", "G"):
        return False
    try:
        details = await load_channel(deps, channel)
    except SlackUnavailableError:
        return False
    return details is not None and details.has_bot and not details.is_archived


async def require_postable(deps: Deps, channel: str) -> None:
    """Raise Refusal where Baton can't post, before anything is saved that would be said there."""
    details = await load_channel(deps, channel)
    if details and details.is_archived:
        raise Refusal("This channel is archived, so I can't post here.", "", "Try another channel.")
    if details is None or not details.has_bot:
        hint = "Invite me with `/invite @Baton`, then try again."
        raise Refusal("I'm not in this channel, so I can't post here.", "", hint)


async def interaction_source(deps: Deps, channel: str) -> Source:
    """Return the source of a form or button; without a channel (the Home, a standalone form) everyone can read it."""
    return Source(channel=channel, private=channel not in ("", IN_PLACE) and await is_closed(deps, channel))


async def refresh(deps: Deps, channel: str, *, within: float = READ_LIMIT_SECONDS) -> KnownChannel | None:
    """Fetch a channel from Slack and save it; return None if the bot cannot see it.

    Raise SlackUnavailableError if Slack does not answer: then nothing is known about the channel, not even that it is
    private.
    """
    response = await look_up(deps.slack.conversations_info(channel=channel), within=within)
    if response is None:
        return None
    details = parse_channel(response["channel"])
    members = await _fetch_members(response["channel"], deps) if details.is_private else frozenset()
    await deps.write(_save_channel, team=deps.team, channel=details, users=members, now=deps.now())
    return details


async def _fetch_members(channel: dict[str, Any], deps: Deps) -> frozenset[str]:
    """Return the members of a private channel; for a direct message, only the other person."""
    if channel.get("is_im"):
        return frozenset({str(channel["user"])})
    users: set[str] = set()
    cursor = ""
    while True:
        page = await look_up(deps.slack.conversations_members(channel=channel["id"], cursor=cursor, limit=1000))
        if page is None:
            return frozenset(users)
        users.update(page["members"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return frozenset(users)


def _save_channel(session: Session, *, team: str, channel: KnownChannel, users: frozenset[str], now: datetime) -> None:
    storage.channels.save_channel(session, team=team, channel=channel, now=now)
    storage.privacy.set_members(session, team=team, channel=channel.id, users=users)


def parse_channel(channel: dict[str, Any]) -> KnownChannel:
    """Build a channel from Slack's object; privacy comes from its flags, never from the first letter of its id."""
    is_private = any(channel.get(flag) for flag in ("is_private", "is_im", "is_mpim"))
    is_external = any(channel.get(flag) for flag in ("is_ext_shared", "is_pending_ext_shared"))
    return KnownChannel(
        id=channel["id"],
        name=channel.get("name") or "",
        is_private=bool(is_private),
        is_external=bool(is_external),
        is_archived=bool(channel.get("is_archived")),
        has_bot=bool(channel.get("is_member", channel.get("is_im", False))),
    )


async def on_channel_event(event: dict[str, Any], deps: Deps) -> None:
    """Fetch a channel again after it was renamed, archived, shared or the like."""
    channel = event["channel"]
    await refresh(deps, channel["id"] if isinstance(channel, dict) else channel)


async def on_channel_id_changed(event: dict[str, Any], deps: Deps) -> None:
    """Handle channel_id_changed: a shared channel has a new id from now on."""
    old, new = event["old_channel_id"], event["new_channel_id"]
    await deps.commit(storage.channels.change_channel_id, team=deps.team, old=old, new=new)
    await refresh(deps, new)


async def on_membership_change(event: dict[str, Any], deps: Deps) -> None:
    """Handle member_joined_channel and member_left_channel.

    If the bot joined or left, fetch the channel again; other people's moves are recorded for private channels only.
    """
    if event.get("user") == deps.bot_user:
        await refresh(deps, event["channel"])
        return
    details = await deps.read(storage.channels.find_channel, team=deps.team, id=event["channel"])
    if details and details.is_private:
        update_members = (
            storage.privacy.remove_member if event["type"] == "member_left_channel" else storage.privacy.add_member
        )
        await deps.write(update_members, team=deps.team, channel=event["channel"], user=event["user"])
