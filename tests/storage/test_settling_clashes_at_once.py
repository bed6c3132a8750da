"""Leads who settle a clash at the same moment, on both databases: a way out is applied once, and never half."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session

import storage.audit
import storage.changes
import storage.forecast_ledger
import storage.people
import storage.plan
import storage.resources.allocations
import storage.resources.clashes
import storage.resources.register
from handlers.plan import undo
from handlers.resources import assigning, clash_flows
from handlers.schedule import clash_radar
from rules.people import Person
from rules.refusal import Refusal
from rules.resources.amounts import Amount
from rules.resources.bookings import Allocation
from rules.resources.clash_case import WayKind
from rules.resources.clashes import Clash, ClashState
from rules.resources.statements import AllocationChange
from storage.engine.database import Store
from tests.steps.at_once import at_once

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TEAM = "T1"
PEOPLE = {name: Person(f"U{name.upper()}00001", TEAM, name.title()) for name in ("mia", "lee", "otto", "con", "finn")}
ROUNDS = range(4)
FRIDAY = date(2026, 3, 13)


@pytest.fixture
def clashing(store: Store) -> Store:
    store.transact_now(_add_clash)
    return store


def _add_clash(session: Session) -> None:
    """Book Con 80% in Lee's project and 60% in Otto's; Finn has the same skill and nothing to do."""
    for person in PEOPLE.values():
        storage.people.save_person(session, person=person, now=NOW)
    mia = PEOPLE["mia"].id
    common: dict[str, Any] = {"team": TEAM, "by": mia, "now": NOW}
    storage.audit.set_actor(session, team=TEAM, actor=mia, now=NOW)
    storage.plan.add_program(session, team=TEAM, name="Atlas", start=date(2026, 1, 5), zone="UTC", manager=mia, now=NOW)
    for number, lead in ((1, "lee"), (2, "otto")):
        user = PEOPLE[lead].id
        storage.plan.add_project(session, team=TEAM, program="PRG-1", name=lead, lead=user, now=NOW)
        storage.plan.add_milestone(
            session, **common, project=f"PRJ-{number}", name=f"Work {number}", day=FRIDAY, owner=user, duration=5
        )
    for name in ("con", "finn"):
        storage.resources.register.add_resource(
            session, **common, program="PRG-1", user=PEOPLE[name].id, skills=["kotlin"], name=name.title()
        )
    for number, percent in ((1, 80.0), (2, 60.0)):
        storage.resources.allocations.add_allocation(
            session,
            **common,
            program="PRG-1",
            resource="RES-1",
            percent=percent,
            project=f"PRJ-{number}",
            milestone=f"M-{number}",
        )
    clash_radar.check_resources(session, team=TEAM, resources=("RES-1",), now=NOW)


def act(who: str, flow: Callable[..., Any], **said: Any) -> Callable[[Session], int | None]:
    """Return a flow of a person as the app runs it: signed, as a change that can be undone, whose number it returns."""

    def run(session: Session) -> int | None:
        storage.audit.set_actor(session, team=TEAM, actor=PEOPLE[who].id, now=NOW)
        with storage.changes.record(session):
            flow(session, person=PEOPLE[who], now=NOW, **said)
            return storage.changes.current_id(session)

    return run


def clash_of(store: Store) -> Clash:
    return store.read_now(storage.resources.clashes.get_clash, team=TEAM, id="CL-1")


def number_of(store: Store, kind: WayKind) -> int:
    return next(number for number, offered in enumerate(clash_of(store).ways) if offered.way.kind is kind)


def take(store: Store, who: str, kind: WayKind) -> Callable[[Session], int | None]:
    return act(who, clash_flows.take_way, id="CL-1", number=number_of(store, kind), basis=clash_of(store).basis)


def bookings(store: Store) -> list[tuple[str, float, str | None]]:
    found: tuple[Allocation, ...] = store.read_now(storage.resources.allocations.allocations, team=TEAM)
    return sorted((one.resource, one.percent, one.milestone) for one in found)


def moves(store: Store) -> list[date | None]:
    """Return the dates that the two milestones are expected on."""
    return [store.read_now(storage.plan.milestone, team=TEAM, id=id).expected for id in ("M-1", "M-2")]


BEFORE = [("RES-1", 60.0, "M-2"), ("RES-1", 80.0, "M-1")]


def outcome(store: Store) -> WayKind | None:
    """Return the way that is applied, or None for none; fail for anything between."""
    found, expected, clash = bookings(store), moves(store), clash_of(store)
    taken = clash.ways[clash.taken].way if clash.state is ClashState.TAKEN and clash.taken is not None else None
    if taken is None:
        assert (found, expected) == (BEFORE, [FRIDAY, FRIDAY])
        return None
    if taken.kind is WayKind.MOVE:
        assert found == BEFORE
        assert sorted(day for day in expected if day) == [FRIDAY, taken.to]
    else:
        assert expected == [FRIDAY, FRIDAY]
        assert len(found) == 2
        assert sum(percent for resource, percent, _ in found if resource == "RES-1") <= 100
    return taken.kind


KINDS = pytest.mark.parametrize("kind", WayKind)


@KINDS
@pytest.mark.parametrize("_", ROUNDS)
def test_two_leads_agree_at_once_and_it_is_applied(clashing: Store, kind: WayKind, _: int) -> None:
    at_once(clashing, take(clashing, "lee", kind), take(clashing, "otto", kind))
    assert outcome(clashing) is kind


@KINDS
@pytest.mark.parametrize("_", ROUNDS)
def test_last_click_twice_is_applied_once(clashing: Store, kind: WayKind, _: int) -> None:
    clashing.transact_now(take(clashing, "lee", kind))
    results = at_once(clashing, take(clashing, "otto", kind), take(clashing, "otto", kind))
    assert sum(isinstance(one, Refusal) for one in results) == 1
    assert outcome(clashing) is kind


@pytest.mark.parametrize("_", ROUNDS)
def test_last_clicks_on_two_ways_apply_one_of_them(clashing: Store, _: int) -> None:
    clashing.transact_now(take(clashing, "lee", WayKind.MOVE))
    clashing.transact_now(take(clashing, "otto", WayKind.GIVE))
    results = at_once(clashing, take(clashing, "lee", WayKind.GIVE), take(clashing, "otto", WayKind.MOVE))
    assert sum(isinstance(one, Refusal) for one in results) == 1
    assert outcome(clashing) in (WayKind.MOVE, WayKind.GIVE)


@KINDS
@pytest.mark.parametrize("_", ROUNDS)
def test_undo_beside_another_click_takes_back_all_or_nothing(clashing: Store, kind: WayKind, _: int) -> None:
    clashing.transact_now(take(clashing, "lee", kind))
    again = take(clashing, "lee", kind)
    change = clashing.transact_now(take(clashing, "otto", kind))
    at_once(clashing, act("otto", undo.undo_change, id=change), again)
    assert outcome(clashing) in (None, kind)


@KINDS
@pytest.mark.parametrize("_", ROUNDS)
def test_undo_twice_at_once_takes_back_once(clashing: Store, kind: WayKind, _: int) -> None:
    clashing.transact_now(take(clashing, "lee", kind))
    change = clashing.transact_now(take(clashing, "otto", kind))
    results = at_once(clashing, *[act("otto", undo.undo_change, id=change)] * 2)
    assert sum(isinstance(one, Refusal) for one in results) == 1
    assert outcome(clashing) is None
    assert clash_of(clashing).open


@KINDS
@pytest.mark.parametrize("_", ROUNDS)
def test_declining_beside_the_last_click_counts_or_is_late(clashing: Store, kind: WayKind, _: int) -> None:
    clashing.transact_now(take(clashing, "lee", kind))
    decline = act(
        "lee",
        clash_flows.decline_way,
        id="CL-1",
        number=number_of(clashing, kind),
        basis=clash_of(clashing).basis,
    )
    results = at_once(clashing, take(clashing, "otto", kind), decline)
    taken = outcome(clashing)
    assert (taken is kind) == isinstance(results[1], Refusal)


@KINDS
@pytest.mark.parametrize("_", ROUNDS)
def test_booking_changed_beside_the_last_click_is_seen(clashing: Store, kind: WayKind, _: int) -> None:
    clashing.transact_now(take(clashing, "lee", kind))
    less = act("mia", assigning.change_allocation, id="AL-1", change=AllocationChange(amount=Amount(20.0, "%")))
    at_once(clashing, take(clashing, "otto", kind), less)
    clash, found, expected = clash_of(clashing), bookings(clashing), moves(clashing)
    if clash.state is ClashState.TAKEN:
        assert (expected != [FRIDAY, FRIDAY]) == (kind is WayKind.MOVE)
    else:
        assert expected == [FRIDAY, FRIDAY]
        assert found == [("RES-1", 20.0, "M-1"), ("RES-1", 60.0, "M-2")]
        assert clash.state is ClashState.GONE


@pytest.mark.parametrize("_", ROUNDS)
def test_bookings_made_at_once_are_seen_together(clashing: Store, _: int) -> None:
    def book(number: int) -> Callable[[Session], int | None]:
        return act(
            "mia",
            assigning.change_allocation,
            id=f"AL-{number}",
            change=AllocationChange(amount=Amount(55.0, "%")),
        )

    clashing.transact_now(
        act("mia", assigning.change_allocation, id="AL-1", change=AllocationChange(Amount(10.0, "%")))
    )
    clashing.transact_now(
        act("mia", assigning.change_allocation, id="AL-2", change=AllocationChange(Amount(10.0, "%")))
    )
    assert clash_of(clashing).state is ClashState.GONE
    at_once(clashing, book(1), book(2))
    (clash,) = clashing.read_now(storage.resources.clashes.open_clashes, team=TEAM)
    assert clash.peak == 110.0
