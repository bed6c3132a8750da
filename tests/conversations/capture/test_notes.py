"""Benefit evidence can be read where it was saved."""

from tests.scenarios import set_up_two_projects
from tests.steps.capture import press_button
from tests.talk import Talk


async def log_evidence(talk: Talk, who: str, text: str, where: str = "identity") -> None:
    """Mark a message of Cleo's as benefit evidence, and save it."""
    message = await talk.say("cleo", where, text)
    await talk.sandbox.person(who).react(where, message.ts, "dart")
    await talk.settle()
    await talk.click(who, "mark_open")
    assert await talk.submit(who, {}) is None


async def test_evidence_is_listed_with_author_and_link(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await log_evidence(talk, "ana", "churn fell by half in March")
    listed = await talk.command("cleo", "notes evidence", "identity")
    assert "churn fell by half in March · Ana" in listed
    assert "View message" in listed
    assert "No notes yet" in await talk.command("cleo", "notes decisions", "identity")
    assert "churn" in await talk.command("cleo", "notes PRG-1", "payments")
    assert "No notes yet" in await talk.command("cleo", "notes evidence", "payments")


async def test_undone_note_leaves_the_list(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await log_evidence(talk, "ana", "churn fell by half in March")
    await press_button(talk, "ana", "Undo")
    assert "No notes yet" in await talk.command("cleo", "notes", "identity")
