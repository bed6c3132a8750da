"""Decisions asked for, listed, shown, made, changed and withdrawn, by command and by form."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.steps.checkins import direct_messages
from tests.talk import Talk

ASK = 'decide "Which region?" options EU|US by 20 Mar who @bo'


@prepared
async def set_up_question(talk: Talk) -> None:
    """Let Ana ask Bo which region it is."""
    await set_up_two_projects(talk)
    await talk.command("ana", ASK, "identity")


@pytest.fixture
async def asked_talk(talk: Talk) -> Talk:
    await set_up_question(talk)
    return talk


async def test_decider_is_asked_and_decides_with_a_reason(talk: Talk) -> None:
    await set_up_two_projects(talk)
    card = await talk.command("ana", ASK, "identity")
    assert "Which region? (DEC-1)" in card
    assert "needed by Fri 20 Mar" in card
    assert "Decides: Bo" in card
    asked = talk.newest_with("bo", "decision_choose", "DEC-1/0")
    assert "Ana asks you to decide" in asked.text
    await talk.click("bo", "decision_choose", value="DEC-1/0", on=asked)
    assert await talk.submit("bo", {"because": "the data must stay here"}) is None
    card = await talk.command("cleo", "DEC-1", "news")
    assert "Decided: EU, by Bo, Mon 2 Mar" in card
    assert "Because: the data must stay here" in card
    assert any("Decided: EU, by Bo" in text for text in direct_messages(talk, "ana"))


async def test_question_in_the_decider_s_inbox_loses_its_buttons(asked_talk: Talk) -> None:
    await asked_talk.command("bo", "DEC-1 us because it is nearer to most users", "payments")
    texts = direct_messages(asked_talk, "bo")
    assert any("Decided: US, by Bo" in text for text in texts)
    assert not any("asks you to decide" in text for text in texts)


async def test_only_the_decider_decides(asked_talk: Talk) -> None:
    assert "isn't yours to decide. Bo decides." in await asked_talk.command("ana", "DEC-1 EU", "identity")
    assert "not an option" in await asked_talk.command("bo", "DEC-1 Mars", "identity")
    assert "Decided: EU" in await asked_talk.command("bo", "DEC-1 EU", "identity")


async def test_second_decision_is_refused_and_names_the_first(asked_talk: Talk) -> None:
    await asked_talk.command("bo", "DEC-1 EU", "identity")
    answer = await asked_talk.command("bo", "DEC-1 US", "identity")
    assert "Bo has already decided: EU (DEC-1)." in answer
    assert "Decided: EU" in await asked_talk.command("ana", "DEC-1", "identity")


async def test_open_question_can_be_changed(asked_talk: Talk) -> None:
    assert "Decides: Cleo" in await asked_talk.command("ana", "DEC-1 who @cleo by 27 Mar", "identity")
    assert any("asks you to decide" in text for text in direct_messages(asked_talk, "cleo"))
    assert "may not change this decision" in await asked_talk.command("bo", "DEC-1 by 30 Mar", "identity")


async def test_made_decision_cannot_be_changed(asked_talk: Talk) -> None:
    await asked_talk.command("bo", "DEC-1 EU", "identity")
    answer = await asked_talk.command("ana", "DEC-1 by 30 Mar", "identity")
    assert "isn't edited after it is made" in answer


async def test_withdrawn_question_is_told_to_its_decider(asked_talk: Talk) -> None:
    assert "Withdrawn: the vendor chose" in await asked_talk.command("ana", "DEC-1 withdraw the vendor chose", "news")
    assert any("Ana withdrew the question" in text for text in direct_messages(asked_talk, "bo"))
    assert "was withdrawn" in await asked_talk.command("bo", "DEC-1 EU", "identity")


async def test_list_shows_the_most_urgent_first(asked_talk: Talk) -> None:
    await asked_talk.command("ana", 'decide "Who tests?" by 5 Mar who @cleo', "identity")
    await asked_talk.command("ana", 'decide "What colour?" who @cleo', "identity")
    await asked_talk.command("ana", 'decide "Done?" options yes|no who @bo', "identity")
    await asked_talk.command("bo", "DEC-4 yes", "identity")
    listed = await asked_talk.command("cleo", "decisions", "news")
    assert "3 open decisions: 1 needed soon · 1 closed" in listed
    order = [listed.index(words) for words in ("Who tests?", "Which region?", "What colour?", "Done?")]
    assert order == sorted(order)
    assert "Done?" not in await asked_talk.command("cleo", "decisions open PRJ-1", "news")
    assert "Which region?" not in await asked_talk.command("cleo", "decisions decided", "news")


async def test_form_asks_and_changes(asked_talk: Talk) -> None:
    await asked_talk.command("cleo", "decide", "identity")
    users = {name: user.id for name, user in asked_talk.users.items()}
    values: Mapping[str, object] = {
        "question": "Which vendor?",
        "options": "Acme\nBolt",
        "decider": users["ana"],
        "inside": "PRJ-2",
        "gates": ["M-2"],
        "must_agree": [users["bo"]],
        "date": "2026-03-16",
    }
    for field, value in (("question", " "), ("options", "a\nA"), ("date", "2026-03-01")):
        errors = await asked_talk.submit("cleo", {**values, field: value})
        assert errors is not None, field
        assert set(errors) == {field}
    assert await asked_talk.submit("cleo", values) is None
    card = await asked_talk.command("cleo", "DEC-2", "news")
    assert "Must agree: Bo" in card
    assert "Waiting for it: Checkout (M-2)" in card
    await asked_talk.click("cleo", "decision_edit", value="DEC-2")
    assert await asked_talk.submit("cleo", {"must_agree": [], "gates": []}) is None
    card = await asked_talk.command("cleo", "DEC-2", "news")
    assert "Must agree" not in card
    assert "Waiting" not in card


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ('decide "Which region?" options EU|US', "Who decides?"),
        ('decide "Which region?" who dana', "isn't a person I can ask"),
        ('decide "Which region?" who @bo @ana', "Only one person decides"),
        ('decide "Which region?" options EU|eu who @bo', "Two of the options are the same"),
        ('decide "Which region?" by yesterday who @bo', "is in the past"),
        ('decide "Which region?" who @bo gates M-99', "There is no milestone M-99"),
        ('decide "Which region?" perhaps who @bo', "I don't know what “perhaps” means"),
        ('decide "Which region?" who @bo gates payments', "I don't know what “payments” means"),
    ],
)
async def test_what_is_wrong_is_refused_with_an_example(talk: Talk, words: str, answer: str) -> None:
    await set_up_two_projects(talk)
    assert answer in await talk.command("ana", words, "identity")
    assert "No decisions" in await talk.command("ana", "decisions", "identity")


async def test_question_without_quotes_ends_with_its_mark(talk: Talk) -> None:
    await set_up_two_projects(talk)
    card = await talk.command(
        "ana", "decide Which region, by the way? options EU west|US by 20 Mar who @bo", "identity"
    )
    assert "Which region, by the way? (DEC-1)" in card
    assert "EU west · US" in card


async def test_undo_reopens_a_decision_for_a_minute(asked_talk: Talk) -> None:
    await asked_talk.command("bo", "DEC-1 EU", "identity")
    await asked_talk.click("bo", "undo")
    assert "Options: EU · US" in await asked_talk.command("ana", "DEC-1", "identity")
    await asked_talk.command("bo", "DEC-1 US", "identity")
    await asked_talk.fast_forward(by=timedelta(minutes=2))
    answer = await asked_talk.click("bo", "undo")
    assert "can't be undone any more" in answer
    assert "Decided: US" in await asked_talk.command("ana", "DEC-1", "identity")


async def test_audit_tells_the_story_of_a_decision(asked_talk: Talk) -> None:
    await asked_talk.command("bo", "DEC-1 EU because it is near", "identity")
    for subject in ("DEC-1", "PRJ-1", "PRG-1"):
        log = await asked_talk.command("ana", f"audit {subject}", "identity")
        assert "Bo decided decision DEC-1, “Which region?”" in log, subject
        assert "Ana asked for decision DEC-1, “Which region?”" in log, subject


async def test_clause_written_twice_is_refused(asked_talk: Talk) -> None:
    for clause in ("who @bo who @cleo", "who @bo agree @ana agree @cleo", "who @bo by 3 Mar by 4 Mar"):
        answer = await asked_talk.command("ana", f'decide "Twice?" options A|B {clause}', "identity")
        assert "is there twice" in answer, clause
    assert "There is no decision DEC-2" in await asked_talk.command("ana", "DEC-2", "identity")


async def test_refused_supersession_names_the_reason(asked_talk: Talk) -> None:
    await asked_talk.command("bo", "DEC-1 EU because it is near", "identity")
    await asked_talk.command("ana", ASK.replace("region", "vendor"), "identity")
    await asked_talk.command("ana", ASK.replace("region", "colour"), "identity")
    await asked_talk.command("ana", "DEC-2 supersedes DEC-1", "identity")
    assert "DEC-2 supersedes DEC-1 already" in await asked_talk.command("ana", "DEC-2 supersedes DEC-3", "identity")
    await asked_talk.command("ana", "DEC-3 withdraw", "identity")
    assert "DEC-3 is withdrawn" in await asked_talk.command("ana", "DEC-3 supersedes DEC-1", "identity")
