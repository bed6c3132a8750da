"""Plans of any size: a message is folded, and never undoes the change that caused it."""

from datetime import date

from tests.scenarios import set_up_two_projects
from tests.steps.growth import add_consumers, add_milestones, add_projects
from tests.talk import Talk

DUE = date(2026, 3, 24)


async def test_slip_with_fifty_consumers_is_saved_and_answered(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_consumers(talk, 50, provider="M-1", project="PRJ-2", day=DUE)
    line = await talk.say("ana", "identity", "M-1 slip to 10 Apr because the vendor is late")
    assert "memo" in line.reactions
    news = [text for text in talk.seen("bo", "payments") if "Auth API" in text and "10 Apr" in text]
    assert news
    assert all(" more" in text for text in news)
    assert "10 Apr" in await talk.command("ana", "M-1", "identity")


async def test_views_of_a_milestone_with_many_consumers_answer(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_consumers(talk, 150, provider="M-1", project="PRJ-2", day=DUE)
    await add_milestones(talk, 70, project="PRJ-1", owner="ana", day=DUE)
    for words in ("M-1", "deps M-1", "risks", "critical", "PRJ-2", "asof 2026-03-02 PRG-1", "me", "brief PRG-1"):
        answer = await talk.command("ana", words, "identity")
        assert "Something went wrong" not in answer, words
        assert len(answer) > 30, words


async def test_status_of_120_projects_says_how_many_follow(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_projects(talk, 120, program="PRG-1")
    answer = await talk.command("ana", "status PRG-1", "identity")
    assert "Stream 1" in answer
    assert " more" in answer
