"""Decisions that were made already: `decided: …`, ⚖️ and *Log decision* give each an id, its source and its place."""

from tests.scenarios import set_up_two_projects
from tests.steps.capture import edit_message, open_log_form, press_button, private_answer
from tests.steps.checkins import direct_messages
from tests.talk import Talk


async def test_decided_line_is_a_decision_with_author_and_link(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "ana", "decided: we go with biometric login only")
    assert "Saved as a decision (DEC-1): we go with biometric login only" in answer
    assert "decisions lists them" in answer
    listed = await talk.command("cleo", "decisions", "identity")
    assert "we go with biometric login only (DEC-1)" in listed
    card = await talk.command("cleo", "DEC-1", "news")
    assert "Decided by Ana, Mon 2 Mar" in card
    assert "View message" in card
    assert "biometric" in await talk.command("cleo", "decisions decided PRG-1", "payments")
    assert "No decisions of PRJ-2" in await talk.command("cleo", "decisions PRJ-2", "payments")
    assert "No notes yet" in await talk.command("cleo", "notes", "identity")


async def test_undone_decision_leaves_the_list(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "decided: we go with biometric login only")
    await press_button(talk, "ana", "Undo")
    assert "withdrawn" in await talk.command("cleo", "decisions", "identity")
    assert "Withdrawn" in await talk.command("cleo", "DEC-1", "identity")


async def test_reworded_line_withdraws_the_old_decision(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "decided: we go with passwords")
    await edit_message(talk, "ana", message.ts, "decided: we go with passkeys")
    assert "Withdrawn" in await talk.command("cleo", "DEC-1", "identity")
    assert "we go with passkeys (DEC-2)" in await talk.command("cleo", "decisions", "identity")


async def test_decision_of_a_private_channel_stays_there(talk: Talk) -> None:
    await set_up_two_projects(talk)
    ids = [talk.users[name].id for name in ("ana", "cleo")]
    talk.sandbox.workspace.add_channel("board", members=[*ids, talk.sandbox.workspace.bot_user_id], private=True)
    await talk.command("ana", "link PRJ-1", "board")
    await talk.say("cleo", "board", "decided: we sell the company next year")
    assert "sell the company" in await talk.command("cleo", "decisions PRJ-1", "board")
    assert "No decisions" in await talk.command("bo", "decisions PRJ-1", "identity")
    assert "no decision DEC-1" in await talk.command("bo", "DEC-1", "identity")


async def test_reaction_logs_a_decision_once(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("cleo", "identity", "we agreed to ship without dark mode")
    await talk.sandbox.person("ana").react("identity", message.ts, "scales")
    await talk.settle()
    await talk.click("ana", "mark_open")
    assert await talk.submit("ana", {"user": talk.users["bo"].id}) is None
    card = await talk.command("cleo", "DEC-1", "identity")
    assert "we agreed to ship without dark mode" in card
    assert "Decided by Bo" in card
    assert any("we agreed to ship without dark mode" in text for text in direct_messages(talk, "bo"))
    assert "1 decision" in await talk.command("cleo", "decisions decided", "identity")


async def test_shortcut_logs_a_decision(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await open_log_form(talk, "bo", "log_decision", "we keep the old gateway")
    assert await talk.submit("bo", {}) is None
    assert "Decided by Bo" in await talk.command("cleo", "DEC-1", "identity")


async def test_logged_decision_can_be_superseded_and_withdrawn(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "decided: we go with passwords")
    await talk.command("ana", 'decide "Which login?" options passkeys|passwords who @ana supersedes DEC-1', "identity")
    await talk.command("ana", "DEC-2 passkeys", "identity")
    assert "Superseded by DEC-2" in await talk.command("bo", "DEC-1", "identity")
    await talk.say("bo", "payments", "decided: no tokens")
    assert "Withdrawn" in await talk.command("bo", "DEC-3 withdraw typed by mistake", "payments")
