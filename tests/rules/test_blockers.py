"""The reach of a blocker, and the people most likely to unblock it."""

from datetime import UTC, date, datetime

from rules.blockers import HelperCandidate, downstream_reach, suggest_helpers
from rules.plan import Dependency, HandoverState, Milestone, Plan, Program, Project

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def plan(*links: tuple[str, str, HandoverState]) -> Plan:
    names = "ABCDE"
    return Plan(
        Program("PRG-1", "Atlas", date(2026, 1, 5)),
        tuple(Project(f"PRJ-{name}", name) for name in names),
        tuple(
            Milestone(
                name,
                f"PRJ-{name}",
                committed=date(2026, 4, 30 - number),
                actual=date(2026, 3, 1) if name == "E" else None,
            )
            for number, name in enumerate(names)
        ),
        tuple(
            Dependency(f"D-{number}", provider, consumer, state=state)
            for number, (provider, consumer, state) in enumerate(links)
        ),
    )


def test_blocker_reaches_each_downstream_milestone_once() -> None:
    committed = HandoverState.COMMITTED
    reach_of = downstream_reach(
        plan(("A", "B", committed), ("A", "C", committed), ("B", "D", committed), ("C", "D", committed)), ["A", "D"]
    )
    assert (reach_of["A"].milestones, reach_of["A"].projects) == (3, 3)
    assert reach_of["A"].earliest is not None
    assert reach_of["A"].earliest.id == "D"
    assert (reach_of["D"].milestones, reach_of["D"].earliest) == (0, None)


def test_done_and_waived_milestones_are_not_blocked() -> None:
    reach_of = downstream_reach(plan(("A", "B", HandoverState.WAIVED), ("A", "E", HandoverState.COMMITTED)), ["A"])
    assert reach_of["A"].milestones == 0


def test_upstream_owners_come_first_then_awake_then_experienced_people() -> None:
    ranked = suggest_helpers(
        [
            HelperCandidate("lead", "Europe/Berlin"),
            HelperCandidate("asleep", "Pacific/Auckland", None, 9),
            HelperCandidate("solver", "Europe/Berlin", None, 2),
            HelperCandidate("owner", "Pacific/Auckland", "M-1"),
        ],
        now=NOON,
        limit=4,
    )
    assert [(suggestion.candidate.user, suggestion.awake) for suggestion in ranked] == [
        ("owner", False),
        ("solver", True),
        ("lead", True),
        ("asleep", False),
    ]


def test_person_listed_twice_is_merged() -> None:
    [suggestion] = suggest_helpers(
        [
            HelperCandidate("a", "UTC", None, 1),
            HelperCandidate("a", "UTC", "M-1"),
            HelperCandidate("a", "UTC", None, 2),
        ],
        now=NOON,
    )
    assert (suggestion.candidate.upstream, suggestion.candidate.solved) == ("M-1", 3)


def test_sunday_and_unknown_zones_count_as_asleep() -> None:
    sunday = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert not suggest_helpers([HelperCandidate("a", "UTC")], now=sunday)[0].awake
    assert not suggest_helpers([HelperCandidate("a", "Nowhere/Land")], now=NOON)[0].awake
