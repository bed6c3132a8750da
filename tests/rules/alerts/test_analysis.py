"""The full analysis of any plan: plain JSON, the same each time."""

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.alerts.analysis import analyze_plan, as_json
from rules.plan import Plan
from tests.rules.schedule.networks import MONDAY, programs

DAYS = st.none() | st.integers(-30, 60).map(lambda n: MONDAY + timedelta(days=n))


@settings(deadline=None)
@given(programs(dated=True, size=6), st.data())
def test_any_plan_yields_the_same_plain_json_twice(plan: Plan, data: st.DataObject) -> None:
    milestones = tuple(
        replace(
            milestone,
            percent=data.draw(st.sampled_from([0, 40, 100])),
            baseline=data.draw(DAYS),
            actual=data.draw(st.none() | DAYS),
            not_before=data.draw(DAYS),
            optimistic=data.draw(st.none() | st.integers(0, milestone.duration)),
            pessimistic=data.draw(st.none() | st.integers(milestone.duration, 30)),
        )
        for milestone in plan.milestones
    )
    program = replace(plan.program, data_date=data.draw(DAYS))
    dated_plan = replace(plan, program=program, milestones=milestones, targets=(milestones[0].id,))
    first, second = (json.dumps(as_json(analyze_plan(dated_plan, samples=60)), allow_nan=False) for _ in range(2))
    assert first == second
    answer = json.loads(first)
    linked = {end for link in plan.dependencies for end in (link.provider, link.consumer)} | {milestones[0].id}
    with_place = {m.id for m in milestones if m.id in linked or m.duration}
    if any(m.open and m.id in with_place for m in milestones):
        assert answer["length"] == max(
            0, *(row["early_finish_day"] for row in answer["milestones"] if row["id"] in with_place)
        )
    for target in answer["targets"]:
        assert target["p50"] <= target["p80"]
    for row, milestone in zip(answer["milestones"], milestones, strict=True):
        assert row["early_finish_day"] == row["early_start_day"] + milestone.duration
        assert row["total_float"] >= row["free_float"] >= 0
        if milestone.actual:
            assert row["early_finish"] == milestone.actual.isoformat()
