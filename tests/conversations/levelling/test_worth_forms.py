"""Forms of what a milestone costs, how it earns value and which days of it can be bought."""

import pytest

from tests.scenarios import set_up_every_role
from tests.steps.doors import press_forged_button
from tests.talk import Talk


@pytest.fixture
async def priced(talk: Talk) -> Talk:
    """Lee leads PRJ-1 with Otto's M-3, which takes five days; Olga leads PRJ-2."""
    await set_up_every_role(talk)
    await talk.command("mia", 'new milestone "Login" 20 Mar @otto in PRJ-1 takes 5d', "identity")
    await talk.command("mia", "settings PRG-1 currency EUR", "identity")
    await talk.command("lee", "budget PRJ-1 people 20,000 planned", "identity")
    return talk


async def open_form(talk: Talk, who: str, id: str) -> None:
    await talk.command(who, id, "identity")
    await talk.click(who, "worth_form", value=id)


async def test_milestone_is_priced_in_one_form(priced: Talk) -> None:
    await open_form(priced, "lee", "M-3")
    assert "Login (M-3)" in priced.window("lee")
    values = {"cost": "12k", "credit": "50/50", "crash_cost": "500", "crash_days": "2"}
    assert await priced.submit("lee", values) is None
    assert "Saved the cost, credit rule, days to buy of Login (M-3)." in priced.private("lee")[-1].text
    assert "1 day sooner costs 500 EUR" in await priced.command("lee", "buy 1 day M-3", "identity")
    await priced.command("lee", "M-3", "identity")
    await priced.click("lee", "worth_form", value="M-3")
    shown = str(priced.form("lee").body["blocks"])
    assert all(f"'initial_value': '{text}'" in shown for text in ("12,000", "50/50", "500", "2"))
    assert await priced.submit("lee", {"cost": "", "crash_cost": "", "crash_days": ""}) is None
    assert "No milestone here has days to buy" in await priced.command("lee", "buy 1 day M-3", "identity")


@pytest.mark.parametrize(
    ("values", "field", "error"),
    [
        ({"cost": "much"}, "cost", "much"),
        ({"cost": "30k"}, "cost", "more than the whole budget"),
        ({"cost": "3k USD"}, "cost", "cost EUR, not USD"),
        ({"credit": "thirds"}, "credit", "thirds"),
        ({"credit": "50/60"}, "credit", "100"),
        ({"crash_cost": "500"}, "crash_days", "How many days can be bought?"),
        ({"crash_days": "2"}, "crash_cost", "What does a day cost to save?"),
        ({"crash_cost": "500", "crash_days": "9"}, "crash_days", "takes 5 working days"),
        ({"crash_cost": "500", "crash_days": "many"}, "crash_days", "A whole number of days"),
        ({"crash_cost": "dear", "crash_days": "2"}, "crash_cost", "What does a day cost"),
    ],
)
async def test_errors_are_beside_their_fields(priced: Talk, values: dict[str, str], field: str, error: str) -> None:
    await open_form(priced, "lee", "M-3")
    errors = await priced.submit("lee", values)
    assert errors is not None
    assert error in errors[field]


async def test_project_earns_by_its_rule(priced: Talk) -> None:
    await open_form(priced, "lee", "PRJ-1")
    assert await priced.submit("lee", {"credit": "0/100"}) is None
    assert "Saved the credit rule of Identity (PRJ-1)." in priced.private("lee")[-1].text
    assert "0/100" in await priced.command("lee", "earned PRJ-1", "identity")
    await priced.click("lee", "undo")
    assert "0/100" not in await priced.command("lee", "earned PRJ-1", "identity")


async def test_others_get_no_form_of_costs(priced: Talk) -> None:
    for who in ("olga", "otto", "con", "spo"):
        for id in ("M-3", "PRJ-1"):
            await priced.command(who, id, "identity")
            assert "worth_form" not in str(priced.private(who)[-1].blocks)
            assert "may not change the budget" in await press_forged_button(priced, who, "worth_form", id)
