"""A conversation with the real bot: the real Bolt app and database, with the sandbox in place of Slack."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.application import Baton
from bot.manifest import build_manifest
from bot.settings import Settings
from handlers import routes
from handlers.capture import flows as capture
from sandbox.clock import SandboxClock
from sandbox.faults import INSIDE_RETRY_AFTER
from sandbox.model import ApiCall, Channel, Message, User, View
from sandbox.server import Sandbox
from tests import databases
from tests.wiring import parts_without_handler

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
Place = Channel | str


@dataclass
class Talk:
    """A running bot and the people who talk to it. Time passes only through `fast_forward` and `settle`."""

    sandbox: Sandbox
    bot: Baton
    store_url: str
    at: datetime
    # How far the sandbox's clock was ahead of the machine's when the talk began.
    offset: timedelta
    users: dict[str, User] = field(default_factory=dict)
    _pressed: set[tuple[str, str, str, str | None]] = field(default_factory=set)

    async def say(self, who: str, where: Place, text: str, **how: Any) -> Message:
        message = await self.sandbox.person(who).say(where, text, **how)
        await self.settle()
        return message

    async def command(self, who: str, text: str = "", where: Place | None = None) -> str:
        """Send a slash command and return the answer as plain text; empty when a form opened."""
        before = {m.ts for m in self.private(who)}
        await self.sandbox.person(who).command("/program", text, where)
        await self.settle()
        return "\n".join(message_text(m) for m in self.private(who) if m.ts not in before)

    async def click(self, who: str, action: str, *, value: str | None = None, on: Message | View | None = None) -> str:
        """Press a button (the newest that fits) and return what the person then reads in private."""
        target = on or self.newest_with(who, action, value)
        pressed = (who, getattr(target, "ts", ""), action, value)
        if pressed in self._pressed:
            # Less than a second after the first it could be a double click.
            self.sandbox.clock.advance(timedelta(seconds=1))
        self._pressed.add(pressed)
        before = {m.ts for m in self.private(who)} - {getattr(target, "ts", "")}
        await self.sandbox.person(who).click(target, self.exact(target, action, value), value=value)
        await self.settle()
        if isinstance(target, View):
            return self.window(who)
        return "\n".join(message_text(m) for m in self.private(who) if m.ts not in before)

    async def submit(self, who: str, values: Mapping[str, Any]) -> dict[str, str] | None:
        """Fill in and send the form on top; return the errors by field, or None."""
        errors = await self.sandbox.person(who).submit(self.form(who), values)
        await self.settle()
        return errors

    async def fast_forward(self, *, to: datetime | None = None, by: timedelta | None = None) -> None:
        """Move the clock, then run one tick."""
        if to is not None:
            self.sandbox.clock.set_time(to)
        if by is not None:
            self.sandbox.clock.advance(by)
        await self.bot.tick()
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to do. Slack's rate limits cost sandbox time, not real time."""
        for _ in range(600):
            # On a busy machine an event may still be on its way to the bot.
            await self.sandbox.delivery.wait_until_delivered()
            if await self.bot.is_idle():
                return
            # Waking a bot that is already working would only take CPU time from it.
            if not self.bot.is_busy:
                self.bot.sender.wake()
                self.bot.worker.wake()
                self.sandbox.clock.advance(timedelta(milliseconds=150))
            await asyncio.sleep(0.005)
        raise AssertionError("the bot did not come to rest")

    def seen(self, who: str, where: Place) -> list[str]:
        """Return the messages a person sees in a place, top to bottom, including their private ones."""
        return [message_text(message) for message in self.sandbox.person(who).visible_messages(where)]

    def private(self, who: str) -> list[Message]:
        """Return the messages that only this person sees, in all places, oldest first."""
        user = self.users[who].id
        messages = (m for place in self.sandbox.workspace.channels.values() for m in place.messages.values())
        return sorted((m for m in messages if m.ephemeral_to == user and not m.deleted), key=lambda m: m.ts)

    def newest_with(self, who: str, action: str, value: str | None) -> Message:
        messages = [m for m in self.visible(who) if _has_button(m, action, value)]
        assert messages, f"{who} sees no button {action} {value or ''}"
        return max(messages, key=lambda m: m.ts)

    def visible(self, who: str) -> list[Message]:
        person = self.sandbox.person(who)
        places = [c for c in self.sandbox.workspace.channels.values() if person.id in c.members]
        return [message for place in places for message in person.visible_messages(place)]

    def exact(self, target: Message | View, action: str, value: str | None) -> str:
        """Return the action id of a button; when a block repeats an action, all but the first get a number appended."""
        elements = _elements(target.blocks if isinstance(target, Message) else target.body["blocks"], action, value)
        return str(elements[0]["action_id"]) if elements else action

    def window(self, who: str) -> str:
        """Return the words in the window on top of the person's screen; empty if none is open."""
        views = [v for v in self.sandbox.views.values() if v.user == self.users[who].id and not v.is_home]
        return "\n".join(_all_texts(views[-1].body["blocks"])) if views else ""

    def form(self, who: str) -> View:
        """Return the modal on top of the person's screen."""
        views = [v for v in self.sandbox.views.values() if v.user == self.users[who].id and not v.is_home]
        assert views, f"no form is open for {who}"
        return views[-1]


