"""In a channel that serves several projects, what is raised is asked about instead of put under the first."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.steps.capture import open_log_form, press_button, private_answer
from tests.talk import Talk


async def serve_both(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRJ-2", "identity")


@pytest.mark.parametrize(
    ("line", "saved"),
    [
        ("risk: tokens leak", "Saved as a risk (R-1)"),
        ("issue: tokens leaked", "Saved as an issue (I-1)"),
        ("assume: tokens are safe", "Saved as an assumption (A-1)"),
        ("decided: no tokens", "Saved as a decision"),
    ],
)
async def test_project_is_asked_for_and_then_kept(talk: Talk, line: str, saved: str) -> None:
    await serve_both(talk)
    asked = await private_answer(talk, "ana", line)
    assert "Nothing saved yet. Which project is that about?" in asked
    assert saved in await press_button(talk, "ana", "Payments")
    list_command = "decisions PRJ-2" if line.startswith("decided") else "register PRJ-2"
    listed = await talk.command("ana", list_command, "identity")
    assert "tokens" in listed


async def test_risk_about_a_milestone_needs_no_question(talk: Talk) -> None:
    await serve_both(talk)
    assert "Saved as a risk (R-1): tokens leak" in await private_answer(talk, "ana", "risk: tokens leak on M-2")
    assert "tokens" in await talk.command("ana", "register PRJ-2", "identity")


async def test_command_offers_the_projects_of_the_channel(talk: Talk) -> None:
    await serve_both(talk)
    assert "Which project" in await talk.command("ana", 'risk "tokens leak"', "identity")
    assert "Payments" in await press_button(talk, "ana", "Payments")


async def test_log_form_asks_for_the_project(talk: Talk) -> None:
    await serve_both(talk)
    await open_log_form(talk, "ana", "log_risk", "tokens leak")
    assert await talk.submit("ana", {"project": "PRJ-2"}) is None
    assert "R-1" in talk.private("ana")[-1].text
    assert "tokens" in await talk.command("ana", "register PRJ-2", "identity")


async def test_log_form_does_not_choose_a_project(talk: Talk) -> None:
    await serve_both(talk)
    await open_log_form(talk, "ana", "log_decision", "no tokens")
    assert await talk.submit("ana", {}) == {"project": "Please complete this required field."}
