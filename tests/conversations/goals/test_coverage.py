"""The coverage report and the alignment picture: what they show, to whom, and with how many rows."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session

import storage.audit
import storage.benefits
import storage.money.budgets
from tests.scenarios import set_up_every_role
from tests.steps.goals import set_up_goals
from tests.talk import Talk

BUDGET: list[dict[str, Any]] = [
    {"project": "PRJ-1", "name": "Team", "currency": "EUR", "planned": 100_000},
    {"project": "PRJ-1", "name": "Tool", "currency": "USD", "planned": 5_000},
    {"project": "PRJ-2", "name": "Team", "currency": "EUR", "planned": 40_000},
]


@pytest.fixture
async def goal_talk(talk: Talk) -> Talk:
    await set_up_goals(talk)
    return talk


async def write(talk: Talk, add: Any, **values: Any) -> None:
    def run(session: Session) -> None:
        storage.audit.set_actor(session, team=talk.bot.deps.team, actor="U00TESTER01", now=talk.at)
        add(session, team=talk.bot.deps.team, **values)

    await talk.bot.store.transact(run)


def set_budget(session: Session, *, team: str, now: datetime) -> None:
    for line in BUDGET:
        storage.money.budgets.add_budget_line(session, team=team, by="U00TESTER01", now=now, **line)


async def add_benefit(talk: Talk, name: str, **values: Any) -> None:
    def run(session: Session, *, team: str) -> None:
        storage.benefits.add_benefit(
            session, team=team, program="PRG-1", name=name, values=values, by=talk.users["ana"].id, now=talk.at
        )

    await write(talk, run)


async def test_report_names_what_nothing_covers(goal_talk: Talk) -> None:
    report = await goal_talk.command("bo", "goals coverage", "identity")
    assert "Coverage of Atlas (PRG-1)" in report
    assert "2 of 2 goals have no project: Keep our customers (G-1), Sell abroad (G-2)" in report
    assert "2 of 2 projects serve no goal: Identity (PRJ-1), Payments (PRJ-2)" in report
    assert "2 of 2 open milestones are on no path to a benefit" in report
    assert "No benefit yet" in report
    await goal_talk.command("ana", "PRJ-1 goals G-1", "identity")
    await add_benefit(goal_talk, "Fewer calls", milestones=["M-2"], goal="G-1")
    await add_benefit(goal_talk, "More sales")
    report = await goal_talk.command("bo", "goals coverage PRG-1", "news")
    assert "1 of 2 goals has no project: Sell abroad (G-2)" in report
    assert "1 of 2 projects serves no goal: Payments (PRJ-2)" in report
    # M-2 depends on M-1, so both lead to the benefit.
    assert "All 2 open milestones are on a path to a benefit" in report
    assert "1 of 2 benefits has no enabling milestone: More sales (BEN-2)" in report
    assert "Benefits: Fewer calls (BEN-1, draft)" in await goal_talk.command("bo", "G-1", "news")


async def test_budget_of_a_goal_needs_a_role_with_money(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("mia", 'new goal "Keep our customers"', "identity")
    await talk.command("mia", 'new goal "Sell abroad"', "identity")
    await talk.command("mia", "PRJ-1 goals G-1 60% G-2 40%", "identity")
    await write(talk, set_budget, now=talk.at)
    for name in ("mia", "spo", "ada"):
        report = await talk.command(name, "goals coverage PRG-1", "identity")
        assert "Keep our customers (G-1) | 60,000 | EUR" in report
        assert "Sell abroad (G-2) | 2,000 | USD" in report
        assert "no goal | 40,000 | EUR" in report
    for name in ("lee", "otto", "con", "ben", "sta", "olga"):
        report = await talk.command(name, "goals coverage PRG-1", "identity")
        assert "Coverage of Atlas" in report
        assert "EUR" not in report
        assert "000" not in report


async def test_secret_milestones_and_benefits_stay_out(goal_talk: Talk) -> None:
    members = [goal_talk.users["ana"].id, goal_talk.sandbox.workspace.bot_user_id]
    board = goal_talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await goal_talk.command("ana", 'new milestone "Sale of the firm" 20 Apr in PRJ-1', board)
    await add_benefit(goal_talk, "Price of the firm", restricted=True, source_channel=board.id, goal="G-1")
    for words in ("goals coverage", "goals coverage milestones", "goals coverage benefits", "G-1"):
        assert "of the firm" not in await goal_talk.command("bo", words, "identity")
    assert "Sale of the firm" in await goal_talk.command("ana", "goals coverage", board)


async def test_long_parts_of_the_report_have_pages(goal_talk: Talk) -> None:
    for number in range(3, 16):
        await goal_talk.command("ana", f'new goal "Goal number {number}"', "identity")
    report = await goal_talk.command("bo", "goals coverage", "identity")
    assert "15 of 15 goals have no project" in report
    assert "and 10 more" in report
    page = await goal_talk.click("bo", "again", value="goals coverage PRG-1 goals")
    assert "Goal number 10 (G-10)" in page
    assert "Goal number 11" not in page
    assert "Goal number 11" in await goal_talk.click("bo", "again", value="goals coverage PRG-1 goals page 2")
    assert "Goal number 11" in await goal_talk.click("bo", "goal", value="G-11")


async def test_picture_is_sent_with_its_words(goal_talk: Talk) -> None:
    await goal_talk.command("ana", "PRJ-1 goals G-1 60% G-2 40%", "identity")
    answer = await goal_talk.command("bo", "goals picture", "identity")
    assert "I sent you the picture of Atlas's goals" in answer
    assert "Keep our customers (G-1): Identity 60% (green)" in answer
    (file,) = goal_talk.sandbox.workspace.files.values()
    assert (file.content or b"").startswith(b"\x89PNG")
    assert "Sell abroad (G-2), not measured: Identity 40%" in file.alt_txt
    assert "serving no goal: Payments" in file.alt_txt
