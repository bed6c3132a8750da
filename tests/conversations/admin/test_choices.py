"""Choices as buttons: each program that fits repeats the command with it (fault 38)."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

COMMANDS = (
    "export",
    "forecast",
    "critical",
    "health",
    "timeline",
    "risks",
    "brief",
    "digest preview",
    "calendar",
    "escalate policy",
)


async def set_up_two_programs(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.users["ana"].is_admin = True
    await talk.command("ana", 'new program "Atlas two"', "identity")


@pytest.mark.parametrize("words", COMMANDS)
async def test_choices_repeat_the_command(talk: Talk, words: str) -> None:
    await set_up_two_programs(talk)
    answer = await talk.command("ana", words, "news")
    if "Which program" not in answer:
        assert "Pick one" not in answer
        return
    assert f"{words} PRG-1" in str(talk.private("ana")[-1].blocks)
    answer = await talk.click("ana", "again", value=f"{words} PRG-1")
    assert "Which program" not in answer


async def test_name_that_fits_two_is_replaced_by_the_choice(talk: Talk) -> None:
    await set_up_two_programs(talk)
    await talk.command("ana", "forecast atla", "news")
    assert "forecast PRG-2" in str(talk.private("ana")[-1].blocks)


@pytest.mark.parametrize("words", COMMANDS)
async def test_channel_of_one_program_means_that_one(talk: Talk, words: str) -> None:
    await set_up_two_programs(talk)
    assert "Which program" not in await talk.command("ana", words, "identity")
