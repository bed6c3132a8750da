"""The newcomer's pack, once to who joins a linked channel; and the six signs."""

from tests.scenarios import program_with_two_projects
from tests.talk import Talk


def dm(talk: Talk, who: str) -> str:
    return "\n".join(talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who])))


async def newcomer(talk: Talk, name: str = "dan", *, is_restricted: bool = False) -> None:
    talk.users[name] = talk.sandbox.workspace.add_user(
        name, real_name=name.title(), tz="Europe/Berlin", is_restricted=is_restricted
    )


async def joins(talk: Talk, who: str, channel: str) -> None:
    await talk.sandbox.person(who).join(channel)
    await talk.settle()


async def test_who_joins_a_linked_channel_is_briefed_in_private_and_once(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await newcomer(talk)
    await joins(talk, "dan", "identity")
    pack = dm(talk, "dan")
    for word in ("Atlas", "managed by Ana", "Identity (PRJ-1): Ana", "Fri 13 Mar: M-1 Auth API", "follow PRG-1"):
        assert word in pack, word
    await joins(talk, "dan", "payments")
    assert dm(talk, "dan").count("You joined") == 1
    assert not any("You joined" in line for line in talk.seen("ana", "identity"))


async def test_nobody_is_briefed_in_a_channel_that_serves_nothing_nor_a_guest(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await newcomer(talk)
    await joins(talk, "dan", "news")
    assert dm(talk, "dan") == ""
    await newcomer(talk, "gil", is_restricted=True)
    await joins(talk, "gil", "identity")
    assert dm(talk, "gil") == ""


async def test_the_pack_comes_by_command_without_what_was_said_behind_a_door(talk: Talk) -> None:
    await program_with_two_projects(talk)
    members = [talk.users["ana"].id, talk.sandbox.workspace.bot_user_id]
    board = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", 'new milestone "Sale of the firm" 10 Mar @ana in PRJ-1', board)
    assert "Sale of the firm" in await talk.command("ana", "brief", "identity")
    told = await talk.command("cleo", "brief Atlas", "news")
    assert "Checkout" in told
    assert "Sale of the firm" not in told
    assert "There is no program" in await talk.command("cleo", "brief PRG-7", "news")


async def test_six_signs_say_what_it_is_and_the_next_time_what_it_was(talk: Talk) -> None:
    await talk.command("ana", "fit Atlas", "news")
    assert "Say what" in (await talk.submit("ana", {"subject": "  "}) or {})["subject"]
    assert (
        await talk.submit("ana", {"subject": "Atlas", "signs": ["PROJECTS", "OUTCOME", "WAITING", "SHARING"]}) is None
    )
    assert "4 of 6 signs hold. Run it as a program" in dm(talk, "ana")
    await talk.command("bo", "fit atlas", "news")
    assert await talk.submit("bo", {"subject": "atlas", "signs": ["OUTCOME"]}) is None
    assert "That is a project" in dm(talk, "bo")
    assert "it was 4 of 6: close it, or merge it" in dm(talk, "bo")
    await talk.command("cleo", "fit", "news")
    assert await talk.submit("cleo", {"subject": "Lunch"}) is None
    assert "neither" in dm(talk, "cleo")
