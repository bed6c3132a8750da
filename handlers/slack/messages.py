"""The one message router: what people write, edit and delete in channels, threads and direct messages."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

import storage.capture
import templates
from handlers.capture import edit_listeners
from handlers.capture import flows as capture_flows
from handlers.capture.flows import HeardMessage
from handlers.checkins import settings
from handlers.common import channels, commands, identity, posting
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall, local_date
from handlers.slack import error_boundary
from rules.capture import Certainty, ExplicitForm, interpret_message
from rules.people import Person
from rules.refusal import AmbiguousInput, Refusal

PROCESSED_SUBTYPES = frozenset({None, "thread_broadcast", "file_share", "file_comment", "me_message", "bot_message"})
CONVERSION_SUBTYPES = frozenset({"channel_convert_to_private", "channel_convert_to_public"})
Event = dict[str, Any]
MAX_SHORT_ANSWER_LENGTH = 80
PLACEHOLDER_DAY = date(2000, 1, 1)
_MILESTONE_ID = re.compile(r"\bM-(\d+)\b")


def message_listener(table: Sequence[Command]) -> Callable[..., Awaitable[None]]:
    """The listener for messages; direct messages are looked up in the command table."""

    async def on_message(event: Event, deps: Deps) -> None:
        if event.get("subtype") == "message_changed":
            await edit_listeners.on_changed(event, deps)
        elif event.get("subtype") == "message_deleted":
            await edit_listeners.on_deleted(event, deps)
        elif event.get("subtype") in CONVERSION_SUBTYPES:
            await channels.on_channel_event(event, deps)
        elif event.get("subtype") in PROCESSED_SUBTYPES and event.get("user") != deps.bot_user:
            await _route_message(event, deps, table)

    return on_message


async def on_mention(event: Event, deps: Deps) -> None:
    """app_mention: the message itself was heard; this only closes the delivery."""


async def _route_message(event: Event, deps: Deps, table: Sequence[Command]) -> None:
    """A direct message, or one that begins with @Baton, is a command; a linked channel is listened to; else nothing."""
    text, mention, app = event.get("text") or "", f"<@{deps.bot_user}>", event.get("bot_id") or ""
    direct = event.get("channel_type") == "im"
    if not text.strip() or (app and direct) or not (app or event.get("user")):
        return
    if not app and (direct or text.lstrip().startswith(mention)):
        await _answer_command(event, text.replace(mention, "", 1), deps, table)
        return
    place = await deps.read(storage.capture.listening_scope, team=deps.team, channel=event["channel"], app=app)
    if place.projects and place.app_allowed:
        await _process_channel_message(event, re.sub(rf"[ ,]*{mention}", "", text), deps, place)


async def _process_channel_message(event: Event, text: str, deps: Deps, scope: storage.capture.ListeningScope) -> None:
    now = deps.now()
    known = await capture_flows.load_milestone_index(deps, milestone_count=scope.milestones_made)
    heard = interpret_message(text, today=now.date(), milestone_index=known)
    if heard.certainty is Certainty.NONE and not heard.unclear and not _is_short_answer(event):
        return
    app = event.get("bot_id") or ""
    person = (
        Person(app, deps.team, event.get("username") or app) if app else await identity.load_person(deps, event["user"])
    )
    heard = interpret_message(
        text,
        today=local_date(person, now),
        milestone_index=known,
        locale=person.locale.replace("-", "_"),
        zone=person.zone,
    )
    source = await capture_flows.message_source(event, text, deps)
    hearing = HeardMessage(person, heard, known, scope.projects, source, now, can_reply_privately=not app)
    if _is_short_answer(event) and not heard.explicit:
        await _process_thread_reply(hearing, deps)
    else:
        await deps.transact(capture_flows.process_message, hearing=hearing)


async def _answer_command(event: Event, text: str, deps: Deps, table: Sequence[Command]) -> None:
    """The same words as after the slash; in a direct message the answer stands there, in a channel only you see it."""
    person = await identity.load_person(deps, event["user"])
    source = await capture_flows.message_source(event, text, deps)
    call = CommandCall(person, event["channel"], text.strip(), "", deps.now(), source)
    try:
        message = await _answer_prompt(event, call, deps) or await _run_command(call, deps, table)
    except Refusal as refusal:
        message = await error_boundary.answer_refusal(refusal, deps)
    if message:  # the command's own transaction closed the delivery; the answer's key keeps it from being said twice
        told = replace(deps, claim=None)
        await told.transact(_post_answer, event=event, person=person, message=message, now=deps.now())


async def _answer_prompt(event: Event, call: CommandCall, deps: Deps) -> templates.RenderedMessage | None:
    """A bare answer in the thread of a prompt; where several milestones are open in it nothing is guessed."""
    if event.get("channel_type") != "im" or not _is_short_answer(event):
        return None
    day, ids = await deps.read(settings.open_items_under, person=call.person, ts=event["thread_ts"])
    forms = [(id, form) for id in ids for form in _parse_statements(call.text, id, call.today)]
    if day is None or not forms:
        return None
    if len(forms) > 1:
        raise AmbiguousInput("Which milestone do you mean?", tuple((id, f"`{id} {call.text}`") for id, _ in forms))
    (milestone, said), where = forms[0], {"person": call.person, "now": call.now}
    lines = await deps.transact(settings.answer_under, said=said, milestone=milestone, day=day, **where)  # type: ignore[arg-type]
    return templates.render("checkins/answered", lines=lines, today=call.today)


async def _run_command(call: CommandCall, deps: Deps, table: Sequence[Command]) -> templates.RenderedMessage | None:
    """What is no command may still be an explicit line ("decided: …"), or several of them."""
    zone, locale = call.person.zone, call.person.locale.replace("-", "_")
    heard = interpret_message(call.text, today=call.today, locale=locale, zone=zone)
    try:
        entry, named = commands.find_command(table, call)
    except Refusal:
        if not heard.explicit:
            raise
        entry = None
    if entry is None or len(heard.explicit) > 1:
        return await deps.transact(capture_flows.save_direct_statements, call=call, explicit=heard.explicit)
    return await entry.run(named, deps)


def _post_answer(
    session: Session, *, event: Event, person: Person, message: templates.RenderedMessage, now: Any
) -> None:
    key, thread = f"answer:{event['channel']}:{event['ts']}", event.get("thread_ts")
    where = {"key": key, "team": person.team, "channel": event["channel"], "message": message, "now": now}
    if event.get("channel_type") == "im":
        posting.post_message(session, **where, thread_ts=thread)
    else:
        posting.post_ephemeral(session, **where, user=person.id, thread_ts=thread)


def _is_short_answer(event: Event) -> bool:
    """Whether a reply has the form of an answer; only then is its parent asked for."""
    text, thread = event.get("text") or "", event.get("thread_ts")
    return bool(
        thread
        and thread != event["ts"]
        and len(text) <= MAX_SHORT_ANSWER_LENGTH
        and _parse_statements(text, "M-1", PLACEHOLDER_DAY)
    )


async def _process_thread_reply(hearing: HeardMessage, deps: Deps) -> None:
    """About the one milestone of the parent it is saved; where there are several their buttons are shown."""
    source, person = hearing.source, hearing.person
    found = await deps.slack.conversations_replies(channel=source.channel, ts=source.thread_ts or "", limit=1)
    parent: Event = next(iter(found["messages"]), {})
    if parent.get("user") != deps.bot_user:
        return
    ids = dict.fromkeys(f"M-{number}" for number in _MILESTONE_ID.findall(parent.get("text", "")))
    forms = [form for id in ids for form in _parse_statements(source.text, id, local_date(person, hearing.now))]
    if len(forms) == 1:
        await deps.transact(capture_flows.save_statements, hearing=hearing, explicit=tuple(forms))
    elif forms:
        await deps.transact(capture_flows.ask_for_milestone, hearing=hearing, forms=tuple(forms))


def _parse_statements(text: str, id: str, day: date) -> tuple[ExplicitForm, ...]:
    heard = interpret_message(f"{id} {text.strip()}", today=day)
    return () if heard.unclear or "\n" in text.strip() else heard.explicit[:1]
