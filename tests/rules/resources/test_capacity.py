"""Capacity over time: other periods of it, and days away."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.resources.bookings import CapacityPeriod, Resource
from rules.resources.capacity import capacity_periods

MONDAY = date(2026, 3, 2)
DAYS = st.integers(0, 40).map(lambda offset: MONDAY + timedelta(days=offset))
PERIOD = st.builds(
    lambda first, length, share: CapacityPeriod(first, first + timedelta(days=length), share),
    DAYS,
    st.integers(0, 20),
    st.sampled_from([0.0, 50.0, 100.0, 200.0]),
)


@given(st.lists(PERIOD, max_size=3), st.frozensets(DAYS, max_size=6))
def test_periods_equal_the_capacity_day_by_day(periods: list[CapacityPeriod], away: frozenset[date]) -> None:
    resource = Resource("RES-1", "PRG-1", periods=tuple(periods))
    last = MONDAY + timedelta(days=60)
    found = capacity_periods(resource, first=MONDAY, last=last, away=away)
    for offset in range(61):
        day = MONDAY + timedelta(days=offset)
        covering = [one.capacity for one in found if one.covers(day)]
        assert len(covering) <= 1
        assert (covering or [100.0])[0] == (0.0 if day in away else resource.capacity_on(day))


def test_part_of_a_week_is_part_of_the_capacity() -> None:
    (four_days,) = capacity_periods(Resource("RES-1", "PRG-1"), first=MONDAY, last=MONDAY, share=0.8)
    assert four_days == CapacityPeriod(MONDAY, MONDAY, 80.0)
