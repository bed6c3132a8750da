"""Small random networks of work that shares resources, and the shortest schedule by trying every order."""

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from rules.resources.levelling import build_serial
from rules.resources.work_networks import Demand, Supply, WorkNetwork

MOST_LAG = 3


@st.composite
def work_networks(draw: Any, most: int = 12) -> WorkNetwork:
    """Draw a network: any minimal lags, demands within or beside the work, capacities that change from day to day."""
    count = draw(st.integers(1, most))
    days = draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    pairs = draw(st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=2 * count))
    lags = st.integers(-MOST_LAG - 5, MOST_LAG)
    links = tuple((first, last, days[first] + draw(lags)) for first, last in sorted(pairs) if first < last)
    supplies = draw(st.lists(supplies_of_days(), min_size=1, max_size=3))
    releases = draw(st.lists(st.integers(-2, 6), min_size=count, max_size=count))
    demands = tuple(tuple(draw(demands_of(length, supplies))) for length in days)
    return WorkNetwork(tuple(days), tuple(releases), links, demands, tuple(supplies))


@st.composite
def supplies_of_days(draw: Any) -> Supply:
    days = tuple(draw(st.lists(st.integers(0, 10), max_size=12)))
    taken = tuple(draw(st.lists(st.integers(0, 10), max_size=8)))
    return Supply(draw(st.integers(1, 10)), days, taken)


@st.composite
def demands_of(draw: Any, length: int, supplies: list[Supply]) -> Iterator[Demand]:
    found = []
    for number in range(len(supplies)):
        amount = draw(st.integers(0, 10))
        first, past = draw(st.integers(-2, 1)), length + draw(st.integers(0, 2))
        if amount and past > first:
            found.append(Demand(number, amount, first, past))
    return iter(found)


def shortest(work: WorkNetwork) -> int:
    """Return the length of the shortest schedule: the best of every order in which the activities can be placed."""
    return min(work.length_of(build_serial(work, keys)) for keys in _orders(work))


def _orders(work: WorkNetwork) -> Iterator[list[int]]:
    count = len(work.durations)
    sources = [{source for source, _ in links} for links in work.incoming]

    def extend(placed: tuple[int, ...]) -> Iterator[list[int]]:
        if len(placed) == count:
            yield [placed.index(activity) for activity in range(count)]
        for activity in range(count):
            if activity not in placed and sources[activity] <= set(placed):
                yield from extend((*placed, activity))

    return extend(())
