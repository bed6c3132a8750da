"""The smallest app that has something to press, fill in and search, as the other side of the page's tests."""

from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.page import blocks_gallery as blocks

MILESTONES = ("M-3 Code freeze", "M-7 App store review", "M-9 Launch")


async def connect(sandbox: Sandbox) -> AsyncSocketModeHandler:
    """Start the app over Socket Mode; close the returned handler to stop it."""
    app = AsyncApp(client=AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url))
    app.command("/program")(on_command)
    app.action("accept")(on_accept)
    app.action("silent")(on_silence)
    app.view("milestone")(on_milestone)
    app.options("value")(on_search)
    app.shortcut("capture_blocker")(on_shortcut)
    app.event("app_home_opened")(on_home)
    app.event("message")(on_message)
    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    handler.client.web_client = AsyncWebClient(base_url=sandbox.api_url)
    await handler.connect_async()
    return handler


async def on_command(ack: Any, command: Any, client: Any, respond: Any) -> None:
    await ack()
    if command["text"] == "form":
        await client.views_open(trigger_id=command["trigger_id"], view=blocks.form())
    else:
        await respond(f"You typed {command['text']}.")


async def on_accept(ack: Any, body: Any, client: Any) -> None:
    await ack()
    text = f"Accepted by <@{body['user']['id']}>."
    await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text=text)


async def on_silence() -> None:
    """Never acknowledge the action."""


async def on_milestone(ack: Any, view: Any, body: Any, client: Any) -> None:
    name = view["state"]["values"]["name"]["value"]["value"]
    if len(name) < 3:
        await ack(response_action="errors", errors={"name": "A name has three letters or more."})
        return
    await ack()
    channel = await client.conversations_open(users=body["user"]["id"])
    project = view["state"]["values"]["project"]["value"]["selected_option"]["value"]
    await client.chat_postMessage(channel=channel["channel"]["id"], text=f"Created *{name}* in {project}.")


async def on_search(ack: Any, payload: Any) -> None:
    matches = [name for name in MILESTONES if payload["value"].lower() in name.lower()]
    await ack(options=[blocks.option(name, name[:3]) for name in matches])


async def on_shortcut(ack: Any, shortcut: Any, client: Any) -> None:
    await ack()
    await client.views_open(trigger_id=shortcut["trigger_id"], view=blocks.form())


async def on_home(event: Any, client: Any) -> None:
    await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks.home()})


async def on_message() -> None:
    """Accept every message without an answer."""
