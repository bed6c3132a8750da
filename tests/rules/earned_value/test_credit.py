"""Credit rules: how they are typed, what they earn before work is done, and what they plan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.earned_value.credit import PERCENT_CAP, CreditKind, credit_of, parse_credit
from rules.refusal import Refusal

RULES = ("0/100", "50/50", "25/75", "weighted 30/30/40", "weighted 10/90", "percent", "effort")


@pytest.mark.parametrize("text", RULES)
def test_rule_reads_what_it_writes(text: str) -> None:
    assert parse_credit(text).text == text
    assert parse_credit(f"  {text.upper()} ") == parse_credit(text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("30/30/40", "weighted 30/30/40"),
        ("weighted milestones 20 / 80", "weighted 20/80"),
        ("50:50", "50/50"),
        ("level of effort", "effort"),
        ("LOE", "effort"),
        ("%", "percent"),
    ],
)
def test_other_words_for_a_rule(typed: str, text: str) -> None:
    assert parse_credit(typed).text == text


@pytest.mark.parametrize("text", ["", "50/60", "half", "100", "weighted", "-50/150", "10/" * 9 + "10/0", "0/0/100/1"])
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parse_credit(text)


def test_shares_before_and_when_done() -> None:
    earned = {
        text: [parse_credit(text).earned_share(percent, done=False) for percent in (0, 10, 60, 100)]
        for text in RULES[:-1]
    }
    assert earned == {
        "0/100": [0, 0, 0, 0],
        "50/50": [0, 0.5, 0.5, 0.5],
        "25/75": [0, 0.25, 0.25, 0.25],
        "weighted 30/30/40": [0, 0, 0.6, 0.6],
        "weighted 10/90": [0, 0.1, 0.1, 0.1],
        "percent": [0, 0.1, 0.6, PERCENT_CAP / 100],
    }
    assert all(parse_credit(text).earned_share(0, done=True) == 1 for text in RULES[:-1])
    assert parse_credit("effort").earned_share(0, done=True, planned=0.3) == 0.3


def test_first_rule_that_is_set_holds() -> None:
    assert credit_of(None, "50/50").text == "50/50"
    assert credit_of("0/100", "50/50").text == "0/100"
    assert credit_of(None, "").kind is CreditKind.PERCENT


@given(st.sampled_from(RULES), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_shares_rise_and_stay_within_the_whole(text: str, one: float, other: float, done: bool) -> None:
    rule, (low, high) = parse_credit(text), sorted((one, other))
    assert 0 <= rule.planned_share(low) <= rule.planned_share(high) <= rule.planned_share(1) == 1
    earned = [rule.earned_share(percent * 100, done=False, planned=low) for percent in (low, high)]
    assert 0 <= earned[0] <= earned[1] <= rule.earned_share(0, done=done or True, planned=1) == 1
