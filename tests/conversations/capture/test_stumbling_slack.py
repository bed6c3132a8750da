"""Look-ups that stumble: nothing is lost, nothing becomes secret, nobody is refused (G1, G2)."""

from datetime import timedelta

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

STUMBLES = ("ok_false:internal_error", "ok_false:fatal_error", "500", "503", "429", "cut_before")


async def grow_old(talk: Talk) -> None:
    """Let what is known of people and channels become older than ten minutes."""
    talk.sandbox.clock.advance(timedelta(minutes=11))


@pytest.mark.parametrize("kind", STUMBLES)
async def test_line_is_saved_although_its_author_cannot_be_looked_up(talk: Talk, kind: str) -> None:
    await set_up_two_projects(talk)
    await grow_old(talk)
    talk.sandbox.faults.add("users.info", kind, times=3)
    message = await talk.say("ana", "identity", "M-1 57%")
    assert "memo" in message.reactions
    assert "57%" in await talk.command("ana", "M-1", "identity")


@pytest.mark.parametrize("kind", STUMBLES)
async def test_stumble_makes_no_secret_of_what_was_public(talk: Talk, kind: str) -> None:
    await set_up_two_projects(talk)
    await grow_old(talk)
    talk.sandbox.faults.add("conversations.info", kind, times=3)
    await talk.say("ana", "identity", "risk: vendor may be late")
    talk.sandbox.faults.clear()
    assert "vendor may be late" in await talk.command("bo", "register", "payments")


@pytest.mark.parametrize("kind", STUMBLES)
async def test_stranger_is_heard_as_soon_as_slack_answers(talk: Talk, kind: str) -> None:
    await set_up_two_projects(talk)
    talk.users["dora"] = dora = talk.sandbox.workspace.add_user("dora", real_name="Dora", tz="UTC")
    talk.sandbox.workspace.channel_named("identity").members.append(dora.id)
    talk.sandbox.faults.add("users.info", kind, times=2)
    await talk.say("dora", "identity", "risk: vendor may be late")
    assert "vendor may be late" in await talk.command("bo", "register", "payments")


@pytest.mark.parametrize("kind", [kind for kind in STUMBLES if kind != "429"])
async def test_command_of_a_stranger_is_answered_not_refused(talk: Talk, kind: str) -> None:
    await set_up_two_projects(talk)
    talk.users["dora"] = dora = talk.sandbox.workspace.add_user("dora", real_name="Dora", tz="UTC")
    talk.sandbox.workspace.channel_named("identity").members.append(dora.id)
    talk.sandbox.faults.add("users.info", kind, times=2)
    answer = await talk.command("dora", "status", "identity")
    assert "Identity (PRJ-1)" in answer


async def test_reaction_is_kept_while_its_message_cannot_be_fetched(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "the vendor may be late")
    for method in ("conversations.history", "conversations.replies"):
        talk.sandbox.faults.add(method, "ok_false:internal_error", times=1)
    await talk.sandbox.person("bo").react("identity", message.ts, "game_die")
    await talk.settle()
    assert any("vendor may be late" in text for text in talk.seen("bo", "identity"))


async def test_someone_whom_slack_does_not_know_is_refused(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await grow_old(talk)
    talk.sandbox.faults.add("users.info", "ok_false:user_not_found", times=1)
    message = await talk.say("ana", "identity", "M-1 57%")
    assert not message.reactions
