"""Grades of the dates that people gave, for the milestones that were finished in a period."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from rules.grading.grades import LedgerDate, grade_dates
from rules.plan import Milestone
from rules.time.calendars import Calendar

# A date that was given this long before the work was done is a forecast; a later one only says what everybody sees.
HORIZON_WEEKS = 4


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


def grade_forecasts(
    finished: Sequence[Milestone], given: Iterable[LedgerDate], *, calendar: Calendar
) -> ForecastGrades:
    """Grade the dates of milestones that were finished; `given` is in the order in which they were given."""
    committed = [one for one in finished if one.committed]
    graded = grade_dates(finished, given, calendar=calendar, horizons=(HORIZON_WEEKS,))
    misses = [one.late for one in graded]
    return ForecastGrades(
        len(finished),
        len(committed),
        sum(one.actual <= one.committed for one in committed if one.actual and one.committed),
        len(misses),
        sum(days <= 0 for days in misses),
        round(median(misses)) if misses else None,
    )
