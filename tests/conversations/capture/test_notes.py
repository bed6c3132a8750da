"""Decisions, change requests and benefit evidence can be read where they were saved."""

from tests.scenarios import set_up_two_projects
from tests.steps.capture import press_button, private_answer
from tests.talk import Talk


async def test_decision_is_listed_with_author_and_link(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "ana", "decided: we go with biometric login only")
    assert "notes decisions lists them" in answer
    listed = await talk.command("cleo", "notes decisions", "identity")
    assert "we go with biometric login only · Ana" in listed
    assert "View message" in listed
    assert "No notes yet" in await talk.command("cleo", "notes changes", "identity")
    assert "biometric" in await talk.command("cleo", "notes PRG-1", "payments")
    assert "No notes yet" in await talk.command("cleo", "notes decisions", "payments")


async def test_undone_decision_leaves_the_list(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "decided: we go with biometric login only")
    await press_button(talk, "ana", "Undo")
    assert "No notes yet" in await talk.command("cleo", "notes", "identity")


async def test_decision_of_a_private_channel_stays_there(talk: Talk) -> None:
    await set_up_two_projects(talk)
    ids = [talk.users[name].id for name in ("ana", "cleo")]
    talk.sandbox.workspace.add_channel("board", members=[*ids, talk.sandbox.workspace.bot_user_id], private=True)
    await talk.command("ana", "link PRJ-1", "board")
    await talk.say("cleo", "board", "decided: we sell the company next year")
    assert "sell the company" in await talk.command("cleo", "notes decisions PRJ-1", "board")
    assert "No notes yet" in await talk.command("bo", "notes decisions PRJ-1", "identity")
