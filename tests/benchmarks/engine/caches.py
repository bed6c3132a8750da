"""Each cache's effect: the same work with and without it, in alternating runs.

`python -m tests.benchmarks.engine.caches` prints how many times longer the work takes without the cache.
"""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from time import process_time
from typing import Any, NamedTuple

from handlers.common import public_holidays
from rules.forecast import sampling
from rules.time import working_time
from rules.time.working_time import WorkTime
from templates import blocks, markup
from tests.rendering import corpus

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
NINE = time(9)


class CacheCase(NamedTuple):
    module: Any
    name: str
    work: Callable[[], object]


SCENES = tuple(scene for topic in ("checkins", "digests", "home") for scene in corpus.list_scenes(topic))


def render_messages() -> None:
    for scene in SCENES:
        scene.render(scene.template, **scene.facts)


def find_working_moments() -> None:
    work_time = WorkTime(zone="Europe/Berlin")
    for minute in range(300):
        work_time.next_working(MONDAY + timedelta(minutes=7 * minute))


def draw_durations() -> None:
    for shape in range(0, sampling.SHAPE_COUNT, 4):
        sampling.quantiles(shape)


def read_random_pool() -> None:
    for _ in range(3):
        sampling._random_pool(1)


def list_holidays() -> None:
    for _ in range(5):
        public_holidays.country_holidays("DE", 2026)


def resolve_zones() -> None:
    for _ in range(2_000):
        working_time.zone_of("Europe/Berlin")


def resolve_local_times() -> None:
    for day in range(1, 29):
        for _ in range(20):
            working_time._cached_local_instant(date(2026, 3, day), NINE, "Europe/Berlin")


CASES = (
    CacheCase(markup, "_read_cached", render_messages),
    CacheCase(blocks, "_marshalled_blocks", render_messages),
    CacheCase(working_time, "_cached_local_instant", resolve_local_times),
    CacheCase(working_time, "_clock_hours", find_working_moments),
    CacheCase(working_time, "zone_of", resolve_zones),
    CacheCase(sampling, "_random_pool", read_random_pool),
    CacheCase(sampling, "quantiles", draw_durations),
    CacheCase(public_holidays, "country_holidays", list_holidays),
)


def compare_cache(case: CacheCase, repeats: int) -> float:
    """Return the ratio of the processor time without the cache to the time with it."""
    cached = getattr(case.module, case.name)
    case.work()
    ratios = []
    for _ in range(repeats):
        with_cache = measure_work(case.work)
        setattr(case.module, case.name, cached.__wrapped__)
        try:
            ratios.append(measure_work(case.work) / with_cache)
        finally:
            setattr(case.module, case.name, cached)
    return median(ratios)


def measure_work(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return max(process_time() - began, 1e-6)


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for each in CASES:
        print(f"{each.module.__name__}.{each.name}: {compare_cache(each, rounds):.2f} × without")
