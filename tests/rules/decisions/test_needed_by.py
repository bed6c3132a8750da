"""The latest responsible moment and the price of waiting, against a full computation of a plan that waits."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.alerts.analysis import schedule_plan
from rules.decisions import needed_by
from rules.plan import Dependency, Milestone, Plan, Program
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.calendars import Calendar
from rules.truth.colours import Colour
from tests.rules.schedule.networks import MONDAY, PROJECTS, longest, programs

LEAD = 5


def finish_when_waiting(facts: ScheduledPlan, gates: list[str], decided: int) -> float:
    """Compute the finish of all that counts, with the gated milestones starting after the decision and its lead."""
    ids, schedule = facts.schedule.network.ids, facts.schedule
    floor = {name: float(schedule.floor[position]) for position, name in enumerate(ids)}
    early = {name: float(schedule.early_start[position]) for position, name in enumerate(ids)}
    floor |= {name: max(early[name], decided + LEAD) for name in gates}
    starts = longest(facts.plan, floor=floor)
    duration = {milestone.id: milestone.duration for milestone in facts.plan.milestones}
    return max(starts[name] + duration[name] for position, name in enumerate(ids) if schedule.counted[position])


def draw_gates(data: st.DataObject, facts: ScheduledPlan) -> list[str]:
    names = [name for name in facts.schedule.network.ids if facts.schedule.leads_to_end[facts.position_of(name)]]
    return data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))


@given(programs(size=7), st.data())
@settings(max_examples=150, deadline=None)
def test_deciding_in_time_moves_nothing_and_later_does(plan: Plan, data: st.DataObject) -> None:
    facts = schedule_plan(plan, today=MONDAY)
    gates = draw_gates(data, facts)
    last_free = min(needed_by.late_start(facts, name) for name in gates) - LEAD
    finish = finish_when_waiting(facts, gates, last_free - 50)
    assert finish_when_waiting(facts, gates, last_free) == finish
    assert finish_when_waiting(facts, gates, last_free + 1) == finish + 1


@given(programs(size=7), st.data(), st.integers(-5, 40))
@settings(max_examples=150, deadline=None)
def test_price_of_a_day_is_the_difference_of_full_computations(plan: Plan, data: st.DataObject, passed: int) -> None:
    facts = schedule_plan(plan, today=MONDAY)
    gates = draw_gates(data, facts)
    now, later = (needed_by.effect_of_deciding(facts, gates, day, lead=LEAD) for day in (passed, passed + 1))
    price = needed_by.finish_shift(later) - needed_by.finish_shift(now)
    assert price == finish_when_waiting(facts, gates, passed + 1) - finish_when_waiting(facts, gates, passed)


@given(programs(size=7), st.data())
@settings(max_examples=60, deadline=None)
def test_moment_is_the_earliest_of_each_milestone_alone(plan: Plan, data: st.DataObject) -> None:
    facts = schedule_plan(plan, today=MONDAY)
    gates = draw_gates(data, facts)
    together = needed_by.latest_responsible_moment(facts, gates, lead=LEAD)
    alone = [needed_by.latest_responsible_moment(facts, [name], lead=LEAD) for name in gates]
    assert together
    assert together.day == min(moment.day for moment in alone if moment)


def small_plan() -> Plan:
    """Build a chain of two, and one beside it with ten days to spare."""
    milestones = (
        Milestone("M-1", "PRJ-1", "Schema", duration=10),
        Milestone("M-2", "PRJ-1", "Wallet", duration=10, committed=date(2026, 1, 30)),
        Milestone("M-3", "PRJ-2", "Press kit", duration=5),
        Milestone("M-4", "PRJ-2", "Launch"),
    )
    links = (Dependency("D-1", "M-1", "M-2"), Dependency("D-2", "M-2", "M-4"), Dependency("D-3", "M-3", "M-4"))
    return Plan(Program("PRG-1", "Atlas", MONDAY), PROJECTS, milestones, links)


def test_moment_names_the_milestone_and_its_start() -> None:
    facts = schedule_plan(small_plan(), today=MONDAY)
    moment = needed_by.latest_responsible_moment(facts, ["M-2", "M-3"], lead=LEAD)
    assert moment
    assert (moment.milestone, moment.day, moment.start) == ("M-2", date(2026, 1, 9), date(2026, 1, 19))


def test_waiting_is_free_until_then_costs_a_day_a_day() -> None:
    facts = schedule_plan(small_plan(), today=MONDAY)
    price = needed_by.price_of_waiting(facts, ["M-2", "M-3"], lead=LEAD)
    assert price
    assert (price.free_until, price.causes, price.finish_days) == (date(2026, 1, 9), ("M-2",), 1)
    assert ("Launch (M-4)", 1) in price.moved


def test_after_the_moment_every_day_costs() -> None:
    facts = schedule_plan(small_plan(), today=date(2026, 1, 20))
    price = needed_by.price_of_waiting(facts, ["M-2"], lead=LEAD)
    assert price
    assert price.finish_days == 1


def test_nothing_waits_for_done_or_unknown_milestones() -> None:
    facts = schedule_plan(small_plan(), today=MONDAY)
    assert needed_by.latest_responsible_moment(facts, ["M-99"], lead=LEAD) is None
    assert needed_by.price_of_waiting(facts, [], lead=LEAD) is None


@pytest.mark.parametrize(
    ("days", "colour"), [(-1, Colour.RED), (0, Colour.AMBER), (7, Colour.AMBER), (8, Colour.GREEN)]
)
def test_colour_is_amber_within_the_lead(days: int, colour: Colour) -> None:
    calendar = Calendar.of(Program("PRG-1", "Atlas", MONDAY).calendar)
    needed = MONDAY + timedelta(days=days)
    assert needed_by.urgency(needed, today=MONDAY, calendar=calendar, lead=LEAD) is colour
    assert needed_by.urgency(None, today=MONDAY, calendar=calendar, lead=LEAD) is Colour.GREY
