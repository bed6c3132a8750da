"""Buttons and forms with tampered values are refused with an answer, and nothing is written (T8, T20)."""

import logging
import random
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from handlers import routes
from handlers.imports import listeners as imports
from sandbox import acts
from sandbox.model import Channel, View
from storage.tables.base import BaseRow
from tests.forms import form
from tests.steps.doors import press_forged_button
from tests.talk import Talk

MACHINERY = {
    "inbox",
    "outbox",
    "gate",
    "claim",
    "counter",
    "member",
    "member_name",
    "ping",
    "home",
    "form_draft",
    "channel",
}
GARBAGE = (
    "",
    "x",
    "-1",
    "9" * 40,
    "²",
    "99",
    "M-99",
    "M-1",
    "M-1 soon",
    "D-1/soon",
    "D-99/0",
    "{}",
    "[1]",
    '{"m": "M-1", "to": "soon", "was": null, "why": ""}',
    '{"t": 1, "p": -1, "v": "nothing"}',
    "all 2026-99-99",
    "PRJ-1 2026-W10 9",
    "1 2 3 4 5 6",
)
# Actions for which a value of this list is valid, and the answer they give.
MEANT = {("card_done", "M-1"): "I'm asking them", **{("hush_all", value): "suggesting things" for value in GARBAGE}}


def sample_values(name: str) -> list[str]:
    """Return four values, different for each button and form so that all are covered; `make chaos` tries every one."""
    return form(short=random.Random(name).sample(GARBAGE, 4), whole=list(GARBAGE))


def decision_rows(session: Session) -> dict[str, Any]:
    """Return all rows of the tables that hold people's decisions."""
    tables = (table for table in BaseRow.metadata.sorted_tables if table.name not in MACHINERY)
    return {table.name: [tuple(row) for row in session.connection().execute(select(table))] for table in tables}


@pytest.mark.whole
@pytest.mark.parametrize("action", sorted(routes.CLICKS))
async def test_button_with_an_invalid_value_writes_nothing(
    talk: Talk, board: Channel, caplog: pytest.LogCaptureFixture, action: str
) -> None:
    before = await talk.bot.store.read(decision_rows)
    for value in sample_values(action):
        answer = await press_forged_button(talk, "cleo", action, value)
        if (action, value) in MEANT:
            assert MEANT[action, value] in answer
            before = await talk.bot.store.read(decision_rows)
        assert await talk.bot.store.read(decision_rows) == before, (value, answer)
    assert not logged_errors(caplog)


def logged_errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the errors the bot logged."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


async def tampered_form(talk: Talk, callback: str) -> View:
    """Return an open form with a name and a date, relabelled as the form `callback`."""
    if not any(view.user == talk.users["cleo"].id and not view.is_home for view in talk.sandbox.views.values()):
        await talk.command("cleo", "new milestone", "news")
    view = talk.form("cleo")
    view.body["callback_id"] = callback
    return view


@pytest.mark.whole
@pytest.mark.parametrize("callback", sorted({*routes.FORMS, *imports.VIEWS} - {"settings"}))
async def test_form_with_invalid_data_writes_nothing(
    talk: Talk, board: Channel, caplog: pytest.LogCaptureFixture, callback: str
) -> None:
    """The form's metadata name its item; its fields may be empty or those of an older version."""
    before = await talk.bot.store.read(decision_rows)
    for value in sample_values(callback):
        # A new milestone with a name is valid, and proposed to its lead.
        name = "" if callback == "new_milestone" else value or "x"
        for fields in ({}, {"name": name, "date": "2026-03-04"}):
            view = await tampered_form(talk, callback)
            view.body["private_metadata"] = f"C0NOWHERE {value}"
            await talk.sandbox.person("cleo").submit(view, fields)
            await talk.settle()
            assert await talk.bot.store.read(decision_rows) == before, (value, fields)
            await close_form(talk)
    assert not logged_errors(caplog)


async def close_form(talk: Talk) -> None:
    """Close the form and everything on top of it, unless it is still the one that was opened."""
    views = [view for view in talk.sandbox.views.values() if view.user == talk.users["cleo"].id and not view.is_home]
    if views and (len(views) > 1 or "Name" not in str(views[0].body)):
        await talk.sandbox.person("cleo").close_view(views[-1], clear=True)


async def test_draft_opens_only_for_readers_of_its_message(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "link PRJ-1", board)
    message = await talk.say("ana", board, "the sale waits for the lawyers")
    await talk.sandbox.person("ana").react(board, message.ts, "octagonal_sign")
    await talk.settle()
    for action in ("mark_open", "mark_drop"):
        assert "not yours" in await press_forged_button(talk, "cleo", action, "1")
    assert not [view for view in talk.sandbox.views.values() if view.user == talk.users["cleo"].id]
    await press_forged_button(talk, "bo", "mark_open", "1")
    assert "lawyers" in str(talk.form("bo").body)


async def test_note_undo_cannot_revert_a_date(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "M-1 slip to 3 Apr because of the vendor", "identity")
    await talk.click("ana", "slip_tell")
    before = await talk.bot.store.read(decision_rows)
    assert "more than a note" in await press_forged_button(talk, "ana", "note_undo", "1")
    assert await talk.bot.store.read(decision_rows) == before


async def test_form_of_a_person_turned_guest_is_refused(talk: Talk, board: Channel) -> None:
    await talk.command("cleo", "fit", "news")
    acts.change_user(talk.sandbox, talk.users["cleo"].id, is_restricted=True)
    await talk.settle()
    before = await talk.bot.store.read(decision_rows)
    assert await talk.submit("cleo", {"subject": "Atlas"}) is None
    assert "have permission" in str(talk.form("cleo").body)
    assert await talk.bot.store.read(decision_rows) == before
