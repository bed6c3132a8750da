"""Grades of the dates that people gave, for the milestones that were finished in a period."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from rules.plan import Milestone
from rules.time.calendars import Calendar

# A date that was given this long before the work was done is a forecast; a later one only says what everybody sees.
HORIZON = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class GivenDate:
    """A date that was expected of a milestone from a day on."""

    milestone: str
    day: date
    on: date


@dataclass(frozen=True, slots=True)
class ForecastGrades:
    """The finished milestones that met their committed date, and the date expected four weeks ahead.

    `usual_miss` is the median of the working days between that date and the day it was done; negative if earlier.
    """

    finished: int = 0
    committed: int = 0
    committed_held: int = 0
    foreseen: int = 0
    foreseen_held: int = 0
    usual_miss: int | None = None


def grade_forecasts(finished: Sequence[Milestone], given: Iterable[GivenDate], *, calendar: Calendar) -> ForecastGrades:
    """Grade the dates of milestones that were finished; `given` is in the order in which they were given."""
    histories: dict[str, list[GivenDate]] = {}
    for one in given:
        histories.setdefault(one.milestone, []).append(one)
    committed = [one for one in finished if one.committed]
    foreseen = _foreseen_dates(finished, histories)
    misses = [calendar.between(foreseen[one.id], one.actual) for one in finished if one.id in foreseen and one.actual]
    return ForecastGrades(
        len(finished),
        len(committed),
        sum(one.actual <= one.committed for one in committed if one.actual and one.committed),
        len(misses),
        sum(days <= 0 for days in misses),
        round(median(misses)) if misses else None,
    )


def _foreseen_dates(finished: Iterable[Milestone], histories: Mapping[str, list[GivenDate]]) -> dict[str, date]:
    """Return the date that was expected of each milestone four weeks before it was done."""
    found = {}
    for one in finished:
        if one.actual:
            early = [given.day for given in histories.get(one.id, ()) if given.on <= one.actual - HORIZON]
            if early:
                found[one.id] = early[-1]
    return found
