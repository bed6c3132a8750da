"""What was said of a milestone over time, in the shape of a plan file's history: the alerts and forecasts read it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from rules.plan import Milestone, Plan
from rules.time.calendars import Calendar

MIN_SPAN_DAYS = 5
"""Working days from the first word of a milestone to its date, below which its overrun says nothing of longer ones."""

HistoryRow = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the forecast ledger; `kind` is baseline, forecast, actual, undone or no change."""

    milestone: str
    day: date | None
    kind: str
    by: str
    at: datetime
    reason: str
    source: str


def ledger_history(ledger: Iterable[LedgerEntry], zone: tzinfo) -> tuple[HistoryRow, ...]:
    """The ledger, oldest first, as history on the days of `zone`; what was taken back was never said."""
    found: dict[str, list[LedgerEntry]] = {}
    for entry in ledger:
        entries = found.setdefault(entry.milestone, [])
        if entry.kind == "undone" and entries and entries[-1].source == entry.source:
            entries.pop()
        entries.append(entry)
    return tuple(_history_row(entry, zone) for entries in found.values() for entry in entries)


def _history_row(entry: LedgerEntry, zone: tzinfo) -> HistoryRow:
    row: dict[str, object] = {"milestone": entry.milestone, "at": entry.at.astimezone(zone).date(), "by": entry.by}
    if entry.kind != "actual":
        row["forecast"] = entry.day
    if entry.kind == "baseline":
        row["baseline"] = entry.day
    return row | {"reason": entry.reason}


def last_heard_history(last_heard: Mapping[str, date]) -> Iterator[HistoryRow]:
    """The day each milestone was last heard of, whatever was said."""
    return ({"milestone": name, "at": day} for name, day in last_heard.items())


def finished_durations(plan: Plan, first_heard: Mapping[str, date]) -> Iterator[HistoryRow]:
    """Working days planned and taken of what is finished (B-44).

    Work that nobody counted in days runs from the day the milestone was `first` heard of to its baseline.
    """
    calendar = Calendar.of(plan.program.calendar)
    for each in plan.milestones:
        if each.actual and each.baseline and each.id in first_heard:
            planned = each.duration or calendar.between(first_heard[each.id], each.baseline)
            taken = planned + calendar.between(each.baseline, each.actual)
            if taken >= 0 and planned >= (1 if each.duration else MIN_SPAN_DAYS):
                yield _duration_row(each, planned, taken)


def _duration_row(milestone: Milestone, planned: int, taken: int) -> HistoryRow:
    return {"milestone": milestone.id, "planned": planned, "actual": taken}
