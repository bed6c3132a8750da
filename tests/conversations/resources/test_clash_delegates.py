"""Delegates of leads and clashes: told while the lead is away, they agree in the lead's place."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

import storage.people
from handlers.resources import clash_flows
from rules.refusal import NotAllowed
from tests.steps.clashes import TOKYO_MORNING, TWO_ZONES_AT_WORK, alerts, set_up_clash, way
from tests.steps.home import open_home
from tests.talk import Talk, view_texts


async def away_with_delegate(talk: Talk) -> None:
    """Let Bo, a lead of the clash, be away with Finn as his delegate."""
    await set_up_clash(talk)
    await talk.command("bo", "away until 20 Mar @finn", "identity")
    await talk.fast_forward(to=TWO_ZONES_AT_WORK)


async def test_delegate_is_told_and_agrees_for_the_lead(talk: Talk) -> None:
    await away_with_delegate(talk)
    (alert,) = alerts(talk, "finn")
    assert "Needs Bo (you stand in), Cleo" in alert
    assert "Bo (Finn stands in)" in alerts(talk, "ana")[0]
    assert "Dina is booked 140%" in " ".join(view_texts(await open_home(talk, "finn")))
    card = talk.newest_with("finn", "clash_take", None)
    assert "It is applied when Cleo agrees too" in await talk.click("finn", "clash_take", value=way(card, 0), on=card)
    assert "Dina is booked 140%" not in " ".join(view_texts(await open_home(talk, "finn")))
    await talk.fast_forward(to=TOKYO_MORNING)
    asked = talk.newest_with("cleo", "clash_take", None)
    assert "Done. Move Wallet" in await talk.click("cleo", "clash_take", value=way(asked, 0), on=asked)
    assert "20 Mar" in await talk.command("ana", "M-2", "payments")


async def test_delegate_reads_and_declines_one_clash_only(talk: Talk) -> None:
    await away_with_delegate(talk)
    assert "Dina is booked 140%" in await talk.command("finn", "CL-1", "identity")
    assert "1 open clash" in await talk.command("finn", "clashes", "identity")
    card = talk.newest_with("finn", "clash_take", None)
    assert "not for your project" in await talk.click("finn", "clash_decline", value=way(card, 1), on=card)
    assert "Bo ✗ (Finn stands in)" in alerts(talk, "ana")[0]
    assert "Dina" not in await talk.command("finn", "people", "identity")


async def test_former_delegate_is_refused(talk: Talk) -> None:
    await away_with_delegate(talk)
    kept = way(talk.newest_with("finn", "clash_take", None), 0)
    await talk.command("bo", "back", "identity")
    assert "Needs Bo, Cleo" in alerts(talk, "finn")[0]
    assert "stand in" not in alerts(talk, "finn")[0]
    id, number, basis = kept.split("/")

    def take(session: Session) -> None:
        person = storage.people.find_person(session, team=talk.bot.deps.team, id=talk.users["finn"].id)
        assert person is not None
        clash_flows.take_way(
            session, person=person, id=id, number=int(number), basis=basis, now=talk.sandbox.clock.now()
        )

    with pytest.raises(NotAllowed):
        await talk.bot.store.transact(take)


async def test_lead_on_both_sides_agrees_for_both_at_once(talk: Talk) -> None:
    await set_up_clash(talk)
    await talk.command("bo", "away until 20 Mar @cleo", "identity")
    await talk.fast_forward(to=datetime(2026, 3, 3, 1, 0, tzinfo=UTC))
    card = talk.newest_with("cleo", "clash_take", None)
    assert "Done. Move Wallet" in await talk.click("cleo", "clash_take", value=way(card, 0), on=card)


async def test_delegate_of_a_lead_who_leaves_later_is_told(talk: Talk) -> None:
    await set_up_clash(talk)
    await talk.fast_forward(to=TWO_ZONES_AT_WORK)
    await talk.fast_forward(to=TOKYO_MORNING)
    assert [len(alerts(talk, who)) for who in ("ana", "bo", "cleo")] == [1, 1, 1]
    await talk.command("bo", "away 5 Mar until 20 Mar @finn", "identity")
    await talk.fast_forward(to=datetime(2026, 3, 4, 14, 0, tzinfo=UTC))
    assert not alerts(talk, "finn")
    await talk.fast_forward(to=datetime(2026, 3, 5, 14, 0, tzinfo=UTC))
    (alert,) = alerts(talk, "finn")
    assert "Needs Bo (you stand in), Cleo" in alert
    await talk.fast_forward(to=datetime(2026, 3, 6, 14, 0, tzinfo=UTC))
    assert [len(alerts(talk, who)) for who in ("ana", "bo", "cleo", "finn")] == [1, 1, 1, 1]
