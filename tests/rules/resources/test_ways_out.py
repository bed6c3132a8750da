"""Three ways out of a clash: what each shows is what comes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.plan import Dependency, Milestone, Plan, Program, Project
from rules.resources.booking_changes import apply_allocation_changes
from rules.resources.bookings import Allocation, Booking, Resource, book_allocations
from rules.resources.clash_case import ClashCase, WayKind, WayOut
from rules.resources.outlooks import PlanOutlook
from rules.resources.overloads import find_overloads
from rules.resources.ways_out import ways_out
from rules.schedule.expected_dates import with_expected_dates
from rules.time.calendars import Calendar

MONDAY = date(2026, 3, 2)
FRIDAY = MONDAY + timedelta(days=4)
NEXT_FRIDAY = MONDAY + timedelta(days=11)
PEOPLE = {
    "ana": Resource("ana", "PRG-1", skills=("Kotlin",)),
    "bo": Resource("bo", "PRG-1", skills=("kotlin", "sql")),
    "cy": Resource("cy", "PRG-1", skills=("sql",)),
}


def plan_of(*milestones: Milestone, links: Sequence[Dependency] = ()) -> Plan:
    projects = (Project("PRJ-1", "One", "PRG-1"), Project("PRJ-2", "Two", "PRG-1"))
    plan = Plan(Program("PRG-1", "Atlas", MONDAY), projects, milestones, tuple(links))
    return with_expected_dates(plan, today=MONDAY)


def case_of(plan: Plan, allocations: Sequence[Allocation]) -> ClashCase | None:
    calendar, milestones = Calendar.of(plan.program.calendar), {m.id: m for m in plan.milestones}
    booked = book_allocations(allocations, milestones, calendar)
    clash = next((one for one in find_overloads(booked, {}) if one.resource == "ana"), None)
    return clash and ClashCase(
        overload=clash,
        today=MONDAY,
        resources=PEOPLE,
        allocations={one.id: one for one in allocations},
        plans={project.id: plan for project in plan.projects},
        capacity={},
        periods={},
        bookings={who: tuple(one for one in booked if one.resource == who) for who in PEOPLE},
    )


AUTH = Milestone("M-1", "PRJ-1", "Auth", duration=5, committed=FRIDAY, forecast=FRIDAY)
WALLET = Milestone("M-2", "PRJ-2", "Wallet", duration=5, forecast=FRIDAY)
LAUNCH = Milestone("M-3", "PRJ-2", "Launch", duration=0, committed=NEXT_FRIDAY, forecast=NEXT_FRIDAY)
LINKS = (Dependency("D-1", "M-2", "M-3"),)
BOTH = (Allocation("AL-1", "ana", 80, "PRJ-1", "M-1"), Allocation("AL-2", "ana", 60, "PRJ-2", "M-2"))


def test_b102_moves_what_has_float_gives_and_cuts() -> None:
    case = case_of(plan_of(AUTH, WALLET, LAUNCH, links=LINKS), BOTH)
    assert case
    move, give, cut = ways_out(case)
    assert (move.kind, move.milestone, move.days, move.effects, move.broken) == (WayKind.MOVE, "M-2", 5, (), ())
    assert (give.kind, give.other, give.allocation, give.start) == (WayKind.GIVE, "bo", "AL-2", MONDAY)
    assert (cut.kind, cut.allocation, cut.work, cut.percent) == (WayKind.CUT, "AL-2", 2.0, 20)


def test_move_never_pushes_the_clash_behind_its_stretch() -> None:
    longer = replace(WALLET, duration=9, forecast=MONDAY + timedelta(days=10), committed=MONDAY + timedelta(days=10))
    fixed = replace(AUTH, committed=None)
    case = case_of(plan_of(fixed, longer), BOTH)
    assert case
    move = ways_out(case)[0]
    assert (move.kind, move.milestone, move.days) == (WayKind.MOVE, "M-1", 9)


def test_move_says_which_committed_date_it_breaks() -> None:
    tight = replace(LAUNCH, committed=FRIDAY, forecast=FRIDAY)
    case = case_of(plan_of(AUTH, WALLET, tight, links=LINKS), BOTH)
    assert case
    move = ways_out(case)[0]
    assert [effect.milestone for effect in move.broken] in (["M-1"], ["M-3"])
    assert all(effect.after > (effect.committed or date.min) for effect in move.broken)


def test_without_skill_or_room_no_one_takes_over() -> None:
    busy = Allocation("AL-3", "bo", 60, "PRJ-1", None, MONDAY, FRIDAY)
    case = case_of(plan_of(AUTH, WALLET), (*BOTH, busy))
    assert case
    assert [way.kind for way in ways_out(case)] == [WayKind.MOVE, WayKind.CUT]


def test_cut_takes_from_each_booking_what_is_too_many() -> None:
    """Three bookings one after the other, over a fourth: no single one covers the stretch and holds the excess."""
    wednesday = MONDAY + timedelta(days=2)
    early = Allocation("AL-1", "ana", 50, "PRJ-1", None, MONDAY, wednesday)
    late = Allocation("AL-2", "ana", 70, "PRJ-2", None, wednesday + timedelta(days=1), FRIDAY)
    long = Allocation("AL-3", "ana", 80, "PRJ-2", "M-2", MONDAY, FRIDAY, WALLET.forecast)
    small = replace(long, id="AL-4", percent=20)
    case = case_of(plan_of(WALLET), (early, late, long, small))
    assert case
    (cut,) = (way for way in ways_out(case) if way.kind is WayKind.CUT)
    assert (cut.allocation, cut.percent, cut.cuts) == ("AL-3", 10, ())
    thirds = [replace(long, id=f"AL-{row}", percent=share) for row, share in ((3, 40), (4, 45))]
    case = case_of(plan_of(WALLET), (replace(early, percent=80), late, *thirds))
    assert case
    (cut,) = (way for way in ways_out(case) if way.kind is WayKind.CUT)
    assert [(one.allocation, one.percent, one.last) for one in cut.cuts] == [("AL-3", 0, FRIDAY), ("AL-4", 20, FRIDAY)]


def test_without_an_end_of_the_clash_nothing_is_cut() -> None:
    """A booking of a project whose plan is not known can't be cut, and is too much alone."""
    alone = Allocation("AL-1", "ana", 130, "PRJ-9", None, MONDAY, FRIDAY)
    case = case_of(plan_of(WALLET), (alone, BOTH[1]))
    assert case
    assert not [way for way in ways_out(case) if way.kind in (WayKind.CUT, WayKind.MOVE)]