def message_text(message: Message) -> str:
    """Return a message as a person reads it: the text of its blocks."""
    return message.text


def _has_button(message: Message, action: str, value: str | None) -> bool:
    return bool(_elements(message.blocks, action, value))


def _elements(blocks: list[dict[str, Any]], action: str, value: str | None) -> list[dict[str, Any]]:
    elements = [element for block in blocks for element in [*block.get("elements", []), block.get("accessory") or {}]]
    return [
        element
        for element in elements
        if element.get("action_id", "").split(":")[0] == action and value in (None, *_values(element))
    ]


def _values(element: Mapping[str, Any]) -> list[Any]:
    """Return the value of a button, or those of a menu's options."""
    return [element.get("value"), *(option["value"] for option in element.get("options", ()))]


@asynccontextmanager
async def conversation(folder: Path | None = None, *, at: datetime = MONDAY) -> AsyncIterator[Talk]:
    """Start the bot in a workspace with Ana, Bo and Cleo, who share #identity, #payments and #news with it.

    The database is a new file in `folder`, or else the one this process keeps open, emptied.
    """
    sandbox = await _start_sandbox(SandboxClock(at))
    # Everything has to work with the scopes and events of the manifest alone.
    sandbox.install(build_manifest(routes.SURFACE, command="/program"))
    url = databases.fresh(folder / "baton.db") if folder else databases.SHARED.url
    store = None if folder else databases.SHARED.emptied()
    capture._milestone_indexes.clear()
    bot = await Baton.start(_settings(sandbox, url), now=sandbox.clock.now, ticking=False, store=store)
    talk = Talk(sandbox, bot, url, at, sandbox.clock._offset)
    _add_people(talk)
    try:
        yield talk
        assert_no_raw_ids(talk)
        assert_everything_has_a_handler(talk)
        assert_kept_the_rules(talk)
    finally:
        await bot.stop()
        await sandbox.close()


# Errors that are always the caller's mistake; tables for one reader alone are tried once, so not `invalid_blocks`.
MALFORMED_ERRORS = frozenset({"block_mismatch", "invalid_arguments", "msg_too_long", "no_text", "invalid_form_data"})
RAW_ID = re.compile(r"(?<![\w/=.:-])[UWCS]0[A-Z0-9]{6,}(?![\w/-])")
_MENTION = re.compile(r"<[@#!][^<>]*>|<https?:[^<>]*>")


