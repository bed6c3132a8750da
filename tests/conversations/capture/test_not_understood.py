"""Greetings, questions and lines that are not understood: a friendly line or a question, never silence."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.steps.capture import press_button, private_answer
from tests.talk import Talk


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("thanks", "You're welcome!"),
        ("hi", "Hi Ana!"),
        ("ok", "Nothing was saved"),
        ("budgets", "No budget line yet"),
        ("how much does it cost?", "No budget line yet"),
        ("workload", "booked"),
        ("who is overloaded?", "No clashes"),
        ("goals", "No goals yet."),
        ("what are our objectives?", "No goals yet."),
        ("benefits", "has no benefits yet"),
        ("who is on leave?", "I can't answer that yet."),
        ("what is the status of Identity?", "Identity (PRJ-1)"),
        ("what is the status of the Auth API?", "Auth API"),
        ("how are we doing?", "Atlas (PRG-1)"),
        ("what's next for me?", "Auth API"),
        ("decisions", "No decisions"),
    ],
)
async def test_talk_gets_a_friendly_answer(talk: Talk, words: str, answer: str) -> None:
    await set_up_two_projects(talk)
    assert answer in await talk.command("ana", words, "identity")
    mentioned = await private_answer(talk, "ana", f"@baton {words}")
    assert answer in mentioned
    assert "Did you mean" not in mentioned


async def test_button_below_thanks_runs_a_command(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "thanks", "identity")
    assert "Auth API" in await press_button(talk, "ana", "My milestones")


@pytest.mark.parametrize("words", ["budget", "fooo", "xyzzy", "orphan work"])
async def test_far_words_suggest_no_other_verb(talk: Talk, words: str) -> None:
    await set_up_two_projects(talk)
    assert "follow" not in await talk.command("ana", words, "identity")


async def test_misspelled_verb_is_suggested(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "Did you mean status?" in await talk.command("ana", "statsu", "identity")


async def test_unknown_words_after_an_id_are_asked_about(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "ana", "M-1 no longer on track for 20 Mar")
    assert "I don't understand “no longer on track for 20 Mar” about M-1." in answer
    await press_button(talk, "ana", "New date")
    assert talk.form("ana").body["type"] == "modal"


async def test_command_in_a_channel_is_offered_as_a_button(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await private_answer(talk, "ana", "M-1 60%")
    assert "Do you want me to run undo?" in await private_answer(talk, "ana", "undo")
    await press_button(talk, "ana", "Run undo")
    assert "60%" not in await talk.command("ana", "M-1", "identity")


async def test_assumption_without_a_colon_is_saved_on_request(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "An assumption:" in await private_answer(talk, "ana", "assume the store review takes a week")
    assert "A-1" in await press_button(talk, "ana", "Save assumption")


async def test_several_unclear_lines_are_each_asked_about(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "ana", "M-1 160%\nM-2 looks shaky")
    assert "progress must be 0–100%" in answer
    assert "looks shaky" in answer


async def test_wrong_weekday_after_an_id_offers_days(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await private_answer(talk, "ana", "M-1 Thu 20 Mar")
    assert "Fri 20 Mar" in await press_button(talk, "ana", "Fri 20 Mar")


async def test_two_milestones_of_a_command_are_both_saved(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", "M-1 70% and M-2 30%", "identity")
    assert "Auth API (M-1) is 70% done" in answer
    assert "Checkout (M-2) is 30% done" in answer


async def test_muted_suggestions_keep_hints_of_the_verb(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await private_answer(talk, "ana", "Auth API is blocked by the vendor")
    await talk.click("ana", "hush_here")
    assert await private_answer(talk, "ana", "M-1 looks shaky") == ""
    assert "0–100%" in await private_answer(talk, "ana", "M-1 160%")
