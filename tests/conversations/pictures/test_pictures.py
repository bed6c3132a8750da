"""Pictures that people ask for: files whose words say the finding, and no more than their readers may know."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from handlers.common.deps import Claim
from handlers.common.picture_messages import place_of_delivery, post_picture
from handlers.pictures.facts import KINDS
from handlers.pictures.listeners import gather_facts
from handlers.risks.queries import ViewRequest
from rules.people import Person
from templates import pictures
from templates.pictures import Picture
from tests.scenarios import set_up_two_projects
from tests.talk import Talk


def files_sent(talk: Talk, who: str) -> list[tuple[str, str]]:
    """Return title and description of each picture in a person's direct messages, oldest first."""
    user = talk.users[who].id
    places = [c for c in talk.sandbox.workspace.channels.values() if c.id.startswith("D") and user in c.members]
    messages = sorted((m for place in places for m in place.messages.values()), key=lambda m: m.ts)
    return [(file.title, file.alt_txt) for message in messages for file in message.files]


def files_in(talk: Talk, channel: str) -> list[str]:
    place = talk.sandbox.workspace.channel_named(channel)
    return [file.alt_txt for message in place.messages.values() for file in message.files]


async def test_next_eight_weeks_say_the_finding(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("bo", "payments", "M-2 slip to 27 Mar")
    answer = await talk.command("ana", "picture", "identity")
    [(title, words)] = files_sent(talk, "ana")
    assert title == "The next eight weeks of Atlas"
    assert (
        words == "The next eight weeks of Atlas: 1 of 2 milestones late. Latest: Checkout (M-2) 27 Mar (5 days late)."
    )
    assert words in answer


async def test_picture_of_one_project_is_shared(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "picture PRJ-1 eight weeks", "payments")
    await talk.click("ana", "picture_share")
    assert files_in(talk, "payments") == [
        "The next eight weeks of Identity: 1 milestone due, none late. Next: Auth API (M-1) 13 Mar."
    ]


@pytest.mark.parametrize("text", ["picture dragons PRG-1", "picture of everything"])
async def test_unknown_picture_is_refused_with_the_known(talk: Talk, text: str) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", text, "identity")
    assert "I have no picture" in answer
    assert "eight weeks" in answer


async def test_overdue_milestone_is_marked(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.fast_forward(by=timedelta(days=14))
    await talk.command("ana", "picture", "identity")
    assert "1 overdue" in files_sent(talk, "ana")[0][1]


async def set_up_moved_plan(talk: Talk) -> None:
    """Let M-1, five days before what needs it, slip by two, and M-2 by five, and let three nights pass."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'risk "Vendor slips" 40% 10d on M-1', "identity")
    for day in range(3):
        if day == 1:
            await talk.say("bo", "payments", "M-2 slip to 27 Mar")
            await talk.say("ana", "identity", "M-1 slip to 17 Mar")
        await talk.fast_forward(by=timedelta(days=1))


FINDINGS = {
    "gantt": "Gantt chart of Atlas: 2 of 2 open milestones late, 1 on the critical path, 0 done. Critical path: Check",
    "map": "Dependencies of Atlas: 1 dependency: 1 amber. Payments needs Identity, amber.",
    "map M-1 depth 1": "Around Auth API (M-1): 1 dependency: 1 amber. Checkout needs Auth API, amber.",
    "picture trend": "Milestone trend of Atlas: 2 of 2 milestones moved later. Checkout (M-2) from 20 Mar to 27 Mar;",
    "picture trend M-1": "Milestone trend of Auth API (M-1): moved from 13 Mar to 17 Mar.",
    "picture finish": "Finish of Atlas: Likely finish moved from",
    "fever": "Fever chart of Atlas: red: 0% of the critical chain done, 40% of the buffer used. On 3 Mar it was 0% d",
    "picture odds": "Odds of the finish of Atlas: ",
    "picture history": "Status history of Atlas: Atlas has been amber for 1 week",
    "picture matrix": "Open risks of Atlas: 1 open risk, together 4 days. Largest: Vendor slips (R-1) 40% of 10 days.",
}


async def test_every_picture_says_its_finding(talk: Talk) -> None:
    await set_up_moved_plan(talk)
    for command in FINDINGS:
        await talk.command("ana", command, "identity")
    words = [words for _, words in files_sent(talk, "ana")]
    assert [said[: len(begin)] for said, begin in zip(words, FINDINGS.values(), strict=True)] == [*FINDINGS.values()]


async def test_pictures_without_anything_to_draw_say_so(talk: Talk) -> None:
    await talk.command("ana", 'new program "Atlas"', "identity")
    for name in KINDS:
        answer = await talk.command("ana", f"picture {name}", "identity")
        assert "has no" in answer or "depends on another" in answer, name
    assert files_sent(talk, "ana") == []


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("picture finish PRJ-1", "is of a whole program"),
        ("picture eight weeks M-1", "is of a program or project"),
        ("map M-1 depth 9", "a depth of 1 to 3"),
        ("fever depth 2", "depth 2"),
        ("map M-99", "no milestone"),
    ],
)
async def test_what_cannot_be_drawn_is_refused(talk: Talk, text: str, refusal: str) -> None:
    await set_up_two_projects(talk)
    assert refusal in await talk.command("ana", text, "identity")
    assert files_sent(talk, "ana") == []


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep every picture that is drawn, as SVG."""
    kept: list[str] = []
    draw = pictures.draw

    async def keep(name: str, /, **facts: Any) -> Picture:
        kept.append(pictures.lay_out_svg(name, **facts)[0])
        return await draw(name, **facts)

    monkeypatch.setattr(pictures, "draw", keep)
    return kept


@pytest.mark.parametrize("command", ["picture", "gantt", "map", "picture trend", "picture matrix"])
async def test_what_a_private_channel_said_stays_there(talk: Talk, drawn: list[str], command: str) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'risk "Vendor slips" 40% 10d on M-1', "identity")
    members = [talk.users["ana"].id, talk.sandbox.workspace.bot_user_id]
    board = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", 'new milestone "Merger talks" 20 Mar @ana in PRJ-1', board)
    await talk.command("ana", 'risk "Buyer walks away" 40% 10d on M-1', board)
    await talk.command("ana", "depend M-2 on M-3", board)
    for who in ("ana", "bo"):
        await talk.command(who, command, "payments")
        await talk.click(who, "picture_share")
    own, shared, others, shared_again = drawn
    secrets = ("Merger talks", "M-3", "Buyer", "R-2")
    assert not [secret for secret in secrets for svg in (shared, others, shared_again) if secret in svg]
    if command not in ("map", "picture trend"):
        assert any(secret in own for secret in secrets)
    assert [file.partition(":")[0] for file in files_in(talk, "payments")] == [files_sent(talk, "bo")[0][0]] * 2


async def test_fever_lines_are_settings_of_the_program(talk: Talk) -> None:
    await set_up_moved_plan(talk)
    await talk.command("ana", "settings PRG-1 fever red 50", "identity")
    await talk.command("ana", "fever", "identity")
    assert "amber: 0%" in files_sent(talk, "ana")[-1][1]


@pytest.mark.parametrize("takes_charts", [True, False])
@pytest.mark.parametrize("name", ["odds", "finish"])
async def test_charts_of_slack_are_shared_where_it_takes_them(talk: Talk, name: str, takes_charts: bool) -> None:
    talk.sandbox.takes_charts = takes_charts
    await set_up_moved_plan(talk)
    await talk.command("ana", f"picture {name}", "identity")
    [(title, words)] = files_sent(talk, "ana")
    answer = await talk.click("ana", "picture_share")
    assert "Shared in" in answer
    place = talk.sandbox.workspace.channel_named("identity")
    charts = [block for m in place.messages.values() for block in m.blocks if block["type"] == "data_visualization"]
    assert [chart["title"] for chart in charts] == ([title] if takes_charts else [])
    assert files_in(talk, "identity") == ([] if takes_charts else [words])
    assert any("Shared by Ana" in line for line in talk.seen("bo", "identity"))


@pytest.mark.parametrize("takes_charts", [True, False])
async def test_repeated_delivery_posts_no_picture_again(talk: Talk, takes_charts: bool) -> None:
    talk.sandbox.takes_charts = takes_charts
    await set_up_moved_plan(talk)
    place = talk.sandbox.workspace.channel_named("identity")
    asked = ViewRequest(Person("", talk.bot.deps.team), "PRG-1", place.id, talk.sandbox.clock.now(), public=True)
    drawable = await talk.bot.deps.read(partial(gather_facts, name="finish", asked=asked))
    first, second = (Claim(7, 1, received_at=at) for at in (asked.now, asked.now + timedelta(minutes=2)))
    for claim, count in ((first, 1), (first, 1), (second, 2)):
        deps = replace(talk.bot.deps, claim=claim)
        where = place_of_delivery(deps, place.id)
        await post_picture(deps, "finish", place=where, filename="finish.png", facts=drawable.facts)
        shown = [
            message
            for message in place.messages.values()
            if message.files or any(block["type"] == "data_visualization" for block in message.blocks)
        ]
        assert len(shown) == count
        await talk.fast_forward(by=timedelta(minutes=1))
