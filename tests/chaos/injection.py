"""R21: every text of the corpus, typed into every field that accepts words, with all output checked."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sandbox import acts
from sandbox.people import NotPossibleError
from storage.queues import inbox, outbox
from tests.chaos.campaigns import Outcome
from tests.corpus import HOSTILE
from tests.talk import Talk, conversation

# Nine in the morning for Ana in Berlin, when she is asked.
TUESDAY = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
WIRE = re.compile(r"<([^<>]*)>")
MEANT = re.compile(
    r"@[UW][A-Z0-9]+|#C[A-Z0-9]+\|?|!date\^\d{9,10}\^[^<>]*|https?://(?:127\.0\.0\.1|northwind\.slack\.com)[^<>]*"
)
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
STRANGERS = re.compile(r"<(?:[@#]|!subteam\^)[UBCWST]0EVIL")
Place = Callable[[Talk, str], Awaitable[None]]


def escapes(call: str, args: Any, known: frozenset[str]) -> Iterator[str]:
    """Yield a sentence for each argument of a call to Slack that is more than text and not our own."""
    for path, value in _walk("", args):
        if isinstance(value, dict):
            yield from (f"{call}{path}: {fault}" for fault in _forged(value))
        if isinstance(value, dict) and value.get("type") == "mrkdwn":
            yield from (f"{call}{path}: {fault}" for fault in _live(value["text"], known))
        if isinstance(value, str) and path == ".text":
            yield from (f"{call}{path}: {fault}" for fault in _live(value, known))
        if isinstance(value, str) and path.rsplit(".", 1)[-1] not in ("private_metadata", "value"):
            yield from (f"{call}{path}: {fault}" for fault in _deceiving(value))


def _walk(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, str) and path in (".blocks", ".view", ".attachments", ".metadata") and value:
        value = json.loads(value)
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(f"{path}.{key}", inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(f"{path}[]", inner)


def _forged(block: dict[str, Any]) -> Iterator[str]:
    """Yield the faults of an element that somebody's words would have made."""
    if str(block.get("action_id", "")).startswith("steal"):
        yield "a button of theirs"
    if any("evil" in str(block.get(name, "")).casefold() for name in ("url", "image_url", "user_id", "channel_id")):
        yield f"a {block.get('type')} of theirs"
    if block.get("type") in ("broadcast", "usergroup"):
        yield f"a {block['type']}"


def _deceiving(text: str) -> Iterator[str]:
    if match := CONTROLS.search(text.replace("\n", "")):
        yield f"a control character {match.group()!r}"
    if match := STRANGERS.search(text):
        yield f"a mention {match.group()!r}"


def _live(text: str, known: frozenset[str]) -> Iterator[str]:
    """Yield the unintended markup that Slack would interpret where it parses a text."""
    for token in WIRE.findall(text):
        if not MEANT.fullmatch(token) or (token[0] == "@" and token[1:] not in known):
            yield f"live markup <{token}>"


async def set_up_program(talk: Talk) -> None:
    """Set up a program with hand-over, blocker, escalation, digest and check-in, on a Tuesday when Ana is asked."""
    for person, command, channel in (
        ("cleo", 'new program "Atlas"', "identity"),
        ("cleo", 'new project "Identity" @ana', "identity"),
        ("cleo", 'new project "Payments" @bo', "payments"),
        ("ana", "link PRJ-1", "identity"),
        ("bo", "link PRJ-2", "payments"),
        ("cleo", "link #news PRG-1", "news"),
        ("ana", 'new milestone "Auth API" 13 Mar @ana', "identity"),
        ("bo", 'new milestone "Checkout" 20 Mar @bo', "payments"),
        ("bo", "depend M-2 on M-1 by 20 Mar", "payments"),
        ("ana", 'block M-1 "no keys" needs @cleo by 9 Mar', "identity"),
        ("bo", "escalate M-2 because nobody answers", "payments"),
        ("bo", 'risk "the vendor is late" 40% 10d', "identity"),
    ):
        await talk.command(person, command, channel)
    await talk.fast_forward(to=TUESDAY - timedelta(minutes=1))
    await talk.fast_forward(to=TUESDAY)


