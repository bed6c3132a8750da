"""The colour of a milestone: how late it is expected, and what else speaks against its date (B-50)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.plan import Milestone
from rules.program_numbers import ProgramNumbers
from rules.time.calendars import Calendar
from rules.truth.colours import Colour, ComputedStatus, day_text, days_text

# Milestones further away are not asked about, so that their silence says nothing (B-07).
ASKED_WITHIN_DAYS = 28
EVEN_ODDS = 0.5
NO_LABELS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Signals:
    """The evidence about a milestone besides its dates.

    on_time: the chance of meeting the committed date, where it is known.
    silent_days: calendar days since it was last heard of.
    """

    blockers: int = 0
    on_time: float | None = None
    silent_days: int = 0


NO_SIGNALS = Signals()


def days_late(milestone: Milestone, calendar: Calendar) -> int | None:
    """Return the working days from the committed to the expected date (negative: early); None without either."""
    if milestone.committed is None or milestone.expected is None:
        return None
    return calendar.between(milestone.committed, milestone.expected)


def status_of_milestone(
    milestone: Milestone,
    *,
    calendar: Calendar,
    today: date,
    numbers: ProgramNumbers,
    signals: Signals = NO_SIGNALS,
    labels: Mapping[str, str] = NO_LABELS,
) -> ComputedStatus:
    """Return the status of a milestone; `labels` name others by id, for the cause.

    Red: late by more than the tolerance. Amber: late by less, overdue without a new date, blocked, less
    likely than not to be on time, or silent for 1.5 cadences by default. Grey: without a date, or silent for three.
    """
    late = days_late(milestone, calendar)
    if not milestone.open:
        return replace(status_of_closed(milestone), days=late if milestone.done else None)
    if milestone.expected is None:
        return ComputedStatus(Colour.GREY, "has no date", milestone.id)
    why = _lateness_text(milestone, late, calendar, today, labels)
    if late is not None and late > numbers.tolerance:
        return ComputedStatus(Colour.RED, why, milestone.id, late)
    if why:
        return ComputedStatus(Colour.AMBER, why, milestone.id, late)
    return _status_by_signals(milestone, late, today, signals, numbers)


def status_of_closed(milestone: Milestone) -> ComputedStatus:
    """Return the status of a milestone that is done or cancelled; it needs no plan."""
    if milestone.cancelled is not None:
        return status_of_cancelled(milestone.cancelled, milestone.id)
    return ComputedStatus(Colour.GREEN, "done", milestone.id)


def status_of_cancelled(day: date, id: str = "") -> ComputedStatus:
    """Return the status of a milestone, project or program that was cancelled on `day`."""
    return ComputedStatus(Colour.GREY, f"cancelled {day_text(day)}", id)


def status_of_closed_project(day: date) -> ComputedStatus:
    """Return the status of a project that was closed on `day`: nothing about it can get worse or better."""
    return ComputedStatus(Colour.GREY, f"closed {day_text(day)}")


def upcoming_milestones(milestones: Iterable[Milestone], *, today: date, days: int) -> tuple[Milestone, ...]:
    """Return the open milestones expected within `days` calendar days from today, soonest first; none is overdue."""
    last = today + timedelta(days=days)
    upcoming = [
        m for m in milestones if m.open and not m.is_overdue(today) and m.expected and today <= m.expected <= last
    ]
    return tuple(sorted(upcoming, key=lambda m: (m.expected or date.max, m.id)))


def milestones_between(
    milestones: Iterable[Milestone], *, first: date, before: date, today: date
) -> tuple[Milestone, ...]:
    """Return the milestones expected or done from `first` up to the day before `before`, and what is overdue."""
    found = [
        m
        for m in milestones
        if m.cancelled is None and m.expected and (first <= m.expected < before or m.is_overdue(today))
    ]
    return tuple(sorted(found, key=lambda m: (m.expected or date.max, m.id)))


def _lateness_text(
    milestone: Milestone, late: int | None, calendar: Calendar, today: date, labels: Mapping[str, str]
) -> str:
    """Return why a milestone is overdue or late, or nothing."""
    own_date, committed = milestone.own_date, milestone.committed
    if milestone.is_overdue(today) and own_date is not None:
        overdue_text = f"{days_text(calendar.between(own_date, today))} overdue (due {day_text(own_date)}), no new date"
        is_later = committed is not None and own_date > committed and late
        return f"{overdue_text}; committed {day_text(committed)}" if is_later and committed else overdue_text
    if late is None or late <= 0 or committed is None:
        return ""
    return f"{days_text(late)} late (committed {day_text(committed)}){cause_text(milestone, labels)}"


def cause_text(milestone: Milestone, labels: Mapping[str, str]) -> str:
    """Return what moves a milestone past its owner's date, as a clause that begins with a comma, or nothing."""
    if milestone.pushed_by is None:
        return ""
    if milestone.pushed_by == milestone.id:
        return f", because {days_text(remaining_work(milestone))} of work are left"
    return f", caused by {labels.get(milestone.pushed_by, milestone.pushed_by)}"


def expected_reason(milestone: Milestone, labels: Mapping[str, str]) -> str:
    """Return why a milestone is expected later than its owner says, or nothing."""
    own_date, expected = milestone.own_date, milestone.expected
    if milestone.done or own_date is None or expected is None or expected <= own_date:
        return ""
    said_text = f"you said {day_text(own_date)}"
    if milestone.pushed_by == milestone.id:
        return f"{said_text}; {days_text(remaining_work(milestone))} of work are left"
    if milestone.pushed_by is not None:
        return f"{said_text}; {labels.get(milestone.pushed_by, milestone.pushed_by)} pushes it"
    return f"{said_text}, which has passed"


def remaining_work(milestone: Milestone) -> int:
    """Return the working days of work left by the reported progress."""
    return milestone.duration - milestone.duration * milestone.percent // 100


def _status_by_signals(
    milestone: Milestone, late: int | None, today: date, signals: Signals, numbers: ProgramNumbers
) -> ComputedStatus:
    silent_days = signals.silent_days if _is_asked_about(milestone, today) else 0
    if signals.blockers:
        why = "blocked" if signals.blockers == 1 else f"{signals.blockers} open blockers"
        return ComputedStatus(Colour.AMBER, why, milestone.id, late)
    if signals.on_time is not None and signals.on_time < EVEN_ODDS:
        return ComputedStatus(Colour.AMBER, f"{signals.on_time:.0%} likely to be on time", milestone.id, late)
    if silent_days >= numbers.grey_silence_days:
        return ComputedStatus(Colour.GREY, f"no update for {silent_days} days", milestone.id, late)
    if silent_days >= numbers.amber_silence_days:
        return ComputedStatus(Colour.AMBER, f"no update for {silent_days} days", milestone.id, late)
    why = f"{days_text(-late)} early" if late is not None and late < 0 else "on time"
    return ComputedStatus(Colour.GREEN, why, milestone.id, late)


def _is_asked_about(milestone: Milestone, today: date) -> bool:
    due = milestone.own_date
    return milestone.percent > 0 or (due is not None and (due - today).days <= ASKED_WITHIN_DAYS)
