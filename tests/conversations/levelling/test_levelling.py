"""Levelling and buying days: proposed, tried as a scenario, adopted, and sums kept from who may not see them."""

from datetime import date

import pytest

from tests.scenarios import set_up_two_projects
from tests.steps.value import add_benefit
from tests.talk import Talk


@pytest.fixture
async def booked(talk: Talk) -> Talk:
    """Cleo works full time on M-3 and M-4 in the same week; Ana manages the program, Bo leads the second project."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Load test" 13 Mar @ana in PRJ-1 takes 5d', "identity")
    await talk.command("ana", 'new milestone "Portal" 13 Mar @bo in PRJ-2 takes 5d', "payments")
    await talk.command("ana", "assign @cleo 100% M-3", "identity")
    await talk.command("bo", "assign @cleo 100% M-4", "payments")
    return talk


async def test_level_moves_one_of_two_and_is_adopted(booked: Talk) -> None:
    answer = await booked.command("ana", "level PRG-1", "identity")
    assert "5 days booked above capacity → 0" in answer
    assert "Fri 13 Mar → Fri 20 Mar, 5 days later, for Cleo" in answer
    assert "The program's last date is Fri 20 Mar, as today" in answer
    await booked.click("ana", "again")
    await booked.settle()
    scenario = await booked.command("ana", "SC-1", "identity")
    assert "Levelled plan (SC-1)" in scenario
    assert "Fri 13 Mar → Fri 20 Mar" in scenario
    await booked.click("ana", "scenario_adopt")
    assert "Levelled plan (CR-1)" in await booked.command("ana", "CR-1", "identity")


async def test_followers_of_a_move_are_listed(booked: Talk) -> None:
    await booked.command("bo", 'new milestone "Go live" 17 Mar @bo in PRJ-2 takes 2d', "payments")
    await booked.command("bo", "depend M-5 on M-4", "payments")
    await booked.command("ana", 'new milestone "Report" 17 Mar @ana in PRJ-1 takes 2d', "identity")
    await booked.command("ana", "depend M-6 on M-3", "identity")
    answer = await booked.command("ana", "level PRG-1", "identity")
    assert "Follow by their links:" in answer
    assert "Tue 17 Mar → Tue 24 Mar" in answer


async def test_level_of_free_people_moves_nothing(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "Nothing has to move" in await talk.command("ana", "level PRG-1", "identity")


async def test_contributor_does_not_level_others(booked: Talk) -> None:
    assert "You may not level PRG-1" in await booked.command("cleo", "level PRG-1", "identity")


async def test_lead_levels_their_own_project(booked: Talk) -> None:
    answer = await booked.command("bo", "level PRJ-2", "payments")
    assert "Portal (M-4): Fri 13 Mar → Fri 20 Mar" in answer
    assert "5 days booked above capacity in all projects → 0 by moving this project's milestones alone." in answer
    assert "Load test" not in answer


async def test_days_are_bought_at_the_least_cost(booked: Talk) -> None:
    await booked.command("ana", 'new milestone "Launch" @ana in PRJ-1 takes 4d', "identity")
    await booked.command("ana", "depend M-5 on M-3", "identity")
    assert "can be bought for 500 a day" in await booked.command(
        "ana", "M-3 crash 500 per day up to 2 days", "identity"
    )
    await booked.command("ana", "M-5 crash 900 per day up to 1 day", "identity")
    answer = await booked.command("ana", "buy 1 day M-5", "identity")
    assert "1 day sooner costs" in answer
    floor = await booked.command("ana", "crash M-5 9 days", "identity")
    assert "can't end 9 days sooner" in floor
    # Which days are the cheapest tells of the prices, too.
    hidden = await booked.command("cleo", "buy 1 day M-5", "identity")
    assert "You may not see the budget here" in hidden
    assert "shorter" not in hidden


async def test_crash_data_is_checked_and_belongs_to_the_lead(booked: Talk) -> None:
    assert "may not change the budget" in await booked.command("cleo", "M-3 crash 500 per day up to 2 days", "identity")
    assert "What does a day cost" in await booked.command("ana", "M-3 crash dearly", "identity")
    assert "takes 5 working days" in await booked.command("ana", "M-3 crash 5 per day up to 9 days", "identity")
    assert "No days of" in await booked.command("ana", "M-3 crash off", "identity")
    assert "No milestone here has days to buy" in await booked.command("ana", "buy 2 days M-3", "identity")


async def test_level_says_what_it_costs_to_who_may_see(booked: Talk) -> None:
    assert "It costs no more than today's plan" in await booked.command("ana", "level PRG-1", "identity")
    await booked.command("ana", "settings PRG-1 currency EUR", "identity")
    await booked.command("ana", "budget PRJ-2 people 10,000 planned", "payments")
    await booked.command("ana", "budget PRJ-1 people 10,000 planned", "payments")
    values = {"milestones": ["M-3", "M-4"], "shares": {"PRJ-2": 100.0}, "currency": "EUR", "ends": date(2027, 3, 1)}
    await add_benefit(booked, "Fewer calls", low=7_000.0, likely=14_000.0, high=21_000.0, **values)
    answer = await booked.command("ana", "level PRG-1", "identity")
    assert "Cost of delay 7–21 k EUR: Fewer calls (BEN-1) goes live 5 days later" in answer
    lead = await booked.command("bo", "level PRJ-2", "payments")
    assert "Fewer calls (BEN-1) goes live 5 days later" in lead
    assert "7–21" not in lead


async def test_level_says_which_costs_come_later(booked: Talk) -> None:
    await booked.command("ana", "settings PRG-1 currency EUR", "identity")
    await booked.command("ana", 'new milestone "Late" 31 Mar @bo in PRJ-2 takes 5d', "payments")
    await booked.command("ana", 'new milestone "Later" 31 Mar @ana in PRJ-1 takes 5d', "identity")
    for id in ("M-5", "M-6"):
        await booked.command("ana", f"assign @cleo 100% {id}", "identity")
        await booked.command("ana", f"{id} cost 4k", "identity")
    await booked.command("ana", "budget PRJ-2 people 10,000 planned", "payments")
    await booked.command("ana", "budget PRJ-1 people 10,000 planned", "payments")
    answer = await booked.command("ana", "level PRG-1", "identity")
    assert "4,000 EUR of planned costs move from Mar 2026 to Apr 2026" in answer
    assert "forecast 10,000 EUR →" in answer
    lead = await booked.command("bo", "level PRJ-2", "payments")
    assert "Identity (PRJ-1): forecast" not in lead
