"""What Slack says of a channel: kept, refreshed when it matters, and read as the most closed when unknown."""

from typing import Any

from slack_sdk.errors import SlackApiError

import storage.channels
from handlers.deps import Deps
from storage.channels import Channel


async def is_closed(deps: Deps, channel: str) -> bool:
    """True when not everybody in the workspace may read the channel (private, a direct message, or unknown)."""
    known = await deps.read(storage.channels.get, team=deps.team, id=channel) or await refresh(deps, channel)
    return known is None or known.is_private or known.is_external


async def refresh(deps: Deps, channel: str) -> Channel | None:
    """This will ask Slack about a channel; None when the bot cannot see it."""
    try:
        answer = await deps.slack.conversations_info(channel=channel)
    except SlackApiError:
        return None
    found = read(answer["channel"])
    await deps.store.transact(storage.channels.remember, team=deps.team, channel=found, now=deps.now())
    return found


def read(channel: dict[str, Any]) -> Channel:
    """Privacy is read from the flags alone, never from the first letter of an id."""
    closed = any(channel.get(flag) for flag in ("is_private", "is_im", "is_mpim"))
    external = any(channel.get(flag) for flag in ("is_ext_shared", "is_pending_ext_shared"))
    return Channel(
        id=channel["id"],
        name=channel.get("name") or "",
        is_private=bool(closed),
        is_external=bool(external),
        is_archived=bool(channel.get("is_archived")),
        has_bot=bool(channel.get("is_member", channel.get("is_im", False))),
    )


async def on_channel_event(event: dict[str, Any], deps: Deps) -> None:
    """Renamed, archived, shared: what we know is asked anew."""
    channel = event["channel"]
    await refresh(deps, channel["id"] if isinstance(channel, dict) else channel)


async def on_joined(event: dict[str, Any], deps: Deps) -> None:
    """member_joined_channel, member_left_channel: only our own coming and going matters here."""
    if event.get("user") == deps.bot_user:
        await refresh(deps, event["channel"])
