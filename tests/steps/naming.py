"""Every door through which a person is named, and people who cannot be asked."""

from collections.abc import Awaitable, Callable

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
