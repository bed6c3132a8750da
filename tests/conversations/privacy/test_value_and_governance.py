"""Decisions, benefits, change requests and scenarios of a private channel, from every view, by each reader."""

from datetime import timedelta

import pytest

from handlers import routes
from sandbox.model import Channel
from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.steps.doors import by_direct_message, everything_sent, press_forged_button
from tests.talk import Talk

CANARY = "Zeppelin"
ITEMS = ("DEC-1", "BEN-1", "CR-1", "SC-1")
# What Ana says in the private channel; each line has the word that must not be seen outside.
SAID = (
    f'decide "Sell the {CANARY}?" options "{CANARY} now"|"{CANARY} later" by 20 Mar who @bo gates M-1',
    f'new benefit "{CANARY} sold" in PRG-1',
    f"BEN-1 outcome {CANARY} is gone",
    "BEN-1 owner @ana",
    f"BEN-1 measure count of {CANARY}s",
    "BEN-1 from 9 to 1 pieces by 31 Dec",
    "BEN-1 baseline on 2 Feb",
    "BEN-1 enabled by M-1",
    f'change "{CANARY} sale" M-1 to 18 Mar because the {CANARY} flies',
    f"CR-1 comment the {CANARY} is old",
    f'scenario "{CANARY} crash" M-1 +5d',
    f"BEN-1 5 because {CANARY}",
)
LISTS = (
    *("decisions", "decisions all", "benefits", "benefits mine", "benefits PRG-1", "changes", "changes all"),
    *("scenarios", "goals", "coverage", "coverage PRG-1", "duplicates", "lessons", "orphans", "scorecard PRG-1"),
    *("digest preview PRG-1", "digest PRG-1", "brief PRG-1", "status PRG-1", "status PRJ-1", "risks PRG-1", "risks"),
    *("asof 2026-03-02", "asof 2026-03-02 PRG-1", "since", "since 2026-03-01", "audit PRG-1", "audit M-1", "audit"),
    *("PRG-1", "PRJ-1", "M-1", "M-2", "register", "order PRG-1", "delay M-1", "whatif M-1 +5d", "M-1 slip to 3 Apr"),
    *("export PRG-1", "decisions export PRG-1", "map PRG-1", "timeline PRG-1", "goals picture", "my"),
)
CARDS = ("{}", "audit {}", "{} history", "{} picture", "history {}", "asof 2026-03-02 {}", "{} withdraw", "since {}")
BUTTONS = tuple(
    name
    for name in routes.CLICKS
    if name.startswith(("decision", "benefit", "change_", "scenario_")) or name in ("publish", "note_undo")
)


@prepared
async def set_up_private_items(talk: Talk) -> None:
    """Add Gil, a guest, and Fay of another company, and let Ana say everything in her and Bo's private channel."""
    await set_up_two_projects(talk)
    workspace = talk.sandbox.workspace
    for name, how in (("gil", {"is_restricted": True}), ("fay", {"team": "T0OTHER"})):
        talk.users[name] = workspace.add_user(name, real_name=name.title(), **how)
        workspace.channel_named("news").members.append(talk.users[name].id)
    members = [talk.users["ana"].id, talk.users["bo"].id, workspace.bot_user_id]
    channel = workspace.add_channel("board", private=True, members=members)
    for words in SAID:
        await talk.command("ana", words, channel)


@pytest.fixture
async def board(talk: Talk) -> Channel:
    await set_up_private_items(talk)
    return talk.sandbox.workspace.channel_named("board")


async def open_home(talk: Talk, who: str) -> None:
    await talk.sandbox.person(who).open_home()
    await talk.settle()


async def test_member_of_the_channel_reads_each_item(talk: Talk, board: Channel) -> None:
    for id in ITEMS:
        assert CANARY in await talk.command("bo", id, "news"), id
    for words in ("decisions", "benefits", "changes", "scenarios"):
        assert CANARY in await talk.command("bo", words, board), words


async def test_nothing_of_an_item_is_in_any_view_outside(talk: Talk, board: Channel) -> None:
    for words in LISTS:
        answer = await talk.command("cleo", words, "news")
        assert not [id for id in ITEMS if id in answer], words
    for id in ITEMS:
        for words in CARDS:
            answer = await talk.command("cleo", words.format(id), "news")
            assert CANARY not in answer, (words, id)
        for action in BUTTONS:
            await press_forged_button(talk, "cleo", action, id)
    await open_home(talk, "cleo")
    assert CANARY not in everything_sent(talk, to="cleo")


@pytest.mark.parametrize("who", ["gil", "fay"])
async def test_guests_and_other_companies_read_nothing(talk: Talk, board: Channel, who: str) -> None:
    for words in (*ITEMS, "decisions", "benefits", "changes", "scenarios", "goals", "lessons", "status PRG-1"):
        await by_direct_message(talk, who, words)
        await talk.say(who, "news", f"@baton {words}")
    for id in ITEMS:
        for action in BUTTONS:
            await press_forged_button(talk, who, action, id)
    await open_home(talk, who)
    assert CANARY not in everything_sent(talk, to=who)


async def test_shared_views_leave_out_private_items(talk: Talk, board: Channel) -> None:
    for words in ("decisions", "benefits", "changes", "scenarios", "digest preview PRG-1", *ITEMS):
        await talk.command("bo", words, "news")
        if any("share_view" in str(message.blocks) for message in talk.private("bo")[-1:]):
            await talk.click("bo", "share_view", on=talk.private("bo")[-1])
    assert CANARY not in "\n".join(talk.seen("cleo", "news"))
    assert CANARY not in everything_sent(talk, to="cleo")


async def test_digests_and_clock_tell_nobody_outside(talk: Talk, board: Channel) -> None:
    for _ in range(8):
        await talk.fast_forward(by=timedelta(hours=23))
    for who in ("cleo", "gil", "fay"):
        assert CANARY not in everything_sent(talk, to=who), who


@pytest.mark.parametrize("id", ITEMS)
async def test_author_publishes_an_item_and_others_do_not(talk: Talk, board: Channel, id: str) -> None:
    assert f"{id}." in await talk.command("cleo", f"publish {id}", "news")
    assert f"You may not publish {id}" in await talk.command("bo", f"publish {id}", board)
    assert CANARY not in await press_forged_button(talk, "cleo", "publish", id)
    await talk.command("ana", id, board)
    assert f"{id} is public now" in await talk.click("ana", "publish", value=id)
    assert CANARY in await talk.command("cleo", id, "news")
    assert "already" in await talk.command("ana", f"publish {id}", board)
    assert "Make public" not in str(talk.private("ana")[-1].blocks)


@pytest.mark.parametrize("id", ITEMS)
async def test_typed_publish_opens_an_item(talk: Talk, board: Channel, id: str) -> None:
    assert f"{id} is public now" in await talk.command("ana", f"publish {id}", board)
    assert CANARY in await talk.command("cleo", id, "news")
