"""The role table's rows about goals, dates, requests, decisions and readings: every column through every door.

A door is a command, a mention, a direct message, a button that carries the command, and the buttons and forms of
the topic, used also by people who were never shown them.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox.model import View
from tests.databases import Rows
from tests.forms import form
from tests.prepared import prepared
from tests.scenarios import set_up_roles_with_consumer
from tests.steps.doors import by_command, by_direct_message, by_mention, press_forged_button
from tests.steps.forged import return_to, saved_rows, submit_copied_form
from tests.steps.value import add_benefit
from tests.talk import Talk

# Lee leads PRJ-1 and Olga another project; Otto owns M-1 and decides DEC-1; Con has no role of his own.
PEOPLE = ("ada", "spo", "mia", "lee", "olga", "otto", "con", "ben", "sta", "gil", "fay")


@dataclass(frozen=True)
class Form:
    """A form as the person `owner` opens it, by command or by a button, and what is filled in."""

    owner: str
    opener: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """A row of the table: the words that do it, its buttons and forms, and the tables that change when it is done.

    `cells` has a letter for each of PEOPLE: y done, p proposed to somebody else, - refused. `answers`: the
    letters of answers that come before anything is saved.
    """

    name: str
    cells: str
    tables: tuple[str, ...]
    words: str
    clicks: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


CONFIRMED = '{"verb": "commit", "id": "M-1", "argument": "17 Mar", "day": "2026-03-17"}'
GOALS = ("goal", "key_result", "project")
# See docs/behaviours.md.                         ada spo mia lee olga otto con ben sta gil fay
TABLE = (
    Row(
        "set goals",
        "yyypp------",
        GOALS,
        'G-1 rename "Be known"',
        ("goal_state G-1 close",),
        (
            Form("mia", "goal_edit G-1", {"name": "Be liked"}),
            Form("mia", "goal_result G-1", {"name": "Sales", "baseline": "1", "target": "9"}),
        ),
    ),
    Row(
        "weigh the goals of a project",
        "yyyp-------",
        GOALS,
        "PRJ-1 goals G-1",
        (),
        (Form("mia", "goal_weights PRJ-1", {"weight_1": "100"}),),
    ),
    Row(
        "create goals",
        "yyypp------",
        GOALS,
        'new goal "Be known" in PRG-1',
        (),
        (Form("mia", "new goal", {"name": "Be liked"}),),
    ),
    Row(
        "change a committed date",
        "ppyyppppp--",
        ("milestone",),
        "commit M-2 to 17 Mar",
        (),
        (Form("mia", "correct_menu commit M-2", {"date": "2026-03-17"}),),
        answers={"I can ask": "p", "I'll tell Gil": "y"},
    ),
    Row("confirm a committed date", "--yy-------", ("milestone",), "", (f"correct {CONFIRMED}",)),
    Row(
        "enter benefit readings",
        "--y----y---",
        ("reading",),
        "BEN-1 3.9!",
        (),
        (Form("ben", "benefit_reading BEN-1", {"figure": "3.9!"}),),
    ),
    Row(
        "decide if named",
        "-----y-----",
        ("decision",),
        "DEC-1 EU because it is near",
        (),
        (Form("otto", "decision_choose DEC-1/0", {"because": "it is near"}),),
    ),
    Row(
        "approve within a project",
        "-yyy-------",
        ("change_request", "milestone"),
        "CR-1 approve",
        ("change_approve CR-1",),
        (Form("lee", "change_reject CR-1", {"text": "no"}),),
    ),
    Row(
        "approve beyond the tolerance",
        "-y---------",
        ("change_request", "milestone"),
        "CR-2 approve",
        ("change_approve CR-2",),
        (Form("spo", "change_reject CR-2", {"text": "no"}),),
    ),
    Row(
        "object to a change request",
        "yyyyyyyy---",
        ("objection",),
        "CR-1 object it is too late",
        (),
        (Form("otto", "change_object CR-1", {"text": "it is too late"}),),
    ),
    Row(
        "comment on a change request",
        "yyyyyyyyy--",
        ("change_request",),
        "CR-1 comment it is late",
        (),
        (Form("otto", "change_comment CR-1", {"text": "it is late"}),),
    ),
)


@prepared
async def set_up_value(talk: Talk) -> None:
    """Add a goal, a benefit of Ben's, a decision of Otto's, and two change requests that Olga asks for."""
    await set_up_roles_with_consumer(talk)
    await talk.command("mia", 'new goal "Keep our customers" by 31 Dec', "identity")
    await talk.command("mia", 'G-1 key result "Churn" 4.2 → 3.8 %', "identity")
    await add_benefit(talk, "Fewer tickets", owner=talk.users["ben"].id)
    await talk.command("con", 'decide "Which region?" options EU|US who @otto in PRJ-1', "identity")
    await talk.command("olga", 'change "T" add "T" in PRJ-1', "payments")
    await talk.command("olga", "change M-1 to 30 Jun because we wait", "payments")


async def open_form(talk: Talk, filled: Form) -> View:
    """Let the person who may open a form do so, by a command or by a button."""
    if filled.opener.startswith("new "):
        await talk.command(filled.owner, filled.opener, "identity")
    else:
        action, _, value = filled.opener.partition(" ")
        await press_forged_button(talk, filled.owner, action, value, place="identity")
    return talk.form(filled.owner)


async def by_button(talk: Talk, who: str, words: str) -> None:
    value = re.sub(r"@(\w+)", lambda name: f"<@{talk.users[name[1]].id}>", words)
    await press_forged_button(talk, who, "again", value, place="identity")


def is_asked(rows: Rows) -> int:
    """Return how many questions to others there are."""
    return len(rows.get("proposal", ()))


def cell_of(row: Row, before: Rows, after: Rows) -> str:
    if any(before.get(name) != after.get(name) for name in row.tables):
        return "y"
    return "p" if is_asked(after) > is_asked(before) else "-"


async def cells_at(talk: Talk, row: Row, door: Callable[[str], Awaitable[Any]]) -> str:
    """Return the letters of a row at a door: each person tries it on the same state."""
    before, cells = await saved_rows(talk), ""
    for who in PEOPLE:
        seen = {message.ts for message in talk.visible(who)}
        await door(who)
        read = " ".join(message.text for message in talk.visible(who) if message.ts not in seen)
        answered = next((letter for words, letter in row.answers.items() if words in read), "")
        cells += answered or cell_of(row, before, await saved_rows(talk))
        if cells[-1] != "-":
            await return_to(talk, before)
    return cells


def typed_doors(row: Row) -> tuple[Callable[[Talk, str, str], Awaitable[None]], ...]:
    """Return the doors for words: all in the whole form, else two that differ from row to row."""
    doors = (by_command, by_mention, by_direct_message, by_button)
    first = TABLE.index(row) % len(doors)
    return form(short=(*doors, *doors)[first : first + 2], whole=doors) if row.words else ()


@pytest.mark.whole
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
async def test_every_role_at_every_door(talk: Talk, row: Row) -> None:
    await set_up_value(talk)
    found = {}
    for way in typed_doors(row):
        found[way.__name__] = await cells_at(talk, row, lambda who, way=way: way(talk, who, row.words))
    for click in row.clicks:
        action, _, value = click.partition(" ")
        found[click] = await cells_at(
            talk, row, lambda who, a=action, v=value: press_forged_button(talk, who, a, v, place="identity")
        )
    for filled in row.forms:
        view = await open_form(talk, filled)
        found[f"form {filled.opener}"] = await cells_at(
            talk, row, lambda who, v=view, f=filled: submit_copied_form(talk, who, v, f.values)
        )
    assert found == dict.fromkeys(found, row.cells)
