"""Random plans with everything that files of other tools can hold."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from rules.plan import (
    CalendarSpec,
    Dependency,
    HandoverState,
    LinkStrength,
    LinkType,
    Milestone,
    Plan,
    Program,
    Project,
)
from rules.time.calendars import Calendar

START = date(2026, 1, 5)
DAYS = st.integers(0, 200).map(lambda days: START + timedelta(days=days))
MAYBE_DAY = st.none() | DAYS
# Hostile names are only text.
NAMES = st.text(st.sampled_from("ab ß7é&<>\"'=;,[]#@+-日🚀"), min_size=1, max_size=12).filter(
    lambda name: bool(name.strip())
)
OWNERS = ("U1", "U2", "Branch Manager")


@st.composite
def calendars(draw: st.DrawFn) -> CalendarSpec:
    days = draw(st.lists(DAYS, max_size=6, unique=True))
    weekend = frozenset(day for day in days if day.weekday() > 4)
    return CalendarSpec(holidays=frozenset(days) - weekend, extra=weekend)


@st.composite
def milestones(draw: st.DrawFn, number: int, calendar: Calendar) -> Milestone:
    duration = draw(st.integers(0, 15))
    actual = draw(st.none() | st.none() | DAYS)
    forecast = draw(MAYBE_DAY)
    computed = None
    if forecast and draw(st.booleans()):
        computed = calendar.add(forecast, draw(st.integers(1, 9)))
    return Milestone(
        f"M-{number}",
        f"PRJ-{draw(st.integers(1, 3))}",
        draw(NAMES),
        draw(st.none() | st.sampled_from(OWNERS)),
        duration,
        100 if actual else draw(st.integers(0, 100)),
        baseline=draw(MAYBE_DAY),
        committed=draw(MAYBE_DAY),
        forecast=forecast,
        actual=actual,
        not_before=draw(MAYBE_DAY),
        optimistic=draw(st.none() | st.integers(0, duration)),
        pessimistic=draw(st.none() | st.integers(duration, 40)),
        computed=computed,
    )


@st.composite
def links(draw: st.DrawFn, count: int) -> tuple[Dependency, ...]:
    found: dict[tuple[int, int], Dependency] = {}
    for _ in range(draw(st.integers(0, 2 * count))):
        first, last = draw(st.integers(1, count)), draw(st.integers(1, count))
        if first < last:
            found[first, last] = Dependency(
                f"D-{len(found) + 1}",
                f"M-{first}",
                f"M-{last}",
                draw(st.sampled_from(list(LinkType))),
                draw(st.integers(-5, 10)),
                draw(st.sampled_from((LinkStrength.HARD, LinkStrength.HARD, LinkStrength.SOFT))),
                state=draw(st.sampled_from((HandoverState.COMMITTED, HandoverState.AT_RISK, HandoverState.DECLINED))),
            )
    return tuple(found.values())


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    spec = draw(calendars())
    count = draw(st.integers(1, 7))
    found = tuple(draw(milestones(number, Calendar.of(spec))) for number in range(1, count + 1))
    resources: list[dict[str, Any]] = [
        {"id": "RES-1", "name": "Ann", "user": "U1", "capacity": 80},
        {"id": "RES-2", "name": "Testers", "kind": "team", "capacity": 250.0},
    ]
    allocations = []
    for milestone in found:
        if draw(st.booleans()):
            row: dict[str, Any] = {"resource": draw(st.sampled_from(("RES-1", "RES-2"))), "milestone": milestone.id}
            row["percent"] = draw(st.integers(1, 300))
            if milestone.expected and draw(st.booleans()):
                row |= {"from": milestone.expected - timedelta(days=30), "to": milestone.expected}
            allocations.append(row)
    booked = {row["resource"] for row in allocations}
    return Plan(
        Program("PRG-1", draw(NAMES), START, draw(MAYBE_DAY), spec, manager="U1"),
        tuple(Project(f"PRJ-{number}", f"Project {number}", lead="U2") for number in range(1, 4)),
        found,
        draw(links(count)),
        resources=tuple(row for row in resources if row["id"] in booked),
        allocations=tuple(allocations),
        settings={"currency": "EUR"},
    )
