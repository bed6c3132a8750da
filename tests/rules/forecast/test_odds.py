"""The odds of a finish: every run is counted once, and the committed date divides two spans."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rules.alerts.analysis import schedule_plan
from rules.forecast import target_dates
from rules.forecast.odds import MAX_SPANS, finish_spans
from rules.plan import Milestone, Plan, Program, Project

MONDAY = date(2026, 3, 2)


@given(st.integers(1, 400), st.integers(-20, 400), st.booleans())
def test_spans_hold_every_run_once(days: int, after: int, has_commitment: bool) -> None:
    committed = MONDAY + timedelta(days=after) if has_commitment else None
    milestone = Milestone("M-1", "PRJ-1", "Launch", duration=days, committed=committed)
    facts = schedule_plan(Plan(Program("PRG-1", "Atlas", MONDAY), (Project("PRJ-1", "Web", "PRG-1"),), (milestone,)))
    forecast = target_dates.forecast_targets(
        facts.plan, facts.schedule, facts.axis, ("M-1",), today=MONDAY, samples=200
    )
    spans = finish_spans(forecast.runs, facts.axis, row=0, committed=committed)
    assert abs(sum(span.share for span in spans) - 1) < 1e-9
    assert len(spans) <= MAX_SPANS
    assert all(first.until == second.first for first, second in pairwise(spans))
    assert spans[0].first < spans[-1].until
    if committed and spans[0].first <= committed < spans[-1].until:
        assert any(span.until == committed + timedelta(days=1) for span in spans)
        on_time = sum(span.share for span in spans if span.first <= committed)
        assert abs(on_time - (forecast.targets[0].on_time or 0)) < 0.02
