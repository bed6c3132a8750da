"""Conformal correction of P80: the finite-sample quantile, and its coverage on exchangeable histories (M-4)."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.grading.conformal import COVERAGE, MIN_SCORES, P80Correction, correction_of


@pytest.mark.parametrize(
    ("scores", "days"),
    [
        # n = 4: k = ceil(5 * 0.8) = 4, the largest.
        ([7, -3, 0, 2], 7),
        # n = 5: k = ceil(4.8) = 5.
        ([1, 2, 3, 4, 5], 5),
        # n = 9: k = 8.
        ([9, 8, 7, 6, 5, 4, 3, 2, 1], 8),
        # n = 10: k = ceil(8.8) = 9.
        ([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 9),
        # n = 24: k = 20.
        ([*range(24)], 19),
    ],
)
def test_m4_correction_is_the_finite_sample_quantile(scores: list[int], days: int) -> None:
    assert correction_of(scores) == P80Correction(days, len(scores))


@pytest.mark.parametrize("count", range(MIN_SCORES))
def test_short_history_corrects_nothing(count: int) -> None:
    assert correction_of([5] * count) is None


@given(st.lists(st.integers(-50, 50), min_size=MIN_SCORES, max_size=200))
def test_order_of_the_scores_is_irrelevant(scores: list[int]) -> None:
    assert correction_of(scores) == correction_of(scores[::-1])


@given(st.lists(st.integers(-50, 50), min_size=MIN_SCORES + 1, max_size=40))
def test_m4_leaving_one_out_covers_four_in_five(scores: list[int]) -> None:
    """In an exchangeable history each score may be the next one: corrected by the others, four in five are met."""
    met = 0
    for place, score in enumerate(scores):
        found = correction_of([*scores[:place], *scores[place + 1 :]])
        assert found is not None
        met += score <= found.days
    assert met >= COVERAGE * len(scores) - 1e-9


@pytest.mark.parametrize("count", [4, 7, 19, 50])
def test_m4_simulated_histories_are_covered(count: int) -> None:
    """Skewed and prejudiced, so that P80 as simulated would be met by few."""
    random = Random(count)
    met, runs = 0, 4000
    for _ in range(runs):
        scores = [round(random.lognormvariate(2, 1)) for _ in range(count + 1)]
        found = correction_of(scores[:-1])
        met += found is not None and scores[-1] <= found.days
    assert met / runs >= COVERAGE - 0.02
