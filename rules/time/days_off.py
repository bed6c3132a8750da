"""Team days: days that a whole program or project has off, or works after all."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from rules.plan import WEEKDAYS
from rules.refusal import Refusal

ONE_DAY = timedelta(days=1)
MAX_STRETCH_DAYS = 60
MAX_LABEL_LENGTH = 60
USAGE = 'Write `calendar PRG-1 off 24 Dec - 2 Jan "winter break"`, `… works Sat 12 Dec` or `… remove 24 Dec`.'
NO_LABELS: Mapping[date, str] = MappingProxyType({})
_RANGE_SEPARATOR = re.compile(
    r"\s+(?:-|–|—|to|until|till)\s+|(?<=\d)\s*[–—]\s*(?=\d)|(?<=[^\W\d])[-–—](?=\d{1,2}\.?\s+[^\W\d])", re.IGNORECASE
)
_SHORT_RANGE = re.compile(r"(\d{1,2})\s*[-–—]\s*(\d{1,2}\s+(\D+.*))")


@dataclass(frozen=True, slots=True)
class TeamDays:
    """The days `off` and `extra` (worked after all) set on one program or project; `labels` say why a day is off."""

    off: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()
    labels: Mapping[date, str] = field(default_factory=lambda: NO_LABELS)

    def layered_on(self, outer: "TeamDays") -> "TeamDays":
        """Layer a project's days over those of its program; the project's setting for a day wins."""
        off = (outer.off - self.extra) | self.off
        extra = (outer.extra - self.off) | self.extra
        return TeamDays(off, extra, {**outer.labels, **self.labels})

    def take_off(self, days: Iterable[date], *, label: str) -> "TeamDays":
        chosen_days = frozenset(days)
        labels = (
            {**self.labels, **dict.fromkeys(chosen_days, label)} if label else labels_without(self.labels, chosen_days)
        )
        return TeamDays(self.off | chosen_days, self.extra - chosen_days, labels)

    def work_on(self, days: Iterable[date], *, regular_workdays: frozenset[date]) -> "TeamDays":
        """Mark days as worked; `regular_workdays` need no extra entry once they are no longer off."""
        chosen_days = frozenset(days)
        return TeamDays(
            self.off - chosen_days,
            self.extra | (chosen_days - regular_workdays),
            labels_without(self.labels, chosen_days),
        )

    def clear_days(self, days: Iterable[date]) -> "TeamDays":
        """Remove the settings for these days; raise Refusal if there are none."""
        chosen_days = frozenset(days)
        if not chosen_days & (self.off | self.extra):
            raise Refusal(
                "Nothing is set on those days.", "They are neither days off nor extra working days here.", USAGE
            )
        return replace(
            self,
            off=self.off - chosen_days,
            extra=self.extra - chosen_days,
            labels=labels_without(self.labels, chosen_days),
        )


def combine_teams(teams: Sequence[TeamDays]) -> TeamDays:
    """Combine the days of several teams for a person on all of them: off only when every team is off."""
    if not teams:
        return TeamDays()
    off = frozenset.intersection(*(team.off for team in teams))
    return TeamDays(off, frozenset[date]().union(*(team.extra for team in teams)) - off)


def labels_without(labels: Mapping[date, str], days: frozenset[date]) -> dict[date, str]:
    return {day: label for day, label in labels.items() if day not in days}


def split_range(text: str) -> tuple[str, str]:
    """Split a range into the text of its first and last day: `24 Dec - 2 Jan`, `24-28 Dec`, `24 Dec`."""
    if short := _SHORT_RANGE.fullmatch(text.strip()):
        return f"{short[1]} {short[3]}", short[2]
    first, *remainder = _RANGE_SEPARATOR.split(text.strip(), maxsplit=1)
    return first, remainder[0] if remainder else first


def expand_range(first: date, last: date) -> tuple[date, ...]:
    """Return every day from first to last; raise Refusal for an empty or too long range."""
    if last < first:
        raise Refusal("That ends before it begins.", "", USAGE)
    if (last - first).days >= MAX_STRETCH_DAYS:
        raise Refusal(
            f"That is longer than {MAX_STRETCH_DAYS} days.", "To stop check-ins for longer, pause the program.", USAGE
        )
    return tuple(first + offset * ONE_DAY for offset in range((last - first).days + 1))


def regular_workdays_among(days: Iterable[date], workdays: Sequence[str]) -> tuple[date, ...]:
    """Return the days that are working days of the normal week."""
    return tuple(day for day in days if WEEKDAYS[day.weekday()] in workdays)


def grouped_ranges(days: Mapping[date, str]) -> Iterator[tuple[date, date, str]]:
    """Yield (first, last, label) for runs of days with one label, bridging weekends."""
    ranges: list[tuple[date, date, str]] = []
    for day, label in sorted(days.items()):
        if ranges and ranges[-1][2] == label and _is_adjacent(ranges[-1][1], day):
            ranges[-1] = (ranges[-1][0], day, label)
        else:
            ranges.append((day, day, label))
    yield from ranges


def _is_adjacent(first: date, last: date) -> bool:
    days_between = (first + offset * ONE_DAY for offset in range(1, (last - first).days))
    return (last - first).days <= 3 and all(day.weekday() >= 5 for day in days_between)
