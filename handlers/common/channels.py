"""What Slack says of a channel: kept, refreshed when it matters, and read as the most closed when unknown."""

from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlmodel import Session

import storage.channels
import storage.privacy
from handlers.common.deps import Deps
from handlers.common.requests import Source
from storage.channels import KnownChannel

IN_PLACE = "-"
"""The channel of a form whose answer is seen where its button stands."""


async def is_closed(deps: Deps, channel: str) -> bool:
    """True when not everybody in the workspace may read the channel (private, a direct message, or unknown)."""
    known = await deps.read(storage.channels.find_channel, team=deps.team, id=channel, now=deps.now())
    known = known or await refresh(deps, channel)
    return known is None or known.is_private or known.is_external


async def interaction_source(deps: Deps, channel: str) -> Source:
    """Where a form or button was used; without a channel (the Home, a form that stands beside) everybody may read."""
    return Source(channel=channel, private=channel not in ("", IN_PLACE) and await is_closed(deps, channel))


async def refresh(deps: Deps, channel: str) -> KnownChannel | None:
    """This will ask Slack about a channel; None when the bot cannot see it."""
    try:
        answer = await deps.slack.conversations_info(channel=channel)
    except SlackApiError:
        return None
    found = parse_channel(answer["channel"])
    seated = await _fetch_members(answer["channel"], deps) if found.is_private else frozenset()
    await deps.store.transact(_save_channel, team=deps.team, channel=found, users=seated, now=deps.now())
    return found


async def _fetch_members(channel: dict[str, Any], deps: Deps) -> frozenset[str]:
    """Who is in a closed channel; of a direct message only the other person."""
    if channel.get("is_im"):
        return frozenset({str(channel["user"])})
    users: set[str] = set()
    cursor = ""
    while True:
        answer = await deps.slack.conversations_members(channel=channel["id"], cursor=cursor, limit=1000)
        users.update(answer["members"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return frozenset(users)


def _save_channel(session: Session, *, team: str, channel: KnownChannel, users: frozenset[str], now: datetime) -> None:
    storage.channels.save_channel(session, team=team, channel=channel, now=now)
    storage.privacy.set_members(session, team=team, channel=channel.id, users=users)


def parse_channel(channel: dict[str, Any]) -> KnownChannel:
    """Privacy is read from the flags alone, never from the first letter of an id."""
    closed = any(channel.get(flag) for flag in ("is_private", "is_im", "is_mpim"))
    external = any(channel.get(flag) for flag in ("is_ext_shared", "is_pending_ext_shared"))
    return KnownChannel(
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


async def on_channel_id_changed(event: dict[str, Any], deps: Deps) -> None:
    """channel_id_changed: a shared channel goes by another id from now on."""
    old, new = event["old_channel_id"], event["new_channel_id"]
    await deps.transact(storage.channels.change_channel_id, team=deps.team, old=old, new=new)
    await refresh(deps, new)


async def on_membership_change(event: dict[str, Any], deps: Deps) -> None:
    """member_joined_channel, member_left_channel: ours is asked about; others count where not everybody may read."""
    if event.get("user") == deps.bot_user:
        await refresh(deps, event["channel"])
        return
    known = await deps.read(storage.channels.find_channel, team=deps.team, id=event["channel"])
    if known and known.is_private:
        move = storage.privacy.remove_member if event["type"] == "member_left_channel" else storage.privacy.add_member
        await deps.store.transact(move, team=deps.team, channel=event["channel"], user=event["user"])
