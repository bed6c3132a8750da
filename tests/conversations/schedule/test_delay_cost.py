"""Cost of delay of a slip: money to those who may see it, the days of each benefit to everyone inside."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from handlers.risks import forecast
from handlers.risks.queries import ViewRequest, visible_program
from handlers.schedule import delay_cost
from rules.benefits.slip_costs import total_costs
from storage.people import find_person
from tests.scenarios import set_up_every_role, set_up_two_projects
from tests.steps.value import add_benefit
from tests.talk import Talk

MONEY = "k EUR"


async def test_slip_preview_shows_cost_of_delay(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_benefit(talk, "Fewer tickets")
    preview = await talk.command("ana", "M-1 slip to 27 Mar", "identity")
    assert "Cost of delay" in preview
    assert "Fewer tickets (BEN-1) goes live" in preview
    assert MONEY in preview
    await talk.click("ana", "slip_cancel")
    assert MONEY in await talk.command("ana", "whatif M-1 +10d", "identity")


@pytest.mark.parametrize("who", ["mia", "spo", "ada", "lee", "olga", "otto", "con", "ben", "sta"])
async def test_only_roles_with_the_budget_read_money(talk: Talk, who: str) -> None:
    await set_up_every_role(talk)
    await add_benefit(talk, "Fewer tickets", milestones=["M-1"], shares={"PRJ-1": 100})
    answer = await talk.command(who, "whatif M-1 +10d", "identity")
    assert "Fewer tickets (BEN-1) goes live 10 days later" in answer
    assert (MONEY in answer) is (who in ("mia", "spo", "ada", "lee"))


async def test_lead_reads_no_money_of_another_project(talk: Talk) -> None:
    """Lee slips what he leads; what that costs is Olga's benefit, in part or as a whole."""
    await set_up_every_role(talk)
    await add_benefit(talk, "Fewer tickets", milestones=["M-1"], shares={"PRJ-2": 100})
    await add_benefit(talk, "Fewer calls", milestones=["M-1"], shares={"PRJ-1": 50, "PRJ-2": 50})
    answer = await talk.command("lee", "whatif M-1 +10d", "identity")
    assert "Fewer calls (BEN-2) goes live 10 days later" in answer
    assert MONEY not in answer
    assert MONEY in await talk.command("mia", "whatif M-1 +10d", "identity")


async def test_slip_without_benefit_says_nothing_of_money(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_benefit(talk, "Draft", kpi="")
    await add_benefit(talk, "Without milestone", milestones=[])
    answer = await talk.command("ana", "whatif M-1 +10d", "identity")
    assert "finishes on" in answer
    assert "delay" not in answer
    await add_benefit(talk, "Without rate", low=None, likely=None, high=None)
    answer = await talk.command("ana", "whatif M-1 +10d", "identity")
    assert "Without rate (BEN-3) goes live" in answer
    assert "EUR" not in answer


async def test_currencies_are_never_added(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_benefit(talk, "Fewer tickets")
    await add_benefit(talk, "Fewer licences", currency="USD")
    answer = await talk.command("ana", "whatif M-1 +10d", "identity")
    assert "EUR + " in answer
    assert "k USD" in answer


async def test_channel_reads_money_only_if_allowed(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_benefit(talk, "Fewer tickets")
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await talk.fast_forward(by=timedelta(days=1))
    await talk.command("ana", "commit M-1 to 14 Mar", "identity")
    for allowed in (False, True):
        await talk.command("ana", f"settings PRG-1 money {'on' if allowed else 'off'}", "identity")
        assert MONEY in await talk.command("ana", "risks M-1", "identity")
        assert "cost of delay" in await talk.command("ana", "risks PRG-1", "identity")
        await talk.command("ana", "whatif M-1 +5d", "identity")
        await talk.click("ana", "share")
        shared = talk.seen("bo", "identity")[-1]
        assert "Fewer tickets (BEN-1)" in shared
        assert (MONEY in shared) is allowed
        digest = await talk.command("ana", "digest preview PRG-1", "identity")
        assert (MONEY in digest) is allowed


async def test_preview_equals_what_saving_then_costs(talk: Talk) -> None:
    """Compare the previewed delays with those between the plan before and the plan that was saved."""
    await set_up_two_projects(talk)
    await add_benefit(talk, "Fewer tickets", curve="ramp", ramp_days=60)
    team, to = talk.bot.deps.team, date(2026, 3, 27)
    person = await talk.bot.store.read(find_person, team=team, id=talk.users["ana"].id)
    assert person
    asked = ViewRequest(person, "PRG-1", "", talk.bot.deps.now())

    def preview(session: Session) -> delay_cost.SlipCost:
        return forecast.slip_outlook(session, asked=asked, milestone="M-1", to=to).cost

    def dates(session: Session) -> dict[str, object]:
        return {m.id: m.expected for m in visible_program(session, asked=asked).facts.plan.milestones}

    shown = await talk.bot.store.read(preview)
    before = await talk.bot.store.read(dates)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    after = await talk.bot.store.read(dates)
    assert shown.totals == total_costs(shown.delays)
    assert [delay.days for delay in shown.delays] == [(after["M-2"] - before["M-2"]).days // 7 * 5]
    again = await talk.bot.store.read(preview)
    assert again == delay_cost.NO_COST


async def test_order_of_work_is_by_cost_and_weeks(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_benefit(talk, "Fewer tickets")
    await add_benefit(talk, "Fewer calls", low=70_000.0, likely=140_000.0, high=210_000.0)
    await add_benefit(talk, "Licences", currency="USD", milestones=["M-1"])
    answer = await talk.command("ana", "order", "identity")
    lines = [line.split(" | ")[0] for line in answer.splitlines() if "BEN-" in line]
    assert lines == ["Fewer calls (BEN-2)", "Fewer tickets (BEN-1)", "Licences (BEN-3)"]
    assert "one team that does one thing at a time" in answer
    assert "You may not see the budget" in await talk.command("bo", "cd3", "payments")
    await talk.click("ana", "share")
    assert "order of work" not in "\n".join(talk.seen("bo", "identity"))
    await talk.command("ana", "settings PRG-1 money on", "identity")
    await talk.command("ana", "order PRG-1", "identity")
    await talk.click("ana", "share")
    assert "order of work" in "\n".join(talk.seen("bo", "identity"))


async def test_restricted_benefit_is_in_no_figure_of_others(talk: Talk) -> None:
    await set_up_every_role(talk)
    await add_benefit(talk, "Fewer tickets", milestones=["M-1"], shares={"PRJ-1": 100})
    alone = await talk.command("ada", "whatif M-1 +10d", "identity")
    secret = {"restricted": True, "source_channel": "C0SECRET", "currency": "EUR", "owner": talk.users["mia"].id}
    await add_benefit(talk, "Sale of the firm", milestones=["M-1"], shares={"PRJ-1": 100}, **secret)
    assert await talk.command("ada", "whatif M-1 +10d", "identity") == alone
    assert "Sale of the firm" in await talk.command("mia", "whatif M-1 +10d", "identity")