def form_place(who: str, field: str, *, opens: Callable[[Talk], Awaitable[Any]], **rest: str) -> Place:
    """Build a place that opens a form, types into one field and submits it; a field error is an accepted refusal."""

    async def type_it(talk: Talk, typed: str) -> None:
        await opens(talk)
        form = talk.form(who)
        await talk.submit(who, {field: typed, **rest})
        with suppress(NotPossibleError):
            await talk.sandbox.person(who).close_view(form)

    return type_it


def line_place(who: str, where: str, line: str) -> Place:
    async def type_it(talk: Talk, typed: str) -> None:
        if (message_text := line.format(typed)).strip():
            await talk.say(who, where, message_text)

    return type_it


def command_place(who: str, where: str, command: str) -> Place:
    async def type_it(talk: Talk, typed: str) -> None:
        await talk.command(who, command.format(typed), where)

    return type_it


def open_by_command(who: str, command: str, where: str = "identity") -> Callable[[Talk], Awaitable[Any]]:
    return lambda talk: talk.command(who, command, where)


def open_by_button(who: str, command: str, action: str, value: str | None) -> Callable[[Talk], Awaitable[Any]]:
    async def press(talk: Talk) -> None:
        await talk.command(who, command, "identity")
        await talk.click(who, action, value=value)

    return press


async def change_own_name(talk: Talk, typed: str) -> None:
    """Change the real name of a program member to the text."""
    acts.change_user(talk.sandbox, talk.users["bo"].id, real_name=typed or "Bo")
    await talk.settle()


PLACES: dict[str, Place] = {
    "milestone": form_place("ana", "name", opens=open_by_command("ana", "new milestone"), date="2026-03-12"),
    "project": form_place("cleo", "name", opens=open_by_command("cleo", "new project")),
    "program": form_place("cleo", "name", opens=open_by_command("cleo", "new program")),
    "fit": form_place("cleo", "subject", opens=open_by_command("cleo", "fit")),
    "block": form_place("ana", "text", opens=open_by_button("ana", "M-1", "card_more", "card_block M-1")),
    "slip form": form_place(
        "ana", "reason", opens=open_by_button("ana", "M-1", "card_more", "card_date M-1"), date="2026-03-27"
    ),
    "slip line": line_place("ana", "identity", "M-1 slip to 19 Mar because {}"),
    "block line": line_place("bo", "payments", "block M-2: {}, needs @cleo by 12 Mar"),
    "status line": line_place("ana", "identity", "*Status:* amber {0}\n*Done:* {0}\n*Next:* {0}\n*Blockers:* {0}"),
    "bare line": line_place("ana", "identity", "{}"),
    "decline": command_place("ana", "identity", "D-1 decline because {}"),
    "counter": command_place("ana", "identity", "D-1 counter 18 Mar because {}"),
    "status": command_place("ana", "identity", "status PRJ-1 amber because {}"),
    "escalate": command_place("bo", "payments", "escalate M-2 because {}"),
    "snooze": command_place("bo", "payments", "snooze E-1 2h because {}"),
    "question": command_place("cleo", "identity", 'checkin PRJ-1 ask "{}"'),
    "day off": command_place("cleo", "identity", 'calendar PRG-1 off 24 Dec "{}"'),
    "verb": command_place("bo", "payments", "{}"),
    "help": command_place("bo", "payments", "help {}"),
    "asof": command_place("bo", "payments", "asof {}"),
    "whatif": command_place("bo", "payments", "whatif {}"),
    "quick form": command_place("ana", "identity", 'new milestone "{}" 14 Mar'),
    "risk": form_place("bo", "text", opens=open_by_command("bo", "risk"), inside="PRJ-1"),
    "risk line": line_place("bo", "identity", 'risk "{}" 40% 10d'),
    "response": command_place("ana", "identity", "R-1 reduce: {}"),
    "assumption": command_place("bo", "identity", 'assume "{}" owner @bo check 12 Mar'),
    "name": change_own_name,
}
VIEWS = (
    *("", "M-1", "M-2", "M-3", "PRJ-1", "PRJ-1 page 2", "PRJ-3", "PRG-1", "PRG-2", "status", "status PRG-1", "deps"),
    *("D-1", "blockers", "B-1", "B-2", "risks", "critical", "health", "forecast", "timeline", "whatif M-1 +5d"),
    *("digest preview", "digest preview executive", "audit M-1", "audit B-2", "audit PRJ-1", "audit PRG-1"),
    *("since 1 Mar", "asof 2026-03-09", "asof 2026-03-10 M-1", "brief", "escalate", "escalate E-1", "checkin"),
    *("checkin preview", "settings", "calendar PRG-1", "export", "fit", "follow", "orphans", "admin", "admin roles"),
    *("admin channels", "pulse", "help", "register", "register page 2", "R-1", "R-2", "A-1", "A-2"),
)
FORMS = (
    ("M-1", "card_more", "card_date M-1"),
    ("R-1", "entry_edit", "R-1"),
    ("M-1", "card_more", "card_depend M-1"),
    ("settings", "settings_open", None),
)


