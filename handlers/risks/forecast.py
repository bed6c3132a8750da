"""What the views of the future show: the forecast, the effect of a what-if, the timeline."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

import storage.plan
from handlers.risks.queries import RiskView, ViewRequest, VisibleProgram, last_milestone, visible_program
from rules.alerts import analysis
from rules.forecast import target_dates
from rules.refusal import NotFound, Refusal
from rules.schedule import whatif
from rules.schedule.network import planned_links
from rules.schedule.scheduled_plan import ScheduledPlan
from templates.pictures import TimelineDependency, TimelineMilestone

MAX_TARGETS_SHOWN = 10
MAX_MILESTONES_SIMULATED = 3_000
"""Milestones up to which a preview simulates the program before and after."""

QUICK_RUNS = 500
_SLIP_PATTERN = re.compile(r"\b(M-?\d+)\s*[:=]?\s*([+-]\s?\d{1,3})\s*(wd|d|w)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TargetOdds:
    """One target before and after, by the same draws."""

    id: str
    name: str
    before: target_dates.TargetForecast
    after: target_dates.TargetForecast
    days: int


def forecast_view(session: Session, *, asked: ViewRequest) -> RiskView:
    """P50, P80 and the chance of each target, and what decides the end."""
    look = visible_program(session, asked=asked)
    facts, own = look.facts, frozenset(look.own)
    targets = tuple(name for name in facts.targets if name in own)
    seen = target_dates.forecast_targets(facts.plan, facts.schedule, facts.axis, targets, today=facts.today)
    shown = [one for one in seen.targets if not facts.milestones[one.id].done]
    said: dict[str, Any] = {
        "program": look.program,
        "targets": [(one, facts.milestones[one.id].name) for one in shown[:MAX_TARGETS_SHOWN]],
        "more": len(shown) - len(shown[:MAX_TARGETS_SHOWN]),
        "end": max(shown, key=lambda one: (one.p80, one.id), default=None),
        "drivers": [(one, facts.milestones[one.id].name, look.owner(one.id)) for one in seen.drivers if one.id in own],
        "assumed": seen.assumed,
        "open": len(facts.open_milestones),
    }
    return RiskView("risks/forecast_outlook", said)


def whatif_view(session: Session, *, asked: ViewRequest) -> RiskView:
    """What slips (`M-17 +5d M-3 -2d`) would move, without saving anything."""
    slips = read_slips(asked.text)
    first = next(iter(slips))
    home = storage.plan.program_of_milestone(session, team=asked.person.team, milestone=first)
    look = visible_program(session, asked=asked, program=home)
    _refuse_impossible_slips(look.facts, slips)
    found = whatif.slip_effect(look.facts, slips)
    moved = [shift for shift in found.moved if shift.id not in look.hidden]
    said: dict[str, Any] = {
        "slips": [(name, look.facts.milestones[name].name, days) for name, days in slips.items()],
        "found": found,
        "moved": [(shift, look.facts.milestones[shift.id].name, look.owner(shift.id)) for shift in moved],
        "missed": sum(shift.missed is not None for shift in moved),
        "odds": target_odds(look.facts, {name: _slipped_day(look, name, days) for name, days in slips.items()}),
    }
    return RiskView("risks/forecast_effect", said)


def _slipped_day(visible: VisibleProgram, milestone: str, days: int) -> date:
    return visible.facts.axis.calendar.add(visible.facts.finish_date(milestone), days)


def read_slips(text: str) -> dict[str, int]:
    """`M-17 +5d, M-3 -1w` as working days."""
    found = {
        f"M-{int(id[1:].lstrip('-'))}": int(days.replace(" ", "")) * (5 if (unit or "").lower() == "w" else 1)
        for id, days, unit in _SLIP_PATTERN.findall(text)
    }
    if not found or _SLIP_PATTERN.sub("", text).strip(" ,;&"):
        raise Refusal(
            "What if what?", "I need milestones with working days.", "Try `whatif M-17 +5d` or `M-17 +5d M-3 -2d`."
        )
    return found


def _refuse_impossible_slips(facts: ScheduledPlan, slips: Mapping[str, int]) -> None:
    for name in slips:
        if name not in facts.milestones:
            raise NotFound(f"There is no milestone {name} in this program.")
        if facts.milestones[name].done:
            raise Refusal(f"{name} is done.", "What is done keeps its date.", "")


def target_odds(before: ScheduledPlan, days: Mapping[str, date]) -> tuple[TargetOdds, ...]:
    """How P80 and the chance of the program's targets change when milestones are expected on other days.

    The same draws before and after, so that what differs is the slip; empty where the program is too large to be
    simulated while somebody waits.
    """
    targets = forecast_targets(before)
    if not targets or len(before.plan.milestones) > MAX_MILESTONES_SIMULATED:
        return ()
    moved = (replace(m, forecast=days[m.id]) if m.id in days else m for m in before.plan.milestones)
    after = analysis.schedule_plan(replace(before.plan, milestones=tuple(moved)), today=before.today)
    first, second = (
        target_dates.forecast_targets(f.plan, f.schedule, f.axis, targets, today=f.today, samples=QUICK_RUNS).targets
        for f in (before, after)
    )
    return tuple(
        TargetOdds(old.id, before.milestones[old.id].name, old, new, before.axis.calendar.between(old.p80, new.p80))
        for old, new in zip(first, second, strict=True)
    )


def slip_odds(session: Session, *, asked: ViewRequest, milestone: str, to: date) -> tuple[TargetOdds, ...]:
    """What a new date does to P80 and the chance of the program's targets; nothing for who may not see the whole."""
    if asked.person.outsider:
        return ()
    home = storage.plan.program_of_milestone(session, team=asked.person.team, milestone=milestone)
    look = visible_program(session, asked=asked, program=home)
    found = target_odds(look.facts, {milestone: to})
    return tuple(each for each in found if each.id not in look.hidden and each.before != each.after)


