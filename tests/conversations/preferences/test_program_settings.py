"""A program's settings: its currency, its discount rate, and whether channels read money."""

import pytest

from handlers.common import money
from storage.people import find_person
from tests.scenarios import INSIDERS, set_up_every_role
from tests.talk import Talk


async def test_manager_sets_currency_rate_and_money(talk: Talk) -> None:
    await set_up_every_role(talk)
    assert "Currency: not set" in await talk.command("mia", "settings PRG-1", "identity")
    assert "EUR" in await talk.command("mia", "settings PRG-1 currency eur", "identity")
    assert "7.5% a year" in await talk.command("mia", "settings PRG-1 rate 7,5 %", "identity")
    assert "totals shown" in await talk.command("mia", "settings PRG-1 money on", "identity")
    await talk.click("mia", "undo")
    await talk.command("mia", "settings PRG-1", "identity")
    await talk.click("mia", "program_settings_open")
    assert await talk.submit("mia", {"currency": "E1", "rate": "8", "money": "on"}) is not None
    assert await talk.submit("mia", {"currency": "usd", "rate": "8", "money": "on"}) is None
    settings = await talk.command("ada", "settings PRG-1", "identity")
    assert all(words in settings for words in ("USD", "8% a year", "totals shown"))


async def test_values_that_mean_nothing_are_refused(talk: Talk) -> None:
    await set_up_every_role(talk)
    for words, hint in (("currency euros", "EUR"), ("rate 99", "rate 8%"), ("money maybe", "money on"), ("x 1", "EUR")):
        answer = await talk.command("mia", f"settings PRG-1 {words}", "identity")
        assert hint in answer, answer
    assert "not set" in await talk.command("mia", "settings PRG-1", "identity")


async def test_only_manager_and_administrators_change_them(talk: Talk) -> None:
    await set_up_every_role(talk)
    for who in ("lee", "otto", "spo", "ben", "sta", "con"):
        assert "may not change" in await talk.command(who, "settings PRG-1 money on", "identity")
    assert "not shown" in await talk.command("con", "settings PRG-1", "identity")


@pytest.mark.parametrize(
    ("project", "shown", "expected"),
    [
        (None, False, {"mia", "ada", "spo"}),
        ("PRJ-1", False, {"mia", "ada", "spo", "lee"}),
        (None, True, {"mia", "ada", "spo"}),
    ],
)
async def test_each_role_sees_money_as_in_table(
    talk: Talk, project: str | None, shown: bool, expected: set[str]
) -> None:
    await set_up_every_role(talk)
    await talk.command("mia", f"settings PRG-1 money {'on' if shown else 'off'}", "identity")
    team = talk.bot.deps.team
    see, totals = set(), set()
    for name in (*INSIDERS, "gil"):
        await talk.say(name, "identity", "M-1 9%")
        user = talk.users[name]
        person = await talk.bot.store.read(find_person, team=team, id=user.id)
        assert person
        if await talk.bot.store.read(money.may_see_money, person=person, program="PRG-1", project=project):
            see.add(name)
        if await talk.bot.store.read(money.may_see_totals, person=person, program="PRG-1"):
            totals.add(name)
    assert see == expected
    assert "gil" not in totals
    assert ("sta" in totals) is shown
