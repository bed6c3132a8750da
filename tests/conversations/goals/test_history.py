"""Goals in the audit log, in `asof` and in the digest."""

from datetime import timedelta
from functools import partial

import pytest

from storage.packs.history import goals_at
from tests.steps.goals import CHURN, set_up_goals
from tests.talk import Talk


@pytest.fixture
async def goal_talk(talk: Talk) -> Talk:
    await set_up_goals(talk)
    return talk


async def test_audit_log_says_what_became_of_a_goal(goal_talk: Talk) -> None:
    await goal_talk.command("ana", CHURN, "identity")
    await goal_talk.command("ana", "G-1 1 = 3.9", "identity")
    await goal_talk.command("ana", "G-1 by 30 Nov", "identity")
    await goal_talk.command("ana", "G-1 close", "identity")
    log = await goal_talk.command("ana", "audit G-1", "identity")
    assert "Ana created the goal Keep our customers (G-1)" in log
    assert "Ana created the key result Churn of G-1" in log
    assert "the key result Churn of G-1: figure nothing → 3.9, by Ana" in log
    assert "the goal Keep our customers (G-1): to be reached by Thu 31 Dec → Mon 30 Nov, by Ana" in log
    assert "Ana closed the goal Keep our customers (G-1)" in log
    await goal_talk.command("ana", "PRJ-1 goals G-2", "identity")
    assert "Identity (PRJ-1): goals changed, by Ana" in await goal_talk.command("ana", "audit PRJ-1", "identity")


async def test_goal_is_shown_as_of_a_past_day(goal_talk: Talk) -> None:
    await goal_talk.command("ana", CHURN, "identity")
    await goal_talk.command("ana", "G-1 1 = 4", "identity")
    await goal_talk.fast_forward(by=timedelta(days=7))
    await goal_talk.command("ana", "G-1 1 = 3.8", "identity")
    await goal_talk.command("ana", "G-1 rename Keep everybody", "identity")
    then = await goal_talk.command("ana", "asof 3 Mar G-1", "identity")
    assert "the goal Keep our customers (G-1)" in then
    assert "Key result: Churn, 4.2 → 3.8%: 4%, 50% of the way" in then
    assert "To be reached by: Thu 31 Dec" in then
    assert "Owner: Cleo" in then
    now = await goal_talk.command("ana", "asof today G-1", "identity")
    assert "Keep everybody" in now
    assert "target reached" in now
    assert "There was no G-1" in await goal_talk.command("ana", "asof 1 Feb 2026 G-1", "identity")


async def test_executives_read_the_goals_first(goal_talk: Talk) -> None:
    await goal_talk.command("ana", CHURN, "identity")
    await goal_talk.command("ana", "G-1 1 = 3.9", "identity")
    preview = await goal_talk.command("ana", "digest preview executive", "identity")
    assert "Keep our customers: 75% reached, by Thu 31 Dec" in preview
    assert preview.index("Sell abroad: not measured yet") < preview.index("Changed since")
    assert "Keep our customers (G-1): 75% reached" in await goal_talk.command("ana", "digest preview", "identity")


async def test_pack_draws_goals_as_they_were(goal_talk: Talk) -> None:
    await goal_talk.command("ana", CHURN, "identity")
    await goal_talk.command("ana", "G-1 1 = 4", "identity")
    before = goal_talk.sandbox.clock.now()
    await goal_talk.fast_forward(by=timedelta(days=2))
    await goal_talk.command("ana", "G-1 1 = 3.8", "identity")
    team, now = goal_talk.sandbox.workspace.team_id, goal_talk.sandbox.clock.now()
    scores = [
        goal_talk.bot.store.read_now(partial(goals_at, team=team, program="PRG-1", at=at))[0].score
        for at in (before, now)
    ]
    assert scores == [0.5, 1.0]
