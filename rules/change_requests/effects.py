"""Effect of a change request or scenario: the plan afterwards, and how it differs (B-95)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rules.change_requests.fields import FieldKind, PlanChange, as_json
from rules.plan import HandoverState, Milestone, Plan
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.calendars import Calendar

# Hand-overs that count as a commitment to another project.
_COMMITTED_STATES = frozenset({HandoverState.COMMITTED, HandoverState.AT_RISK})


@dataclass(frozen=True, slots=True)
class ShiftedDate:
    """A milestone whose expected date the changes move; `missed` is a committed date that it then misses."""

    id: str
    label: str
    project: str
    old: date
    new: date
    days: int
    missed: date | None = None


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """The schedule with the changes compared with that without them; `finish` is the program's, with its label."""

    moved: tuple[ShiftedDate, ...]
    finish: tuple[date, date] | None
    finish_days: int
    finish_label: str
    crossed: tuple[tuple[str, str], ...]

    @property
    def missed(self) -> tuple[ShiftedDate, ...]:
        return tuple(move for move in self.moved if move.missed)


def committed_values(milestone: Milestone, day: date) -> dict[str, date]:
    """Return what approval of a new committed date writes: the same for the preview and for what is saved.

    The committed date is the new baseline. The forecast moves along, unless the owner already expects a later day.
    """
    values = {"committed": day, "baseline": day}
    own = milestone.forecast
    keeps = own is not None and own != milestone.committed and own > day
    return values if keeps else values | {"forecast": day}


def duration_values(milestone: Milestone, days: int, calendar: Calendar) -> dict[str, Any]:
    """Return what another duration writes: a forecast and an estimate move along, a committed date stays.

    What has been saved of the days that may be bought cannot be bought again.
    """
    added = days - milestone.duration
    values: dict[str, Any] = {"duration": days}
    if milestone.forecast:
        values["forecast"] = calendar.add(milestone.forecast, added)
    if milestone.optimistic is not None:
        values["optimistic"] = min(milestone.optimistic, days)
    if milestone.pessimistic is not None:
        values["pessimistic"] = max(milestone.pessimistic, days)
    if milestone.crash_days is not None:
        values["crash_days"] = max(0, min(milestone.crash_days + min(added, 0), days))
    return values


def apply_changes(plan: Plan, changes: Iterable[PlanChange], *, today: date) -> Plan:
    """Return the plan as it would be after the changes."""
    milestones = {milestone.id: milestone for milestone in plan.milestones}
    calendar = Calendar.of(plan.program.calendar)
    for number, change in enumerate(changes):
        milestone = milestones.get(change.subject)
        if change.kind is FieldKind.ADDED:
            day, id = change.day, f"new-{number}"
            added = Milestone(id, change.subject, str(change.after["name"]), change.after.get("owner"))
            milestones[id] = replace(added, baseline=day, committed=day, forecast=day)
        elif milestone is None:
            continue
        elif change.kind is FieldKind.COMMITTED and change.day:
            values: dict[str, Any] = {**committed_values(milestone, change.day)}
            milestones[milestone.id] = replace(milestone, **values)
        elif change.kind is FieldKind.CANCELLED:
            milestones[milestone.id] = replace(milestone, cancelled=today)
        elif change.kind is FieldKind.OWNER:
            milestones[milestone.id] = replace(milestone, owner=change.after)
        elif change.kind is FieldKind.DURATION:
            worked: dict[str, Any] = duration_values(milestone, change.after, calendar)
            milestones[milestone.id] = replace(milestone, **worked)
    return replace(plan, milestones=tuple(milestones.values()))


def compare(before: ScheduledPlan, after: ScheduledPlan, *, changes: Iterable[PlanChange]) -> PlanDifference:
    """Return what moves between two schedules of one program."""
    changes = tuple(changes)
    moved = sorted(_moved(before, after), key=lambda move: (move.new, len(move.id), move.id))
    crossed = _crossed(before, after, changes, moved)
    if before.end is None:
        return PlanDifference(tuple(moved), None, 0, "", crossed)
    end = before.end.id if before.end.id in after.milestones or after.end is None else after.end.id
    old = before.finish_date(before.end.id)
    new = after.finish_date(end) if end in after.milestones else old
    days = before.axis.calendar.between(old, new)
    return PlanDifference(tuple(moved), (old, new), days, before.label(before.end.id), crossed)


def _moved(before: ScheduledPlan, after: ScheduledPlan) -> Iterable[ShiftedDate]:
    for id, milestone in before.milestones.items():
        if id not in after.milestones or milestone.done:
            continue
        old, new = before.finish_date(id), after.finish_date(id)
        if old == new:
            continue
        # A milestone that itself gets a new committed date is measured against that one.
        committed = after.milestones[id].committed
        missed = committed if committed and old <= committed < new else None
        days = before.axis.calendar.between(old, new)
        yield ShiftedDate(id, before.label(id), milestone.project, old, new, days, missed)


def _crossed(
    before: ScheduledPlan, after: ScheduledPlan, changes: tuple[PlanChange, ...], moved: Iterable[ShiftedDate]
) -> tuple[tuple[str, str], ...]:
    """Return (project, label) of committed dates of other projects that the changes break.

    A milestone that misses its committed date, or one whose committed hand-over from another project comes too late or
    not at all.
    """
    projects = projects_of(changes, before.plan)
    crossed = {(move.project, move.label) for move in moved if move.missed and move.project not in projects}
    cancelled = {change.subject for change in changes if change.kind is FieldKind.CANCELLED}
    for link in before.plan.dependencies:
        consumer, provider = before.milestones.get(link.consumer), before.milestones.get(link.provider)
        if not (consumer and provider) or consumer.project == provider.project or provider.project not in projects:
            continue
        if link.state not in _COMMITTED_STATES:
            continue
        is_broken = link.provider in cancelled and link.consumer not in cancelled
        if not is_broken and link.need_by and link.provider in after.milestones:
            new = after.finish_date(link.provider)
            is_broken = before.finish_date(link.provider) <= link.need_by < new
        if is_broken:
            crossed.add((consumer.project, before.label(consumer.id)))
    return tuple(sorted(crossed))


def projects_of(changes: Iterable[PlanChange], plan: Plan) -> frozenset[str]:
    """Return the projects whose milestones or budget are changed."""
    home = {milestone.id: milestone.project for milestone in plan.milestones}
    return frozenset(home.get(change.subject, change.subject) for change in changes)


def committed_moves(changes: Iterable[PlanChange], facts: ScheduledPlan) -> dict[str, int]:
    """Return the working days by which each committed date is to move; a first date moves nothing."""
    return {
        change.subject: facts.axis.calendar.between(change.old_day, change.day)
        for change in changes
        if change.kind is FieldKind.COMMITTED and change.old_day and change.day
    }


def fingerprint(facts: ScheduledPlan, changes: Iterable[PlanChange], *, values: Mapping[str, float]) -> str:
    """Return a digest of what an effect was computed from: the present values of the fields, and the plan's dates.

    `values` are the planned budgets. Progress, names and texts change no effect, so they are left out.
    """
    dates = [
        (m.id, str(facts.finish_date(m.id)), str(m.committed), str(m.forecast), m.duration)
        for m in facts.plan.milestones
    ]
    links = [
        (d.provider, d.consumer, d.type, d.lag, d.strength, d.state, str(d.need_by)) for d in facts.plan.dependencies
    ]
    parts = (as_json(changes), sorted(dates), sorted(map(str, links)), sorted(values.items()))
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]
