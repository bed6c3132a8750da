"""What an answer of Slack's, or the lack of one, means for a post."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.checks import error_code

LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
DOUBTFUL = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
TOKEN_GONE = frozenset({"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed"})
AS_GOOD_AS_DONE = {
    "reactions.add": "already_reacted",
    "reactions.remove": "no_reaction",
    "chat.delete": "message_not_found",
}
LONGEST_WAIT = timedelta(hours=1)
USUAL_WAIT = timedelta(seconds=30)


class Became(Enum):
    """The states of reliability: what to do with the post next."""

    SENT = "sent"
    LIMITED = "limited"
    PASSING = "passing"
    UNKNOWN = "unknown"
    TOKEN_GONE = "token_gone"  # noqa: S105
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`error` is Slack's own word or the name of an exception, never a text; `wait` is Slack's Retry-After."""

    became: Became
    error: str = ""
    wait: timedelta = USUAL_WAIT


def judge(method: str, error: Exception) -> Verdict:
    """This will say what an exception from a call means; whatever is not known to be harmless counts as unknown."""
    if isinstance(error, SlackApiError):
        return _judge_answer(method, error)
    name = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError):
        return Verdict(Became.PASSING, name)
    return Verdict(Became.UNKNOWN, name)


def _judge_answer(method: str, error: SlackApiError) -> Verdict:
    code, status = error_code(error), int(getattr(error.response, "status_code", 0) or 0)
    if status == 429 or code in LIMITED:
        return Verdict(Became.LIMITED, code, retry_after(error))
    if AS_GOOD_AS_DONE.get(method) == code:
        return Verdict(Became.SENT, code)
    if status >= 500 or code in DOUBTFUL or code.startswith("http_"):
        return Verdict(Became.UNKNOWN, code)
    if code in TOKEN_GONE:
        return Verdict(Became.TOKEN_GONE, code)
    return Verdict(Became.DEAD, code)


def retry_after(error: SlackApiError) -> timedelta:
    """Slack's Retry-After, between one second and an hour; 30 seconds when it cannot be read."""
    headers = getattr(error.response, "headers", None) or {}
    try:
        seconds = float(headers.get("Retry-After", ""))
    except (TypeError, ValueError):
        return USUAL_WAIT
    return min(max(timedelta(seconds=seconds), timedelta(seconds=1)), LONGEST_WAIT)
