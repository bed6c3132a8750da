"""Answers to commands, clicks and forms: in the same place, visible only to the person who asked."""

from urllib.parse import urlsplit

from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlmodel import Session

from handlers.common import posting
from handlers.common.deps import Deps
from handlers.common.signatures import Body
from templates import RenderedMessage

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
SLACK_WEBHOOK_URLS = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")


async def reply_in_place(deps: Deps, body: Body, message: RenderedMessage, *, replace: bool = False) -> None:
    """Answer in the same place, visible only to the person who asked."""
    message = await _redact_for_asker(deps, body, message)
    url = body.get("response_url") or next((u["response_url"] for u in body.get("response_urls") or ()), "")
    if not url or not _is_allowed_url(url, deps):
        await send_reply(deps, body, message, channel="")
        return
    await AsyncWebhookClient(url, session=deps.slack.session).send(
        text=message.text,
        blocks=list(message.blocks),
        response_type="ephemeral",
        replace_original=replace,
    )


def _is_allowed_url(url: str, deps: Deps) -> bool:
    """Return whether answers may go to this URL: Slack's own hooks, or local ones if Slack itself is local (T18)."""
    host = urlsplit(url).hostname
    slack_is_local = urlsplit(str(deps.slack.base_url)).hostname in LOOPBACK_HOSTS
    return url.startswith(SLACK_WEBHOOK_URLS) or (slack_is_local and host in LOOPBACK_HOSTS)


async def _redact_for_asker(deps: Deps, body: Body, message: RenderedMessage) -> RenderedMessage:
    def redact_message(session: Session) -> RenderedMessage:
        return posting.redact_for(session, message, team=deps.team, destination=_asker_id(body))

    return await deps.read(redact_message)


def _asker_id(body: Body) -> str:
    return str(body["user"]["id"] if isinstance(body.get("user"), dict) else body["user_id"])


async def send_reply(deps: Deps, body: Body, message: RenderedMessage, *, channel: str) -> None:
    user = _asker_id(body)
    message = await _redact_for_asker(deps, body, message)
    text, blocks = message.text, list(message.blocks)
    if channel:
        await deps.slack.chat_postEphemeral(channel=channel, user=user, text=text, blocks=blocks)
    else:
        await deps.slack.chat_postMessage(channel=user, text=text, blocks=blocks)
