"""If a project stopped: the person-weeks it frees, and what they would cost in value (the stop-or-fund list)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.resources.load import WeekLoad

# A person-week is one person full time for the five working days of a week.
PERSON_WEEK = 500.0


@dataclass(frozen=True, slots=True)
class FreedTime:
    """Person-weeks that one resource would get back, and in which weeks most."""

    resource: str
    weeks: tuple[WeekLoad, ...]

    @property
    def person_weeks(self) -> float:
        return sum(week.booked for week in self.weeks) / PERSON_WEEK

    @property
    def first(self) -> date | None:
        return next((week.week for week in self.weeks if week.booked > 0), None)

    @property
    def last(self) -> date | None:
        return next((week.week for week in reversed(self.weeks) if week.booked > 0), None)


@dataclass(frozen=True, slots=True)
class StopOption:
    """A project in the stop-or-fund list; `value` is worth a week, None where it is unknown or not for the reader."""

    project: str
    freed: float
    value: float | None = None

    @property
    def value_per_week(self) -> float | None:
        """Value a week for each person-week that stopping it would free; None where nothing is freed."""
        return self.value / self.freed if self.value is not None and self.freed > 0 else None


def freed_times(loads: Mapping[str, Sequence[WeekLoad]]) -> tuple[FreedTime, ...]:
    """Return what each resource would get back from these loads of one project, the most first."""
    freed = (FreedTime(name, tuple(weeks)) for name, weeks in loads.items())
    return tuple(sorted((each for each in freed if each.person_weeks > 0), key=_most_first))


def stop_or_fund(options: Iterable[StopOption]) -> tuple[StopOption, ...]:
    """Order projects for stopping: the least value per freed week first, those without a value last."""
    return tuple(sorted(options, key=_stop_order))


def share_of(shares: Mapping[str, float], enabling: Sequence[str], project: str) -> float:
    """Return the part of a benefit that a project carries: as it was given, else by its part of the milestones.

    `enabling` are the projects of the milestones that enable it.
    """
    if shares:
        return shares.get(project, 0.0) / 100
    return enabling.count(project) / len(enabling) if enabling else 0.0


def _most_first(freed: FreedTime) -> tuple[float, str]:
    return -freed.person_weeks, freed.resource


def _stop_order(option: StopOption) -> tuple[bool, float, float, str]:
    value = option.value_per_week
    return value is None, value or 0.0, -option.freed, option.project
