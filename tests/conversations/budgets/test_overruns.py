"""A forecast above the budget: a row of `risks`, an item of Home, a line of the digest, for who may read money."""

import pytest

from tests.scenarios import set_up_every_role
from tests.steps.home import home_text, open_home
from tests.talk import Talk

SENTENCE = "Identity (PRJ-1) is forecast at 104% of its budget."


@pytest.fixture
async def over_talk(talk: Talk) -> Talk:
    await set_up_every_role(talk)
    await talk.command("mia", "settings PRG-1 currency EUR", "identity")
    await talk.command("lee", "budget PRJ-1 people 10,000 planned 10,400 forecast", "identity")
    return talk


async def test_overrun_is_a_risk_for_who_may_see_it(over_talk: Talk) -> None:
    for who in ("mia", "lee", "spo", "ada"):
        assert SENTENCE in await over_talk.command(who, "risks PRG-1", "identity"), who
    for who in ("olga", "con", "sta", "ben"):
        assert "budget" not in await over_talk.command(who, "risks PRG-1", "identity"), who
    await over_talk.command("mia", "risks PRG-1", "identity")
    await over_talk.sandbox.person("mia").choose(over_talk.private("mia")[-1], "again", "budget PRJ-1")
    await over_talk.settle()
    assert "🔶 amber, 104% of budget" in over_talk.private("mia")[-1].text


async def test_overrun_is_on_home_of_the_manager(over_talk: Talk) -> None:
    home = await open_home(over_talk, "mia")
    assert SENTENCE in home_text(home)
    assert "104% of budget" in await over_talk.click("mia", "again", value="budget PRJ-1", on=home)
    assert "104%" not in home_text(await open_home(over_talk, "con"))
    await over_talk.command("lee", "BUD-1 forecast 9,000", "identity")
    assert "of its budget" not in home_text(await open_home(over_talk, "mia"))


async def test_digest_has_money_only_where_it_may_be_posted(over_talk: Talk) -> None:
    for words in ("link #identity PRG-1", "link #payments PRG-1 executive"):
        await over_talk.command("mia", words, "identity")
    for audience in ("delivery", "executive"):
        preview = await over_talk.command("mia", f"digest preview PRG-1 {audience}", "identity")
        assert "of budget" not in preview
    await over_talk.command("mia", "settings PRG-1 money on", "identity")
    for audience in ("delivery", "executive"):
        preview = await over_talk.command("mia", f"digest preview PRG-1 {audience}", "identity")
        assert "is forecast above its budget." in preview
        # The total of one project would be that project's own.
        assert "of budget" not in preview
    await over_talk.command("mia", "budget PRJ-2 people 20,000 planned 20,600 forecast", "identity")
    for audience in ("delivery", "executive"):
        preview = await over_talk.command("mia", f"digest preview PRG-1 {audience}", "identity")
        assert "Money: forecast 103% of budget (🔶 amber)" in preview
        assert "103% of its" not in preview
        assert "10,400" not in preview


async def test_status_card_has_the_budget_for_who_may_see(over_talk: Talk) -> None:
    line = "Budget: 10,000 EUR planned, forecast 10,400 EUR (🔶 amber, 104%)"
    for who in ("mia", "lee"):
        assert line in await over_talk.command(who, "PRJ-1", "identity")
    assert line in await over_talk.command("mia", "PRG-1", "identity")
    for who in ("con", "olga", "sta"):
        assert "EUR" not in await over_talk.command(who, "PRJ-1", "identity")
    assert "EUR" not in await over_talk.command("lee", "PRG-1", "identity")


async def test_approved_change_adds_a_line_that_names_it(over_talk: Talk) -> None:
    await over_talk.command("mia", 'change "More people" budget PRJ-1 +2000 EUR because it grew', "identity")
    await over_talk.command("spo", "CR-1 approve", "identity")
    assert "More people (CR-1) (BUD-2)" in await over_talk.command("lee", "budget PRJ-1 lines", "identity")
    assert "Added by change request CR-1" in await over_talk.command("lee", "BUD-2", "identity")
    assert "planned 12,000 EUR" in await over_talk.command("lee", "budget PRJ-1", "identity")


async def test_change_budget_says_what_is_used(over_talk: Talk) -> None:
    await over_talk.command("spo", "changes limits PRG-1 budget 5d 5000", "identity")
    await over_talk.command("mia", 'change "More people" budget PRJ-1 +2000 EUR because it grew', "identity")
    for who in ("lee", "spo"):
        await over_talk.command(who, "CR-1 approve", "identity")
    limits = await over_talk.command("spo", "changes limits PRG-1", "identity")
    assert "0 of 5 working days used, 2,000 of 5,000 EUR" in limits
    assert "EUR" not in await over_talk.command("con", "changes limits PRG-1", "identity")
