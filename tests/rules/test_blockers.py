"""How far a blocker reaches, and who is likeliest to free it."""

from datetime import UTC, date, datetime

from rules.blockers import HelperCandidate, downstream_reach, suggest_helpers
from rules.plan import Dependency, HandoverState, Milestone, Plan, Program, Project

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def plan(*links: tuple[str, str, HandoverState]) -> Plan:
    names = "ABCDE"
    return Plan(
        Program("PRG-1", "Atlas", date(2026, 1, 5)),
        tuple(Project(f"PRJ-{n}", n) for n in names),
        tuple(
            Milestone(n, f"PRJ-{n}", committed=date(2026, 4, 30 - i), actual=date(2026, 3, 1) if n == "E" else None)
            for i, n in enumerate(names)
        ),
        tuple(Dependency(f"D-{i}", a, b, state=state) for i, (a, b, state) in enumerate(links)),
    )


def test_a_blocker_reaches_all_that_waits_directly_or_not_but_once() -> None:
    yes = HandoverState.COMMITTED
    found = downstream_reach(plan(("A", "B", yes), ("A", "C", yes), ("B", "D", yes), ("C", "D", yes)), ["A", "D"])
    assert (found["A"].milestones, found["A"].projects) == (3, 3)
    assert found["A"].earliest is not None
    assert found["A"].earliest.id == "D"
    assert (found["D"].milestones, found["D"].earliest) == (0, None)


def test_what_is_done_or_no_longer_waits_is_not_held() -> None:
    found = downstream_reach(plan(("A", "B", HandoverState.WAIVED), ("A", "E", HandoverState.COMMITTED)), ["A"])
    assert found["A"].milestones == 0


def test_owners_of_what_is_waited_for_come_first_then_those_awake_then_the_experienced() -> None:
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
    assert [(s.candidate.user, s.awake) for s in ranked] == [
        ("owner", False),
        ("solver", True),
        ("lead", True),
        ("asleep", False),
    ]


def test_who_is_named_twice_counts_once_with_all_that_speaks_for_them() -> None:
    [one] = suggest_helpers(
        [
            HelperCandidate("a", "UTC", None, 1),
            HelperCandidate("a", "UTC", "M-1"),
            HelperCandidate("a", "UTC", None, 2),
        ],
        now=NOON,
    )
    assert (one.candidate.upstream, one.candidate.solved) == ("M-1", 3)


def test_nobody_is_awake_on_a_sunday_or_in_an_unknown_zone() -> None:
    sunday = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert not suggest_helpers([HelperCandidate("a", "UTC")], now=sunday)[0].awake
    assert not suggest_helpers([HelperCandidate("a", "Nowhere/Land")], now=NOON)[0].awake
