"""The one message router: what people write in channels, threads and direct messages."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import storage.channels
import templates
from handlers import capture, channels, commands, guard, people, post, words
from handlers.calls import Call, Source, permalink, today
from handlers.commands import Command
from handlers.deps import Deps
from program.capture import Heard, listen
from program.people import Person
from program.refusal import Refusal

HEARD = frozenset({None, "thread_broadcast", "file_share", "me_message"})


def router(table: Sequence[Command]) -> Callable[..., Awaitable[None]]:
    """The listener for messages; direct messages are looked up in the command table."""

    async def on_message(event: dict[str, Any], deps: Deps) -> None:
        await _route(event, deps, table)

    return on_message


async def _route(event: dict[str, Any], deps: Deps, table: Sequence[Command]) -> None:
    """Explicit lines in linked channels are saved; a direct message is a command; all else is forgotten."""
    if event.get("subtype") not in HEARD or event.get("bot_id") or not event.get("user"):
        return
    text = event.get("text") or ""
    mention = f"<@{deps.bot_user}>"
    if event.get("channel_type") == "im" or text.lstrip().startswith(mention):
        await _command(event, text.replace(mention, "", 1), deps, table)
    elif text and await deps.read(storage.channels.projects, team=deps.team, channel=event["channel"]):
        await _listen(event, text, deps)


async def on_mention(event: dict[str, Any], deps: Deps) -> None:
    """app_mention: the message itself was heard; this only closes the delivery."""


async def _listen(event: dict[str, Any], text: str, deps: Deps) -> None:
    now = deps.now()
    heard = listen(text, today=now.date())
    if not (heard.explicit or heard.unclear):
        return
    person = await people.person(deps, event["user"])
    heard = listen(text, today=today(person, now), locale=person.locale.replace("-", "_"), zone=person.zone)
    source = await _source(event, text, deps)
    if heard.unclear:
        await _ask(heard, person, source, deps)
    if heard.explicit:
        await deps.transact(capture.save, person=person, explicit=heard.explicit, source=source, now=now)


async def _ask(heard: Heard, person: Person, source: Source, deps: Deps) -> None:
    """What was half understood is asked about in private; nothing of it is saved."""
    message = guard.refused(words.unclear(heard.unclear[0], usage="M-42 slip to 14 Mar because …"))
    await deps.transact(
        post.whisper,
        key=f"unclear:{source.channel}:{source.ts}",
        team=deps.team,
        channel=source.channel,
        user=person.id,
        message=message,
        now=deps.now(),
        thread_ts=source.thread_ts,
    )


async def _command(event: dict[str, Any], text: str, deps: Deps, table: Sequence[Command]) -> None:
    """The same words as after the slash; in a direct message the answer stands there, in a channel only you see it."""
    person = await people.person(deps, event["user"])
    source = await _source(event, text, deps)
    call = Call(person, event["channel"], text.strip(), "", deps.now(), source)
    try:
        entry, call = commands.choose(table, call)
        message = await entry.run(call, deps)
    except Refusal as refusal:
        message = guard.refused(refusal)
    if message:
        await deps.transact(_answer, event=event, person=person, message=message, now=deps.now())


def _answer(session: Any, *, event: dict[str, Any], person: Person, message: templates.Message, now: Any) -> None:
    key, thread = f"answer:{event['channel']}:{event['ts']}", event.get("thread_ts")
    where = {"key": key, "team": person.team, "channel": event["channel"], "message": message, "now": now}
    if event.get("channel_type") == "im":
        post.say(session, **where, thread_ts=thread)
    else:
        post.whisper(session, **where, user=person.id, thread_ts=thread)


async def _source(event: dict[str, Any], text: str, deps: Deps) -> Source:
    channel, ts, thread = event["channel"], event["ts"], event.get("thread_ts")
    return Source(
        channel=channel,
        ts=ts,
        thread_ts=thread if thread != ts else None,
        permalink=permalink(deps.url, channel, ts, thread),
        text=text,
        private=await channels.is_closed(deps, channel),
    )
