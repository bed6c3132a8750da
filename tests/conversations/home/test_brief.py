"""The brief for newcomers to a linked channel, and the fit check with its six signs."""

from storage.tables.people import FitRow
from tests.scenarios import set_up_two_projects
from tests.talk import Talk


def direct_text(talk: Talk, who: str) -> str:
    return "\n".join(talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who])))


async def add_newcomer(talk: Talk, name: str = "dan", *, is_restricted: bool = False) -> None:
    talk.users[name] = talk.sandbox.workspace.add_user(
        name, real_name=name.title(), tz="Europe/Berlin", is_restricted=is_restricted
    )


async def join_channel(talk: Talk, who: str, channel: str) -> None:
    await talk.sandbox.person(who).join(channel)
    await talk.settle()


async def test_newcomer_to_a_linked_channel_gets_one_private_brief(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_newcomer(talk)
    await join_channel(talk, "dan", "identity")
    brief = direct_text(talk, "dan")
    for word in ("Atlas", "managed by Ana", "Identity (PRJ-1): Ana", "Fri 13 Mar: Auth API (M-1)", "follow PRG-1"):
        assert word in brief, word
    await join_channel(talk, "dan", "payments")
    assert direct_text(talk, "dan").count("Welcome to") == 1
    assert not any("Welcome to" in line for line in talk.seen("ana", "identity"))


async def test_unlinked_channels_and_guests_get_no_brief(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_newcomer(talk)
    await join_channel(talk, "dan", "news")
    assert direct_text(talk, "dan") == ""
    await add_newcomer(talk, "gil", is_restricted=True)
    await join_channel(talk, "gil", "identity")
    assert direct_text(talk, "gil") == ""


async def test_brief_command_leaves_out_private_channel_items(talk: Talk) -> None:
    await set_up_two_projects(talk)
    members = [talk.users["ana"].id, talk.sandbox.workspace.bot_user_id]
    board = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", 'new milestone "Sale of the firm" 10 Mar @ana in PRJ-1', board)
    assert "Sale of the firm" in await talk.command("ana", "brief", "identity")
    brief = await talk.command("cleo", "brief Atlas", "news")
    assert "Checkout" in brief
    assert "Sale of the firm" not in brief
    assert "There is no program" in await talk.command("cleo", "brief PRG-7", "news")


async def test_fit_check_gives_advice_and_shows_the_last_result(talk: Talk) -> None:
    await talk.command("ana", "fit Atlas", "news")
    assert "Say what" in (await talk.submit("ana", {"subject": "  "}) or {})["subject"]
    ticked = {"subject": "Atlas", "signs": ["GOAL", "ONGOING", "WAITING", "SHARING"]}
    assert await talk.submit("ana", ticked) is None
    assert "4 of 6 signs present. Run it as a program" in talk.seen("ana", "news")[-1]
    await talk.command("bo", "fit atlas", "news")
    assert await talk.submit("bo", {"subject": "atlas", "signs": ["ONGOING"]}) is None
    answer = talk.seen("bo", "news")[-1]
    assert "It is a project" in answer
    assert "it was 4 of 6. Close it, or merge it" in answer
    await talk.command("cleo", "fit", "news")
    assert await talk.submit("cleo", {"subject": "Lunch"}) is None
    assert "neither" in talk.seen("cleo", "news")[-1]


async def test_fit_answers_with_former_signs_are_read(talk: Talk) -> None:
    row = FitRow(
        team=talk.bot.deps.team,
        subject="Atlas",
        signs=["PROJECTS", "OUTCOME", "WAITING", "SHARING"],
        verdict="program",
        by=talk.users["ana"].id,
        at=talk.at,
    )
    await talk.bot.deps.store.transact(lambda session: session.add(row))
    await talk.command("ana", "fit Atlas", "news")
    assert "4 of 6 signs, program" in talk.window("ana")
    assert await talk.submit("ana", {"subject": "Atlas", "signs": ["WAITING"]}) is None
    assert "it was 4 of 6. Close it" in talk.seen("ana", "news")[-1]
