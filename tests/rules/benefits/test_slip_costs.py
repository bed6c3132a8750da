"""The cost of a slip per reader: nothing that a reader may not see can be subtracted from what they see."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.benefits import slip_costs
from rules.benefits.delay import CostRange
from rules.benefits.profile import Benefit
from rules.benefits.slip_costs import MoneyTerms

MONDAY = date(2026, 3, 2)
CURRENCIES = ("EUR", "USD", None)


def benefit(number: int, program: str, currency: str | None, rate: float) -> Benefit:
    return Benefit(
        f"BEN-{number}", program, "x", milestones=("M-1",), currency=currency, low=rate / 2, likely=rate, high=rate * 2
    )


BENEFITS = st.lists(
    st.tuples(st.sampled_from(("PRG-1", "PRG-2")), st.sampled_from(CURRENCIES), st.floats(1, 1e6)), max_size=6
)


@given(BENEFITS, st.integers(1, 200), st.sets(st.sampled_from(("PRG-1", "PRG-2"))))
def test_totals_hold_only_what_the_reader_may_see(
    rows: list[tuple[str, str | None, float]], days: int, seen: set[str]
) -> None:
    """Other programs' values may be anything: what a reader sees does not change with them."""
    benefits = [benefit(number, *row) for number, row in enumerate(rows)]
    before, after = {"M-1": (MONDAY,)}, {"M-1": (MONDAY + timedelta(days=days),)}
    terms = {program: MoneyTerms("CHF", 0.08) for program in ("PRG-1", "PRG-2")}

    def shown(given_benefits: list[Benefit]) -> tuple[tuple[str, CostRange], ...]:
        delays = slip_costs.delayed_benefits(
            given_benefits, before, after, terms=terms, between=lambda first, last: (last - first).days
        )
        return slip_costs.total_costs(delay for delay in delays if delay.benefit.program in seen)

    changed = [each if each.program in seen else replace(each, likely=1.0, low=0.5, high=2.0) for each in benefits]
    assert shown(benefits) == shown(changed)
    assert {currency for currency, _ in shown(benefits)} == {
        each.currency or "CHF" for each in benefits if each.program in seen
    }


def test_go_live_waits_for_the_last_milestone_and_the_plan() -> None:
    both = replace(benefit(1, "PRG-1", "EUR", 10.0), milestones=("M-1", "M-2"))
    days = {"M-1": (MONDAY,), "M-2": (MONDAY + timedelta(days=3),)}
    assert slip_costs.go_live_days(both, days) == (MONDAY + timedelta(days=3),)
    assert slip_costs.go_live_days(replace(both, go_live=MONDAY + timedelta(days=9)), days) == (
        MONDAY + timedelta(days=9),
    )
    assert slip_costs.go_live_days(both, {"M-1": (MONDAY,)}) == ()
