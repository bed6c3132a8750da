"""Grades of the dates of finished milestones, by how many weeks before the end they were given (M-4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from rules.plan import Milestone
from rules.time.calendars import Calendar

# Weeks before the day on which a milestone was done.
HORIZONS = (1, 2, 4, 8)
# The horizon of which people are told how their own dates held.
CHECKIN_WEEKS = 4
# Below this many dates, how often they held says nothing about the next.
MIN_DATES = 5
# A figure about fewer people would tell what one of them did.
MIN_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class LedgerDate:
    """A date that `by` gave for a milestone on a day; None where a date was taken back."""

    milestone: str
    day: date | None
    on: date
    by: str = ""


@dataclass(frozen=True, slots=True)
class GradedDate:
    """A date given at least `weeks` weeks before a milestone was done, and by how many working days it was missed."""

    milestone: str
    weeks: int
    by: str
    late: int


@dataclass(frozen=True, slots=True)
class Grade:
    """Dates of one horizon: how many there are, how many held, and the median of the working days they were late."""

    weeks: int
    dates: int
    held: int
    usual_days: int

    @property
    def share(self) -> float:
        return self.held / self.dates

    @property
    def landing(self) -> str:
        return landing_words(self.usual_days)

    @property
    def is_meaningful(self) -> bool:
        return self.dates >= MIN_DATES


def landing_words(days: int) -> str:
    """Return how dates land that are usually so many working days late: “land 9 days late”."""
    if not days:
        return "land on the day"
    return f"land {abs(days)} day{'' if abs(days) == 1 else 's'} {'late' if days > 0 else 'early'}"


def grade_dates(
    finished: Iterable[Milestone],
    given: Iterable[LedgerDate],
    *,
    calendar: Calendar,
    horizons: Sequence[int] = HORIZONS,
) -> tuple[GradedDate, ...]:
    """Grade, for each finished milestone and horizon, the date that stood that many weeks before it was done.

    `given` is in the order in which the dates were given.
    """
    histories: dict[str, list[LedgerDate]] = {}
    for one in given:
        histories.setdefault(one.milestone, []).append(one)
    graded = []
    ends = {milestone.id: milestone.actual for milestone in finished if milestone.actual}
    for id, end in ends.items():
        for weeks in horizons:
            standing = _standing_date(histories.get(id, ()), end - timedelta(weeks=weeks))
            if standing is not None and standing.day is not None:
                graded.append(GradedDate(id, weeks, standing.by, calendar.between(standing.day, end)))
    return tuple(graded)


def _standing_date(history: Sequence[LedgerDate], day: date) -> LedgerDate | None:
    """Return the last date that was given by a day."""
    return next((one for one in reversed(history) if one.on <= day), None)


def by_horizon(graded: Iterable[GradedDate]) -> tuple[Grade, ...]:
    """Sum up graded dates, the shortest horizon first; a horizon without a date is left out."""
    days: dict[int, list[int]] = {}
    for one in graded:
        days.setdefault(one.weeks, []).append(one.late)
    return tuple(
        Grade(weeks, len(late), sum(each <= 0 for each in late), round(median(late)))
        for weeks, late in sorted(days.items())
    )


def shown_for_team(graded: Sequence[GradedDate]) -> tuple[GradedDate, ...]:
    """Return what may be shown about a team's own dates: nothing of a horizon with fewer than three people."""
    people: dict[int, set[str]] = {}
    for one in graded:
        people.setdefault(one.weeks, set()).add(one.by)
    return tuple(one for one in graded if len(people[one.weeks]) >= MIN_PEOPLE)
