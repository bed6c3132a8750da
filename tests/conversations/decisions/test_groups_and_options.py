"""User groups named in a decision, and options that no one could choose between, through every door."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

POINTLESS = ("||||", "EU", "EU|", "| EU |", '""|" "', "—|…", "EU|eu", "EU west|EU  west", "\u200b|\u2060")


@pytest.fixture
async def team_talk(talk: Talk) -> Talk:
    await set_up_two_projects(talk)
    people = [talk.users[name] for name in ("bo", "cleo")]
    talk.sandbox.workspace.add_group("design-team", *people)
    return talk


@pytest.mark.parametrize(
    ("clause", "line"), [("agree", "Must agree"), ("consult", "Consulted"), ("inform", "Informed")]
)
async def test_group_stands_for_its_members(team_talk: Talk, clause: str, line: str) -> None:
    ask = f'decide "Which region?" options EU|US who @ana {clause} @design-team'
    assert f"{line}: Bo, Cleo" in await team_talk.command("ana", ask, "identity")


async def test_group_is_added_to_an_open_question(team_talk: Talk) -> None:
    await team_talk.command("ana", 'decide "Which region?" options EU|US who @ana', "identity")
    assert "Must agree: Bo, Cleo" in await team_talk.command("ana", "DEC-1 agree @design-team", "identity")


async def test_decider_is_not_also_a_member_who_agrees(team_talk: Talk) -> None:
    await team_talk.command("ana", 'decide "Which region?" who @bo', "identity")
    card = await team_talk.command("ana", "DEC-1 agree @design-team", "identity")
    assert "Must agree: Cleo" in card
    assert "Decides: Bo" in card


async def test_one_member_of_a_group_is_chosen_to_decide(team_talk: Talk) -> None:
    answer = await team_talk.command("ana", 'decide "Which region?" who @design-team', "identity")
    assert "Which person in @design-team? I can ask Bo, Cleo." in answer
    again = f'decide "Which region?" who <@{team_talk.users["cleo"].id}>'
    assert "Decides: Cleo" in await team_talk.click("ana", "again", value=again)


async def test_group_too_large_to_ask_is_refused(team_talk: Talk) -> None:
    crowd = [team_talk.sandbox.workspace.add_user(f"crowd{number}") for number in range(21)]
    team_talk.sandbox.workspace.add_group("all-hands", *crowd)
    answer = await team_talk.command("ana", 'decide "Which region?" who @ana inform @all-hands', "identity")
    assert "@all-hands is too large: I ask at most 20 people." in answer
    assert "No decisions" in await team_talk.command("ana", "decisions", "identity")


@pytest.mark.parametrize("options", POINTLESS)
async def test_options_without_a_choice_are_refused(team_talk: Talk, options: str) -> None:
    refusals = ("A choice needs at least two options", "Two of the options are the same")
    answer = await team_talk.command("ana", f'decide "Which region?" options {options} who @bo', "identity")
    assert any(words in answer for words in refusals), answer
    assert "No decisions" in await team_talk.command("ana", "decisions", "identity")
    await team_talk.command("ana", 'decide "Which region?" options EU|US who @bo', "identity")
    changed = await team_talk.command("ana", f"DEC-1 options {options}", "identity")
    assert any(words in changed for words in refusals), changed
    assert "Options: EU · US" in await team_talk.command("ana", "DEC-1", "identity")
    await team_talk.click("ana", "decision_edit", value="DEC-1")
    errors = await team_talk.submit("ana", {"options": options})
    assert errors is not None
    assert set(errors) == {"options"}
    assert errors["options"].rstrip(".") in refusals
