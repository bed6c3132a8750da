"""The yearly look at a program: asked once, at work, answered by a button or the form, and shown on its card."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

SIGNS = ["GOAL", "ONGOING", "WAITING", "SHARING"]
# Tuesday 2 March 2027, 10:00 in Berlin, where Ana works.
YEAR_LATER = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
async def fit_talk(talk: Talk) -> Talk:
    """Let Ana, the program's manager, answer the six signs for Atlas."""
    await set_up_two_projects(talk)
    await talk.command("ana", "fit Atlas", "identity")
    assert await talk.submit("ana", {"subject": "Atlas", "signs": SIGNS}) is None
    return talk


def questions(talk: Talk, who: str) -> list[str]:
    return [m.text for m in talk.visible(who) if "signs of a program. Do they still hold?" in m.text]


async def test_manager_is_asked_a_year_later_once(fit_talk: Talk) -> None:
    await fit_talk.fast_forward(to=YEAR_LATER - timedelta(days=1))
    assert questions(fit_talk, "ana") == []
    # At night nobody is asked.
    await fit_talk.fast_forward(to=YEAR_LATER - timedelta(hours=8))
    assert questions(fit_talk, "ana") == []
    await fit_talk.fast_forward(to=YEAR_LATER)
    (question,) = questions(fit_talk, "ana")
    assert "On Mon 2 Mar 2026 Atlas (PRG-1) had 4 of 6 signs" in question
    for _ in range(3):
        await fit_talk.fast_forward(by=timedelta(days=1))
    assert len(questions(fit_talk, "ana")) == 1
    assert questions(fit_talk, "bo") == []


async def test_fewer_signs_ask_to_close_or_merge(fit_talk: Talk) -> None:
    await fit_talk.fast_forward(to=YEAR_LATER)
    await fit_talk.click("ana", "fit_review", value="PRG-1")
    assert "4 of 6 signs" in fit_talk.window("ana")
    assert await fit_talk.submit("ana", {"signs": ["GOAL", "WAITING"]}) is None
    (answer,) = [m.text for m in fit_talk.visible("ana") if "2 of 6 signs hold" in m.text]
    assert "close it, or merge it into another program?" in answer
    card = await fit_talk.click("ana", "again", value="PRG-1")
    assert "Last fit test, Tue 2 Mar: 2 of 6 signs of a program" in card


async def test_same_answer_is_kept_with_its_history(fit_talk: Talk) -> None:
    await fit_talk.fast_forward(to=YEAR_LATER)
    answer = await fit_talk.click("ana", "fit_same", value="PRG-1")
    assert "4 of 6 signs present. Run it as a program" in answer
    assert "On Mon 2 Mar 2026 it was 4 of 6" in answer
    assert "were checked again since" in await fit_talk.click("ana", "fit_same", value="PRG-1")
    await fit_talk.fast_forward(to=YEAR_LATER + timedelta(days=300))
    assert len(questions(fit_talk, "ana")) == 1
    await fit_talk.fast_forward(to=datetime(2028, 3, 2, 9, 0, tzinfo=UTC))
    assert len(questions(fit_talk, "ana")) == 2


async def test_renamed_program_keeps_its_fit_history(fit_talk: Talk) -> None:
    await fit_talk.command("ana", 'rename PRG-1 "Borealis"', "identity")
    await fit_talk.command("ana", 'new program "Atlas"', "identity")
    assert "Last fit test" not in await fit_talk.command("ana", "status PRG-2", "identity")
    assert "Last fit test, Mon 2 Mar" in await fit_talk.command("ana", "status PRG-1", "identity")
    await fit_talk.fast_forward(to=YEAR_LATER)
    (question,) = questions(fit_talk, "ana")
    assert "Borealis (PRG-1) had 4 of 6 signs" in question
    assert "On Mon 2 Mar 2026 it was 4 of 6" in await fit_talk.click("ana", "fit_same", value="PRG-1")


async def test_test_from_before_the_program_is_kept(talk: Talk) -> None:
    await talk.command("ana", "fit Atlas", "identity")
    assert await talk.submit("ana", {"subject": "Atlas", "signs": SIGNS}) is None
    await talk.command("ana", 'new program "Atlas"', "identity")
    await talk.command("ana", 'rename PRG-1 "Borealis"', "identity")
    assert "Last fit test" in await talk.command("ana", "status PRG-1", "identity")


async def test_program_without_a_fit_test_is_left_alone(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.fast_forward(to=YEAR_LATER)
    assert questions(talk, "ana") == []
