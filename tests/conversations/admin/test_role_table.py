"""Every person, action and way in, against the role table of docs/behaviours.md: nothing else is allowed (R19)."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from storage.tables.base import BaseRow
from tests.databases import all_rows
from tests.forms import form
from tests.prepared import prepared
from tests.scenarios import INSIDERS, OUTSIDERS, set_up_every_role
from tests.steps.doors import by_command, by_direct_message, by_mention, by_message, press_forged_button
from tests.talk import Talk

EVERYBODY = frozenset(INSIDERS)
DEEDS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("M-1 {n}%", "milestone", frozenset({"mia", "lee", "otto"})),
    ("M-2 {n}%", "milestone", frozenset({"mia", "lee", "gil"})),
    ('new program "Program {n}"', "program", frozenset({"mia", "ada", "spo"})),
    ('new project "Project {n}" in PRG-1', "project", frozenset({"mia", "ada"})),
    ('new milestone "Milestone {n}" 13 Mar in PRJ-1', "milestone", frozenset({"mia", "ada", "lee"})),
    ('new program "Wish {n}"', "proposal", frozenset({"lee", "olga"})),
    ('new project "Wish {n}" in PRG-1', "proposal", EVERYBODY - {"mia", "ada"}),
    ('new milestone "Wish {n}" 13 Mar in PRJ-1', "proposal", EVERYBODY - {"mia", "ada", "lee"}),
    ('rename M-1 "Login {n}"', "milestone", frozenset({"mia", "lee", "otto"})),
    ('rename PRJ-1 "Identity {n}"', "project", frozenset({"mia", "ada", "lee"})),
    ('rename PRG-1 "Atlas {n}"', "program", frozenset({"mia", "ada"})),
    ("PRJ-1 red because of reason {n}", "project", frozenset({"mia", "lee"})),
    ("depend M-1 on M-{n}", "dependency", EVERYBODY),
    ('block M-1 "trouble {n}" needs @spo by fri', "blocker", EVERYBODY),
    ('block M-2 "trouble {n}" needs @spo by fri', "blocker", EVERYBODY | {"gil"}),
    ('risk "trouble {n}" in PRJ-1', "entry", EVERYBODY | frozenset(OUTSIDERS)),
    ("R-1 {n}%", "entry", frozenset({"mia", "lee", "con"})),
    ("escalate policy PRG-1 owner {n}h", "escalation_policy", frozenset({"mia", "ada"})),
    ("escalate policy PRJ-1 owner {n}h", "escalation_policy", frozenset({"mia", "ada", "lee"})),
    ("ack E-1", "escalation", frozenset({"mia", "lee", "otto"})),
    ("settings PRG-1 rate {n}%", "program", frozenset({"mia", "ada"})),
    ("checkin PRJ-1 mon 09:{n}", "checkin", frozenset({"mia", "lee"})),
    ("admin role @{who} stakeholder PRJ-2", "role", frozenset({"mia", "ada"})),
)
# Prefixes that are understood in a channel message without a mention of the bot.
SPOKEN = ("M-1", "M-2", "block", "risk")


def table_rows(session: Session, *, table: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.connection().execute(select(BaseRow.metadata.tables[table]))]


async def by_button(talk: Talk, who: str, words: str) -> None:
    """Press a button that carries the words, in a channel everyone is in."""
    value = re.sub(r"@(\w+)", lambda name: f"<@{talk.users[name[1]].id}>", words)
    value = re.sub(r"#(\w+)", lambda name: f"<#{talk.sandbox.workspace.channel_named(name[1]).id}>", value)
    await press_forged_button(talk, who, "again", value, "identity")


@prepared
async def set_up_items_for_each_action(talk: Talk) -> None:
    """Add a milestone for each person to depend on, a risk and an escalation."""
    await set_up_every_role(talk)
    for number in range(len(INSIDERS + OUTSIDERS)):
        await talk.command("mia", f'new milestone "Step {number}" 20 Mar in PRJ-2', "payments")
    await talk.command("con", 'risk "of Con" 10%', "identity")
    await talk.command("con", "escalate M-1 because it is late", "identity")


DOORS = (by_command, by_message, by_mention, by_direct_message, by_button)


def actions_to_try(door: Any) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Return the actions to try at a door.

    The whole form tries all of them; the short form tries all by command, and a part of them at each other door.
    """
    deeds = tuple(deed for deed in DEEDS if door is not by_message or deed[0].startswith(SPOKEN))
    short_forms = {
        by_message: deeds[::3],
        by_mention: DEEDS[1::5],
        by_direct_message: DEEDS[::5],
        by_button: DEEDS[2::5],
    }
    return form(short=short_forms.get(door, deeds), whole=deeds)