def forecast_targets(facts: ScheduledPlan) -> tuple[str, ...]:
    """The targets the program names and has not reached; without any, its last open milestone."""
    named = tuple(name for name in facts.plan.targets if name in facts.milestones and not facts.milestones[name].done)
    home = {project.id for project in facts.plan.projects if project.program == facts.plan.program.id}
    last = last_milestone(facts, [m.id for m in facts.open_milestones if m.project in home])
    return named or ((last,) if last else ())


def timeline_view(session: Session, *, asked: ViewRequest) -> RiskView:
    """The program's dated milestones, project by project."""
    look = visible_program(session, asked=asked)
    facts, own = look.facts, frozenset(look.own)
    critical = {facts.schedule.network.ids[at] for at in facts.schedule.critical.nonzero()[0].tolist()}
    rows = sorted((facts.milestones[name] for name in own), key=lambda m: (_expected_day(facts, m.id), m.id))
    marks = tuple(
        TimelineMilestone(
            id=m.id,
            name=m.name,
            project=facts.projects[m.project].name or m.project,
            expected=_expected_day(facts, m.id),
            baseline=m.baseline,
            slip=facts.axis.calendar.between(m.baseline, _expected_day(facts, m.id)) if m.baseline else 0,
            done=m.done,
            critical=m.id in critical,
        )
        for m in rows
        if m.expected is not None
    )
    bonds = tuple(
        TimelineDependency(
            link.provider,
            link.consumer,
            {link.provider, link.consumer} <= critical,
            _is_broken(facts, link.provider, link.consumer),
        )
        for link in planned_links(facts.plan.dependencies)
    )
    picture = {"title": look.program.name, "marks": marks, "today": facts.today, "bonds": bonds}
    said = {"program": look.program, "marks": marks, "withheld": len(look.hidden), "today": facts.today}
    return RiskView("risks/timeline", said | {"picture": picture})


def _expected_day(facts: ScheduledPlan, milestone_id: str) -> date:
    """The day a milestone is expected on, by its owner or by what it waits for, whichever is later."""
    milestone = facts.milestones[milestone_id]
    if milestone.actual:
        return milestone.actual
    return max(filter(None, (milestone.expected, facts.finish_date(milestone_id))))


def _is_broken(facts: ScheduledPlan, provider: str, consumer: str) -> bool:
    rows = facts.milestones
    days = rows[provider].expected, rows[consumer].expected
    return None not in days and not rows[consumer].done and days[1] < days[0]  # type: ignore[operator]
