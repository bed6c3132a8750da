"""The search in Slack for a post whose answer was lost: its outbox id is in the message's metadata."""

from datetime import timedelta
from enum import Enum
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.common.slack_reads import DOUBTFUL_CODES, RATE_LIMIT_CODES, error_code
from storage.queues.outbox import ClaimedPost

METADATA_EVENT_TYPE = "baton_post"
SEARCH_MARGIN = timedelta(seconds=5)
MAX_PAGES = 10
PAGE_SIZE = 200


class SearchFailure(Enum):
    """Reasons why a post was not found; `HIDDEN`: the bot may not read there."""

    NOT_THERE = "not_landed"
    HIDDEN = "unsure"


def post_metadata(post_id: str) -> dict[str, Any]:
    """Return the metadata that marks a message as ours: the id alone, since everyone in the workspace can read it."""
    return {"event_type": METADATA_EVENT_TYPE, "event_payload": {"outbox_id": post_id}}


async def find_post(slack: AsyncWebClient, post: ClaimedPost) -> tuple[str, str] | SearchFailure:
    """Return the channel and ts of `post`, or why it was not found; temporary failures (network, limits) raise."""
    try:
        channel = await _conversation_id(slack, post.channel)
        ts = await _search_history(slack, channel, post)
    except SlackApiError as error:
        code = error_code(error)
        if code in RATE_LIMIT_CODES | DOUBTFUL_CODES or code.startswith("http_"):
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
        query: dict[str, Any] = {
            "oldest": oldest,
            "include_all_metadata": True,
            "limit": PAGE_SIZE,
            "cursor": cursor or None,
        }
        if thread:
            page = await slack.conversations_replies(channel=channel, ts=thread, **query)
        else:
            page = await slack.conversations_history(channel=channel, **query)
        for message in page.get("messages") or []:
            if _is_post(message, post.id):
                return str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return None


def _is_post(message: dict[str, Any], post_id: str) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == METADATA_EVENT_TYPE and payload.get("outbox_id") == post_id
