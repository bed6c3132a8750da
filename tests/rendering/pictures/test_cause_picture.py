"""The picture of lateness by cause: its bars sum to the whole, however many causes there are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import pictures
from templates.pictures import CauseBar, causes

CAUSES = (
    CauseBar("Hand-over: Sign in (M-1)", 4.0),
    CauseBar("Checkout (M-2)", -1.5),
    CauseBar("Approved change CR-2", 1.0),
    CauseBar("Paths that met later than planned", -0.5),
)


@given(st.lists(st.integers(-300, 300).map(lambda tenths: tenths / 10), max_size=40))
def test_bars_sum_to_the_whole(days: list[float]) -> None:
    *bars, whole = causes.lay_out(title="Why", causes=[CauseBar("x", each) for each in days]).parts["bars"]
    assert len(bars) <= causes.MAX_CAUSES
    shown = [bar["amount"].split(" ") for bar in bars]
    total = sum(float(words[0]) * (-1 if words[-1] == "back" else 1) for words in shown)
    amount = whole["amount"].split(" ")
    said = 0.0 if amount[0] == "on" else float(amount[0]) * (-1 if amount[-1] == "early" else 1)
    assert said == pytest.approx(total)


def test_description_says_the_finding_first() -> None:
    alt = causes.lay_out(title="Payments", causes=CAUSES).alt
    assert alt.startswith("Payments: 3 days late, most of it from Hand-over: Sign in (M-1) (4 days).")
    assert "Checkout (M-2): 1.5 days won back" in alt


def test_same_causes_give_the_same_picture() -> None:
    first, second = (pictures.draw_now("causes", title="Payments", causes=CAUSES).png for _ in range(2))
    assert first == second
