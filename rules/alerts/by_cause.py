"""Alerts grouped by what causes them, so that one slip is one line however many dates it moves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from rules.alerts.active import DATE_KINDS, LATE_START, LEVELS, PUSHED_START, milestone_status
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.truth.colours import Colour, days_text
from rules.truth.milestones import days_late

# Alerts whose date another milestone may move; a stale or missing date is nobody else's.
_MOVED_KINDS = DATE_KINDS - {"stale update", "missing date", "impossible date", "thin float"}


class CausedAlert(Protocol):
    """The parts of an alert that say what causes it."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def chain(self) -> tuple[str, ...]: ...


A = TypeVar("A", bound=CausedAlert)


@dataclass(frozen=True, slots=True)
class AlertCause(Generic[A]):
    """The alerts of one cause, in their given order; `milestone` is the one to act on, "" where it is none.

    moved: the other open milestones that it makes late, or whose hand-over or commitment it breaks; most late first.
    """

    milestone: str
    sentence: str
    alerts: tuple[A, ...]
    moved: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        return min((alert.level for alert in self.alerts), key=LEVELS.index)


def group_by_cause(facts: ScheduledPlan, alerts: Iterable[A]) -> tuple[AlertCause[A], ...]:
    """Group alerts, which are given worst first, by the open milestone to act on; keep the order of the worst."""
    groups: dict[str, list[A]] = {}
    for alert in alerts:
        groups.setdefault(cause_of(facts, alert) or alert.key, []).append(alert)
    return tuple(
        AlertCause(
            cause if cause in facts.milestones else "",
            _sentence_of(facts, cause, same_cause),
            tuple(same_cause),
            moved_by_cause(facts, cause, same_cause),
        )
        for cause, same_cause in groups.items()
    )


def cause_of(facts: ScheduledPlan, alert: CausedAlert) -> str:
    """Return the open milestone that causes an alert; "" for one about a person, a project or a benefit."""
    start = alert.chain[0] if alert.kind in (LATE_START, PUSHED_START) and alert.chain else alert.subject
    if start not in facts.milestones:
        return ""
    moves = alert.kind in (LATE_START, PUSHED_START) or alert.kind in _MOVED_KINDS
    return facts.milestones[start].pushed_by or start if moves else start


def moved_by_cause(facts: ScheduledPlan, cause: str, alerts: Iterable[CausedAlert] = ()) -> tuple[str, ...]:
    """Return the other open milestones that a milestone makes late, and those its alerts are about, most late first."""
    ids = {m.id for m in facts.open_milestones if m.pushed_by == cause}
    ids |= {alert.subject for alert in alerts if alert.subject in facts.milestones}
    calendar = facts.axis.calendar
    moved = [facts.milestones[name] for name in ids - {cause}]
    return tuple(m.id for m in sorted(moved, key=lambda m: (-(days_late(m, calendar) or 0), len(m.id), m.id)))


def _sentence_of(facts: ScheduledPlan, cause: str, alerts: list[A]) -> str:
    """Return the sentence of the only alert, else how late the cause is, else the sentence of the worst alert."""
    if len(alerts) > 1 and cause in facts.milestones:
        status = milestone_status(facts, cause)
        if status.colour in (Colour.RED, Colour.AMBER):
            return f"{facts.label(cause)}: {status.why}"
    return alerts[0].sentence


def effect_text(facts: ScheduledPlan, moved: Iterable[str]) -> str:
    """Return “12 milestones in 4 projects, up to 10 days late”, or nothing where nothing moves."""
    milestones = [facts.milestones[name] for name in moved]
    if not milestones:
        return ""
    projects = {milestone.project for milestone in milestones}
    latest = max(days_late(milestone, facts.axis.calendar) or 0 for milestone in milestones)
    count_text = f"{len(milestones)} milestone{'s' if len(milestones) > 1 else ''}"
    project_text = f"{len(projects)} project{'s' if len(projects) > 1 else ''}"
    up_to = "" if latest <= 0 else f", {'up to ' if len(milestones) > 1 else ''}{days_text(latest)} late"
    return f"{count_text} in {project_text}{up_to}"
