"""Edits and deletions of captured messages: what the words no longer say is undone (B-25)."""

from functools import partial
from typing import Any

import storage.capture
from handlers.capture import deletions, edits, flows, heard, revisions
from handlers.capture.heard import HeardMessage
from handlers.common import identity
from handlers.common.deps import Deps
from handlers.common.requests import local_date
from rules.capture import Certainty, interpret_message
from rules.time.working_time import local_day

Event = dict[str, Any]


async def on_changed(event: Event, deps: Deps) -> None:
    """Handle message_changed; only a person's changes to the words count, not link previews or thread counters."""
    message, old_message = event.get("message") or {}, event.get("previous_message") or {}
    if message.get("subtype") == "tombstone":
        await _process_deletion(event["channel"], message["ts"], old_message, deps)
        return
    text_changed = old_message.get("text") != message.get("text") if old_message else bool(message.get("edited"))
    by_person = message.get("user") and not message.get("bot_id") and event.get("channel_type") != "im"
    if not (text_changed and by_person):
        return
    scope = await deps.read(storage.capture.listening_scope, team=deps.team, channel=event["channel"])
    if scope.projects:
        await _process_edit({**message, "channel": event["channel"]}, old_message.get("text", ""), deps, scope)


async def on_deleted(event: Event, deps: Deps) -> None:
    """Handle message_deleted: records are kept and their source is marked as deleted."""
    await _process_deletion(event["channel"], event["deleted_ts"], event.get("previous_message") or {}, deps)


async def _process_deletion(channel: str, ts: str, old_message: Event, deps: Deps) -> None:
    """Handle a deletion, also of a message that has not arrived yet."""
    matters = await deps.read(deletions.has_records, team=deps.team, channel=channel, ts=ts)
    if not matters and revisions.is_recent(ts, now=deps.now()):
        scope = await deps.read(storage.capture.listening_scope, team=deps.team, channel=channel)
        matters = bool(scope.projects)
    if matters:
        await deps.commit(
            deletions.process_deletion,
            team=deps.team,
            channel=channel,
            ts=ts,
            by=old_message.get("user"),
            now=deps.now(),
        )


async def _process_edit(message: Event, old_text: str, deps: Deps, scope: storage.capture.ListeningScope) -> None:
    now, text = deps.now(), message.get("text") or ""
    milestone_index = await flows.load_milestone_index(deps, milestone_count=scope.milestones_made)
    rough_readings = tuple(
        interpret_message(text_version, today=local_day("UTC", now), milestone_index=milestone_index)
        for text_version in (old_text, text)
    )
    if all(reading.certainty is Certainty.NONE and not reading.unclear for reading in rough_readings):
        return
    person = await identity.load_person(deps, message["user"])
    deps = deps.signed_by(person.id)
    interpret = partial(
        interpret_message,
        today=local_date(person, now),
        milestone_index=milestone_index,
        locale=person.locale.replace("-", "_"),
        zone=person.zone,
    )
    source = await heard.message_source(message, text, deps)
    heard_message = HeardMessage(person, interpret(text), milestone_index, scope.projects, source, now)
    stamp = str((message.get("edited") or {}).get("ts") or now.timestamp())
    old_interpretation = (
        interpret(old_text) if old_text else await deps.read(edits.interpretation_when_saved, hearing=heard_message)
    )
    await deps.commit(edits.process_edit, hearing=heard_message, before=old_interpretation, stamp=stamp)
