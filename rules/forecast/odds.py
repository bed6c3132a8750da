"""The odds of a finish: the simulated runs counted by spans of days."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np

from rules.forecast.simulation import SimulationResult
from rules.forecast.target_dates import ROUNDING_DAYS
from rules.schedule.workday_axis import WorkdayAxis

MAX_SPANS = 26
# The share of runs at each end that is counted with the outermost span.
TAIL = 0.005


@dataclass(frozen=True, slots=True)
class FinishSpan:
    """The share of runs that end from `first` to before `until`."""

    first: date
    until: date
    share: float


def finish_spans(
    runs: SimulationResult, axis: WorkdayAxis, *, row: int, committed: date | None
) -> tuple[FinishSpan, ...]:
    """Return the runs of a target counted by equal spans of days; one begins on the day after the committed date."""
    values, counts = np.unique(np.ceil(runs.finishes[row] - ROUNDING_DAYS), return_counts=True)
    days = np.array([axis.day(ceil(value)).toordinal() for value in values.tolist()])
    total = int(counts.sum())
    running = np.cumsum(counts) / total
    low, high = int(days[np.argmax(running > TAIL)]), int(days[np.argmax(running >= 1 - TAIL)])
    size = max(1, ceil((high - low + 1) / (MAX_SPANS - 2)))
    anchor = committed.toordinal() + 1 if committed else low
    first = anchor + (low - anchor) // size * size
    spans = max(1, ceil((high + 1 - first) / size))
    place = np.clip((days - first) // size, 0, spans - 1)
    shares = np.bincount(place, weights=counts, minlength=spans) / total
    return tuple(
        FinishSpan(start, start + timedelta(days=size), float(share))
        for number, share in enumerate(shares)
        for start in [date.fromordinal(first + number * size)]
    )
