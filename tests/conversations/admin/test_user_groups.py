"""User groups by handle: one member is chosen wherever one person is meant, and nothing is guessed (B7)."""

import pytest

from tests.scenarios import set_up_sent_check_ins, set_up_two_projects
from tests.steps.capture import direct_messages, press_button, private_answer
from tests.steps.naming import DOORS, Door, add_unreachable, as_helper, as_owner
from tests.talk import Talk


def add_group(talk: Talk, handle: str, *people: str) -> str:
    group = talk.sandbox.workspace.add_group(handle, *(talk.users[name] for name in people))
    return group.id


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
async def test_every_door_asks_which_member(talk: Talk, door: Door) -> None:
    await set_up_two_projects(talk)
    add_group(talk, "backend-team", "bo", "cleo")
    answer = await door(talk, "@backend-team")
    assert "Which person in @backend-team?" in answer
    assert "I can ask Bo, Cleo." in answer
    assert "Saved" not in answer


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
async def test_only_member_who_can_answer_is_taken(talk: Talk, door: Door) -> None:
    await set_up_two_projects(talk)
    add_unreachable(talk)
    add_group(talk, "backend-team", "bo", "robo", "gone")
    answer = await door(talk, "@backend-team")
    assert "Which person" not in answer
    assert "Bo" in answer or f"<@{talk.users['bo'].id}>" in answer


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
async def test_group_without_a_reachable_person_is_refused(talk: Talk, door: Door) -> None:
    await set_up_two_projects(talk)
    add_unreachable(talk)
    add_group(talk, "bots", "robo", "gone")
    answer = await door(talk, "@bots")
    assert "@bots has no one I can ask." in answer
    assert "Name one person" in answer


async def test_refusal_names_who_could(talk: Talk) -> None:
    await set_up_two_projects(talk)
    add_group(talk, "nobody-left")
    for door in (as_owner, as_helper):
        assert "Name one person, for example Ana." in await door(talk, "@nobody-left")


async def test_choice_in_a_command_repeats_it_with_the_member(talk: Talk) -> None:
    await set_up_two_projects(talk)
    add_group(talk, "backend-team", "bo", "cleo")
    await talk.command("ana", 'block M-1 "no keys" needs @backend-team by Friday', "identity")
    await talk.click("ana", "again", value=f'block M-1 "no keys" needs <@{talk.users["cleo"].id}> by Friday')
    assert "no keys | Cleo | Fri 6 Mar" in await talk.command("ana", "blockers", "identity")


async def test_choice_in_a_channel_saves_the_line_with_the_member(talk: Talk) -> None:
    await set_up_two_projects(talk)
    add_group(talk, "backend-team", "bo", "cleo")
    assert "Nothing saved yet" in await private_answer(talk, "ana", "block M-1: no keys needs @backend-team by Friday")
    await press_button(talk, "ana", "Cleo")
    assert "no keys | Cleo | Fri 6 Mar" in await talk.command("ana", "blockers", "identity")


async def test_only_the_owner_gives_away_a_milestone_to_a_group(talk: Talk) -> None:
    await set_up_two_projects(talk)
    add_group(talk, "solo", "cleo")
    await talk.say("bo", "identity", "M-1 owner @solo")
    await talk.settle()
    assert any("Cleo" in line or talk.users["cleo"].id in line for line in direct_messages(talk, "ana"))


async def test_group_that_slack_does_not_tell_about_is_not_guessed(talk: Talk) -> None:
    await set_up_two_projects(talk)
    add_group(talk, "backend-team", "bo")
    talk.sandbox.faults.add("usergroups.users.list", "500", times=9)
    answer = await private_answer(talk, "ana", "block M-1: no keys needs @backend-team by Friday")
    assert "I couldn't find out who is in that group. Slack did not answer." in answer
    assert "No open blockers" in await talk.command("ana", "blockers", "identity")


async def test_group_is_shown_by_its_handle(talk: Talk) -> None:
    await set_up_two_projects(talk)
    add_group(talk, "backend-team", "bo", "cleo")
    await talk.say("ana", "identity", "M-1 slip to 20 Mar because @backend-team is at a fair")
    await talk.settle()
    assert "@backend-team is at a fair" in await talk.command("ana", "M-1", "identity")


async def test_answer_to_a_check_in_offers_the_members(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    add_group(talk, "backend-team", "bo", "cleo")
    await talk.say("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]), "blocked by @backend-team")
    assert "Which person in @backend-team?" in direct_messages(talk, "ana")[-1]
    await press_button(talk, "ana", "Cleo")
    assert "| Cleo |" in await talk.command("ana", "blockers", "identity")


async def test_group_closed_meanwhile_is_refused(talk: Talk) -> None:
    await set_up_two_projects(talk)
    group = add_group(talk, "old-team", "bo")
    talk.sandbox.faults.add("usergroups.users.list", "ok_false:no_such_subteam")
    answer = await private_answer(talk, "ana", "M-1 owner @old-team")
    assert "can't be asked. Slack has no such user group, or it was closed." in answer
    assert group not in answer
