"""Sharing lateness: what the Shapley value promises, and that the parts of real lateness sum to the whole."""

from collections.abc import Mapping
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.closeouts import lateness
from rules.closeouts.lateness import ApprovedShift
from rules.closeouts.shapley import MAX_EXACT, round_shares, shapley
from rules.plan import CalendarSpec, Dependency, Milestone
from rules.time.calendars import Calendar

CALENDAR = Calendar.of(CalendarSpec())
MONDAY = date(2026, 3, 2)
NAMES = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5, unique=True)


def game_of(names: list[str], draw: Mapping[str, float]) -> Mapping[frozenset[str], float]:
    """Make a game: players add what they have, and each two of them a bonus that depends on both."""
    return {
        members: sum(draw[name] for name in members) + len(members) ** 2
        for size in range(len(names) + 1)
        for members in map(frozenset, permutations(names, size))
    }


@given(NAMES, st.dictionaries(st.sampled_from("abcdef"), st.floats(-50, 50)))
def test_exact_shares_equal_mean_over_all_orders(names: list[str], given_values: dict[str, float]) -> None:
    values = {name: given_values.get(name, 1.0) for name in names}
    game = game_of(names, values)
    orders = list(permutations(names))
    expected = dict.fromkeys(names, 0.0)
    for order in orders:
        for place, name in enumerate(order):
            expected[name] += (game[frozenset(order[: place + 1])] - game[frozenset(order[:place])]) / len(orders)
    shares = shapley(names, game.__getitem__)
    assert {name: share.value for name, share in shares.items()} == pytest.approx(expected, abs=1e-9)
    whole = game[frozenset(names)] - game[frozenset()]
    assert sum(share.value for share in shares.values()) == pytest.approx(whole)
    assert not any(share.error for share in shares.values())


@given(st.lists(st.integers(0, 20), min_size=2, max_size=MAX_EXACT + 4))
@settings(max_examples=25)
def test_efficiency_symmetry_and_null_player(days: list[int]) -> None:
    """Two equal causes and one without effect, on paths of which the longest counts."""
    paths = {f"c{place}": value for place, value in enumerate([*days, days[0], 0])}
    names = tuple(paths)

    def worth(members: frozenset[str]) -> float:
        return float(max((paths[name] for name in members), default=0))

    shares = shapley(names, worth)
    assert sum(share.value for share in shares.values()) == pytest.approx(max(days))
    first, twin, null = shares["c0"], shares[names[-2]], shares[names[-1]]
    assert null.value == 0
    tolerance = 1e-9 if len(names) <= MAX_EXACT else 6 * (first.error + twin.error) + 1e-9
    assert first.value == pytest.approx(twin.value, abs=tolerance)


def test_sampled_shares_come_with_their_error() -> None:
    names = tuple(f"c{number}" for number in range(MAX_EXACT + 3))

    def worth(members: frozenset[str]) -> float:
        return float(len(members) ** 2)

    shares = shapley(names, worth)
    assert sum(share.value for share in shares.values()) == pytest.approx(len(names) ** 2)
    assert all(abs(share.value - len(names)) <= 5 * share.error + 1e-9 for share in shares.values())
    assert shares == shapley(names, worth)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.floats(-100, 100), min_size=1))
def test_rounded_shares_still_sum_to_the_whole(values: dict[str, float]) -> None:
    shown = round_shares(values)
    assert sum(shown.values()) == pytest.approx(sum(values.values()), abs=0.05 + 1e-9)
    assert all(abs(shown[name] - value) <= 0.1 + 1e-9 for name, value in values.items())


def milestone(id: str, planned: int | None, actual: int, *, project: str = "PRJ-1", duration: int = 0) -> Milestone:
    """Make a milestone whose baseline and actual day are that many working days after a Monday."""
    baseline = None if planned is None else CALENDAR.add(MONDAY, planned)
    return Milestone(id, project, baseline=baseline, actual=CALENDAR.add(MONDAY, actual), duration=duration)


def test_lateness_names_slip_handover_change_and_merge() -> None:
    rows = (
        milestone("M-1", 5, 9, project="PRJ-2"),
        milestone("M-2", 10, 17, duration=5),
        milestone("M-3", 12, 20, duration=3),
    )
    links = (Dependency("D-1", "M-1", "M-2"), Dependency("D-2", "M-2", "M-3"))
    found = lateness.lateness_by_cause(
        "PRJ-1", rows, links, calendar=CALENDAR, shifts=(ApprovedShift("CR-2", "M-2", 2),)
    )
    assert found is not None
    assert found.days == 8
    assert {(cause.kind, cause.id): cause.days for cause in found.causes} == {
        ("hand-over", "M-1"): 4.0,
        ("slip", "M-2"): 1.0,
        ("change", "CR-2"): 2.0,
        ("merge", ""): 1.0,
    }


def test_project_without_baseline_has_no_lateness() -> None:
    assert lateness.lateness_by_cause("PRJ-1", (milestone("M-1", None, 3),), (), calendar=CALENDAR) is None


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_causes_sum_to_real_lateness(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 9))
    rows = tuple(
        milestone(
            f"M-{number}",
            data.draw(st.one_of(st.none(), st.integers(0, 40))) if number else 10,
            data.draw(st.integers(0, 60)),
            project=data.draw(st.sampled_from(["PRJ-1", "PRJ-2"])) if number else "PRJ-1",
            duration=data.draw(st.integers(0, 10)),
        )
        for number in range(count)
    )
    pairs = [(first, second) for first in range(count) for second in range(first)]
    chosen = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    links = tuple(Dependency(f"D-{n}", f"M-{a}", f"M-{b}") for n, (a, b) in enumerate(chosen))
    found = lateness.lateness_by_cause("PRJ-1", rows, links, calendar=CALENDAR)
    assert found is not None
    finish = max(row.actual for row in rows if row.project == "PRJ-1" and row.actual)
    planned = max(row.baseline for row in rows if row.project == "PRJ-1" and row.baseline)
    assert found.days == CALENDAR.between(planned, finish)
    assert sum(cause.days for cause in found.causes) == pytest.approx(found.days, abs=1e-6)
