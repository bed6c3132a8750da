"""A bot with four small listeners in the sandbox, to test the edge independently of the real handlers."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from sqlmodel import Session

from bot.app_parts import AppParts
from bot.application import Baton
from bot.outgoing.sender import SendTimeouts
from bot.settings import Settings
from handlers.common.deps import Deps
from handlers.slack import error_boundary
from sandbox.model import Channel, Message
from sandbox.people import SandboxPerson
from sandbox.server import Sandbox
from storage.queues import outbox
from tests import databases

QUICK = SendTimeouts(grace=timedelta(seconds=0.3))


def enqueue_reply(session: Session, *, key: str, team: str, channel: str, text: str, now: datetime) -> None:
    """Queue one post per message, under a key that names the message."""
    payload = {"channel": channel, "text": text}
    outbox.enqueue(
        session, key=key, team=team, method="chat.postMessage", channel=channel, payload=payload, kind="reply", now=now
    )


@dataclass
class Listeners:
    """Listeners that record the texts they get; `fail` maps a text to how many times it raises."""

    seen: list[str] = field(default_factory=list)
    fail: dict[str, int] = field(default_factory=dict)

    def register(self, app: AsyncApp) -> None:
        app.event("message")(error_boundary.wrap_event(self.on_message))
        app.command("/program")(error_boundary.wrap_interaction(self.on_command, self.tell, answers_in_ack=True))
        app.view("form")(self.on_form)

    async def on_message(self, event: dict[str, Any], deps: Deps) -> None:
        text = event.get("text", "")
        self.seen.append(text)
        if self.fail.get(text, 0) > 0:
            self.fail[text] -= 1
            raise RuntimeError(f"cannot work on {text}")
        key = f"reply:{event['channel']}:{event['ts']}"
        await deps.commit(
            enqueue_reply, key=key, team=deps.team, channel=event["channel"], text=f"re: {text}", now=deps.now()
        )

    async def on_command(self, ack: Any, command: dict[str, Any], deps: Deps) -> None:
        await ack(f"heard {command['text']}")
        self.seen.append(command["text"])

    async def on_form(self, ack: Any, view: dict[str, Any], context: Any) -> None:
        async with context["flight"]():
            value = view["state"]["values"]["name"]["name"]["value"]
            self.seen.append(value)
            errors = {"name": "No."} if value == "bad" and self.seen.count("bad") < 2 else {}
            await (ack(response_action="errors", errors=errors) if errors else ack())
            await context["deps"].finish()

    async def tell(self, deps: Deps, body: dict[str, Any], message: Any) -> None:
        self.seen.append(f"told {message.text}")


@dataclass
class EdgeScene:
    """The sandbox, a channel with one person and the bot in it, and the bot."""

    sandbox: Sandbox
    baton: Baton
    listeners: Listeners
    channel: Channel
    ana: SandboxPerson
    # Program time that passed because the scene moved the clock; a busy machine adds nothing to it.
    skipped: timedelta = timedelta()

    async def settle(self, within: float = 10.0) -> None:
        await self.sandbox.delivery.wait_until_delivered(within)
        assert await self.baton.wait_until_idle(within=within), "the bot did not come to rest"

    async def settle_fast(self, *, within: float = 8.0) -> bool:
        """Wait until the bot is idle while program time runs ahead, so that pauses and graces cost next to nothing."""
        deadline = time.monotonic() + within
        while not await self.baton.is_idle():
            if time.monotonic() > deadline:
                return False
            self.baton.sender.wake()
            self.sandbox.clock.advance(timedelta(milliseconds=100))
            self.skipped += timedelta(milliseconds=100)
            await asyncio.sleep(0.01)
        return True

    def bot_texts(self) -> list[str]:
        bot = self.sandbox.workspace.bot_user_id
        return [message.text for message in self.messages() if message.user == bot]

    def messages(self) -> list[Message]:
        return [message for message in self.channel.messages.values() if not message.deleted]


def settings_for(sandbox: Sandbox, folder: Path, **more: Any) -> Settings:
    values: dict[str, Any] = {
        "slack_bot_token": SecretStr(sandbox.bot_token),
        "slack_app_token": SecretStr(sandbox.app_token),
        "slack_signing_secret": SecretStr(sandbox.signing_secret),
        "slack_api_url": sandbox.api_url,
        "baton_database_url": f"sqlite:///{folder}/edge.db",
        "_env_file": None,
    }
    return Settings(**values | more)


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def parts_for(listeners: Listeners, **more: Any) -> AppParts:
    return AppParts(**{"register": listeners.register, "terms": QUICK, **more})


@asynccontextmanager
async def start_scene(folder: Path, *, http: bool = False, **more: Any) -> AsyncIterator[EdgeScene]:
    """Start everything in the right order, and stop it whatever happens."""
    sandbox = await Sandbox.start()
    ana = sandbox.workspace.add_user("ana", real_name="Ana", tz="Europe/Berlin")
    channel = sandbox.workspace.add_channel("backend", members=(ana.id, sandbox.workspace.bot_user_id))
    settings = settings_for(sandbox, folder, **({"baton_http_port": free_port()} if http else {}))
    databases.fresh(folder / "edge.db")
    listeners = Listeners()
    baton = await Baton.start(
        settings, now=sandbox.clock.now, parts=parts_for(listeners, **more), http=http, ticking=False
    )
    try:
        if http:
            await sandbox.deliver_over_http(f"http://127.0.0.1:{baton.port}/slack/events")
        else:
            await sandbox.socket_mode.wait_connected()
        yield EdgeScene(sandbox, baton, listeners, channel, sandbox.person(ana))
    finally:
        await baton.stop()
        await sandbox.close()


def message_body(scene: EdgeScene, text: str, *, event_id: str = "Ev0") -> dict[str, Any]:
    """Build a message event as Slack sends it, in the scene's channel."""
    ts = scene.sandbox.clock.next_ts()
    team = scene.baton.deps.team
    event = {"type": "message", "channel": scene.channel.id, "user": scene.ana.id, "text": text, "ts": ts}
    event |= {"event_ts": ts, "channel_type": "channel"}
    return {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": scene.sandbox.workspace.app_id,
        "event_id": event_id,
        "event_time": 1,
        "authorizations": [{"team_id": team, "user_id": scene.baton.deps.bot_user, "is_bot": True}],
        "event": event,
    }
