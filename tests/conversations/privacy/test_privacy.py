"""Items from private channels stay private: views, search, sharing, notices, and changing membership."""

import json
from collections.abc import Iterator

import pytest

import storage.people
from handlers import routes
from handlers.plan import queries as plan_queries
from sandbox.model import Channel
from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.talk import Talk

CANARY = "Sale of the firm"


@prepared
async def set_up_private_blocker(talk: Talk) -> None:
    """Set up a program and a private channel of Ana and Bo, in which M-3 and B-1 are created."""
    await set_up_two_projects(talk)
    members = [talk.users["ana"].id, talk.users["bo"].id, talk.sandbox.workspace.bot_user_id]
    channel = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", f'new milestone "{CANARY}" 1 Apr @ana in PRJ-1', channel)
    await talk.command("bo", 'block M-1 "the buyer wants the keys first" needs @ana by fri', channel)


@pytest.fixture
async def board(talk: Talk) -> Channel:
    await set_up_private_blocker(talk)
    return talk.sandbox.workspace.channel_named("board")


def sent_payloads(talk: Talk, *, to: frozenset[str]) -> Iterator[str]:
    """Yield the calls the bot made to Slack about these people or places, as JSON."""
    for call in talk.sandbox.calls:
        recipients = {str(call.args.get(name)) for name in ("channel", "user", "user_id", "channel_id")}
        if recipients & to:
            yield json.dumps(call.args, default=str)


async def test_no_view_shows_private_channel_items_to_outsiders(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "depend M-2 on M-3", board)
    for entry in routes.COMMANDS:
        for words in entry.examples or (entry.verb,):
            answer = await talk.command("cleo", words, "news")
            assert CANARY not in answer, words
            assert "the keys first" not in answer, words
    await talk.sandbox.person("cleo").open_home()
    await talk.settle()
    cleo = frozenset({talk.users["cleo"].id, talk.sandbox.workspace.dm_channel(talk.users["cleo"]).id})
    public = frozenset(c.id for c in talk.sandbox.workspace.channels.values() if c.kind == "public")
    for payload in sent_payloads(talk, to=cleo | public):
        if talk.users["ana"].id not in payload and talk.users["bo"].id not in payload:
            assert CANARY not in payload
            assert "the keys first" not in payload


async def test_only_current_members_see_private_channel_items(talk: Talk, board: Channel) -> None:
    assert CANARY in await talk.command("bo", "M-3", "news")
    assert CANARY not in await talk.command("cleo", "M-3", "news")
    await talk.sandbox.person("ana").invite(board, talk.users["cleo"].id)
    await talk.settle()
    assert CANARY in await talk.command("cleo", "M-3", "news")
    await talk.sandbox.person("cleo").leave(board)
    await talk.settle()
    assert CANARY not in await talk.command("cleo", "M-3", "news")


async def test_hidden_item_is_answered_like_a_missing_one(talk: Talk, board: Channel) -> None:
    hidden = await talk.command("cleo", "M-3", "news")
    missing = await talk.command("cleo", "M-99", "news")
    assert hidden.replace("M-3", "M-99") == missing
    direct = talk.sandbox.workspace.dm_channel(talk.users["cleo"])
    await talk.say("cleo", direct, "M-3")
    assert talk.seen("cleo", direct)[-1] == hidden


async def test_shared_view_is_signed_and_omits_restricted_items(talk: Talk, board: Channel) -> None:
    assert CANARY in await talk.command("bo", "asof 2026-03-02", "news")
    assert "Shared in" in await talk.click("bo", "share_view")
    shared = talk.seen("cleo", "news")[-1]
    assert "shared by Bo" in shared
    assert "Auth API" in shared
    assert CANARY not in shared
    assert CANARY in await talk.command("bo", "asof 2026-03-02", board)
    await talk.click("bo", "share_view")
    assert CANARY in talk.seen("bo", board)[-1]


async def test_tampered_share_button_changes_nothing(talk: Talk, board: Channel) -> None:
    await talk.command("cleo", "status PRJ-1", "news")
    message = talk.newest_with("cleo", "share_view", None)
    for block in message.blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == "share_view":
                element["value"] = "M-1 done"
    assert "cannot be shared" in await talk.click("cleo", "share_view", on=message)
    assert "done Mon" not in await talk.command("ana", "M-1", "news")


async def test_author_or_lead_can_publish_an_item(talk: Talk, board: Channel) -> None:
    assert "no milestone M-3" in await talk.command("cleo", "publish M-3", "news")
    assert "You may not publish M-3" in await talk.command("bo", "publish M-3", board)
    assert CANARY in await talk.command("ana", "M-3", board)
    assert f"M-3 is public now: {CANARY}" in await talk.click("ana", "publish", value="M-3")
    assert CANARY in await talk.command("cleo", "M-3", "news")
    assert "already" in await talk.command("ana", "publish M-3", board)
    assert "the keys first" not in await talk.command("cleo", "M-1", "news")
    assert "the keys first" in await talk.command("bo", "publish B-1", board)
    assert "the keys first" in await talk.command("cleo", "M-1", "news")


async def test_card_and_status_queries_filter_restricted_items(talk: Talk, board: Channel) -> None:
    """The queries themselves leave restricted items out, before the final check of outgoing text."""
    await talk.command("ana", "depend M-1 on M-3", board)
    await talk.command("cleo", "help", "news")
    now, team = talk.sandbox.clock.now(), talk.bot.deps.team
    known = await talk.bot.deps.read(
        storage.people.known_people, team=team, ids=[talk.users["bo"].id, talk.users["cleo"].id]
    )
    people = {who: known[talk.users[who].id] for who in ("bo", "cleo")}
    cards = {
        who: await talk.bot.deps.read(plan_queries.milestone_card, person=person, id="M-1", now=now)
        for who, person in people.items()
    }
    assert [link.milestone.id for link in cards["bo"].depends_on] == ["M-3"]
    assert [b.id for b in cards["bo"].blockers] == ["B-1"]
    assert (cards["cleo"].depends_on, cards["cleo"].blockers) == ((), ())
    statuses = {
        who: await talk.bot.deps.read(plan_queries.status_card, person=person, subject="PRJ-1", channel="", now=now)
        for who, person in people.items()
    }
    assert "M-3" in [line.id for line in statuses["bo"].subjects[0].milestones]
    assert "M-3" not in [line.id for line in statuses["cleo"].subjects[0].milestones]
