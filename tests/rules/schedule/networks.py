"""Random small programs, and slow reference computations."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from rules.plan import CalendarSpec, Dependency, LinkType, Milestone, Plan, Program, Project

MONDAY = date(2026, 1, 5)
PROJECTS = tuple(Project(f"PRJ-{n}", f"Project {n}", lead=f"L{n}") for n in (1, 2, 3))


@st.composite
def programs(
    draw: st.DrawFn,
    *,
    kinds: tuple[LinkType, ...] = tuple(LinkType),
    lags: tuple[int, int] = (-3, 6),
    durations: tuple[int, int] = (0, 9),
    dated: bool = False,
    size: int = 9,
) -> Plan:
    """Draw a program without loops, its milestones and links in any order."""
    count = draw(st.integers(1, size))
    names = draw(st.permutations([f"M-{number + 1}" for number in range(count)]))
    milestones = [
        Milestone(name, draw(st.sampled_from(PROJECTS)).id, name, duration=draw(st.integers(*durations)))
        for name in names
    ]
    if dated:
        milestones = [draw(with_dates(milestone)) for milestone in milestones]
    possible_links = [(first, second) for first in range(count) for second in range(first + 1, count)]
    chosen = draw(st.lists(st.sampled_from(possible_links), max_size=2 * size, unique=True)) if possible_links else []
    links = [
        Dependency(f"D-{number}", names[first], names[second], draw(st.sampled_from(kinds)), draw(st.integers(*lags)))
        for number, (first, second) in enumerate(chosen)
    ]
    return Plan(
        Program("PRG-1", "random", MONDAY, calendar=CalendarSpec(holidays=frozenset({date(2026, 1, 8)}))),
        PROJECTS,
        tuple(draw(st.permutations(milestones))),
        tuple(draw(st.permutations(links))),
    )


@st.composite
def with_dates(draw: st.DrawFn, milestone: Milestone) -> Milestone:
    days = st.none() | st.integers(0, 40).map(lambda n: MONDAY + timedelta(days=n))
    return replace(
        milestone, owner=draw(st.sampled_from(["U1", "U2", None])), committed=draw(days), forecast=draw(days)
    )


def weight(link: Dependency, duration: dict[str, float]) -> float:
    provider_days = duration[link.provider] if link.type in (LinkType.FS, LinkType.FF) else 0
    return provider_days + link.lag - (duration[link.consumer] if link.type in (LinkType.FF, LinkType.SF) else 0)


def longest(
    plan: Plan, duration: dict[str, float] | None = None, floor: dict[str, float] | None = None
) -> dict[str, float]:
    """Compute early starts by relaxing every link until nothing moves."""
    duration = duration or {milestone.id: milestone.duration for milestone in plan.milestones}
    start = dict(floor or {milestone.id: 0 for milestone in plan.milestones})
    for _ in range(len(plan.milestones) + 1):
        for link in plan.dependencies:
            start[link.consumer] = max(start[link.consumer], start[link.provider] + weight(link, duration))
    return start


def finish(plan: Plan, duration: dict[str, float] | None = None, floor: dict[str, float] | None = None) -> float:
    duration = duration or {milestone.id: milestone.duration for milestone in plan.milestones}
    return max(start + duration[name] for name, start in longest(plan, duration, floor).items())


def chain(*durations: int, kinds: tuple[LinkType, ...] = (), lags: tuple[int, ...] = ()) -> Plan:
    """Build a program of milestones M-1, M-2, … in a row."""
    milestones = tuple(Milestone(f"M-{number + 1}", "PRJ-1", duration=days) for number, days in enumerate(durations))
    links = tuple(
        Dependency(
            f"D-{number}",
            provider.id,
            consumer.id,
            kinds[number] if kinds else LinkType.FS,
            lags[number] if lags else 0,
        )
        for number, (provider, consumer) in enumerate(pairwise(milestones))
    )
    return Plan(Program("PRG-1", "chain", MONDAY), PROJECTS, milestones, links)
