"""The dates that moved since the last edition, one line per cause."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rules.digests.editions import MovedMilestone
from rules.plan import Milestone
from rules.time.calendars import Calendar
from rules.truth.statuses import label_of


@dataclass(frozen=True, slots=True)
class ForecastRecord:
    """One line of the forecast ledger: the date expected of a milestone, the reason, and a link to the source."""

    milestone: str
    day: date | None
    kind: str
    at: datetime
    reason: str = ""
    source: str = ""


def moved_milestones(
    milestones: Mapping[str, Milestone],
    records: Sequence[ForecastRecord],
    previous_dates: Mapping[str, date | None],
    *,
    calendar: Calendar,
    today: date,
) -> tuple[MovedMilestone, ...]:
    """Return the open milestones whose expected date changed over the period, biggest move first, one line per cause.

    What another one moved follows it. A date that moved and moved back is not a change; overdue ones are listed apart.
    """
    last_records = {record.milestone: record for record in records if record.kind in ("forecast", "baseline")}
    moved = {
        id: _moved_milestone(milestone, previous_dates[id], last_records.get(id), calendar, milestones)
        for id, milestone in milestones.items()
        if milestone.open and id in previous_dates and previous_dates[id] != milestone.expected
        if not milestone.is_overdue(today)
    }
    leaders = {id: _leader_of(milestones[id], moved) for id in moved}
    followers: dict[str, list[MovedMilestone]] = {}
    for id, leader in leaders.items():
        if leader != id:
            followers.setdefault(leader, []).append(moved[id])
    return _biggest_first(
        replace(moved[id], followers=_biggest_first(followers.get(id, ()))) for id in moved if leaders[id] == id
    )


def _moved_milestone(
    milestone: Milestone,
    old: date | None,
    record: ForecastRecord | None,
    calendar: Calendar,
    milestones: Mapping[str, Milestone],
) -> MovedMilestone:
    days = calendar.between(old, milestone.expected) if old and milestone.expected else 0
    pushed_by = milestones.get(milestone.pushed_by or "")
    cause = label_of(pushed_by) if pushed_by and pushed_by is not milestone else ""
    reason, source = (record.reason, record.source) if record else ("", "")
    return MovedMilestone(milestone, old, milestone.expected, days, reason, source, cause)


def _leader_of(milestone: Milestone, moved: Mapping[str, MovedMilestone]) -> str:
    """Return the milestone whose line tells this move: what pushes it, where that moved by itself, else its own."""
    leader = moved.get(milestone.pushed_by or "")
    if leader is None or leader.milestone.pushed_by not in (None, milestone.pushed_by):
        return milestone.id
    return leader.milestone.id


def _biggest_first(moves: Iterable[MovedMilestone]) -> tuple[MovedMilestone, ...]:
    return tuple(sorted(moves, key=lambda move: (-abs(move.days), len(move.milestone.id), move.milestone.id)))
