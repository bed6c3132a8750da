"""Scores of key results and goals, the weights of projects, and the words that set them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.figures import figure_text, parse_figure
from rules.goals.goal_text import (
    GoalFields,
    GoalVerb,
    NewResult,
    ResultChange,
    ResultReading,
    parse_goal_change,
    parse_new_goal,
)
from rules.goals.scores import Goal, KeyResult, progress_of, progress_words
from rules.goals.weights import parse_weights, usage
from rules.refusal import Refusal

TODAY = date(2026, 3, 2)
# Known answers: baseline, target, actual, percent.
KNOWN_ANSWERS = [(4.2, 3.8, 3.9, 75.0), (0, 350_000, 310_000, 88.5714), (100, 120, 95, -25.0), (100, 120, 130, 150.0)]
FIGURES = st.floats(-1e9, 1e9, allow_nan=False)


def result_of(baseline: float, target: float, actual: float | None, weight: float = 1.0) -> KeyResult:
    return KeyResult(1, "Churn", baseline, target, actual=actual, weight=weight)


@pytest.mark.parametrize(("baseline", "target", "actual", "percent"), KNOWN_ANSWERS)
def test_progress_equals_the_known_answers(baseline: float, target: float, actual: float, percent: float) -> None:
    assert round(100 * progress_of(actual, baseline=baseline, target=target), 4) == percent
    score = result_of(baseline, target, actual).score
    assert score == pytest.approx(min(1, max(0, percent / 100)), abs=1e-6)


def test_target_that_is_the_baseline_is_refused() -> None:
    with pytest.raises(Refusal, match="The target is the baseline, 5"):
        progress_of(5, baseline=5, target=5)


@given(FIGURES, FIGURES, FIGURES, st.floats(0.01, 100))
def test_score_does_not_depend_on_scale_or_direction(a: float, b: float, t: float, factor: float) -> None:
    if abs(b - t) < 1e-3 or abs(b - t) * factor < 1e-3:
        return
    score = result_of(b, t, a).score
    assert score is not None
    assert 0 <= score <= 1
    assert result_of(-b, -t, -a).score == pytest.approx(score, abs=1e-6)
    assert result_of(b * factor, t * factor, a * factor).score == pytest.approx(score, abs=1e-6)


@given(st.lists(st.tuples(FIGURES, st.floats(0.1, 100)), min_size=1, max_size=6))
def test_goal_lies_between_its_key_results(figures: list[tuple[float, float]]) -> None:
    results = tuple(result_of(0, 1e9, actual, weight) for actual, weight in figures)
    goal = Goal("G-1", "PRG-1", "Keep", results=results)
    scores = [result.score or 0 for result in results]
    assert goal.score is not None
    assert min(scores) - 1e-9 <= goal.score <= max(scores) + 1e-9


def test_unmeasured_key_results_count_as_zero() -> None:
    goal = Goal("G-1", "PRG-1", "Keep", results=(result_of(0, 10, 5), result_of(0, 10, None)))
    assert goal.score == 0.25
    assert Goal("G-1", "PRG-1", "Keep", results=(result_of(0, 10, None),)).score is None
    assert Goal("G-1", "PRG-1", "Keep").score is None


def test_words_are_unclamped() -> None:
    assert progress_words(result_of(100, 120, 95)) == "-25%: further from the target than at the start"
    assert progress_words(result_of(100, 120, 130)) == "150%: beyond the target"
    assert progress_words(result_of(4.2, 3.8, 3.9)) == "75% of the way"
    assert progress_words(result_of(4.2, 3.8, None)) == "not measured yet"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3.8", 3.8),
        ("3,8", 3.8),
        ("-25", -25),
        ("1,250,000", 1_250_000),
        ("1.250.000", 1_250_000),
        ("1.250.000,5", 1_250_000.5),
        ("1,250.5", 1250.5),
        ("350k", 350_000),
        ("1.2 m", 1_200_000),
        ("2.500", 2.5),
    ],
)
def test_figures_are_read_as_typed(typed: str, value: float) -> None:
    assert parse_figure(typed) == value


@pytest.mark.parametrize("typed", ["", "many", "1..2", "1,2,3", "1e400", "--3"])
def test_other_words_are_no_figures(typed: str) -> None:
    with pytest.raises(Refusal):
        parse_figure(typed)


@given(st.floats(-1e12, 1e12).map(lambda value: round(value, 2)))
def test_figures_are_read_as_they_are_shown(value: float) -> None:
    assert parse_figure(figure_text(value)) == pytest.approx(value, rel=1e-2, abs=1e-9)


def test_new_goal_is_read_in_any_order() -> None:
    expected = GoalFields("Keep our customers", "U00DANA0001", date(2026, 12, 31), program="PRG-2")
    for text in (
        '"Keep our customers" by 31 Dec owner <@U00DANA0001> in PRG-2',
        '"Keep our customers" owner <@U00DANA0001> in PRG-2 by 31 Dec',
        "Keep our customers by 31 Dec owner <@U00DANA0001> in PRG-2",
    ):
        assert parse_new_goal(text, today=TODAY, locale="en_GB") == expected
    assert parse_new_goal("Sell abroad", today=TODAY, locale="en_GB") == GoalFields("Sell abroad")


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("close", GoalVerb.CLOSE),
        ('key result "Churn" 4.2 → 3.8 % by 30 Jun', NewResult("Churn", 4.2, 3.8, "%", date(2026, 6, 30))),
        ('kr "Churn" 4.2% -&gt; 3.8%', NewResult("Churn", 4.2, 3.8, "%")),
        ("key result Churn from 4.2 to 3.8 % weight 2", NewResult("Churn", 4.2, 3.8, "%", None, 2)),
        ('key result "Sales" 0 → 350k EUR', NewResult("Sales", 0, 350_000, "EUR")),
        ("1 = 3.9", ResultReading(1, 3.9)),
        ("1 = 3.9 %", ResultReading(1, 3.9)),
        ("2: 4", ResultReading(2, 4)),
        ("1 weight 2", ResultChange(1, (("weight", 2.0),))),
        ("1 by none", ResultChange(1, (("due", None),))),
        ("1 remove", ResultChange(1, removed=True)),
        ("by 31 Dec", GoalFields(horizon=date(2026, 12, 31))),
        ("by none owner <@U00DANA0001>", GoalFields(owner="U00DANA0001", no_horizon=True)),
        ('rename "Keep"', GoalFields(name="Keep")),
        ("measure: new shops", GoalFields(measure="new shops")),
    ],
)
def test_words_after_an_id(text: str, statement: object) -> None:
    try:
        assert parse_goal_change("G-1", text, today=TODAY, locale="en_GB") == statement
    except Refusal as refusal:
        pytest.fail(f"{text}: {refusal}")


WEIGHTS = st.dictionaries(st.integers(1, 99).map(lambda n: f"G-{n}"), st.integers(1, 100), min_size=1, max_size=6)


@given(WEIGHTS)
def test_refusal_of_weights_says_a_line_that_is_accepted(weights: dict[str, int]) -> None:
    text = " ".join(f"{goal} {share}%" for goal, share in weights.items())
    try:
        read = parse_weights(text, project="PRJ-7")
    except Refusal:
        line = usage("PRJ-7", weights).strip("`").removeprefix("PRJ-7 goals ")
        assert set(parse_weights(line, project="PRJ-7")) <= set(weights)
    else:
        assert read == weights
        assert sum(read.values()) == 100


def test_weights_are_read_in_every_spelling() -> None:
    assert parse_weights("G-1: 33.3%, g2 66,7 %", project="PRJ-7") == {"G-1": 33.3, "G-2": 66.7}
    assert parse_weights("G-4", project="PRJ-7") == {"G-4": 100}
    assert parse_weights("none", project="PRJ-7") == {}
    assert parse_weights("G-4 100.004%", project="PRJ-7") == {"G-4": 100}
    assert parse_weights("G-1 33.333% G-2 66.667%", project="PRJ-7") == {"G-1": 33.33, "G-2": 66.67}
    for text in (
        "G-1 1.2.3%",
        "G-1 100.04%",
        "G-1 120%",
        "G-1 1000%",
        "G-1 60% G-1 40%",
        "G-1 0% G-2 100%",
        "half of it",
        "G-1 60%",
    ):
        with pytest.raises(Refusal, match=r"twice|is no percentage|than 100%|sum to 100%|has 0%|understand"):
            parse_weights(text, project="PRJ-7")
