"""What was said of a milestone over time, in the shape of a plan file's history: the alerts and forecasts read it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from rules.plan import Milestone, Plan
from rules.time.calendars import Calendar

SHORTEST = 5
"""Working days from the first word of a milestone to its date, below which its overrun says nothing of longer ones."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the forecast ledger; `kind` is baseline, forecast, actual, undone or no change."""

    milestone: str
    day: date | None
    kind: str
    by: str
    at: datetime
    reason: str
    source: str


def said(ledger: Iterable[Entry], zone: tzinfo) -> tuple[Row, ...]:
    """The ledger, oldest first, as history on the days of `zone`; what was taken back was never said."""
    found: dict[str, list[Entry]] = {}
    for entry in ledger:
        entries = found.setdefault(entry.milestone, [])
        if entry.kind == "undone" and entries and entries[-1].source == entry.source:
            entries.pop()
        entries.append(entry)
    return tuple(_row(entry, zone) for entries in found.values() for entry in entries)


def _row(entry: Entry, zone: tzinfo) -> Row:
    row: dict[str, object] = {"milestone": entry.milestone, "at": entry.at.astimezone(zone).date(), "by": entry.by}
    if entry.kind != "actual":
        row["forecast"] = entry.day
    if entry.kind == "baseline":
        row["baseline"] = entry.day
    return row | {"reason": entry.reason}


def heard(last: Mapping[str, date]) -> Iterator[Row]:
    """The day each milestone was last heard of, whatever was said."""
    return ({"milestone": name, "at": day} for name, day in last.items())


def experience(plan: Plan, first: Mapping[str, date]) -> Iterator[Row]:
    """Working days planned and taken of what is finished (B-44).

    Work that nobody counted in days runs from the day the milestone was `first` heard of to its baseline.
    """
    calendar = Calendar.of(plan.program.calendar)
    for each in plan.milestones:
        if each.actual and each.baseline and each.id in first:
            planned = each.duration or calendar.between(first[each.id], each.baseline)
            taken = planned + calendar.between(each.baseline, each.actual)
            if taken >= 0 and planned >= (1 if each.duration else SHORTEST):
                yield _lasted(each, planned, taken)


def _lasted(milestone: Milestone, planned: int, taken: int) -> Row:
    return {"milestone": milestone.id, "planned": planned, "actual": taken}
