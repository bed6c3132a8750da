"""Every view of clashes works with 500 of them, and names of 200 characters."""

import re
import time
from html import unescape
from typing import Any

import pytest

from handlers.schedule import clash_radar
from rules.plan import Plan
from rules.resources import outlooks
from rules.schedule import slips
from rules.schedule.expected_dates import DatedNetwork, date_network
from tests.steps.checkins import direct_messages
from tests.steps.clashes import TOKYO_MORNING, TWO_ZONES_AT_WORK, set_up_many_clashes
from tests.steps.home import home_text, open_home
from tests.talk import Talk

VIEWS = (
    "clashes",
    "clashes PRG-1",
    "clashes PRJ-2 page 50",
    "CL-1",
    "CL-500",
    "risks PRG-1",
    "people",
    "PRG-1",
    "PRJ-1",
)
MAX_HOME_BLOCKS = 100
# For 500 clashes on a plan of 1,000 milestones.
MAX_SECONDS = 5.0


@pytest.fixture
async def many(talk: Talk) -> Talk:
    await set_up_many_clashes(talk)
    return talk


def assert_slack_took_all(talk: Talk) -> None:
    refused = [(call.method, call.result) for call in talk.sandbox.calls if not call.result.get("ok", True)]
    assert not refused


@pytest.mark.parametrize("who", ["ana", "bo"])
async def test_views_work_with_500_clashes(many: Talk, who: str) -> None:
    for words in VIEWS:
        answer = await many.command(who, words, "identity")
        assert answer, words
        assert "went wrong" not in answer, words
    assert "500 open clashes" in await many.command(who, "clashes", "identity")
    assert_slack_took_all(many)


async def test_pages_of_clashes_show_each_once(many: Talk) -> None:
    shown = {}
    for page in (1, 2, 49, 50):
        await many.command("ana", f"clashes page {page}", "identity")
        blocks = str(many.private("ana")[-1].blocks)
        shown[page] = {int(number) for number in re.findall(r"Worker <(\d+)>", unescape(blocks))}
        assert (f"clashes page {page + 1}'" in blocks) == (page < 50), page
        assert len(shown[page]) == 10, page
    assert len(set[int]().union(*shown.values())) == 40
    opened = await many.click("ana", "clash", value="CL-500")
    assert "(CL-500)" in opened
    assert_slack_took_all(many)


@pytest.mark.parametrize("who", ["ana", "bo"])
async def test_home_works_with_500_clashes(many: Talk, who: str) -> None:
    home = await open_home(many, who)
    assert len(home.body["blocks"]) <= MAX_HOME_BLOCKS
    assert "(CL-1)" in home_text(home)
    assert_slack_took_all(many)


@pytest.mark.parametrize("voice", ["delivery", "executive"])
async def test_digest_works_with_500_clashes(many: Talk, voice: str) -> None:
    assert "500 people are booked above" in await many.command("ana", f"digest preview {voice}", "identity")
    assert_slack_took_all(many)


async def test_many_clashes_date_the_plan_once(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_up_many_clashes(talk, with_milestones=500)
    dated = []

    def count(plan: Plan, **given: Any) -> DatedNetwork:
        dated.append(plan.program.id)
        return date_network(plan, **given)

    monkeypatch.setattr(outlooks, "date_network", count)
    monkeypatch.setattr(slips, "date_network", count)
    where = {"team": talk.bot.deps.team, "program": "PRG-1", "now": talk.at}
    started = time.process_time()
    await talk.bot.store.transact(clash_radar.check_program, **where)
    assert time.process_time() - started < MAX_SECONDS
    assert dated == ["PRG-1"]


async def test_many_new_clashes_are_told_in_one_message(talk: Talk) -> None:
    many = talk
    await set_up_many_clashes(many, count=20)
    await many.fast_forward(to=TWO_ZONES_AT_WORK)
    await many.fast_forward(to=TOKYO_MORNING)
    for who in ("ana", "bo", "cleo"):
        (told,) = [text for text in direct_messages(many, who) if text.startswith("🔀")]
        assert "20 people and tools are booked above what they can do" in told
    before = [len(direct_messages(many, who)) for who in ("ana", "bo", "cleo")]
    await many.fast_forward(to=TOKYO_MORNING.replace(hour=1))
    assert [len(direct_messages(many, who)) for who in ("ana", "bo", "cleo")] == before
    assert_slack_took_all(many)