def test_running_clash_can_still_be_given_away() -> None:
    begun = Allocation("AL-1", "ana", 80, "PRJ-1", None, MONDAY - timedelta(days=7), FRIDAY)
    case = case_of(plan_of(), (begun, replace(begun, id="AL-2", percent=60)))
    assert case
    give, cut = ways_out(case)
    assert (give.kind, give.other, give.start) == (WayKind.GIVE, "bo", MONDAY)
    assert (cut.kind, cut.start, cut.percent) == (WayKind.CUT, MONDAY, 20)


DAY = st.integers(2, 30).map(lambda offset: MONDAY + timedelta(days=offset))
WORK = st.builds(
    lambda number, day, days, committed: Milestone(
        f"M-{number}",
        f"PRJ-{number % 2 + 1}",
        duration=days,
        forecast=day,
        committed=day if committed else None,
    ),
    st.integers(1, 5),
    DAY,
    st.integers(1, 12),
    st.booleans(),
)
PLANS = st.lists(WORK, min_size=2, max_size=5, unique_by=lambda milestone: milestone.id).map(
    lambda milestones: sorted(milestones, key=lambda milestone: milestone.id)
)
SHARES = st.lists(st.sampled_from([30.0, 60.0, 80.0, 100.0]), min_size=5, max_size=5)


@given(PLANS, SHARES, st.booleans())
def test_each_way_has_the_effect_that_it_shows(found: list[Milestone], shares: list[float], linked: bool) -> None:
    links = (Dependency("D-1", found[0].id, found[1].id),) if linked else ()
    plan = plan_of(*found, links=links)
    allocations = [
        Allocation(f"AL-{row}", "ana", shares[row], milestone.project, milestone.id)
        for row, milestone in enumerate(found)
    ]
    case = case_of(plan, allocations)
    for way in ways_out(case) if case else ():
        assert case
        check_effect(case, plan, allocations, way)


def check_effect(case: ClashCase, plan: Plan, allocations: Sequence[Allocation], way: WayOut) -> None:
    """Take the way, date the plan again, and compare."""
    moved = {change["milestone"]: date.fromisoformat(change["to"]) for change in way.changes if change["op"] == "move"}
    milestones = tuple(replace(m, forecast=moved.get(m.id, m.forecast)) for m in plan.milestones)
    after = with_expected_dates(replace(plan, milestones=milestones), today=MONDAY)
    dates = {m.id: m.expected for m in after.milestones}
    before = {m.id: m.expected for m in plan.milestones}
    targets = PlanOutlook(plan, MONDAY).targets
    assert {one.milestone: one.after for one in way.effects} == {
        id: day for id, day in dates.items() if id in targets and day != before[id]
    }
    broken = {m.id for m in after.milestones if m.committed and dates[m.id] > m.committed >= before[m.id]}
    assert {one.milestone for one in way.broken} == broken
    left = apply_allocation_changes(allocations, way.changes)
    booked = book_allocations(left, {m.id: m for m in after.milestones}, Calendar.of(plan.program.calendar))
    clash = case.overload
    ahead = max(clash.first, case.today)
    still = [one for one in find_overloads(booked, {}) if one.first <= clash.last and one.last >= ahead]
    assert not [one for one in still if one.resource in ("ana", way.other)]
    assert added_load(case, booked) == []
    lost = sum(one.work for one in way.cuts)
    assert not way.cuts or abs(lost - way.work) < 0.02


def added_load(case: ClashCase, booked: Sequence[Booking]) -> list[date]:
    """Return the days on which Ana is booked above 100% and was not before."""

    def over(bookings: Sequence[Booking]) -> set[date]:
        own = [one for one in bookings if one.resource == "ana"]
        days = {one.first + timedelta(days=offset) for one in own for offset in range((one.last - one.first).days + 1)}
        return {day for day in days if sum(one.percent for one in own if one.first <= day <= one.last) > 100}

    reported = {
        one.first + timedelta(days=offset)
        for one in find_overloads(booked, {})
        if one.resource == "ana"
        for offset in range((one.last - one.first).days + 1)
    }
    return sorted((over(booked) & reported) - over(case.bookings["ana"]))
