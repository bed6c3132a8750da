"""Whether a post whose answer was lost stands in Slack: its outbox id is in the message's metadata."""

from datetime import timedelta
from enum import Enum
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.checks import error_code
from storage.queues.outbox import Post

EVENT_TYPE = "baton_post"
BEFORE = timedelta(seconds=5)
PAGES, PAGE = 10, 200
PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})


class Found(Enum):
    """`HIDDEN`: the bot may not read there."""

    NOT_THERE = "not_landed"
    HIDDEN = "unsure"


def metadata(post_id: str) -> dict[str, Any]:
    """What marks a message as ours; everybody in the workspace may read it, so it holds the id alone."""
    return {"event_type": EVENT_TYPE, "event_payload": {"outbox_id": post_id}}


async def look(slack: AsyncWebClient, post: Post) -> tuple[str, str] | Found:
    """The channel and ts where `post` stands, or why not; what may pass (network, limits) raises."""
    try:
        channel = await _conversation(slack, post.channel)
        ts = await _search(slack, channel, post)
    except SlackApiError as error:
        code = error_code(error)
        if code in PASSING or code.startswith("http_"):
            raise
        return Found.HIDDEN
    return (channel, ts) if ts else Found.NOT_THERE


async def _conversation(slack: AsyncWebClient, channel: str) -> str:
    if not channel.startswith(("U", "W")):
        return channel
    opened = await slack.conversations_open(users=channel)
    return str(opened["channel"]["id"])


async def _search(slack: AsyncWebClient, channel: str, post: Post) -> str | None:
    thread = post.payload.get("thread_ts")
    oldest = f"{(post.first_attempt_at - BEFORE).timestamp():.6f}"
    cursor = ""
    for _ in range(PAGES):
        asked: dict[str, Any] = {
            "oldest": oldest,
            "include_all_metadata": True,
            "limit": PAGE,
            "cursor": cursor or None,
        }
        if thread:
            page = await slack.conversations_replies(channel=channel, ts=thread, **asked)
        else:
            page = await slack.conversations_history(channel=channel, **asked)
        for message in page.get("messages") or []:
            if _is(message, post.id):
                return str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return None


def _is(message: dict[str, Any], post_id: str) -> bool:
    marks = message.get("metadata") or {}
    payload = marks.get("event_payload") or {}
    return marks.get("event_type") == EVENT_TYPE and payload.get("outbox_id") == post_id
