"""The message router: new, edited and deleted messages in channels, threads and direct messages."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.capture
import templates
from handlers.capture import edit_listeners, heard, questions, revisions
from handlers.capture import flows as capture_flows
from handlers.capture.heard import HeardMessage
from handlers.checkins import listeners as checkins
from handlers.closeouts import listeners as closeouts
from handlers.common import channels, identity, posting
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall, local_date
from handlers.common.slack_reads import find_message
from handlers.scenarios import listeners as scenarios
from handlers.slack import dispatch, error_boundary
from rules.capture import Certainty, ExplicitForm, interpret_message
from rules.people import Person
from rules.refusal import Refusal
from rules.time.working_time import local_day

PROCESSED_SUBTYPES = frozenset({None, "thread_broadcast", "file_share", "file_comment", "me_message", "bot_message"})
CONVERSION_SUBTYPES = frozenset({"channel_convert_to_private", "channel_convert_to_public"})
Event = dict[str, Any]
MAX_SHORT_ANSWER_LENGTH = 80
PLACEHOLDER_DAY = date(2000, 1, 1)
_MILESTONE_ID = re.compile(r"\bM-(\d+)\b")


def message_listener(table: Sequence[Command]) -> Callable[..., Awaitable[None]]:
    """Build the listener for messages; direct messages are looked up in the command table."""

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
    """Close the delivery of an app_mention; the message itself has an event of its own."""


async def _route_message(event: Event, deps: Deps, table: Sequence[Command]) -> None:
    """Run a direct message, or one that begins with @Baton, as a command; capture messages of linked channels."""
    text, mention, app = event.get("text") or "", f"<@{deps.bot_user}>", event.get("bot_id") or ""
    direct = event.get("channel_type") == "im"
    if not text.strip() or (app and direct) or not (app or event.get("user")):
        return
    if not app and (direct or text.lstrip().startswith(mention)):
        await _answer_command(event, text.replace(mention, "", 1), deps, table)
        return
    if not app and await scenarios.on_thread_line(event, text, deps):
        return
    scope = await deps.read(storage.capture.listening_scope, team=deps.team, channel=event["channel"], app=app)
    if scope.projects and scope.app_allowed:
        await _process_channel_message(event, re.sub(rf"[ ,]*{mention}", "", text), deps, scope)


async def _process_channel_message(event: Event, text: str, deps: Deps, scope: storage.capture.ListeningScope) -> None:
    now = deps.now()
    milestone_index = await capture_flows.load_milestone_index(deps, milestone_count=scope.milestones_made)
    # Whose message it is matters only if it says something; looking everyone up would cost a call for each.
    interpretation = interpret_message(text, today=local_day("UTC", now), milestone_index=milestone_index)
    if interpretation.certainty is Certainty.NONE and not interpretation.unclear and not _is_short_answer(event):
        return
    app = event.get("bot_id") or ""
    person = (
        Person(app, deps.team, event.get("username") or app) if app else await identity.load_person(deps, event["user"])
    )
    deps = deps.signed_by(person.id)
    interpretation = interpret_message(
        text,
        today=local_date(person, now),
        milestone_index=milestone_index,
        locale=person.locale.replace("-", "_"),
        zone=person.zone,
    )
    source = await heard.message_source(event, text, deps)
    await identity.learn_people(deps, text)
    message = HeardMessage(
        person, interpretation, milestone_index, scope.projects, source, now, can_reply_privately=not app
    )
    if _is_short_answer(event) and not interpretation.explicit:
        await _process_thread_reply(message, deps)
    else:
        await deps.commit(capture_flows.process_message, hearing=message)


async def _answer_command(event: Event, text: str, deps: Deps, table: Sequence[Command]) -> None:
    """Run a message as if it followed the slash command; in a channel, only its author sees the answer."""
    person = await identity.load_person(deps, event["user"])
    deps = deps.signed_by(person.id)
    source = await heard.message_source(event, text, deps)
    call = CommandCall(person, event["channel"], text.strip(), "", deps.now(), source)
    await identity.learn_people(deps, text)
    try:
        message = await _answer_question(event, call, deps) or await dispatch.run_text(call, deps, table)
    except Refusal as refusal:
        message = error_boundary.render_refusal(refusal)
    if message:
        # The command's own transaction closed the delivery; the answer's key keeps it from being posted twice.
        await deps.write(_post_answer, event=event, person=person, message=message, now=deps.now())


async def _answer_question(event: Event, call: CommandCall, deps: Deps) -> templates.RenderedMessage | None:
    """Apply a short direct message to the question that is open; None if it is no answer to one."""
    if event.get("channel_type") != "im":
        return None
    thread_ts = event.get("thread_ts") or ""
    if thread_ts and (lesson := await closeouts.answer_in_thread(call, deps, thread_ts=thread_ts)):
        return lesson
    return await checkins.answer_question(call, deps, thread_ts="" if thread_ts == event["ts"] else thread_ts)


def _post_answer(
    session: Session, *, event: Event, person: Person, message: templates.RenderedMessage, now: datetime
) -> None:
    channel, thread_ts, team = event["channel"], event.get("thread_ts"), person.team
    key = f"answer:{channel}:{event['ts']}"
    if event.get("channel_type") == "im":
        posting.post_message(
            session, key=key, team=team, channel=channel, message=message, now=now, thread_ts=thread_ts
        )
    else:
        posting.post_ephemeral(
            session,
            key=key,
            team=team,
            channel=channel,
            user=person.id,
            message=message,
            now=now,
            thread_ts=thread_ts,
        )


def _is_short_answer(event: Event) -> bool:
    """Return whether a reply looks like an answer; only then is its parent fetched."""
    text, thread = event.get("text") or "", event.get("thread_ts")
    return bool(
        thread
        and thread != event["ts"]
        and len(text) <= MAX_SHORT_ANSWER_LENGTH
        and _parse_statements(text, "M-1", PLACEHOLDER_DAY)
    )


async def _process_thread_reply(hearing: HeardMessage, deps: Deps) -> None:
    """Save a reply about the one milestone its parent names; if there are several, show a button for each."""
    source, person = hearing.source, hearing.person
    parent = await find_message(deps.slack, channel=source.channel, ts=source.thread_ts or "")
    if parent is None or parent.get("user") != deps.bot_user:
        return
    if await deps.read(revisions.is_overtaken, team=deps.team, channel=source.channel, ts=source.ts):
        return
    ids = dict.fromkeys(f"M-{number}" for number in _MILESTONE_ID.findall(parent.get("text", "")))
    forms = [form for id in ids for form in _parse_statements(source.text, id, local_date(person, hearing.now))]
    if len(forms) == 1:
        await deps.commit(capture_flows.save_statements, hearing=hearing, explicit=tuple(forms))
    elif forms:
        await deps.commit(questions.ask_for_milestone, hearing=hearing, forms=tuple(forms))


def _parse_statements(text: str, id: str, day: date) -> tuple[ExplicitForm, ...]:
    interpretation = interpret_message(f"{id} {text.strip()}", today=day)
    return () if interpretation.unclear or "\n" in text.strip() else interpretation.explicit[:1]
