"""Imported rows without a person belong to the lead and the manager; others propose (F14)."""

from collections.abc import Awaitable, Callable

import pytest

import storage.plan
from tests.steps.capture import direct_messages, press_button
from tests.steps.doors import by_command, by_direct_message, by_mention, by_message
from tests.steps.files import given
from tests.talk import Talk

TABLE = b"what,who,date\nLaunch,,2026-06-01\n"
Door = Callable[[Talk, str, str], Awaitable[None]]


async def import_launch(talk: Talk) -> None:
    """Let Ana import a milestone without an owner; she leads the project that it creates."""
    await given(talk, "ana", "app.csv", TABLE)
    await talk.click("ana", "import_go")
    await talk.command("ana", "link PRJ-1 #identity", "identity")


async def launch(talk: Talk) -> tuple[str | None, int, str]:
    """Return owner, progress and day of the imported milestone."""
    milestone = await talk.bot.store.read(storage.plan.milestone, team=talk.bot.deps.team, id="M-1")
    return milestone.owner, milestone.percent, f"{milestone.own_date:%d %b}"


@pytest.mark.parametrize("door", [by_command, by_message, by_mention, by_direct_message])
@pytest.mark.parametrize("words", ["M-1 10%", "M-1 owner @bo"])
async def test_row_without_a_person_is_nobody_elses(talk: Talk, door: Door, words: str) -> None:
    await import_launch(talk)
    await door(talk, "bo", words)
    assert await launch(talk) == (None, 0, "01 Jun")
    assert any("has no owner, so I'm asking <@" in message.text for message in talk.visible("bo"))
    assert "Bo says" in direct_messages(talk, "ana")[-1]
    assert "It has no owner, so you decide. Accept?" in direct_messages(talk, "ana")[-1]
    await press_button(talk, "ana", "Accept")
    assert await launch(talk) != (None, 0, "01 Jun")


async def test_slip_of_a_row_without_a_person_is_proposed(talk: Talk) -> None:
    await import_launch(talk)
    await talk.say("bo", "identity", "M-1 slip to 8 Jun")
    assert await launch(talk) == (None, 0, "01 Jun")
    await press_button(talk, "ana", "Accept")
    assert await launch(talk) == (None, 0, "08 Jun")


@pytest.mark.parametrize("words", ["cancel M-1", 'rename M-1 "Lunch"', "delete M-1", "commit M-1 to 8 Jun"])
async def test_correction_of_a_row_without_a_person_is_refused(talk: Talk, words: str) -> None:
    await import_launch(talk)
    answer = await talk.command("bo", words, "identity")
    act = "committed date" if words.startswith("commit") else words.split()[0]
    assert act in answer
    assert await launch(talk) == (None, 0, "01 Jun")
    assert "Launch" in await talk.command("ana", "M-1", "identity")
