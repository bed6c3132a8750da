"""A conversation with the real bot: the real Bolt app and database, the sandbox as the far side of Slack."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.application import Baton
from bot.manifest import build_manifest
from bot.settings import Settings
from handlers import routes
from handlers.capture import flows as capture
from sandbox.clock import SandboxClock
from sandbox.model import Channel, Message, User, View
from sandbox.server import Sandbox
from tests import databases

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
Place = Channel | str


@dataclass
class Talk:
    """People say and click; `seen` and `card` are what a person then sees. Time passes only when it is told to."""

    sandbox: Sandbox
    bot: Baton
    store_url: str
    at: datetime
    offset: timedelta
    """What the sandbox's clock was ahead of the machine's when the talk began."""
    users: dict[str, User] = field(default_factory=dict)

    async def say(self, who: str, where: Place, text: str, **how: Any) -> Message:
        message = await self.sandbox.person(who).say(where, text, **how)
        await self.settle()
        return message

    async def command(self, who: str, text: str = "", where: Place | None = None) -> str:
        """The answer to a slash command as plain words; empty when a form opened."""
        before = {m.ts for m in self.private(who)}
        await self.sandbox.person(who).command("/program", text, where)
        await self.settle()
        return "\n".join(words(m) for m in self.private(who) if m.ts not in before)

    async def click(self, who: str, action: str, *, value: str | None = None, on: Message | View | None = None) -> str:
        """Press a button (the newest that fits); what the person then reads in private comes back."""
        target = on or self.newest_with(who, action, value)
        before = {m.ts for m in self.private(who)} - {getattr(target, "ts", "")}
        await self.sandbox.person(who).click(target, self.exact(target, action, value), value=value)
        await self.settle()
        return "\n".join(words(m) for m in self.private(who) if m.ts not in before)

    async def submit(self, who: str, values: Mapping[str, Any]) -> dict[str, str] | None:
        """Fill in and send the form on top; errors by field, or None."""
        errors = await self.sandbox.person(who).submit(self.form(who), values)
        await self.settle()
        return errors

    async def fast_forward(self, *, to: datetime | None = None, by: timedelta | None = None) -> None:
        """Time passes at once, then the clock ticks."""
        if to is not None:
            self.sandbox.clock.set_time(to)
        if by is not None:
            self.sandbox.clock.advance(by)
        await self.bot.tick()
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to do; the pace of Slack's channels costs program time, not ours."""
        for _ in range(600):
            await (
                self.sandbox.delivery.wait_until_delivered()
            )  # on a busy machine an event may still be on its way to the bot
            if await self.bot.is_idle():
                return
            if not self.bot.is_busy:  # what is under way is not to be hurried: that would only take its processor
                self.bot.sender.wake()
                self.bot.worker.wake()
                self.sandbox.clock.advance(timedelta(milliseconds=150))
            await asyncio.sleep(0.005)
        raise AssertionError("the bot did not come to rest")

    def seen(self, who: str, where: Place) -> list[str]:
        """What a person sees in a place, top to bottom, private messages to them among it."""
        return [words(message) for message in self.sandbox.person(who).visible_messages(where)]

    def private(self, who: str) -> list[Message]:
        """Every message that only this person sees, in all places, oldest first."""
        user = self.users[who].id
        everything = (m for place in self.sandbox.workspace.channels.values() for m in place.messages.values())
        return sorted((m for m in everything if m.ephemeral_to == user and not m.deleted), key=lambda m: m.ts)

    def newest_with(self, who: str, action: str, value: str | None) -> Message:
        found = [m for m in self.visible(who) if _has(m, action, value)]
        assert found, f"{who} sees no button {action} {value or ''}"
        return max(found, key=lambda m: m.ts)

    def visible(self, who: str) -> list[Message]:
        person = self.sandbox.person(who)
        places = [c for c in self.sandbox.workspace.channels.values() if person.id in c.members]
        return [message for place in places for message in person.visible_messages(place)]

    def exact(self, target: Message | View, action: str, value: str | None) -> str:
        """The id of the button: of several with one action in a block all but the first have a number behind it."""
        found = _elements(target.blocks if isinstance(target, Message) else target.body["blocks"], action, value)
        return str(found[0]["action_id"]) if found else action

    def form(self, who: str) -> View:
        """The modal on top of the person's screen."""
        views = [v for v in self.sandbox.views.values() if v.user == self.users[who].id and not v.is_home]
        assert views, f"no form is open for {who}"
        return views[-1]


def words(message: Message) -> str:
    """A message as a person reads it: the text of its blocks."""
    return message.text


def _has(message: Message, action: str, value: str | None) -> bool:
    return bool(_elements(message.blocks, action, value))


def _elements(blocks: list[dict[str, Any]], action: str, value: str | None) -> list[dict[str, Any]]:
    every = [one for block in blocks for one in [*block.get("elements", []), block.get("accessory") or {}]]
    return [
        one for one in every if one.get("action_id", "").split(":")[0] == action and value in (None, one.get("value"))
    ]


@asynccontextmanager
async def conversation(folder: Path | None = None, *, at: datetime = MONDAY) -> AsyncIterator[Talk]:
    """A workspace with Ana, Bo and Cleo, channels #identity and #payments with the bot in them, and the bot running.

    Its database is a new file in `folder`, or else the one this process keeps open, emptied.
    """
    sandbox = await _start_sandbox(SandboxClock(at))
    sandbox.install(
        build_manifest(routes.SURFACE, command="/program")
    )  # with these scopes and events, and no others, everything has to work
    url = databases.fresh(folder / "baton.db") if folder else databases.SHARED.url
    store = None if folder else databases.SHARED.emptied()
    capture._milestone_indexes.clear()
    bot = await Baton.start(_settings(sandbox, url), now=sandbox.clock.now, ticking=False, store=store)
    talk = Talk(sandbox, bot, url, at, sandbox.clock._offset)
    _people(talk)
    try:
        yield talk
    finally:
        await bot.stop()
        await sandbox.close()


_ports = [0]


async def _start_sandbox(clock: SandboxClock) -> Sandbox:
    """The same port again, because links carry it: what one talk has kept is then true in the next."""
    try:
        sandbox = await Sandbox.start(_ports[0], clock=clock)
    except OSError:  # somebody else has it by now
        sandbox = await Sandbox.start(clock=clock)
    _ports[0] = int(sandbox.url.rpartition(":")[2])
    return sandbox


def _settings(sandbox: Sandbox, url: str) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_signing_secret=SecretStr(sandbox.signing_secret),
        slack_api_url=sandbox.api_url,
        baton_database_url=url,
        _env_file=None,
    )


def _people(talk: Talk) -> None:
    workspace = talk.sandbox.workspace
    for name, zone in (("ana", "Europe/Berlin"), ("bo", "America/Sao_Paulo"), ("cleo", "Asia/Tokyo")):
        talk.users[name] = workspace.add_user(name, real_name=name.title(), tz=zone)
    ids = [user.id for user in talk.users.values()]
    for name in ("identity", "payments", "news"):
        workspace.add_channel(name, members=[*ids, workspace.bot_user_id])
