"""A message is edited or deleted after it was heard: what its words no longer say is taken back (B-25)."""

from typing import Any

import storage.capture
from handlers.capture import edits, flows
from handlers.capture.flows import Hearing
from handlers.common import identity
from handlers.common.deps import Deps
from handlers.common.requests import today
from rules.capture import Certainty, listen

Event = dict[str, Any]


async def on_changed(event: Event, deps: Deps) -> None:
    """message_changed: only words that a person changed count, never a link preview or a thread's counters."""
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    if message.get("subtype") == "tombstone":
        await _deleted(event["channel"], message["ts"], before, deps)
        return
    edited = before.get("text") != message.get("text") if before else bool(message.get("edited"))
    written = message.get("user") and not message.get("bot_id") and event.get("channel_type") != "im"
    if not (edited and written):
        return
    place = await deps.read(storage.capture.place, team=deps.team, channel=event["channel"])
    if place.projects:
        await _again({**message, "channel": event["channel"]}, before.get("text", ""), deps, place)


async def on_deleted(event: Event, deps: Deps) -> None:
    """message_deleted: records stay and their source is marked as gone."""
    await _deleted(event["channel"], event["deleted_ts"], event.get("previous_message") or {}, deps)


async def _deleted(channel: str, ts: str, before: Event, deps: Deps) -> None:
    if await deps.read(edits.known, team=deps.team, channel=channel, ts=ts):
        await deps.transact(edits.gone, team=deps.team, channel=channel, ts=ts, by=before.get("user"), now=deps.now())


async def _again(message: Event, before: str, deps: Deps, place: storage.capture.Place) -> None:
    now, text = deps.now(), message.get("text") or ""
    known = await flows.known(deps, made=place.made)
    first = tuple(listen(words, today=now.date(), known=known) for words in (before, text))
    if all(heard.certainty is Certainty.NONE for heard in first):
        return
    person = await identity.person(deps, message["user"])
    ways: dict[str, Any] = {
        "today": today(person, now),
        "known": known,
        "locale": person.locale.replace("-", "_"),
        "zone": person.zone,
    }
    source = await flows.source_of(message, text, deps)
    hearing = Hearing(person, listen(text, **ways), known, place.projects, source, now)
    stamp = str((message.get("edited") or {}).get("ts") or now.timestamp())
    old = listen(before, **ways) if before else await deps.read(edits.as_kept, hearing=hearing)
    await deps.transact(edits.again, hearing=hearing, before=old, stamp=stamp)
