"""Only people who can be asked own, lead, help, watch or stand in: no apps, closed accounts or strangers (D-24)."""

from collections.abc import Awaitable, Callable

import pytest

import sandbox.people
from tests.scenarios import set_up_two_projects
from tests.steps.capture import private_answer
from tests.talk import Talk

# Each with a word of the refusal.
UNREACHABLE = {"robo": "is an app", "gone": "can't be asked", "fay": "works for another company"}


def add_unreachable(talk: Talk) -> None:
    workspace = talk.sandbox.workspace
    talk.users["robo"] = workspace.add_user("robo", real_name="Robo", is_bot=True)
    talk.users["gone"] = workspace.add_user("gone", real_name="Gone Girl", deleted=True)
    talk.users["fay"] = workspace.add_user("fay", real_name="Fay", team="T0OTHER")


async def as_owner(talk: Talk, who: str) -> str:
    return await private_answer(talk, "ana", f"M-1 owner {who}")


async def as_owner_of_new_milestone(talk: Talk, who: str) -> str:
    return await talk.command("ana", f'new milestone "Portal" 27 Mar {who} in PRJ-1', "identity")


async def as_lead(talk: Talk, who: str) -> str:
    return await talk.command("ana", f'new project "Mobile" {who} in PRG-1', "identity")


async def as_helper(talk: Talk, who: str) -> str:
    return await private_answer(talk, "ana", f"block M-1: no keys needs {who} by fri")


async def as_sponsor(talk: Talk, who: str) -> str:
    return await talk.command("ana", f"admin role {who} sponsor PRG-1", "identity")


async def as_watcher(talk: Talk, who: str) -> str:
    return await talk.command("ana", f'risk "late" 40% 10d owner {who} on M-1', "identity")


async def as_delegate(talk: Talk, who: str) -> str:
    return await talk.command("ana", f"away 3 {who}", "identity")


Door = Callable[[Talk, str], Awaitable[str]]
DOORS: tuple[Door, ...] = (
    as_owner,
    as_owner_of_new_milestone,
    as_lead,
    as_helper,
    as_sponsor,
    as_watcher,
    as_delegate,
)


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


async def test_group_cannot_be_the_one_who_helps(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_up_two_projects(talk)
    for wire in ("<!subteam^S0123456|@platform>", "<!subteam^S0123456>"):
        answer = await say_in_wire_form(talk, monkeypatch, f"block M-1: no keys needs {wire} by friday")
        assert "a group can't be asked" in answer
    assert "platform" in await talk.command("ana", "blockers", "identity")
