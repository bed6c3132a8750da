"""Answers to commands, clicks and forms: in the same place, visible to the asker alone."""

from urllib.parse import urlsplit

from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlmodel import Session

from handlers.common import posting
from handlers.common.deps import Deps
from handlers.common.signatures import Body
from templates import Message

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SLACK_HOOKS = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")


async def tell(deps: Deps, body: Body, message: Message, *, replace: bool = False) -> None:
    """This will answer in the same place, visible to the asker alone."""
    message = await _readable(deps, body, message)
    url = body.get("response_url") or next((u["response_url"] for u in body.get("response_urls") or ()), "")
    if not url or not _ours(url, deps):
        await direct(deps, body, message, where="")
        return
    await AsyncWebhookClient(url, session=deps.slack.session).send(
        text=message.text,
        blocks=list(message.blocks),
        response_type="ephemeral",
        replace_original=replace,
    )


def _ours(url: str, deps: Deps) -> bool:
    """Slack's own hooks, or, where the configured Slack runs on this machine, its hooks on this machine (T18)."""
    host = urlsplit(url).hostname
    at_home = urlsplit(str(deps.slack.base_url)).hostname in LOOPBACK
    return url.startswith(SLACK_HOOKS) or (at_home and host in LOOPBACK)


async def _readable(deps: Deps, body: Body, message: Message) -> Message:
    def kept(session: Session) -> Message:
        return posting.readable(session, message, team=deps.team, by=_asker(body))

    return await deps.read(kept)


def _asker(body: Body) -> str:
    return str(body["user"]["id"] if isinstance(body.get("user"), dict) else body["user_id"])


async def direct(deps: Deps, body: Body, message: Message, *, where: str) -> None:
    user = _asker(body)
    message = await _readable(deps, body, message)
    text, blocks = message.text, list(message.blocks)
    if where:
        await deps.slack.chat_postEphemeral(channel=where, user=user, text=text, blocks=blocks)
    else:
        await deps.slack.chat_postMessage(channel=user, text=text, blocks=blocks)
