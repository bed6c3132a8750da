"""Help begins with what fits a person's role, and every example in it works."""

import pytest

from handlers import routes
from tests.scenarios import set_up_every_role, set_up_two_projects
from tests.talk import Talk


async def test_every_example_in_help_is_understood(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.users["ana"].is_admin = True
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    for entry in routes.COMMANDS:
        for example in entry.examples:
            answer = await talk.command("ana", example, "identity")
            assert "went wrong" not in answer, example
            assert "I don't know" not in answer, example
            assert "I don't understand" not in answer, example


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("otto", "help_form update"),
        ("lee", "status PRJ-1"),
        ("mia", "digest preview PRG-1"),
        ("spo", "forecast PRG-1"),
        ("sta", "since 7 days ago"),
        ("ada", "admin roles"),
        ("con", "brief PRG-1"),
        ("gil", "settings_open x"),
    ],
)
async def test_help_starts_with_five_things_to_do(talk: Talk, who: str, offered: str) -> None:
    await set_up_every_role(talk)
    await talk.command(who, "help", "identity")
    buttons = [block["accessory"] for block in talk.private(who)[-1].blocks if block.get("accessory")]
    presses = [(button["action_id"].split(":")[0], button["value"]) for button in buttons]
    assert len(presses) == 5
    assert offered in [value if action == "again" else f"{action} {value}" for action, value in presses]
    for action, value in presses:
        await talk.command(who, "help", "identity")
        answer = await talk.click(who, action, value=value)
        for wrong in ("went wrong", "I don't know", "is not for you", "permission"):
            assert wrong not in answer, value


async def test_a_new_workspace_offers_a_first_program(talk: Talk) -> None:
    await talk.command("ana", "help", "identity")
    await talk.click("ana", "again", value="new program")
    assert "program" in str(talk.form("ana").body["title"]).casefold()


async def test_help_explains_topics_and_commands(talk: Talk) -> None:
    await set_up_two_projects(talk)
    topic = await talk.command("bo", "help hand-overs", "payments")
    assert "deps List the hand-overs, worst first." in topic
    assert "snooze" not in topic
    assert "Show the hand-overs" not in topic
    assert "slip to 14 Mar" in await talk.command("bo", "help slip", "payments")
    assert "no help on “ponies”" in await talk.command("bo", "help ponies", "payments")
    assert "admin roles" not in await talk.command("bo", "help administration", "payments")


async def test_help_opens_the_form_to_report_progress(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "help", "payments")
    await talk.click("bo", "help_form", value="update")
    assert "Milestone update" in str(talk.form("bo").body["title"])