def assert_no_raw_ids(talk: Talk) -> None:
    """Fail if a sentence that the bot wrote, in a message or a form, shows a Slack id instead of a name."""
    bot = talk.sandbox.workspace.bot_user_id
    places = talk.sandbox.workspace.channels.values()
    messages = [message for place in places for message in place.messages.values() if message.user == bot]
    shown = [text for message in messages for text in (*_texts(message.blocks), _MENTION.sub(" ", message.text))]
    shown += [text for view in talk.sandbox.views.values() for text in _texts(view.body.get("blocks", []))]
    raw = sorted({text for text in shown if RAW_ID.search(text)})
    assert not raw, f"raw ids in sentences: {raw}"


def assert_everything_has_a_handler(talk: Talk) -> None:
    """Fail if the bot showed a button, a menu or a form that it would not understand when it is used."""
    bot, places = talk.sandbox.workspace.bot_user_id, talk.sandbox.workspace.channels.values()
    messages = [message.blocks for place in places for message in place.messages.values() if message.user == bot]
    views = [view.body for view in talk.sandbox.views.values()]
    missing = parts_without_handler([*(call.args for call in talk.sandbox.calls), *views, messages])
    assert not missing, f"nothing answers these: {missing}"


def _all_texts(value: Any) -> Iterator[str]:
    """Yield the texts of blocks, the words of one line together; mentions stay."""
    if isinstance(value, list):
        for part in value:
            yield from _all_texts(part)
    elif isinstance(value, dict):
        if value.get("type") in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
            yield "".join(map(_inline_text, value["elements"]))
            return
        if isinstance(value.get("text"), str):
            yield value["text"]
        for part in value.values():
            yield from _all_texts(part)


def _inline_text(element: Mapping[str, Any]) -> str:
    """Return an inline element as a mention or its text."""
    if element["type"] == "user":
        return f"<@{element['user_id']}>"
    return str(element.get("text") or element.get("url") or "")


def view_texts(view: View) -> list[str]:
    """Return the texts of a view as a person reads them, top to bottom."""
    return list(_texts(view.body["blocks"]))


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts of blocks; mentions, addresses and button values are no text."""
    if isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield _MENTION.sub(" ", value["text"]) if value.get("type") == "mrkdwn" else value["text"]
        for part in value.values():
            yield from _texts(part)


def assert_kept_the_rules(talk: Talk) -> None:
    """Fail if the bot sent what Slack cannot take, called inside a Retry-After, or acknowledged twice or at random."""
    malformed = [(call.method, call.result["error"]) for call in talk.sandbox.calls if _is_malformed(call)]
    assert not malformed
    assert not talk.sandbox.socket_mode.strays
    assert not [call for call in talk.sandbox.calls if call.fault == INSIDE_RETRY_AFTER]


def _is_malformed(call: ApiCall) -> bool:
    return not call.fault and call.result.get("error") in MALFORMED_ERRORS


_ports = [0]


async def _start_sandbox(clock: SandboxClock) -> Sandbox:
    """Start the sandbox on the port of the last talk, because saved scenarios contain links with that port."""
    try:
        sandbox = await Sandbox.start(_ports[0], clock=clock)
    except OSError:  # another process has taken the port
        sandbox = await Sandbox.start(clock=clock)
    _ports[0] = int(sandbox.url.rpartition(":")[2])
    return sandbox


def _settings(sandbox: Sandbox, url: str) -> Settings:
    values = {
        "slack_bot_token": SecretStr(sandbox.bot_token),
        "slack_app_token": SecretStr(sandbox.app_token),
        "slack_signing_secret": SecretStr(sandbox.signing_secret),
        "slack_api_url": sandbox.api_url,
        "baton_database_url": url,
    }
    return _default_settings().model_copy(update=values)


@cache
def _default_settings() -> Settings:
    return Settings(_env_file=None)


def _add_people(talk: Talk) -> None:
    workspace = talk.sandbox.workspace
    for name, zone in (("ana", "Europe/Berlin"), ("bo", "America/Sao_Paulo"), ("cleo", "Asia/Tokyo")):
        talk.users[name] = workspace.add_user(name, real_name=name.title(), tz=zone)
    ids = [user.id for user in talk.users.values()]
    for name in ("identity", "payments", "news"):
        workspace.add_channel(name, members=[*ids, workspace.bot_user_id])
