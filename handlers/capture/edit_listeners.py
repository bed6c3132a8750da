"""A message is edited or deleted after it was heard: what its words no longer say is taken back (B-25)."""

from typing import Any

import storage.capture
from handlers.capture import edits, flows
from handlers.capture.flows import HeardMessage
from handlers.common import identity
from handlers.common.deps import Deps
from handlers.common.requests import local_date
from rules.capture import Certainty, interpret_message

Event = dict[str, Any]


async def on_changed(event: Event, deps: Deps) -> None:
    """message_changed: only words that a person changed count, never a link preview or a thread's counters."""
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    if message.get("subtype") == "tombstone":
        await _process_deletion(event["channel"], message["ts"], before, deps)
        return
    edited = before.get("text") != message.get("text") if before else bool(message.get("edited"))
    written = message.get("user") and not message.get("bot_id") and event.get("channel_type") != "im"
    if not (edited and written):
        return
    place = await deps.read(storage.capture.listening_scope, team=deps.team, channel=event["channel"])
    if place.projects:
        await _process_edit({**message, "channel": event["channel"]}, before.get("text", ""), deps, place)


async def on_deleted(event: Event, deps: Deps) -> None:
    """message_deleted: records stay and their source is marked as gone."""
    await _process_deletion(event["channel"], event["deleted_ts"], event.get("previous_message") or {}, deps)


async def _process_deletion(channel: str, ts: str, old_message: Event, deps: Deps) -> None:
    if await deps.read(edits.has_records, team=deps.team, channel=channel, ts=ts):
        await deps.transact(
            edits.process_deletion, team=deps.team, channel=channel, ts=ts, by=old_message.get("user"), now=deps.now()
        )


async def _process_edit(message: Event, old_text: str, deps: Deps, scope: storage.capture.ListeningScope) -> None:
    now, text = deps.now(), message.get("text") or ""
    known = await flows.load_milestone_index(deps, milestone_count=scope.milestones_made)
    first = tuple(interpret_message(words, today=now.date(), milestone_index=known) for words in (old_text, text))
    if all(heard.certainty is Certainty.NONE for heard in first):
        return
    person = await identity.load_person(deps, message["user"])
    ways: dict[str, Any] = {
        "today": local_date(person, now),
        "known": known,
        "locale": person.locale.replace("-", "_"),
        "zone": person.zone,
    }
    source = await flows.message_source(message, text, deps)
    hearing = HeardMessage(person, interpret_message(text, **ways), known, scope.projects, source, now)
    stamp = str((message.get("edited") or {}).get("ts") or now.timestamp())
    old = (
        interpret_message(old_text, **ways)
        if old_text
        else await deps.read(edits.interpretation_when_saved, hearing=hearing)
    )
    await deps.transact(edits.process_edit, hearing=hearing, before=old, stamp=stamp)
