"""Packs of a program that is younger than the last whole period."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


@pytest.mark.parametrize("rhythm", ["monthly", "quarterly", "annual"])
async def test_first_pack_begins_with_the_program(talk: Talk, rhythm: str) -> None:
    await set_up_two_projects(talk)
    for voice in ("delivery", "executive"):
        said = await talk.command("ana", f"digest preview {rhythm} {voice}", "identity")
        assert said.startswith("Atlas: ")
        assert "the program began after" in said


async def test_a_day_before_the_program_is_refused(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "There was no Atlas (PRG-1)" in await talk.command("ana", "pack monthly asof 1 Jan 2020", "identity")


async def test_first_pack_is_sent_when_its_period_is_over(talk: Talk) -> None:
    await set_up_two_projects(talk)
    said = await talk.command("ana", "pack send monthly", "identity")
    assert "The first monthly period of Atlas (PRG-1) isn't over yet." in said
    assert "pack monthly" in said
