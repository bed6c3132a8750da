"""Shortcuts: a form filled with the message's text, with errors beside the fields."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.steps.capture import open_log_form
from tests.talk import Talk


async def test_update_is_logged_with_a_new_date(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await open_log_form(talk, "ana", "log_update", "the vendor needs two more weeks for the Auth API & the docs")
    assert "Auth API & the docs" in str(talk.form("ana").body)
    assert await talk.submit("ana", {"day": "2026-03-27"}) is None
    answer = talk.private("ana")[-1].text
    assert "Saved as an update" in answer
    assert "is now expected on Fri 27 Mar" in answer


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"change": "done"}, "was done on Mon 2 Mar"),
        ({"change": "percent", "percent": "60 %"}, "is 60% done"),
        ({"change": "date", "day": "2026-03-27"}, "is now expected on Fri 27 Mar"),
        ({"change": "blocked"}, "B-1 is a concern for M-1"),
    ],
)
async def test_update_form_takes_every_kind_of_change(talk: Talk, values: dict[str, str], answer: str) -> None:
    await set_up_two_projects(talk)
    await open_log_form(talk, "ana", "log_update", "I finished the wallet screens today")
    assert await talk.submit("ana", values) is None
    assert answer in talk.private("ana")[-1].text


async def test_update_form_asks_for_what_is_missing(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await open_log_form(talk, "ana", "log_update", "nearly there")
    assert await talk.submit("ana", {"change": "percent", "percent": "160"}) == {"percent": "A number from 0 to 100."}
    assert await talk.submit("ana", {"change": "date"}) == {"day": "Which day?"}


async def test_log_form_shows_errors_beside_the_field(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await open_log_form(talk, "ana", "log_update", "the vendor needs two more weeks")
    errors = await talk.submit("ana", {"text": "  ", "day": "2026-02-27"})
    assert errors == {"text": "Say what it is.", "day": "That day is past."}


async def test_blocker_decision_and_risk_are_logged(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for shortcut, expected in (
        ("log_blocker", "B-1 is a concern for M-1"),
        ("log_decision", "a decision"),
        ("log_risk", "a risk"),
    ):
        await open_log_form(talk, "ana", shortcut, "no test data")
        assert await talk.submit("ana", {}) is None
        assert expected in talk.private("ana")[-1].text


async def test_dependency_is_logged_and_a_loop_refused(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Login page" 20 Mar @ana in PRJ-1', "identity")
    await open_log_form(talk, "ana", "log_dependency", "we need the Auth API first")
    assert await talk.submit("ana", {"milestone": "M-3", "provider": "M-1"}) is None
    assert "M-3 depends on M-1" in talk.private("ana")[-1].text
    await open_log_form(talk, "ana", "log_dependency", "and the other way round")
    errors = await talk.submit("ana", {"milestone": "M-1", "provider": "M-3"})
    assert errors
    assert "depend on each other" in errors["provider"]


async def test_update_on_another_persons_milestone_asks_its_owner(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await open_log_form(talk, "cleo", "log_update", "Auth API takes longer")
    assert await talk.submit("cleo", {"day": "2026-03-27"}) is None
    assert "so I'm asking them" in talk.private("cleo")[-1].text


async def test_message_in_an_unlinked_channel_can_be_logged(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await open_log_form(talk, "ana", "log_decision", "we go with region two", "news")
    assert await talk.submit("ana", {}) is None
    assert "Saved as a decision" in talk.window("ana")


async def test_my_week_and_raise_something(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Login page" 6 Mar @ana in PRJ-1', "identity")
    await talk.sandbox.person("ana").global_shortcut("my_week")
    await talk.settle()
    week = str(talk.form("ana").body)
    assert "Login page" in week
    assert "Auth API" not in week
    await talk.sandbox.person("ana").global_shortcut("raise_something")
    await talk.settle()
    assert await talk.submit("ana", {"kind": "blocker", "text": "no data"}) == {"milestone": "Which milestone?"}
    assert await talk.submit("ana", {"kind": "blocker", "text": "no data", "milestone": "M-1"}) is None
    assert "B-1" in talk.window("ana")