@pytest.mark.whole
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
async def test_each_role_may_do_exactly_what_the_table_says(talk: Talk, door: Any) -> None:
    await set_up_items_for_each_action(talk)
    for words, table, allowed in actions_to_try(door):
        successful = set()
        for number, who in enumerate((*OUTSIDERS, *INSIDERS)):
            before = await talk.bot.store.read(table_rows, table=table)
            await door(talk, who, words.format(n=number + (3 if "depend" in words else 20), who=who))
            if await talk.bot.store.read(table_rows, table=table) != before:
                successful.add(who)
        expected = allowed - ({"fay"} if door in (by_command, by_direct_message) else set())
        if door is by_direct_message and words.startswith("risk"):
            expected -= set(OUTSIDERS)  # a direct message belongs to no project, and they may not name one
        assert successful == expected, words


# What each refusal has to name, for people who hold none of the roles that may.
REFUSED = (
    ('new program "Zeus"', "create a program"),
    ('rename PRJ-1 "Login"', "rename Identity (PRJ-1)"),
    ("delete PRJ-1", "delete Identity (PRJ-1)"),
    ("cancel PRG-1", "cancel Atlas (PRG-1)"),
    ("move PRJ-1 to PRG-1", "move Identity (PRJ-1)"),
    ('rename M-1 "Login"', "rename Auth API (M-1)"),
    ("cancel M-1", "cancel Auth API (M-1)"),
    ("delete M-1", "delete Auth API (M-1)"),
    ("move M-1 to PRJ-2", "move Auth API (M-1)"),
    ("commit M-1 to 18 Mar", "change a committed date"),
    ("link PRJ-1 #payments", "link a channel to Identity (PRJ-1)"),
    ("link PRG-1 #payments", "link a channel to Atlas (PRG-1)"),
    ("unlink #identity PRJ-1", "unlink a channel from Identity (PRJ-1)"),
    ("PRJ-1 red because it is late", "report a status"),
    ("escalate policy PRG-1 owner 4h", "edit the escalation policy of PRG-1"),
    ("escalate policy PRJ-1 owner 4h", "edit the escalation policy of PRJ-1"),
    ("escalate pause PRG-1", "pause escalations in PRG-1"),
    ("digest send PRG-1", "send the digest of Atlas (PRG-1)"),
    ("digest pause PRG-1", "pause the digest"),
    ("digest preview PRG-1", "preview the digest of Atlas (PRG-1)"),
    ("export PRG-1", "export"),
    ("checkin PRJ-1 mon 09:00", "change the check-ins"),
    ("audit PRG-1", "read the audit log"),
    ("admin role @con lead PRJ-1", "admin"),
    ("admin channels", "admin"),
)
NAMES_WHO_CAN = re.compile(r"\b(Only|Ask|That is for)\b")


@pytest.mark.parametrize("who", ["con", "ben", "sta"])
async def test_refusal_names_the_act_and_who_can(talk: Talk, who: str) -> None:
    await set_up_every_role(talk)
    answers = {words: await talk.command(who, words, "identity") for words, _ in REFUSED}
    assert [(words, answers[words]) for words, act in REFUSED if act not in answers[words]] == []
    assert [answer for answer in answers.values() if not NAMES_WHO_CAN.search(answer)] == []


# Queues and what was looked up in Slack change at every delivery; all other tables are of programs.
MACHINERY = frozenset({"inbox", "outbox", "gate", "channel", "member", "member_name"})


async def saved_rows(talk: Talk) -> dict[str, Any]:
    """Return the rows of all tables in which something about programs and people's rights is saved."""
    rows = await talk.bot.store.read(all_rows)
    return {name: found for name, found in rows.items() if name not in MACHINERY}


@pytest.mark.parametrize("offset", [0, 1])
async def test_refusal_is_the_same_at_a_button_and_a_mention(talk: Talk, offset: int) -> None:
    """Half of the refusals at each of the two doors, and nothing is saved at either."""
    await set_up_every_role(talk)
    before = await saved_rows(talk)
    for number, (words, act) in enumerate(REFUSED):
        seen = {message.ts for message in talk.private("con")}
        await (by_button if number % 2 == offset else by_mention)(talk, "con", words)
        answer = "\n".join(message.text for message in talk.private("con") if message.ts not in seen)
        assert act in answer, (words, answer)
        assert NAMES_WHO_CAN.search(answer), (words, answer)
    assert await saved_rows(talk) == before
