"""The history of milestone dates, in the shape of a plan file's history, as alerts and forecasts read it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from rules.plan import Milestone, Plan
from rules.time.calendars import Calendar

# Below this many working days from the first record to the date, an overrun says nothing about longer milestones.
MIN_SPAN_DAYS = 5

HistoryRow = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the forecast ledger; `kind` is baseline, committed, forecast, actual, undone or no change."""

    milestone: str
    day: date | None
    kind: str
    by: str
    at: datetime
    reason: str
    source: str


def ledger_history(ledger: Iterable[LedgerEntry], zone: tzinfo) -> tuple[HistoryRow, ...]:
    """Convert the ledger, oldest first, to history rows on the days of `zone`; entries later undone are dropped."""
    entries_by_milestone: dict[str, list[LedgerEntry]] = {}
    for entry in ledger:
        milestone_entries = entries_by_milestone.setdefault(entry.milestone, [])
        if entry.kind == "undone" and milestone_entries and milestone_entries[-1].source == entry.source:
            milestone_entries.pop()
        milestone_entries.append(entry)
    return tuple(
        _history_row(entry, zone) for milestone_entries in entries_by_milestone.values() for entry in milestone_entries
    )


def _history_row(entry: LedgerEntry, zone: tzinfo) -> HistoryRow:
    row: dict[str, object] = {"milestone": entry.milestone, "at": entry.at.astimezone(zone).date(), "by": entry.by}
    if entry.kind not in ("actual", "committed"):
        row["forecast"] = entry.day
    if entry.kind == "baseline":
        row["baseline"] = entry.day
    return row | {"reason": entry.reason}


def days_given(ledger: Iterable[LedgerEntry], zone: tzinfo) -> dict[str, dict[date, date]]:
    """Return the dates given for each milestone by the day on which each was given; of one day the last counts."""
    given: dict[str, dict[date, date]] = {}
    for row in ledger_history(ledger, zone):
        if isinstance(day := row.get("forecast"), date) and isinstance(at := row["at"], date):
            given.setdefault(str(row["milestone"]), {})[at] = day
    return given


def last_heard_history(last_heard: Mapping[str, date]) -> Iterator[HistoryRow]:
    """Yield one history row per milestone, on the day of its last update of any kind."""
    return ({"milestone": milestone_id, "at": day} for milestone_id, day in last_heard.items())


def finished_durations(plan: Plan, first_heard: Mapping[str, date]) -> Iterator[HistoryRow]:
    """Yield the planned and actual working days of finished milestones (B-44).

    Work without a duration counts from the first record of the milestone (`first_heard`) to its baseline.
    """
    calendar = Calendar.of(plan.program.calendar)
    for milestone in plan.milestones:
        if milestone.actual and milestone.baseline and milestone.id in first_heard:
            planned = milestone.duration or calendar.between(first_heard[milestone.id], milestone.baseline)
            actual = planned + calendar.between(milestone.baseline, milestone.actual)
            if actual >= 0 and planned >= (1 if milestone.duration else MIN_SPAN_DAYS):
                yield _duration_row(milestone, planned, actual)


def _duration_row(milestone: Milestone, planned: int, taken: int) -> HistoryRow:
    return {"milestone": milestone.id, "planned": planned, "actual": taken}
