"""Answers to commands, clicks and forms: in the same place, visible only to the person who asked."""

import asyncio
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlmodel import Session

from handlers.common import channels, posting, windows
from handlers.common.deps import Deps
from handlers.common.private_tables import REFUSAL_CODE
from handlers.common.signatures import Body
from templates import RenderedMessage

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
SLACK_WEBHOOK_URLS = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")
# Slack takes answers there for half an hour; the queue takes over a little sooner.
RESPONSE_URL_LIFETIME = timedelta(minutes=29)
ANSWER_LIMIT_SECONDS = 9.0
TRY_LIMIT_SECONDS = 4.0
REPEAT_SECONDS = 1.0
log = logging.getLogger("baton.handlers")


async def reply_in_place(deps: Deps, body: Body, message: RenderedMessage, *, replace: bool = False) -> None:
    """Answer in the same place, visible only to the person who asked; if Slack does not take it, through the queue.

    A click on Home or in a window is answered with a window.
    """
    message = await redact_for_asker(deps, body, message)
    if await windows.show_in_window(deps, body, message):
        return
    url = body.get("response_url") or next((u["response_url"] for u in body.get("response_urls") or ()), "")
    usable = url and _is_allowed_url(url, deps) and not _is_expired(deps)
    if usable and await _respond(deps, url, message, replace=replace):
        return
    await send_reply(deps, body, message, channel=_place(body))


async def send_reply(deps: Deps, body: Body, message: RenderedMessage, *, channel: str) -> None:
    """Queue an answer that only the asker sees in the channel, or a direct message where Baton cannot post."""
    place = channel if await channels.can_post(deps, channel) else ""
    await deps.write(_queue_answer, deps=deps, body=body, message=message, channel=place)


def _queue_answer(session: Session, *, deps: Deps, body: Body, message: RenderedMessage, channel: str) -> None:
    key = f"answer:{body.get('trigger_id') or secrets.token_hex(8)}"
    user = _asker_id(body)
    posting.post_answer(session, key=key, team=deps.team, user=user, channel=channel, message=message, now=deps.now())


async def _respond(deps: Deps, url: str, message: RenderedMessage, *, replace: bool) -> bool:
    """Send an answer to its address, twice if need be; return whether Slack took it."""
    client = AsyncWebhookClient(url, session=deps.slack.session, retry_handlers=[])
    answer = {
        "text": message.text,
        "blocks": deps.private_tables.fit(message.blocks),
        "response_type": "ephemeral",
        "replace_original": replace,
    }
    try:
        async with asyncio.timeout(ANSWER_LIMIT_SECONDS):
            result = await _try_to_respond(client, answer)
            if result.wait is not None:
                await asyncio.sleep(result.wait)
                result = await _try_to_respond(client, answer)
            if deps.private_tables.note_refusal(result.error, message.blocks):
                answer["blocks"] = deps.private_tables.fit(message.blocks)
                result = await _try_to_respond(client, answer)
    except TimeoutError:
        result = RespondResult("timeout")
    deps.note_answer("sent" if result.taken else "queued")
    if not result.taken:
        log.warning("answer_not_taken", extra={"error": result.error})
    return result.taken


@dataclass(frozen=True, slots=True)
class RespondResult:
    """The result of one try: taken if there is no error, else perhaps worth another in `wait` seconds."""

    error: str = ""
    wait: float | None = None

    @property
    def taken(self) -> bool:
        return not self.error


async def _try_to_respond(client: AsyncWebhookClient, answer: Body) -> RespondResult:
    """Send an answer once. A second copy after a lost reply harms less than none: one person sees both."""
    try:
        async with asyncio.timeout(TRY_LIMIT_SECONDS):
            response = await client.send_dict(answer)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return RespondResult(type(error).__name__, REPEAT_SECONDS)
    if response.status_code == 200 and _says_ok(response.body):
        return RespondResult()
    if response.status_code == 429:
        return RespondResult("http_429", _retry_after(response.headers))
    if response.body.strip() == REFUSAL_CODE:
        return RespondResult(REFUSAL_CODE)
    is_refused = 400 <= response.status_code < 500
    return RespondResult(f"http_{response.status_code}", None if is_refused else REPEAT_SECONDS)


def _says_ok(body: str) -> bool:
    """Return whether Slack took an answer: it says `ok`, bare or in JSON; a page or half an answer does not count."""
    if body.strip() in ("", "ok"):
        return True
    try:
        return bool(json.loads(body)["ok"])
    except (ValueError, TypeError, LookupError):
        return False


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return Slack's Retry-After; a longer one than the limit of an answer ends in the queue."""
    seconds = next((value for name, value in headers.items() if name.casefold() == "retry-after"), "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() else REPEAT_SECONDS


def _place(body: Body) -> str:
    """Return the channel that an answer belongs in."""
    if isinstance(body.get("channel"), dict):
        return str(body["channel"].get("id") or "")
    return str(body.get("channel_id") or (body.get("container") or {}).get("channel_id") or "")


def _is_expired(deps: Deps) -> bool:
    """Return whether the address of the answer is too old: the delivery waited, perhaps for a restart."""
    arrived_at = deps.claim.received_at if deps.claim else None
    return arrived_at is not None and deps.now() - arrived_at > RESPONSE_URL_LIFETIME


def _is_allowed_url(url: str, deps: Deps) -> bool:
    """Return whether answers may go to this URL: Slack's own hooks, or local ones if Slack itself is local (T18)."""
    host = urlsplit(url).hostname
    slack_is_local = urlsplit(str(deps.slack.base_url)).hostname in LOOPBACK_HOSTS
    return url.startswith(SLACK_WEBHOOK_URLS) or (slack_is_local and host in LOOPBACK_HOSTS)


async def redact_for_asker(deps: Deps, body: Body, message: RenderedMessage) -> RenderedMessage:
    def redact_message(session: Session) -> RenderedMessage:
        return posting.redact_for(session, message, team=deps.team, destination=_asker_id(body))

    return await deps.read(redact_message)


def _asker_id(body: Body) -> str:
    return str(body["user"]["id"] if isinstance(body.get("user"), dict) else body["user_id"])
