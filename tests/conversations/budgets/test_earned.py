"""Earned value, as people ask for it: in money for who may see it, in days for the others."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

import storage.audit
import storage.money.budgets
import storage.money.settings
import storage.plan
from storage.money.settings import MoneySettings
from tests.scenarios import set_up_every_role, set_up_two_projects
from tests.talk import MONDAY, Talk


async def write(talk: Talk, who: str, flow: Any, **values: Any) -> Any:
    """Run a storage function as a person, now."""

    def run(session: Session) -> Any:
        team = talk.bot.deps.team
        storage.audit.set_actor(session, team=team, actor=talk.users[who].id, now=talk.bot.deps.now())
        return flow(session, team=team, **values)

    return await talk.bot.store.transact(run)


async def add_line(talk: Talk, who: str, project: str = "PRJ-1", **amounts: Any) -> Any:
    name, now = amounts.pop("name", "Team"), talk.bot.deps.now()
    return await write(
        talk, who, storage.money.budgets.add_budget_line, project=project, name=name, by=who, now=now, **amounts
    )


@pytest.fixture
async def earned_talk(talk: Talk) -> Talk:
    """Give Identity two milestones of ten days each, 12,000 and 8,000 EUR, planned for 13 and 27 March."""
    await set_up_two_projects(talk)
    euro = MoneySettings(currency="EUR")
    await write(talk, "ana", storage.money.settings.save_money_settings, program="PRG-1", settings=euro)
    await talk.command("ana", 'new milestone "Login" 27 Mar @ana in PRJ-1 takes 10d', "identity")
    await talk.command("ana", 'new milestone "Signup" 13 Mar @ana in PRJ-1 takes 10d', "identity")
    await talk.command("ana", "M-4 cost 12k", "identity")
    assert "Login (M-3) is planned to cost 8,000 EUR." in await talk.command("ana", "M-3 cost 8000 EUR", "identity")
    return talk


async def advance(talk: Talk, *, days: int) -> None:
    await talk.fast_forward(to=MONDAY + timedelta(days=days))


async def test_figures_come_with_formula_and_numbers(earned_talk: Talk) -> None:
    await advance(earned_talk, days=11)
    await earned_talk.command("ana", "M-4 60%", "identity")
    await add_line(earned_talk, "ana", actual=9_000.0)
    shown = await earned_talk.command("ana", "earned", "identity")
    assert "Identity (PRJ-1): earned value on Fri 13 Mar" in shown
    assert "36% earned of 20,000 EUR · 4 days behind the plan · costs more than planned (CPI 0.80)" in shown
    assert "If the rest goes as planned, it ends Thu 2 Apr" in shown
    assert "PV | 12,000 EUR | Σ cost planned by the baseline dates" in shown
    assert "CV | -1,800 EUR | EV − AC = 7,200 − 9,000" in shown
    assert "SV | -4,800 EUR | EV − PV = 7,200 − 12,000" in shown
    assert "SPI | 0.60 | EV / PV = 7,200 / 12,000" in shown
    assert "EAC | 25,000 EUR | BAC / CPI = 20,000 / (7,200 / 9,000)" in shown
    assert "SPI(t) | n/a | shown once 40% is earned; 36% is" in shown
    every = await earned_talk.click("ana", "earned_because", value="PRJ-1")
    assert "ES · Earned schedule | 6 days" in every
    assert "VAC · Variance at completion | -5,000 EUR | BAC − EAC = 20,000 − 25,000" in every
    assert "20,000 − 7,200) / (0.8000 × 0.6000)" in every


async def test_performance_in_time_appears_after_two_fifths(earned_talk: Talk) -> None:
    await advance(earned_talk, days=11)
    await earned_talk.command("ana", "M-4 90%", "identity")
    shown = await earned_talk.command("ana", "evm PRJ-1", "news")
    assert "54% earned" in shown
    assert "SPI(t) | 0.90 | ES / AT = 9 / 10" in shown
    await earned_talk.command("ana", "M-4 done", "identity")
    assert "60% earned of 20,000 EUR · on plan" in await earned_talk.command("ana", "earned", "identity")


async def test_credit_rule_of_milestone_project_and_default(earned_talk: Talk) -> None:
    await advance(earned_talk, days=2)
    await earned_talk.command("ana", "M-4 50%", "identity")
    assert "30% earned" in await earned_talk.command("ana", "earned PRJ-1", "identity")
    said = await earned_talk.command("ana", "PRJ-1 credit 0/100", "identity")
    assert "Identity (PRJ-1) earns value by 0/100." in said
    shown = await earned_talk.command("ana", "earned PRJ-1", "identity")
    assert "0% earned" in shown
    assert "Credit rule: 0/100." in shown
    await earned_talk.command("ana", "M-4 credit weighted 40/30/30", "identity")
    assert "24% earned" in await earned_talk.command("ana", "earned PRJ-1", "identity")
    await earned_talk.command("ana", "M-4 credit none", "identity")
    assert "0% earned" in await earned_talk.command("ana", "earned PRJ-1", "identity")
    for text, answer in (
        ("M-4 credit 50/60", "50/60 adds up to 110, not 100.\nChoose 0/100, 50/50"),
        ("M-4 credit soon", "I don't know the credit rule “soon”."),
        ("PRJ-1 credit", "How does PRJ-1 earn value?\nChoose"),
        ("PRG-1 credit 50/50", "A program has no credit rule of its own."),
        ("M-4 cost", "What does M-4 cost?\nTry M-4 cost 12k"),
        ("M-4 cost much", "“much” is no number."),
        ("M-4 cost -5", "A cost can't be less than 0."),
        ("M-4 cost 12k USD", "Milestones of this program cost EUR, not USD."),
    ):
        assert answer in await earned_talk.command("ana", text, "identity")


async def test_cost_above_the_whole_budget_is_asked_about(earned_talk: Talk) -> None:
    await add_line(earned_talk, "ana", planned=20_000.0)
    answer = await earned_talk.command("ana", "M-3 cost 1M", "identity")
    assert "1,000,000 EUR is more than the whole budget of the project, 20,000 EUR." in answer
    assert "If you mean it, write M-3 cost 1M!." in answer
    assert "is planned to cost 1,000,000 EUR" in await earned_talk.command("ana", "M-3 cost 1M!", "identity")


async def test_undo_takes_back_cost_and_credit(earned_talk: Talk) -> None:
    before = await earned_talk.command("ana", "earned PRJ-1", "identity")
    await earned_talk.command("ana", "M-3 cost 90k", "identity")
    assert await earned_talk.command("ana", "earned PRJ-1", "identity") != before
    await earned_talk.click("ana", "undo")
    await earned_talk.command("ana", "PRJ-1 credit effort", "identity")
    shown = await earned_talk.command("ana", "earned PRJ-1", "identity")
    assert "SPI | n/a" in shown
    assert "no schedule to compare with" in shown
    await earned_talk.command("ana", "undo", "identity")
    assert await earned_talk.command("ana", "earned PRJ-1", "identity") == before


async def test_past_day_shows_what_was_known_then(earned_talk: Talk) -> None:
    await advance(earned_talk, days=4)
    await earned_talk.command("ana", "M-4 40%", "identity")
    line = await add_line(earned_talk, "ana", actual=5_000.0)
    known = await earned_talk.command("ana", "earned PRJ-1", "identity")
    of_program = await earned_talk.command("ana", "earned PRG-1", "identity")
    await advance(earned_talk, days=18)
    await earned_talk.command("ana", "M-4 done", "identity")
    await earned_talk.command("ana", "M-3 cost 30k", "identity")
    await earned_talk.command("ana", "PRJ-1 credit 0/100", "identity")
    await earned_talk.command("ana", 'new milestone "More" 30 Apr in PRJ-1', "identity")
    await write(earned_talk, "ana", storage.money.budgets.update_budget_line, id=line.id, values={"actual": 9_999.0})
    then = await earned_talk.command("ana", "asof 2026-03-06 earned PRJ-1", "identity")
    assert then == known.replace("earned value on", "earned value as known on")
    then = await earned_talk.command("ana", "asof 6 Mar evm PRG-1", "identity")
    assert then == of_program.replace("earned value on", "earned value as known on")
    refusal = await earned_talk.command("ana", "asof 2026-02-01 earned PRJ-1", "identity")
    assert "There was no PRJ-1 on Sun 1 Feb" in refusal


async def test_without_budget_it_says_what_to_type(talk: Talk) -> None:
    await set_up_two_projects(talk)
    shown = await talk.command("ana", "earned PRJ-1", "identity")
    assert (
        "No sums: no budget yet. Enter one: budget PRJ-1 12,000 planned, or say what a milestone costs: M-3 cost 12k"
        in shown
    )
    assert "Counted in planned days, not in money." in shown
    await talk.command("ana", 'new project "Empty" @ana', "news")
    assert "Empty (PRJ-3) has no milestones yet.\nAdd one: new milestone" in await talk.command("ana", "earned PRJ-3")
    await talk.command("ana", 'new milestone "Undated" @ana in PRJ-3', "news")
    assert "Empty (PRJ-3) has no baseline yet." in await talk.command("ana", "earned PRJ-3")
    assert "M-1 is no program and no project" in await talk.command("ana", "earned M-1")
    await talk.command("ana", "commit M-3 to 14 Apr", "news")
    planned = await talk.command("ana", "earned PRJ-3")
    assert "0% earned · on plan" in planned
    await talk.command("ana", "commit M-3 to 15 Apr", "news")
    assert await talk.command("ana", "earned PRJ-3") == planned
    await talk.command("ana", "cancel M-3", "news")
    assert "M-3) is cancelled" in await talk.command("ana", "M-3 cost 5", "news")
    await talk.command("ana", "cancel PRJ-3", "news")
    assert "Empty (PRJ-3) is cancelled." in await talk.command("ana", "earned PRJ-3")


async def test_program_is_recomputed_from_sums(earned_talk: Talk) -> None:
    await advance(earned_talk, days=11)
    await earned_talk.command("ana", "M-4 done", "identity")
    await earned_talk.command("bo", "M-2 cost 80k", "payments")
    await add_line(earned_talk, "ana", actual=6_000.0)
    await add_line(earned_talk, "ana", project="PRJ-2", actual=24_000.0)
    shown = await earned_talk.command("ana", "earned PRG-1", "identity")
    # CPI is 2.00 and 0.00 in the projects; their mean would be 1.00.
    assert "Atlas (PRG-1): earned value on Fri 13 Mar" in shown
    assert "CPI 0.40 · EV / AC = 12,000 / 30,000" in shown
    assert "Identity (PRJ-1) | 60% | +0.0 | 1.00 | 2.00" in shown
    assert "Payments (PRJ-2) | 0% |" in shown


async def test_sums_are_for_who_may_see_them(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("mia", 'new milestone "Pay" 20 Mar @olga in PRJ-2 takes 5d', "payments")
    assert "12,345" in await talk.command("lee", "M-1 cost 12345", "identity")
    assert "6,789" in await talk.command("olga", "M-3 cost 6789", "payments")
    await talk.fast_forward(to=MONDAY + timedelta(days=14))
    for project, amount in (("PRJ-1", 4_321.0), ("PRJ-2", 1_234.0)):
        await add_line(talk, "mia", project=project, actual=amount)
    await talk.command("mia", "M-3 70%", "identity")
    # Each reader, with the projects whose sums they may see.
    readers = {"mia": {"PRJ-1", "PRJ-2", "PRG-1"}, "ada": {"PRJ-1", "PRJ-2", "PRG-1"}, "lee": {"PRJ-1"}}
    readers |= {"spo": {"PRJ-1", "PRJ-2", "PRG-1"}, "olga": {"PRJ-2"}, "con": set(), "sta": set(), "otto": set()}
    in_days: dict[str, str] = {}
    for who, seen in readers.items():
        for subject in ("PRJ-1", "PRJ-2", "PRG-1"):
            shown = await talk.command(who, f"earned {subject}", "identity")
            shown += await talk.click(who, "earned_because", value=subject)
            assert ("EV / AC" in shown) == (subject in seen), (who, subject, shown)
            if subject not in seen and subject != "PRG-1":
                # What a milestone costs changes nothing for them, not even a share.
                assert shown == in_days.setdefault(subject, shown)
    await talk.command("lee", "M-1 cost 99000", "identity")
    again = await talk.command("con", "earned PRJ-1", "identity")
    assert in_days["PRJ-1"].startswith(again)
    assert "Only the program manager or the project lead can" in await talk.command("con", "M-1 cost 5", "identity")
    assert "Only the program manager or the project lead can" in await talk.command("olga", "M-1 credit 50/50")
    assert "You don't have permission" in await talk.command("gil", "earned PRJ-1", "identity")
    assert "99,000" not in await talk.command("con", "audit M-1", "identity")


async def test_picture_tells_its_finding_in_words(earned_talk: Talk) -> None:
    await advance(earned_talk, days=11)
    await earned_talk.command("ana", "M-4 60%", "identity")
    await add_line(earned_talk, "ana", actual=9_000.0)
    await earned_talk.command("ana", "earned PRJ-1", "identity")
    said = await earned_talk.click("ana", "earned_picture", value="PRJ-1")
    assert "I sent you the curve of Identity (PRJ-1) as a direct message." in said
    files = [file for file in earned_talk.sandbox.workspace.files.values() if file.name == "earned-PRJ-1.png"]
    assert len(files) == 1
    assert "36% of 20 k EUR earned, 4 days behind the plan, CPI 0.80" in files[0].alt_txt
    assert "Counted in planned days" in await earned_talk.command("bo", "earned PRJ-1", "identity")
    await earned_talk.click("bo", "earned_picture", value="PRJ-1")
    files = [file for file in earned_talk.sandbox.workspace.files.values() if file.name == "earned-PRJ-1.png"]
    assert "30% of 20 days earned, 4 days behind the plan; " in files[1].alt_txt
    assert all("finish Monday 30 March 2026 (P50) to Thursday 2 April 2026 (P80)" in file.alt_txt for file in files)
    assert "EUR" not in files[1].alt_txt


async def test_digest_has_a_line_where_money_is_shown(earned_talk: Talk) -> None:
    await advance(earned_talk, days=11)
    await earned_talk.command("ana", "M-4 60%", "identity")
    assert "earned" not in await earned_talk.command("ana", "digest preview PRG-1", "identity")
    await earned_talk.command("ana", "settings PRG-1 money on", "identity")
    assert "earned" not in await earned_talk.command("ana", "digest preview PRG-1", "identity")
    await add_line(earned_talk, "ana", actual=9_000.0)
    assert "earned" not in await earned_talk.command("ana", "digest preview PRG-1", "identity")
    await add_line(earned_talk, "ana", "PRJ-2", planned=1_234.0, actual=987.0)
    cost = "likely cost 24–42 k EUR of 21 k EUR"
    for audience, line in (
        ("delivery", f"Money: 29% earned, 4 days behind the plan · CPI 0.72 · {cost}"),
        ("executive", f"Money: 29% of the work done, 4 days behind the plan · {cost}"),
    ):
        assert line in await earned_talk.command("ana", f"digest preview PRG-1 {audience}", "identity")
    await earned_talk.command("ana", "settings PRG-1 money off", "identity")
    assert "CPI" not in await earned_talk.command("ana", "digest preview PRG-1", "identity")


async def test_closed_project_keeps_its_figures(earned_talk: Talk) -> None:
    await advance(earned_talk, days=11)
    await earned_talk.command("ana", "M-4 done", "identity")
    await earned_talk.command("ana", "M-3 done", "identity")
    await earned_talk.command("ana", "M-1 done", "identity")
    await add_line(earned_talk, "ana", actual=16_000.0)
    done = await earned_talk.command("ana", "earned PRJ-1", "identity")
    assert "100% earned of 20,000 EUR · finished 10 days early · within its costs (CPI 1.25)" in done
    assert "Done Fri 13 Mar" in done
    await earned_talk.command("ana", "close PRJ-1 to PRJ-2", "identity")
    await advance(earned_talk, days=60)
    later = await earned_talk.command("ana", "earned PRJ-1", "identity")
    assert "closed Fri 13 Mar" in later
    assert "100% earned of 20,000 EUR · finished 10 days early" in later
    await add_line(earned_talk, "ana", actual=4_000.0)
    assert "CPI 1.00" in await earned_talk.command("ana", "earned PRG-1", "identity")


async def test_other_currency_needs_a_rate(earned_talk: Talk) -> None:
    await add_line(earned_talk, "ana", actual=1_000.0, currency="USD")
    shown = await earned_talk.command("ana", "earned PRJ-1", "identity")
    assert "No sums: a budget line is in USD, and no rate to EUR is stored. Set one: rate USD 0.91 EUR" in shown
    assert "Counted in planned days" in shown
    await earned_talk.command("ana", "rate USD 0.5 EUR", "identity")
    assert "AC | 500 EUR" in await earned_talk.command("ana", "earned PRJ-1", "identity")


async def test_five_hundred_milestones_are_measured_in_a_second(talk: Talk) -> None:
    await set_up_two_projects(talk)

    def plant(session: Session) -> None:
        team = talk.bot.deps.team
        storage.audit.set_actor(session, team=team, actor=talk.users["ana"].id, now=talk.at)
        for number in range(500):
            storage.plan.add_milestone(
                session, team=team, project="PRJ-1", name=f"Part {number}", day=date(2026, 3, 6) + timedelta(number),
                owner=None, by=talk.users["ana"].id, now=talk.at, duration=20,
            )  # fmt: skip

    await talk.bot.store.transact(plant)
    await add_line(talk, "ana", planned=500_000.0, actual=100.0)
    shown = await talk.command("ana", "earned PRG-1", "identity")
    assert "Σ cost planned by the baseline dates" in shown
    await talk.click("ana", "earned_picture", value="PRG-1")


async def test_late_date_beside_work_ahead_is_explained(earned_talk: Talk) -> None:
    await earned_talk.command("ana", "M-4 done", "identity")
    assert "all the same" not in await earned_talk.command("ana", "earned PRJ-1", "identity")
    await earned_talk.say("ana", "identity", "M-3 slip to 20 Apr because it is hard")
    assert "computed 🔺 red — Login (M-3): 16 days late" in await earned_talk.command("ana", "status PRJ-1", "identity")
    for words in ("earned PRJ-1", "earned value of PRJ-1"):
        shown = await earned_talk.command("ana", words, "identity")
        assert "9 days ahead of the plan" in shown
        assert "status is red all the same: a date is 16 days late." in shown
