"""Receipts and questions read well, and undo of one line leaves the other's buttons (D-18, D-26, B9)."""

from typing import Any

import pytest

from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages, press_button, private_answer
from tests.talk import Talk


def buttons_of(message_blocks: list[dict[str, Any]]) -> list[str]:
    elements = [e for b in message_blocks for e in [*b.get("elements", []), b.get("accessory") or {}]]
    return [e["text"]["text"] for e in elements if e.get("type") == "button"]


async def test_undo_of_a_line_leaves_the_other_buttons(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 40%\nblock M-1: no keys needs @bo by fri")
    receipt = talk.private("ana")[-1]
    assert "Undone" in await press_button(talk, "ana", "Undo")
    kept = next(message for message in talk.private("ana") if message.ts == receipt.ts)
    assert {"Resolved", "Undo"} <= set(buttons_of(kept.blocks))
    await talk.click("ana", "resolve", value="B-1", on=kept)
    assert "No open blockers" in await talk.command("ana", "blockers", "identity")


async def test_proposed_progress_is_asked_without_stray_blanks(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("bo", "payments", "M-1 40%")
    question = direct_messages(talk, "ana")[-1]
    assert "Auth API (M-1) is 40% done (now 0%). You own it." in question
    await press_button(talk, "ana", "Accept")
    assert "accepted your update: Auth API (M-1) is 40% done" in direct_messages(talk, "bo")[-1]


async def test_reason_is_passed_on_without_because_of(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because of the flu")
    [notice] = [line for line in talk.seen("bo", "payments") if "moved Auth API" in line]
    assert "to Fri 27 Mar: the flu." in notice


@pytest.mark.parametrize(
    "line", ["M–1 60%", "M‑1 60%", "`M-1` 60%", "Update: M-1 60%", "M-1 60% see https://a.example/b"]
)
async def test_typographic_lines_are_heard(talk: Talk, line: str) -> None:
    await set_up_two_projects(talk)
    assert "Saved: Auth API (M-1) is 60% done." in await private_answer(talk, "ana", line)
