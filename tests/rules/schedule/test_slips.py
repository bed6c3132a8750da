"""The blast radius of a slip: which milestones move when a date moves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.plan import CalendarSpec, Dependency, LinkType, Milestone, Plan, Program, Project
from rules.refusal import NotFound
from rules.schedule import slips
from rules.schedule.network import Cycle
from rules.time.calendars import Calendar
from tests.rules.schedule.networks import programs

TODAY = date(2026, 3, 2)
PLAN = Plan(
    Program("PRG-1", "Atlas", date(2026, 1, 5), calendar=CalendarSpec(holidays=frozenset({date(2026, 4, 3)}))),
    (Project("PRJ-1", "Identity", lead="L1"), Project("PRJ-2", "Billing", lead="L2")),
    (
        Milestone("M-1", "PRJ-1", "Auth API", "U1", committed=date(2026, 3, 6)),
        Milestone(
            "M-2", "PRJ-2", "Invoices", "U2", duration=3, committed=date(2026, 3, 13), forecast=date(2026, 3, 13)
        ),
        Milestone("M-3", "PRJ-2", "Launch", None),
        Milestone("M-4", "PRJ-1", "Docs", "U4"),
        Milestone("M-5", "PRJ-1", "Old", "U5", actual=date(2026, 2, 2)),
    ),
    (Dependency("D-1", "M-1", "M-2"), Dependency("D-2", "M-2", "M-3", lag=2), Dependency("D-3", "M-4", "M-3")),
)


def test_slip_within_the_lead_time_moves_nothing() -> None:
    radius = slips.blast_radius(PLAN, {"M-1": date(2026, 3, 10)}, today=TODAY)
    assert radius.moved == ()
    assert radius.slipped == (
        slips.MilestoneMove("M-1", "PRJ-1", date(2026, 3, 6), date(2026, 3, 10), 2, date(2026, 3, 6)),
    )


def test_slip_past_the_lead_time_moves_the_chain() -> None:
    radius = slips.blast_radius(PLAN, {"M-1": date(2026, 3, 12)}, today=TODAY)
    first, second = radius.moved
    assert (first.id, first.old, first.new, first.days) == ("M-2", date(2026, 3, 13), date(2026, 3, 17), 2)
    assert first.committed == date(2026, 3, 13)
    assert (second.id, second.old, second.new, second.days) == ("M-3", date(2026, 3, 17), date(2026, 3, 19), 2)
    assert radius.projects == ("PRJ-2",)
    assert radius.earliest_committed == first
    assert radius.people == ("U2", "L2")


def test_earlier_date_pulls_in_its_followers() -> None:
    radius = slips.blast_radius(PLAN, {"M-2": date(2026, 3, 11)}, today=TODAY)
    assert [(move.id, move.days) for move in radius.moved] == [("M-3", -2)]


def test_first_date_dates_the_followers() -> None:
    plan = replace(PLAN, dependencies=PLAN.dependencies[2:])
    (move,) = slips.blast_radius(plan, {"M-4": date(2026, 3, 9)}, today=TODAY).moved
    assert (move.id, move.old, move.new, move.days) == ("M-3", None, date(2026, 3, 9), 0)


def test_undated_milestone_without_links_stays_undated() -> None:
    assert slips.blast_radius(PLAN, {}, today=TODAY).moved == ()


def test_overdue_provider_counts_as_today() -> None:
    overdue = replace(PLAN.milestones[0], committed=date(2026, 2, 20))
    plan = replace(PLAN, milestones=(overdue, *PLAN.milestones[1:]))
    assert slips.blast_radius(plan, {"M-1": date(2026, 3, 10)}, today=date(2026, 3, 10)).moved == ()


def test_done_milestone_cannot_move() -> None:
    with pytest.raises(slips.AlreadyDone, match="M-5 was finished on Mon 2 Feb 2026"):
        slips.blast_radius(PLAN, {"M-5": date(2026, 3, 10)}, today=TODAY)
    plan = replace(PLAN, dependencies=(Dependency("D-9", "M-1", "M-5"),))
    assert slips.blast_radius(plan, {"M-1": date(2026, 6, 1)}, today=TODAY).moved == ()


def test_unknown_milestone_is_refused_by_name() -> None:
    with pytest.raises(NotFound, match="M-99"):
        slips.blast_radius(PLAN, {"M-99": TODAY}, today=TODAY)


def test_loop_is_refused_with_its_path() -> None:
    plan = replace(PLAN, dependencies=(*PLAN.dependencies, Dependency("D-4", "M-3", "M-1")))
    with pytest.raises(Cycle, match="M-1 → M-2 → M-3 → M-1"):
        slips.blast_radius(plan, {"M-1": TODAY}, today=TODAY)


@given(programs(dated=True), st.data())
def test_b39_preview_equals_the_applied_slip(plan: Plan, data: st.DataObject) -> None:
    today = plan.program.start
    slipped = data.draw(
        st.lists(st.sampled_from(plan.milestones), min_size=1, max_size=2, unique_by=lambda milestone: milestone.id)
    )
    moves = {milestone.id: today + timedelta(days=data.draw(st.integers(0, 60))) for milestone in slipped}
    radius = slips.blast_radius(plan, moves, today=today)
    applied = replace(
        plan,
        milestones=tuple(
            replace(milestone, forecast=moves[milestone.id]) if milestone.id in moves else milestone
            for milestone in plan.milestones
        ),
    )
    calendar = Calendar.of(plan.program.calendar)
    expected = _relaxed_finishes(applied, calendar, today)
    before = _relaxed_finishes(plan, calendar, today)
    assert {move.id for move in radius.moved} == {id_ for id_ in before if before[id_] != expected[id_]} - set(moves)
    assert all(calendar.count(move.new) == expected[move.id] for move in radius.moved)


def _relaxed_finishes(plan: Plan, calendar: Calendar, today: date) -> dict[str, float | None]:
    """Compute each milestone's finish in working days by relaxing every link until nothing moves."""
    finish_of: dict[str, float | None] = {}
    consumers = {link.consumer for link in plan.dependencies}
    for milestone in plan.milestones:
        is_bare = not milestone.duration and milestone.id not in consumers
        stated = milestone.own_date if is_bare else milestone.forecast
        days = [calendar.count(max(stated, today))] if stated else []
        if milestone.duration:
            days.append(calendar.count(today - timedelta(days=1)) + milestone.duration)
        finish_of[milestone.id] = max(days, default=None)
    duration = {milestone.id: milestone.duration for milestone in plan.milestones}
    for _ in range(len(plan.milestones) + 1):
        for link in plan.dependencies:
            provider_finish = finish_of[link.provider]
            if provider_finish is None:
                continue
            event = (
                provider_finish
                if link.type in (LinkType.FS, LinkType.FF)
                else provider_finish - duration[link.provider]
            )
            bound = event + link.lag + (duration[link.consumer] if link.type in (LinkType.FS, LinkType.SS) else 0)
            earlier_bound = finish_of[link.consumer]
            finish_of[link.consumer] = bound if earlier_bound is None else max(earlier_bound, bound)
    return finish_of
