"""Consent windows: a proposal is adopted unless someone who must agree objects in time (B-97).

Everybody who must agree has `days` working days of their own, counted in their working hours, so that leave, holidays
and clock changes make a window longer. An objection stops the clock; once it is withdrawn or overruled, the clock goes
on where it stopped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rules.refusal import Refusal
from rules.time.working_time import NoWorkTime, WorkTime, merge_intervals

DEFAULT_WINDOW_DAYS = 2


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection; it stops the clock until `ended_at`: withdrawn, or overruled by someone with a reason."""

    id: int
    user: str
    text: str
    at: datetime
    ended_at: datetime | None = None
    overruled_by: str | None = None
    overruled_because: str = ""

    @property
    def open(self) -> bool:
        return self.ended_at is None


def window_end(
    start: datetime, work_times: Iterable[WorkTime], objections: Iterable[Objection], *, days: float
) -> datetime | None:
    """Return the instant at which a window closes, or None while an objection stops its clock.

    It closes when the last of these people has had their working days; of people who never work again nothing is
    waited for.
    """
    raised = tuple(objections)
    if any(objection.open for objection in raised):
        return None
    pauses = merge_intervals(
        (max(one.at, start), one.ended_at) for one in raised if one.ended_at and one.ended_at > start
    )
    ends = []
    for work in work_times:
        try:
            ends.append(_personal_end(start, work, pauses, hours=days * hours_per_day(work)))
        except NoWorkTime:
            continue
    return max(ends, default=_personal_end(start, WorkTime(), pauses, hours=days * hours_per_day(WorkTime())))


def hours_per_day(work: WorkTime) -> float:
    """Return how many hours a whole working day of a person has."""
    return (work.end.hour - work.start.hour) + (work.end.minute - work.start.minute) / 60


def require_reason(text: str, *, verb: str, example: str) -> str:
    """Return the words of an objection, veto or overruling without outer blanks; refuse one without words."""
    if not text.strip():
        raise Refusal(f"To {verb}, say why.", "", f"Write `{example}`.")
    return text.strip()


def _personal_end(
    start: datetime, work: WorkTime, pauses: Iterable[tuple[datetime, datetime]], *, hours: float
) -> datetime:
    """Return when one person has worked `hours` since `start`, not counting the pauses."""
    since, remaining = start, hours
    for stopped, resumed in pauses:
        worked = work.hours_between(since, stopped)
        if worked >= remaining:
            break
        since, remaining = resumed, remaining - worked
    return work.add_hours(since, remaining)
