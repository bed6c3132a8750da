"""Whether a post whose answer was lost stands in Slack: its outbox id is in the message's metadata."""

from datetime import timedelta
from enum import Enum
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.checks import error_code
from storage.queues.outbox import ClaimedPost

METADATA_EVENT_TYPE = "baton_post"
SEARCH_MARGIN = timedelta(seconds=5)
MAX_PAGES = 10
PAGE_SIZE = 200
TRANSIENT_CODES = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})


class SearchFailure(Enum):
    """`HIDDEN`: the bot may not read there."""

    NOT_THERE = "not_landed"
    HIDDEN = "unsure"


def post_metadata(post_id: str) -> dict[str, Any]:
    """What marks a message as ours; everybody in the workspace may read it, so it holds the id alone."""
    return {"event_type": METADATA_EVENT_TYPE, "event_payload": {"outbox_id": post_id}}


async def find_post(slack: AsyncWebClient, post: ClaimedPost) -> tuple[str, str] | SearchFailure:
    """The channel and ts where `post` stands, or why not; what may pass (network, limits) raises."""
    try:
        channel = await _conversation_id(slack, post.channel)
        ts = await _search_history(slack, channel, post)
    except SlackApiError as error:
        code = error_code(error)
        if code in TRANSIENT_CODES or code.startswith("http_"):
            raise
        return SearchFailure.HIDDEN
    return (channel, ts) if ts else SearchFailure.NOT_THERE


async def _conversation_id(slack: AsyncWebClient, channel: str) -> str:
    if not channel.startswith(("U", "W")):
        return channel
    opened = await slack.conversations_open(users=channel)
    return str(opened["channel"]["id"])


async def _search_history(slack: AsyncWebClient, channel: str, post: ClaimedPost) -> str | None:
    thread = post.payload.get("thread_ts")
    oldest = f"{(post.first_attempt_at - SEARCH_MARGIN).timestamp():.6f}"
    cursor = ""
    for _ in range(MAX_PAGES):
        asked: dict[str, Any] = {
            "oldest": oldest,
            "include_all_metadata": True,
            "limit": PAGE_SIZE,
            "cursor": cursor or None,
        }
        if thread:
            page = await slack.conversations_replies(channel=channel, ts=thread, **asked)
        else:
            page = await slack.conversations_history(channel=channel, **asked)
        for message in page.get("messages") or []:
            if _is_post(message, post.id):
                return str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return None


def _is_post(message: dict[str, Any], post_id: str) -> bool:
    marks = message.get("metadata") or {}
    payload = marks.get("event_payload") or {}
    return marks.get("event_type") == METADATA_EVENT_TYPE and payload.get("outbox_id") == post_id
