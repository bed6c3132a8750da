"""Days that hold for everybody on a program or project: off together, or worked after all."""

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
_RANGE_SEPARATOR = re.compile(r"\s+(?:-|–|—|to|until|till)\s+|(?<=\d)\s*[–—]\s*(?=\d)", re.IGNORECASE)
_SHORT_RANGE = re.compile(r"(\d{1,2})\s*[-–—]\s*(\d{1,2}\s+(\D+.*))")


@dataclass(frozen=True, slots=True)
class TeamDays:
    """`off` and `extra` (worked after all) of one subject itself; `labels` say why a day is off."""

    off: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()
    labels: Mapping[date, str] = field(default_factory=lambda: NO_LABELS)

    def layered_on(self, outer: "TeamDays") -> "TeamDays":
        """A project's days on those of its program: what the project says of a day holds."""
        off = (outer.off - self.extra) | self.off
        extra = (outer.extra - self.off) | self.extra
        return TeamDays(off, extra, {**outer.labels, **self.labels})

    def take_off(self, days: Iterable[date], *, label: str) -> "TeamDays":
        some = frozenset(days)
        labels = {**self.labels, **dict.fromkeys(some, label)} if label else labels_without(self.labels, some)
        return TeamDays(self.off | some, self.extra - some, labels)

    def work_on(self, days: Iterable[date], *, regular_workdays: frozenset[date]) -> "TeamDays":
        """`anyway` are those of the days that are worked once they are not off here."""
        some = frozenset(days)
        return TeamDays(self.off - some, self.extra | (some - regular_workdays), labels_without(self.labels, some))

    def clear_days(self, days: Iterable[date]) -> "TeamDays":
        """Nothing special is said of these days any more; raises Refusal when nothing was."""
        some = frozenset(days)
        if not some & (self.off | self.extra):
            raise Refusal("Nothing was set there.", "It is neither a day off nor an extra day of this calendar.", USAGE)
        return replace(self, off=self.off - some, extra=self.extra - some, labels=labels_without(self.labels, some))


def combine_teams(teams: Sequence[TeamDays]) -> TeamDays:
    """The days of somebody who is on all of these: off when every one of them is, else somebody would miss them."""
    if not teams:
        return TeamDays()
    off = frozenset.intersection(*(team.off for team in teams))
    return TeamDays(off, frozenset[date]().union(*(team.extra for team in teams)) - off)


def labels_without(labels: Mapping[date, str], days: frozenset[date]) -> dict[date, str]:
    return {day: label for day, label in labels.items() if day not in days}


def split_range(text: str) -> tuple[str, str]:
    """The words of the first and of the last day: `24 Dec - 2 Jan`, `24-28 Dec`, `24 Dec`."""
    if short := _SHORT_RANGE.fullmatch(text.strip()):
        return f"{short[1]} {short[3]}", short[2]
    first, *rest = _RANGE_SEPARATOR.split(text.strip(), maxsplit=1)
    return first, rest[0] if rest else first


def expand_range(first: date, last: date) -> tuple[date, ...]:
    """Every day from the first to the last; raises Refusal for none and for too many."""
    if last < first:
        raise Refusal("That ends before it begins.", "", USAGE)
    if (last - first).days >= MAX_STRETCH_DAYS:
        raise Refusal(f"That is longer than {MAX_STRETCH_DAYS} days.", "A program that rests so long is paused.", USAGE)
    return tuple(first + ahead * ONE_DAY for ahead in range((last - first).days + 1))


def regular_workdays_among(days: Iterable[date], workdays: Sequence[str]) -> tuple[date, ...]:
    """Those of the days that the week has as worked."""
    return tuple(day for day in days if WEEKDAYS[day.weekday()] in workdays)


def grouped_ranges(days: Mapping[date, str]) -> Iterator[tuple[date, date, str]]:
    """(first, last, label) of days with one label that have nothing but weekends or each other between them."""
    found: list[tuple[date, date, str]] = []
    for day, label in sorted(days.items()):
        if found and found[-1][2] == label and _is_adjacent(found[-1][1], day):
            found[-1] = (found[-1][0], day, label)
        else:
            found.append((day, day, label))
    yield from found


def _is_adjacent(first: date, last: date) -> bool:
    between = (first + ahead * ONE_DAY for ahead in range(1, (last - first).days))
    return (last - first).days <= 3 and all(day.weekday() >= 5 for day in between)
