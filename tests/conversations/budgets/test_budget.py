"""Budgets entered, changed and read by the people who may, as they would type."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

import storage.audit
import storage.money.budgets
from tests.scenarios import set_up_every_role
from tests.talk import Talk


@pytest.fixture
async def budget_talk(talk: Talk) -> Talk:
    await set_up_every_role(talk)
    await talk.command("mia", "settings PRG-1 currency EUR", "identity")
    return talk


async def test_figures_are_typed_inline(budget_talk: Talk) -> None:
    card = await budget_talk.command("lee", "budget PRJ-1 people 12,000 planned Mar", "identity")
    assert "Saved. Budget line People (BUD-1) of Identity (PRJ-1) · people · March 2026" in card
    assert "Planned 12,000 EUR" in card
    card = await budget_talk.command("lee", "budget PRJ-1 people actual 4,300 for Mar", "identity")
    assert "(BUD-1)" in card
    assert "Actual 4,300 EUR" in card
    card = await budget_talk.command("lee", 'budget PRJ-1 vendor "Acme" 1.2M committed', "identity")
    assert "Acme (BUD-2)" in card
    assert "Committed 1,200,000 EUR" in card
    card = await budget_talk.command("lee", "budget PRJ-1 people forecast €13k Mar", "identity")
    assert "Forecast 13,000 EUR" in card
    card = await budget_talk.command("lee", "budget PRJ-1 people 14.000,50 planned Mar", "identity")
    assert "(was 12,000 EUR)" in card


async def test_amount_with_two_meanings_is_asked_about(budget_talk: Talk) -> None:
    asked = await budget_talk.command("lee", "budget PRJ-1 people 12.000 planned Mar", "identity")
    assert "Is 12.000 12,000 or 12?" in asked
    card = await budget_talk.click("lee", "again", value="budget PRJ-1 people 12,000 planned Mar")
    assert "Planned 12,000 EUR" in card
    asked = await budget_talk.command("lee", "budget PRJ-1 people 5k Apr", "identity")
    assert "Is 5,000 planned, committed, actual or forecast?" in asked
    card = await budget_talk.click("lee", "again", value="budget PRJ-1 people 5k Apr committed")
    assert "Committed 5,000 EUR" in card
    for words, refusal in (
        ("people -5k planned", "not below zero"),
        ("people much planned", "I don't understand “much planned”"),
        ("people 5k planned 6k planned", "given twice"),
        ("people 5k EUR planned 6 USD actual", "has one currency"),
        ("people 5k actual Jun 2026", "has not begun"),
        ("people 5k 6k", "Each amount needs its word"),
        ("people 5k planned Mar Apr", "of one month"),
        ("people", "Which amount?"),
    ):
        assert refusal in await budget_talk.command("lee", f"budget PRJ-1 {words}", "identity"), words


async def test_budget_says_percent_and_colour(budget_talk: Talk) -> None:
    for words in (
        "PRJ-1 people 10,000 planned 10,400 forecast",
        "PRJ-2 tools 2,000 planned 2,300 forecast",
        "PRJ-2 vendor 1,000 USD planned 900 forecast",
    ):
        await budget_talk.command("mia", f"budget {words}", "identity")
    view = await budget_talk.command("mia", "budget", "identity")
    assert "planned 12,000 EUR · forecast 12,700 EUR · 🔶 amber, 106% of budget" in view
    assert "🔶 amber 104%" in view
    assert "🔺 red 115%" in view
    assert "🟢 green 90%" in view
    assert "Without USD: no exchange rate is stored. Set one: rate USD 0.9 EUR" in view
    assert "1 USD = 0.91 EUR from Sun 1 Mar on" in await budget_talk.command(
        "mia", "rate USD 0.91 EUR from 1 Mar", "identity"
    )
    view = await budget_talk.command("mia", "budget PRG-1", "identity")
    assert "In EUR: planned 12,910 EUR · forecast 13,519 EUR" in view
    assert "1 USD = 0.91 EUR, the rate of Sun 1 Mar" in view
    assert "0.91 EUR" in await budget_talk.command("mia", "rates", "identity")


async def test_only_who_may_sees_and_changes_a_budget(budget_talk: Talk) -> None:
    await budget_talk.command("lee", "budget PRJ-1 people 12,000 planned", "identity")
    await budget_talk.command("olga", "budget PRJ-2 people 900 planned", "payments")
    for who in ("con", "sta", "ben", "otto"):
        for words in ("budget", "budget PRG-1", "budget PRJ-1", "BUD-1", "budget PRJ-1 lines"):
            refusal = await budget_talk.command(who, words, "identity")
            assert "You may not see the budget here" in refusal, (who, words)
            assert "Only workspace admins, the sponsor, the program manager or the project lead" in refusal
            assert "12,000" not in refusal
        refusal = await budget_talk.command(who, "budget PRJ-1 people 5k planned", "identity")
        assert "You may not change the budget here" in refusal
    refusal = await budget_talk.command("lee", "budget PRJ-2", "identity")
    assert "You may not see the budget here" in refusal
    view = await budget_talk.command("lee", "budget", "identity")
    assert "12,000 EUR" in view
    assert "900" not in view
    assert "You may not change the budget here" in await budget_talk.command("spo", "BUD-1 planned 9k", "identity")
    assert "12,000 EUR" in await budget_talk.command("spo", "BUD-1", "identity")
    assert "You don't have permission" in await budget_talk.command("con", "rate USD 0.9 EUR", "identity")
    assert "You may not set exchange rates" in await budget_talk.command("lee", "rate USD 0.9 EUR", "identity")


async def test_line_is_changed_deleted_and_undone(budget_talk: Talk) -> None:
    await budget_talk.command("lee", "budget PRJ-1 people 12,000 planned Mar", "identity")
    assert "(was 12,000 EUR)" in await budget_talk.command("lee", "BUD-1 planned 13k", "identity")
    await budget_talk.click("lee", "undo")
    assert "Planned 12,000 EUR" in await budget_talk.command("lee", "BUD-1", "identity")
    assert "Deleted the budget line" in await budget_talk.command("lee", "delete BUD-1", "identity")
    assert "There is no budget line BUD-1" in await budget_talk.command("lee", "BUD-1", "identity")
    await budget_talk.click("lee", "undo")
    assert "Planned 12,000 EUR" in await budget_talk.command("lee", "BUD-1", "identity")
    await budget_talk.click("lee", "budget_delete", value="BUD-1")
    assert "No budget line yet" in await budget_talk.command("lee", "budget PRJ-1", "identity")


async def test_form_adds_and_changes_a_line(budget_talk: Talk) -> None:
    await budget_talk.command("lee", "new budget line", "identity")
    values = {"kind": "tools", "name": "Licences", "month": "Apr", "planned": "1,200", "actual": ""}
    for field, value in (("planned", "lots"), ("month", "soon"), ("planned", "")):
        assert set(await budget_talk.submit("lee", values | {field: value}) or {}) == {field}
    assert await budget_talk.submit("lee", values) is None
    card = await budget_talk.command("lee", "BUD-1", "identity")
    assert "Licences (BUD-1) of Identity (PRJ-1) · tools · April 2026" in card
    await budget_talk.click("lee", "budget_edit", value="BUD-1")
    assert await budget_talk.submit("lee", {"planned": "1,500", "committed": "1,500"}) is None
    card = await budget_talk.command("lee", "BUD-1", "identity")
    assert "Planned 1,500 EUR" in card
    assert "Committed 1,500 EUR" in card
    await budget_talk.command("lee", "budget PRJ-1 lines", "identity")
    await budget_talk.click("lee", "budget_line", value="BUD-1")
    await budget_talk.command("lee", "budget PRJ-1", "identity")
    await budget_talk.click("lee", "budget_new", value="PRJ-1")
    assert await budget_talk.submit("lee", {"kind": "other", "planned": "7"}) is None
    assert "Apr 2026 | 1,500 EUR" in await budget_talk.command("lee", "budget PRJ-1 months", "identity")
    assert "BUD-2" in await budget_talk.command("lee", "budget PRJ-1 lines", "identity")


async def test_currency_is_asked_for(talk: Talk) -> None:
    await set_up_every_role(talk)
    refusal = await talk.command("lee", "budget PRJ-1 people 12k planned", "identity")
    assert "Add it to the amount, 12,000 EUR, or set" in refusal
    assert "12,000 USD" in await talk.command("lee", "budget PRJ-1 people $12k planned", "identity")


async def test_totals_for_others_hide_their_parts(budget_talk: Talk) -> None:
    await budget_talk.command("mia", "settings PRG-1 money on", "identity")
    await budget_talk.command("lee", "budget PRJ-1 people 12,345 planned", "identity")
    refusal = await budget_talk.command("con", "budget PRG-1", "identity")
    assert "12,345" not in refusal
    assert "12 k" not in refusal
    assert "no total yet that I can show without its parts" in refusal
    await budget_talk.command("olga", "budget PRJ-2 people 20,000 planned", "payments")
    view = await budget_talk.command("con", "budget PRG-1", "identity")
    assert "planned about 32 k EUR" in view
    assert "You may not see the budget here" in await budget_talk.command("con", "budget PRJ-1", "identity")
    # Lee sees his own part: the total would tell him Olga's.
    view = await budget_talk.command("lee", "budget PRG-1", "identity")
    assert "12,345 EUR" in view
    assert "32 k" not in view


async def test_budget_as_of_a_past_day(budget_talk: Talk) -> None:
    await budget_talk.command("lee", "budget PRJ-1 people 12,000 planned Mar", "identity")
    await budget_talk.command("olga", "budget PRJ-2 tools 700 planned", "payments")
    await budget_talk.fast_forward(by=timedelta(days=2))
    await budget_talk.command("lee", "BUD-1 planned 15,000", "identity")
    then = await budget_talk.command("mia", "asof 2026-03-02 budget", "identity")
    assert "Budget of Atlas (PRG-1) as of Mon 2 Mar" in then
    assert "planned 12,700 EUR" in then
    assert "planned 12,000 EUR" in await budget_talk.command("mia", "asof 2026-03-02 budget PRJ-1", "identity")
    own = await budget_talk.command("lee", "asof 2026-03-02 budget", "identity")
    assert "12,000 EUR" in own
    assert "700" not in own
    assert "No budget line yet" in await budget_talk.command("mia", "asof 2026-03-01 budget", "identity")
    for words in ("asof 2026-03-02 budget", "asof 2026-03-02 budget PRJ-1"):
        refusal = await budget_talk.command("con", words, "identity")
        assert "You may not see the budget here" in refusal
    assert "You may not see the budget here" in await budget_talk.command(
        "lee", "asof 2026-03-02 budget PRJ-2", "identity"
    )


async def test_many_lines_and_long_names_fit(budget_talk: Talk) -> None:
    name = "A" * 200

    def plant(session: Session) -> None:
        storage.audit.set_actor(
            session, team=budget_talk.bot.deps.team, actor=budget_talk.users["mia"].id, now=budget_talk.at
        )
        for number in range(500):
            storage.money.budgets.add_budget_line(
                session,
                team=budget_talk.bot.deps.team,
                project=f"PRJ-{number % 2 + 1}",
                name=f"{name[:-3]}{number:03}",
                by=budget_talk.users["mia"].id,
                now=budget_talk.at,
                currency="EUR",
                planned=10.0,
                month=date(2024 + number // 240, number // 20 % 12 + 1, 1),
            )

    await budget_talk.bot.store.transact(plant)
    assert "planned 5,000 EUR" in await budget_talk.command("mia", "budget PRG-1", "identity")
    lines = await budget_talk.command("mia", "budget PRJ-1 lines", "identity")
    assert "250 budget lines of Identity" in lines
    assert "(BUD-1)" in lines
    page = await budget_talk.command("mia", "budget PRJ-1 lines page 17", "identity")
    assert page.count("(BUD-") == 10
    months = await budget_talk.command("mia", "budget PRJ-1 months", "identity")
    assert "Jan 2026" in months
    assert "100 EUR" in months
    refusal = await budget_talk.command("mia", f'budget PRJ-1 "{name}x" 5 planned', "identity")
    assert "A name has at most 200 letters" in refusal


async def test_outsiders_and_channels_read_no_sum(budget_talk: Talk) -> None:
    await budget_talk.command("lee", 'budget PRJ-1 vendor "Acme" 12,345 planned', "identity")
    for who in ("gil",):
        for words in ("budget", "budget PRJ-1", "BUD-1", "rates", "new budget line PRJ-1 people 5 planned"):
            assert "12,345" not in await budget_talk.command(who, words, "identity"), (who, words)
    await budget_talk.command("mia", "budget PRG-1", "identity")
    await budget_talk.click("mia", "share_view", value="budget PRG-1")
    assert not any("12,345" in text for text in budget_talk.seen("con", "identity"))
    assert "12,345" not in await budget_talk.command("lee", "audit BUD-1", "identity")


async def test_name_typed_in_private_stays_there(budget_talk: Talk) -> None:
    members = [budget_talk.users[who].id for who in ("mia", "lee")] + [budget_talk.sandbox.workspace.bot_user_id]
    board = budget_talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await budget_talk.command("lee", 'budget PRJ-1 vendor "Merger advice" 9k planned', board)
    assert "Merger" not in await budget_talk.command("spo", "budget PRJ-1 lines", "identity")
    assert "9,000 EUR" in await budget_talk.command("spo", "budget PRJ-1", "identity")


@pytest.mark.parametrize("words", ["5k PRJ-1 people", "people 5k PRJ-1"])
async def test_project_is_found_after_the_amount(talk: Talk, words: str) -> None:
    await set_up_every_role(talk)
    await talk.command("mia", "settings PRG-1 currency EUR", "identity")
    assert "Is 5,000 planned, committed, actual or forecast?" in await talk.command(
        "mia", f"budget {words}", "identity"
    )
    assert "Planned 5,000" in await talk.command("mia", f"budget planned {words}", "identity")
