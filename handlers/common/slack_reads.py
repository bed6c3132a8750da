"""Look-ups in Slack: what it answers is a fact, a stumble is not; then what is known counts, or it is asked again."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

# The errors that say something about what was asked for. Any other says something about Slack at this moment.
ANSWER_CODES = frozenset(
    {
        "user_not_found",
        "users_not_found",
        "user_not_visible",
        "bot_not_found",
        "channel_not_found",
        "thread_not_found",
        "message_not_found",
        "not_in_channel",
        "file_not_found",
        "file_deleted",
        "no_such_subteam",
    }
)
RATE_LIMIT_CODES = frozenset({"ratelimited", "rate_limited"})
# Slack answered without knowing itself what became of the call.
DOUBTFUL_CODES = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
READ_LIMIT_SECONDS = 10.0
# How long a person waits for fresh details while older ones are at hand.
REFRESH_LIMIT_SECONDS = 1.0


class SlackUnavailableError(Exception):
    """Raised when a look-up got no answer; the delivery is tried again, and nothing is concluded from it."""


async def look_up(
    call: Awaitable[AsyncSlackResponse], *, within: float = READ_LIMIT_SECONDS
) -> AsyncSlackResponse | None:
    """Return Slack's answer, or None if it says that there is no such thing, or none that the bot may see.

    Raise SlackUnavailableError for everything else: passing errors, limits, and silence for `within` seconds.
    """
    try:
        return await asyncio.wait_for(call, within)
    except SlackApiError as error:
        if error_code(error) in ANSWER_CODES:
            return None
        raise SlackUnavailableError(error_code(error)) from error
    # The SDK expects an object: it raises the last one for other JSON.
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
        raise SlackUnavailableError(type(error).__name__) from error


async def find_message(slack: AsyncWebClient, *, channel: str, ts: str) -> dict[str, Any] | None:
    """Return a message or reply as Slack has it; None if it is gone or cannot be read.

    History has messages, and only conversations.replies, which Slack does not promise to bots in channels, replies.
    """
    page = await look_up(slack.conversations_history(channel=channel, latest=ts, inclusive=True, limit=1))
    if found := _message_in(page, ts):
        return found
    return _message_in(
        await look_up(slack.conversations_replies(channel=channel, ts=ts, latest=ts, inclusive=True, limit=1)), ts
    )


def _message_in(page: AsyncSlackResponse | None, ts: str) -> dict[str, Any] | None:
    messages = page["messages"] if page else ()
    return next((dict(message) for message in messages if message["ts"] == ts), None)


def error_code(error: SlackApiError) -> str:
    """Return Slack's error code; `http_<status>` when the body was not JSON."""
    data = error.response.data if hasattr(error.response, "data") else error.response
    if isinstance(data, dict) and isinstance(data.get("error"), str):
        return str(data["error"])
    return f"http_{getattr(error.response, 'status_code', 0)}"
