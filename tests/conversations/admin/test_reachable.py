"""Only people who can be asked own, lead, help, watch or stand in: no apps, closed accounts or strangers (D-24)."""

import pytest

import sandbox.people
from tests.scenarios import set_up_two_projects
from tests.steps.capture import private_answer
from tests.steps.naming import DOORS, UNREACHABLE, Door, add_unreachable
from tests.talk import Talk


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
async def test_no_door_takes_whoever_cannot_answer(talk: Talk, door: Door) -> None:
    await set_up_two_projects(talk)
    add_unreachable(talk)
    for name, word in UNREACHABLE.items():
        answer = await door(talk, f"@{name}")
        assert word in answer, (name, answer)
        assert "Saved" not in answer.replace("Not saved", ""), (name, answer)


async def test_unknown_helper_is_asked_about(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "ana", "block M-1: no staging data, needs @zoe by Friday")
    assert "I can't ask “@zoe”" in answer
    assert "needs @zoe" in await talk.command("ana", "blockers", "identity")


async def say_in_wire_form(talk: Talk, monkeypatch: pytest.MonkeyPatch, words: str) -> str:
    """Say words that the sandbox cannot type: a user group, or a name that is no mention."""
    with monkeypatch.context() as patch:
        patch.setattr(sandbox.people, "wire_text", lambda workspace, text: text)
        return await private_answer(talk, "ana", words)


async def test_helper_named_without_a_mention_is_found(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_up_two_projects(talk)
    answer = await say_in_wire_form(talk, monkeypatch, "block M-1: no keys needs @ana by fri")
    assert f"needs <@{talk.users['ana'].id}>" in answer
