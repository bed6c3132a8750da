"""Buttons and forms that carry what they never carried: refused in words, and nothing is written (T8, T20)."""

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
from tests.steps.doors import pressed
from tests.talk import Talk

MACHINERY = {"inbox", "outbox", "gate", "claim", "counter", "member", "ping", "home", "form_draft", "channel"}
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
MEANT = {("card_done", "M-1"): "who is asked", **{("hush_all", value): "no more" for value in GARBAGE}}
"""What these do with a value of this list is what they are for."""


def some(name: str) -> list[str]:
    """Four of them, others for each button and form, so that together they meet all; `make chaos` tries everything."""
    return form(short=random.Random(name).sample(GARBAGE, 4), whole=list(GARBAGE))


def kept(session: Session) -> dict[str, Any]:
    """Every row there is of what people decide."""
    tables = (table for table in BaseRow.metadata.sorted_tables if table.name not in MACHINERY)
    return {table.name: [tuple(row) for row in session.connection().execute(select(table))] for table in tables}


@pytest.mark.whole
@pytest.mark.parametrize("action", sorted(routes.CLICKS))
async def test_a_button_that_carries_nonsense_writes_nothing(
    talk: Talk, board: Channel, caplog: pytest.LogCaptureFixture, action: str
) -> None:
    before = await talk.bot.store.read(kept)
    for value in some(action):
        heard = await pressed(talk, "cleo", action, value)
        if (action, value) in MEANT:
            assert MEANT[action, value] in heard
            before = await talk.bot.store.read(kept)
        assert await talk.bot.store.read(kept) == before, (value, heard)
    assert not broken(caplog)


def broken(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the bot had to apologise for."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


async def a_form(talk: Talk, callback: str) -> View:
    """A form with a name and a date in it, as if it were this one."""
    if not any(view.user == talk.users["cleo"].id and not view.is_home for view in talk.sandbox.views.values()):
        await talk.command("cleo", "new milestone", "news")
    view = talk.form("cleo")
    view.body["callback_id"] = callback
    return view


@pytest.mark.whole
@pytest.mark.parametrize("callback", sorted({*routes.FORMS, *imports.VIEWS} - {"settings"}))
async def test_a_form_that_carries_nonsense_writes_nothing(
    talk: Talk, board: Channel, caplog: pytest.LogCaptureFixture, callback: str
) -> None:
    """A form is about what its metadata say; its fields may be those of an older version, or empty."""
    before = await talk.bot.store.read(kept)
    for value in some(callback):
        for fields in ({}, {"name": value or "x", "date": "2026-03-04"}):
            view = await a_form(talk, callback)
            view.body["private_metadata"] = f"C0NOWHERE {value}"
            await talk.sandbox.person("cleo").submit(view, fields)
            await talk.settle()
            assert await talk.bot.store.read(kept) == before, (value, fields)
            await left(talk)
    assert not broken(caplog)


async def left(talk: Talk) -> None:
    """The form is closed with all that lies over it, unless it is the one that was opened."""
    mine = [view for view in talk.sandbox.views.values() if view.user == talk.users["cleo"].id and not view.is_home]
    if mine and (len(mine) > 1 or "Name" not in str(mine[0].body)):
        await talk.sandbox.person("cleo").close_view(mine[-1], clear=True)


async def test_somebody_elses_draft_is_opened_by_who_may_read_its_message_alone(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "link PRJ-1", board)
    said = await talk.say("ana", board, "the sale waits for the lawyers")
    await talk.sandbox.person("ana").react(board, said.ts, "octagonal_sign")
    await talk.settle()
    for action in ("mark_open", "mark_drop"):
        assert "not yours" in await pressed(talk, "cleo", action, "1")
    assert not [view for view in talk.sandbox.views.values() if view.user == talk.users["cleo"].id]
    await pressed(talk, "bo", "mark_open", "1")
    assert "lawyers" in str(talk.form("bo").body)


async def test_the_undo_of_a_note_does_not_take_back_a_date(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "M-1 slip to 3 Apr because of the vendor", "identity")
    await talk.click("ana", "slip_tell")
    before = await talk.bot.store.read(kept)
    assert "more than a note" in await pressed(talk, "ana", "note_undo", "1")
    assert await talk.bot.store.read(kept) == before


async def test_a_form_of_somebody_who_became_a_guest_meanwhile_is_refused(talk: Talk, board: Channel) -> None:
    await talk.command("cleo", "fit", "news")
    acts.change_user(talk.sandbox, talk.users["cleo"].id, is_restricted=True)
    await talk.settle()
    before = await talk.bot.store.read(kept)
    assert await talk.submit("cleo", {"subject": "Atlas"}) is None
    assert "not for you" in str(talk.form("cleo").body)
    assert await talk.bot.store.read(kept) == before
