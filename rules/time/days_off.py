"""Days that hold for everybody on a program or project: off together, or worked after all."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from rules.plan import WEEKDAYS
from rules.refusal import Refusal

DAY = timedelta(days=1)
LONGEST, LONGEST_LABEL = 60, 60
USAGE = 'Write `calendar PRG-1 off 24 Dec - 2 Jan "winter break"`, `… works Sat 12 Dec` or `… remove 24 Dec`.'
NO_LABELS: Mapping[date, str] = MappingProxyType({})
_TO = re.compile(r"\s+(?:-|–|—|to|until|till)\s+|(?<=\d)\s*[–—]\s*(?=\d)", re.IGNORECASE)
_SHORT = re.compile(r"(\d{1,2})\s*[-–—]\s*(\d{1,2}\s+(\D+.*))")


@dataclass(frozen=True, slots=True)
class TeamDays:
    """`off` and `extra` (worked after all) of one subject itself; `labels` say why a day is off."""

    off: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()
    labels: Mapping[date, str] = field(default_factory=lambda: NO_LABELS)

    def inside(self, outer: "TeamDays") -> "TeamDays":
        """A project's days on those of its program: what the project says of a day holds."""
        off = (outer.off - self.extra) | self.off
        extra = (outer.extra - self.off) | self.extra
        return TeamDays(off, extra, {**outer.labels, **self.labels})

    def take_off(self, days: Iterable[date], *, label: str) -> "TeamDays":
        some = frozenset(days)
        labels = {**self.labels, **dict.fromkeys(some, label)} if label else without(self.labels, some)
        return TeamDays(self.off | some, self.extra - some, labels)

    def work(self, days: Iterable[date], *, anyway: frozenset[date]) -> "TeamDays":
        """`anyway` are those of the days that are worked once they are not off here."""
        some = frozenset(days)
        return TeamDays(self.off - some, self.extra | (some - anyway), without(self.labels, some))

    def forget(self, days: Iterable[date]) -> "TeamDays":
        """Nothing special is said of these days any more; raises Refusal when nothing was."""
        some = frozenset(days)
        if not some & (self.off | self.extra):
            raise Refusal("Nothing was set there.", "It is neither a day off nor an extra day of this calendar.", USAGE)
        return replace(self, off=self.off - some, extra=self.extra - some, labels=without(self.labels, some))


def shared(teams: Sequence[TeamDays]) -> TeamDays:
    """The days of somebody who is on all of these: off when every one of them is, else somebody would miss them."""
    if not teams:
        return TeamDays()
    off = frozenset.intersection(*(team.off for team in teams))
    return TeamDays(off, frozenset[date]().union(*(team.extra for team in teams)) - off)


def without(labels: Mapping[date, str], days: frozenset[date]) -> dict[date, str]:
    return {day: label for day, label in labels.items() if day not in days}


def ends(text: str) -> tuple[str, str]:
    """The words of the first and of the last day: `24 Dec - 2 Jan`, `24-28 Dec`, `24 Dec`."""
    if short := _SHORT.fullmatch(text.strip()):
        return f"{short[1]} {short[3]}", short[2]
    first, *rest = _TO.split(text.strip(), maxsplit=1)
    return first, rest[0] if rest else first


def stretch(first: date, last: date) -> tuple[date, ...]:
    """Every day from the first to the last; raises Refusal for none and for too many."""
    if last < first:
        raise Refusal("That ends before it begins.", "", USAGE)
    if (last - first).days >= LONGEST:
        raise Refusal(f"That is longer than {LONGEST} days.", "A program that rests so long is paused.", USAGE)
    return tuple(first + ahead * DAY for ahead in range((last - first).days + 1))


def on_week(days: Iterable[date], workdays: Sequence[str]) -> tuple[date, ...]:
    """Those of the days that the week has as worked."""
    return tuple(day for day in days if WEEKDAYS[day.weekday()] in workdays)


def grouped(days: Mapping[date, str]) -> Iterator[tuple[date, date, str]]:
    """(first, last, label) of days with one label that have nothing but weekends or each other between them."""
    found: list[tuple[date, date, str]] = []
    for day, label in sorted(days.items()):
        if found and found[-1][2] == label and _next_to(found[-1][1], day):
            found[-1] = (found[-1][0], day, label)
        else:
            found.append((day, day, label))
    yield from found


def _next_to(first: date, last: date) -> bool:
    between = (first + ahead * DAY for ahead in range(1, (last - first).days))
    return (last - first).days <= 3 and all(day.weekday() >= 5 for day in between)
