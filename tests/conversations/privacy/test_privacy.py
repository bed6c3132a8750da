"""What is said behind a door stays there: views, search, sharing, notices, and channels that change meanwhile."""

import json
from collections.abc import Iterator

import pytest

import storage.people
from handlers import routes
from handlers.plan import queries as plan_queries
from sandbox.model import Channel
from tests.prepared import prepared
from tests.scenarios import program_with_two_projects
from tests.talk import Talk

CANARY = "Sale of the firm"


@prepared
async def blocker_raised_inside(talk: Talk) -> None:
    """A program, and a closed channel in which Ana and Bo sit; M-3 and B-1 were said there."""
    await program_with_two_projects(talk)
    members = [talk.users["ana"].id, talk.users["bo"].id, talk.sandbox.workspace.bot_user_id]
    channel = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", f'new milestone "{CANARY}" 1 Apr @ana in PRJ-1', channel)
    await talk.command("bo", 'block M-1 "the buyer wants the keys first" needs @ana by fri', channel)


@pytest.fixture
async def board(talk: Talk) -> Channel:
    await blocker_raised_inside(talk)
    return talk.sandbox.workspace.channel_named("board")


def outgoing(talk: Talk, *, to: frozenset[str]) -> Iterator[str]:
    """Everything the bot sent to these people or places, as Slack got it."""
    for call in talk.sandbox.calls:
        where = {str(call.args.get(name)) for name in ("channel", "user", "user_id", "channel_id")}
        if where & to:
            yield json.dumps(call.args, default=str)


async def test_no_view_tells_somebody_outside_what_was_said_inside(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "depend M-2 on M-3", board)
    for entry in routes.COMMANDS:
        for words in entry.examples or (entry.verb,):
            told = await talk.command("cleo", words, "news")
            assert CANARY not in told, words
            assert "the keys first" not in told, words
    await talk.sandbox.person("cleo").open_home()
    await talk.settle()
    cleo = frozenset({talk.users["cleo"].id, talk.sandbox.workspace.dm_channel(talk.users["cleo"]).id})
    public = frozenset(c.id for c in talk.sandbox.workspace.channels.values() if c.kind == "public")
    for sent in outgoing(talk, to=cleo | public):
        if talk.users["ana"].id not in sent and talk.users["bo"].id not in sent:
            assert CANARY not in sent
            assert "the keys first" not in sent


async def test_members_see_it_and_so_does_who_joins_until_they_leave(talk: Talk, board: Channel) -> None:
    assert CANARY in await talk.command("bo", "M-3", "news")
    assert CANARY not in await talk.command("cleo", "M-3", "news")
    await talk.sandbox.person("ana").invite(board, talk.users["cleo"].id)
    await talk.settle()
    assert CANARY in await talk.command("cleo", "M-3", "news")
    await talk.sandbox.person("cleo").leave(board)
    await talk.settle()
    assert CANARY not in await talk.command("cleo", "M-3", "news")


async def test_a_hidden_thing_is_answered_like_one_that_never_was(talk: Talk, board: Channel) -> None:
    hidden = await talk.command("cleo", "M-3", "news")
    missing = await talk.command("cleo", "M-99", "news")
    assert hidden.replace("M-3", "M-99") == missing
    direct = talk.sandbox.workspace.dm_channel(talk.users["cleo"])
    await talk.say("cleo", direct, "M-3")
    assert talk.seen("cleo", direct)[-1] == hidden


async def test_what_is_shared_to_a_channel_is_signed_and_leaves_out_what_not_all_may_read(
    talk: Talk, board: Channel
) -> None:
    assert CANARY in await talk.command("bo", "asof 2026-03-02", "news")
    assert "Shared in" in await talk.click("bo", "share_view")
    shared = talk.seen("cleo", "news")[-1]
    assert "shared by Bo" in shared
    assert "Auth API" in shared
    assert CANARY not in shared
    assert CANARY in await talk.command("bo", "asof 2026-03-02", board)
    await talk.click("bo", "share_view")
    assert CANARY in talk.seen("bo", board)[-1]


async def test_a_share_button_that_was_tampered_with_writes_nothing(talk: Talk, board: Channel) -> None:
    await talk.command("cleo", "status PRJ-1", "news")
    message = talk.newest_with("cleo", "share_view", None)
    for block in message.blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == "share_view":
                element["value"] = "M-1 done"
    assert "cannot be shared" in await talk.click("cleo", "share_view", on=message)
    assert "done Mon" not in await talk.command("ana", "M-1", "news")


async def test_who_said_it_or_leads_it_publishes_and_then_everybody_reads_it(talk: Talk, board: Channel) -> None:
    assert "no milestone M-3" in await talk.command("cleo", "publish M-3", "news")
    assert "You may not publish M-3" in await talk.command("bo", "publish M-3", board)
    assert CANARY in await talk.command("ana", "M-3", board)
    assert f"Everybody can read M-3 now: {CANARY}" in await talk.click("ana", "publish", value="M-3")
    assert CANARY in await talk.command("cleo", "M-3", "news")
    assert "already" in await talk.command("ana", "publish M-3", board)
    assert "the keys first" not in await talk.command("cleo", "M-1", "news")
    assert "the keys first" in await talk.command("bo", "publish B-1", board)
    assert "the keys first" in await talk.command("cleo", "M-1", "news")


async def test_cards_and_status_leave_out_what_is_hidden_before_the_last_look(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "depend M-1 on M-3", board)
    await talk.command("cleo", "help", "news")
    now, team = talk.sandbox.clock.now(), talk.bot.deps.team
    known = await talk.bot.deps.read(
        storage.people.known_people, team=team, ids=[talk.users["bo"].id, talk.users["cleo"].id]
    )
    people = {who: known[talk.users[who].id] for who in ("bo", "cleo")}
    seen = {
        who: await talk.bot.deps.read(plan_queries.milestone_card, person=person, id="M-1", now=now)
        for who, person in people.items()
    }
    assert [m.id for m, _ in seen["bo"].waits_for] == ["M-3"]
    assert [b.id for b in seen["bo"].blockers] == ["B-1"]
    assert (seen["cleo"].waits_for, seen["cleo"].blockers) == ((), ())
    listed = {
        who: await talk.bot.deps.read(plan_queries.status_card, person=person, subject="PRJ-1", channel="", now=now)
        for who, person in people.items()
    }
    assert "M-3" in [line.id for line in listed["bo"].subjects[0].milestones]
    assert "M-3" not in [line.id for line in listed["cleo"].subjects[0].milestones]
