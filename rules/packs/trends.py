"""Committed against expected dates, at the end of a period and at the end of the one before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.alerts.stored_analysis import StoredTarget
from rules.plan import Milestone
from rules.time.calendars import Calendar
from rules.truth.milestones import days_late


@dataclass(frozen=True, slots=True)
class FinishPoint:
    """The finish of a program as it was known on a day; `on_time` is the chance to meet the committed date."""

    milestone: str = ""
    expected: date | None = None
    committed: date | None = None
    p50: date | None = None
    p80: date | None = None
    on_time: float | None = None


@dataclass(frozen=True, slots=True)
class DateTrend:
    """A milestone's dates then and now; lateness is in working days from committed to expected, None without both."""

    id: str
    name: str
    project: str
    owner: str
    committed: date | None
    expected: date | None
    committed_before: date | None
    expected_before: date | None
    late: int | None
    late_before: int | None
    done: bool
    is_new: bool

    @property
    def slipped(self) -> int:
        """Working days by which it is later than at the last pack."""
        return (self.late or 0) - (self.late_before or 0)

    @property
    def is_recommitted(self) -> bool:
        return not self.is_new and self.committed != self.committed_before


@dataclass(frozen=True, slots=True)
class MilestoneTrend:
    """The committed milestones of a program: how many keep their date now and then, and the rows that tell most."""

    committed: int
    on_time: int
    committed_before: int
    on_time_before: int
    done: tuple[DateTrend, ...]
    late: tuple[DateTrend, ...]

    @property
    def days_late(self) -> int:
        """The working days by which all open milestones together are late."""
        return sum(row.late or 0 for row in self.late)


def finish_point(end: Milestone | None, targets: Iterable[StoredTarget]) -> FinishPoint:
    """Return the finish with the stored forecast of the milestone that ends the program."""
    if end is None:
        return FinishPoint()
    target = next((target for target in targets if target.id == end.id), None)
    if target is None:
        return FinishPoint(end.id, end.expected, end.committed)
    return FinishPoint(end.id, end.expected, end.committed, target.p50, target.p80, target.on_time)


def milestone_trend(
    now: Mapping[str, Milestone],
    before: Mapping[str, Milestone],
    *,
    first: date,
    calendar: Calendar,
    projects: Mapping[str, str],
    owners: Mapping[str, str],
) -> MilestoneTrend:
    """Compare every milestone with itself at the last pack; the latest come first, those done by their day.

    `projects` and `owners` are names by the id of the project and of the milestone.
    """
    rows = [
        _date_trend(one, before.get(id), calendar, projects.get(one.project, one.project), owners.get(id, ""))
        for id, one in now.items()
    ]
    finished = [row for row in rows if row.done and row.expected and row.expected >= first]
    late = [row for row in rows if not row.done and (row.late or 0) > 0]
    return MilestoneTrend(
        *_count_on_time(now.values(), calendar),
        *_count_on_time(before.values(), calendar),
        tuple(sorted(finished, key=lambda row: (row.expected or date.min, len(row.id), row.id))),
        tuple(sorted(late, key=lambda row: (-(row.late or 0), -row.slipped, len(row.id), row.id))),
    )


def _count_on_time(milestones: Iterable[Milestone], calendar: Calendar) -> tuple[int, int]:
    """Return how many open milestones have a committed date, and how many of them are expected by then."""
    lateness = [days_late(one, calendar) for one in milestones if one.open and one.committed]
    return len(lateness), sum(days is not None and days <= 0 for days in lateness)


def _date_trend(now: Milestone, before: Milestone | None, calendar: Calendar, project: str, owner: str) -> DateTrend:
    return DateTrend(
        now.id,
        now.name or now.id,
        project,
        owner,
        now.committed,
        now.expected,
        before.committed if before else None,
        before.expected if before else None,
        days_late(now, calendar),
        days_late(before, calendar) if before else None,
        now.done,
        before is None,
    )
