"""General verbs typed with items of other kinds: they work in either order, or the refusal says what does."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


@pytest.fixture
async def items(talk: Talk) -> Talk:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new goal "Keep our customers" by 31 Dec', "identity")
    await talk.command("ana", 'decide "Which region?" who @bo', "identity")
    await talk.command("ana", "change M-1 to 20 Mar because the vendor is late", "identity")
    return talk


async def test_general_verbs_say_what_a_kind_takes(items: Talk) -> None:
    for words, answer in (
        ("delete G-1", "G-1 is a goal, which can't be deleted. Try G-1 rename"),
        ("follow DEC-1", "DEC-1 is a decision, which can't be followed. Try DEC-1 by 3 Mar"),
        ("mute CR-1", "CR-1 is a change request, which can't be muted. Try CR-1 approve"),
        ("delete BEN-1", "BEN-1 is a benefit, which can't be deleted."),
        ("cancel DEC-1", "DEC-1 is a decision, which can't be cancelled."),
        ("move BEN-1 to PRG-1", "BEN-1 is a benefit, which can't be moved."),
        ("undo M-1", "M-1 is a milestone, which can't be undone."),
        ("CR-1 delete", "CR-1 is a change request, which can't be deleted."),
    ):
        assert answer in (await items.command("ana", words, "identity")).replace("\n", " "), words


async def test_verb_before_or_after_the_id_is_the_same(items: Talk) -> None:
    assert "Hold our customers (G-1)" in await items.command("ana", 'rename G-1 "Hold our customers"', "identity")
    await items.command("ana", "close G-1", "identity")
    assert "Reopen" not in await items.command("ana", "reopen G-1", "identity")
    assert "PRJ-1" in await items.command("ana", "PRJ-1 follow", "identity")
    assert "Withdrawn" in await items.command("ana", "withdraw CR-1", "identity")


async def test_refused_verb_leaves_nothing_to_undo(items: Talk) -> None:
    await items.command("ana", 'rename G-1 "Hold our customers"', "identity")
    await items.command("ana", "follow DEC-1", "identity")
    assert "G-1" in await items.command("ana", "undo", "identity")


async def test_bare_verb_does_not_answer_a_question(items: Talk) -> None:
    for verb in ("cancel", "delete", "reopen", "undo"):
        answer = await items.command("bo", f"DEC-1 {verb}", "identity")
        assert "DEC-1 is a decision, which can't be" in answer, verb
    assert "Decided: cancel the contract" in await items.command("bo", "DEC-1 cancel the contract", "identity")