async def open_everything(talk: Talk) -> None:
    """Open every view, the forms that show typed text, and Home; wait for a reminder and Monday's digest."""
    for command in VIEWS:
        await talk.command("cleo", command, "identity")
    for command, action, value in FORMS:
        await talk.command("ana", command, "identity")
        await talk.click("ana", action, value=value)
    for person in ("ana", "bo", "cleo"):
        await talk.sandbox.person(person).open_home()
    for hours in (4, 24, 72, 121):
        await talk.fast_forward(by=timedelta(hours=hours))


async def typed_everywhere(folder: Path, corpus: Sequence[str], places: Sequence[str]) -> list[str]:
    """Type the texts in turn into the places, open everything, and return the texts that escaped or broke something."""
    async with conversation(folder) as talk:
        await set_up_program(talk)
        tables_before = _tables(talk)
        for number, typed in enumerate(corpus):
            with suppress(NotPossibleError):
                await PLACES[places[number % len(places)]](talk, typed)
        await open_everything(talk)
        known = frozenset(talk.sandbox.workspace.users)
        faults = [fault for call in talk.sandbox.calls for fault in escapes(call.method, dict(call.args), known)]
        team = talk.sandbox.workspace.team_id
        parked = [
            *await talk.bot.deps.read(outbox.parked_posts, team=team),
            *await talk.bot.deps.read(inbox.parked_events, team=team),
        ]
        visible_text = " ".join(message.text for person in talk.users for message in talk.visible(person))
        faults += [f"parked: {entry}" for entry in parked]
        faults += ["somebody was given an apology"] * ("administrator this reference" in visible_text)
        return faults + (["the tables changed"] if _tables(talk) != tables_before else [])


def _tables(talk: Talk) -> list[str]:
    engine = sa.create_engine(talk.store_url)
    with engine.connect() as connection:
        return sorted(connection.scalars(sa.text("select sql from sqlite_master where sql is not null")))


async def r21(folder: Path, seed: int) -> Outcome:
    """Type every text of the corpus, cycling through the places.

    Each seed begins at another place, so that as many seeds as there are places type each text into each.
    """
    names, first = tuple(PLACES), seed % len(PLACES)
    faults = await typed_everywhere(folder, HOSTILE, names[first:] + names[:first])
    words = f"{len(HOSTILE)} texts, from the place “{names[first]}” on: {len(faults)} escaped"
    return Outcome(not faults, "; ".join([words, *sorted(set(faults))[:5]]))
