"""The meaning of Slack's answer, or of a missing answer, for a post."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import aiohttp
from slack_sdk.errors import SlackApiError

from handlers.common.slack_reads import DOUBTFUL_CODES, RATE_LIMIT_CODES, error_code

WORKSPACE_LIMIT_CODES = frozenset({"message_limit_exceeded"})
TOKEN_GONE_CODES = frozenset({"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed"})
# Slack shows a newer Home than we knew of: it is drawn again without a condition.
REPEATED_CODES = frozenset({"hash_conflict"})
CODES_COUNTED_AS_SENT = {
    "reactions.add": "already_reacted",
    "reactions.remove": "no_reaction",
    "chat.delete": "message_not_found",
}
# A message for one person that Slack does not take in this channel reaches them directly.
PLACE_CODES = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "user_not_in_channel",
        "is_archived",
        "thread_not_found",
        "cannot_reply_to_message",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
    }
)
MAX_RETRY_WAIT = timedelta(hours=1)
DEFAULT_RETRY_WAIT = timedelta(seconds=30)


class SendOutcome(Enum):
    """The outcomes of a call, which decide what happens to the post next (docs/reliability.md)."""

    SENT = "sent"
    LIMITED = "limited"
    WORKSPACE_LIMITED = "workspace_limited"
    WRONG_PLACE = "wrong_place"
    TRANSIENT = "passing"
    UNKNOWN = "unknown"
    TOKEN_GONE = "token_gone"  # noqa: S105
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The result of a call.

    `error` is Slack's own code or the name of an exception, never a text; `wait` is Slack's Retry-After.
    """

    outcome: SendOutcome
    error: str = ""
    wait: timedelta = DEFAULT_RETRY_WAIT
    # Slack answered, if only to say that something broke: what it has not done soon it will not do.
    answered: bool = False


def classify_error(method: str, error: Exception) -> SendResult:
    """Classify an exception from a call; whatever is not known to be harmless counts as unknown."""
    if isinstance(error, SlackApiError):
        return _classify_answer(method, error)
    name = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError):
        return SendResult(SendOutcome.TRANSIENT, name)
    return SendResult(SendOutcome.UNKNOWN, name)


def _classify_answer(method: str, error: SlackApiError) -> SendResult:
    code, status = error_code(error), int(getattr(error.response, "status_code", 0) or 0)
    if code in WORKSPACE_LIMIT_CODES:
        return SendResult(SendOutcome.WORKSPACE_LIMITED, code, retry_after(error))
    if status == 429 or code in RATE_LIMIT_CODES:
        return SendResult(SendOutcome.LIMITED, code, retry_after(error))
    if CODES_COUNTED_AS_SENT.get(method) == code:
        return SendResult(SendOutcome.SENT, code)
    if code in REPEATED_CODES:
        return SendResult(SendOutcome.TRANSIENT, code)
    if status >= 500 or code in DOUBTFUL_CODES or code.startswith("http_"):
        return SendResult(SendOutcome.UNKNOWN, code, answered=True)
    if code in TOKEN_GONE_CODES:
        return SendResult(SendOutcome.TOKEN_GONE, code)
    if method == "chat.postEphemeral" and code in PLACE_CODES:
        return SendResult(SendOutcome.WRONG_PLACE, code)
    return SendResult(SendOutcome.DEAD, code)


def retry_after(error: SlackApiError) -> timedelta:
    """Return Slack's Retry-After, between one second and an hour; 30 seconds when it cannot be read."""
    headers = getattr(error.response, "headers", None) or {}
    try:
        seconds = float(headers.get("Retry-After", ""))
    except (TypeError, ValueError):
        return DEFAULT_RETRY_WAIT
    return min(max(timedelta(seconds=seconds), timedelta(seconds=1)), MAX_RETRY_WAIT)
