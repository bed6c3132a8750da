"""What the views of the future show: the forecast, the effect of a what-if, the timeline."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

import storage.plan
from handlers.risks.queries import Asked, Scene, View, end_of, scene
from rules.alerts import analysis
from rules.forecast import target_dates
from rules.refusal import NotFound, Refusal
from rules.schedule import whatif
from rules.schedule.network import planned
from rules.schedule.scheduled_plan import Facts
from templates.pictures import Bond, Mark

SHOWN = 10
MOST = 3_000
"""Milestones up to which a preview simulates the program before and after."""

QUICK_RUNS = 500
_SLIP = re.compile(r"\b(M-?\d+)\s*[:=]?\s*([+-]\s?\d{1,3})\s*(wd|d|w)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Odds:
    """One target before and after, by the same draws."""

    id: str
    name: str
    before: target_dates.Target
    after: target_dates.Target
    days: int


def outlook(session: Session, *, asked: Asked) -> View:
    """P50, P80 and the chance of each target, and what decides the end."""
    look = scene(session, asked=asked)
    facts, own = look.facts, frozenset(look.own)
    targets = tuple(name for name in facts.targets if name in own)
    seen = target_dates.outlook(facts.plan, facts.schedule, facts.axis, targets, today=facts.today)
    shown = [one for one in seen.targets if not facts.milestones[one.id].done]
    said: dict[str, Any] = {
        "program": look.program,
        "targets": [(one, facts.milestones[one.id].name) for one in shown[:SHOWN]],
        "more": len(shown) - len(shown[:SHOWN]),
        "end": max(shown, key=lambda one: (one.p80, one.id), default=None),
        "drivers": [(one, facts.milestones[one.id].name, look.owner(one.id)) for one in seen.drivers if one.id in own],
        "assumed": seen.assumed,
        "open": len(facts.open),
    }
    return View("risks/forecast_outlook", said)


def effect(session: Session, *, asked: Asked) -> View:
    """What slips (`M-17 +5d M-3 -2d`) would move, without saving anything."""
    slips = read_slips(asked.text)
    first = next(iter(slips))
    home = storage.plan.home_of(session, team=asked.person.team, milestone=first)
    look = scene(session, asked=asked, program=home)
    _refuse(look.facts, slips)
    found = whatif.effect(look.facts, slips)
    moved = [shift for shift in found.moved if shift.id not in look.hidden]
    said: dict[str, Any] = {
        "slips": [(name, look.facts.milestones[name].name, days) for name, days in slips.items()],
        "found": found,
        "moved": [(shift, look.facts.milestones[shift.id].name, look.owner(shift.id)) for shift in moved],
        "missed": sum(shift.missed is not None for shift in moved),
        "odds": odds(look.facts, {name: _day(look, name, days) for name, days in slips.items()}),
    }
    return View("risks/forecast_effect", said)


def _day(look: Scene, name: str, days: int) -> date:
    return look.facts.axis.calendar.add(look.facts.finish(name), days)


def read_slips(text: str) -> dict[str, int]:
    """`M-17 +5d, M-3 -1w` as working days."""
    found = {
        f"M-{int(id[1:].lstrip('-'))}": int(days.replace(" ", "")) * (5 if (unit or "").lower() == "w" else 1)
        for id, days, unit in _SLIP.findall(text)
    }
    if not found or _SLIP.sub("", text).strip(" ,;&"):
        raise Refusal(
            "What if what?", "I need milestones with working days.", "Try `whatif M-17 +5d` or `M-17 +5d M-3 -2d`."
        )
    return found


def _refuse(facts: Facts, slips: Mapping[str, int]) -> None:
    for name in slips:
        if name not in facts.milestones:
            raise NotFound(f"There is no milestone {name} in this program.")
        if facts.milestones[name].done:
            raise Refusal(f"{name} is done.", "What is done keeps its date.", "")


def odds(before: Facts, days: Mapping[str, date]) -> tuple[Odds, ...]:
    """How P80 and the chance of the program's targets change when milestones are expected on other days.

    The same draws before and after, so that what differs is the slip; empty where the program is too large to be
    simulated while somebody waits.
    """
    targets = goals(before)
    if not targets or len(before.plan.milestones) > MOST:
        return ()
    moved = (replace(m, forecast=days[m.id]) if m.id in days else m for m in before.plan.milestones)
    after = analysis.facts_of(replace(before.plan, milestones=tuple(moved)), today=before.today)
    first, second = (
        target_dates.outlook(f.plan, f.schedule, f.axis, targets, today=f.today, samples=QUICK_RUNS).targets
        for f in (before, after)
    )
    return tuple(
        Odds(old.id, before.milestones[old.id].name, old, new, before.axis.calendar.between(old.p80, new.p80))
        for old, new in zip(first, second, strict=True)
    )


def slip_odds(session: Session, *, asked: Asked, milestone: str, to: date) -> tuple[Odds, ...]:
    """What a new date does to P80 and the chance of the program's targets; nothing for who may not see the whole."""
    if asked.person.outsider:
        return ()
    home = storage.plan.home_of(session, team=asked.person.team, milestone=milestone)
    look = scene(session, asked=asked, program=home)
    found = odds(look.facts, {milestone: to})
    return tuple(each for each in found if each.id not in look.hidden and each.before != each.after)


def goals(facts: Facts) -> tuple[str, ...]:
    """The targets the program names and has not reached; without any, its last open milestone."""
    named = tuple(name for name in facts.plan.targets if name in facts.milestones and not facts.milestones[name].done)
    home = {project.id for project in facts.plan.projects if project.program == facts.plan.program.id}
    last = end_of(facts, [m.id for m in facts.open if m.project in home])
    return named or ((last,) if last else ())


def timeline(session: Session, *, asked: Asked) -> View:
    """The program's dated milestones, project by project."""
    look = scene(session, asked=asked)
    facts, own = look.facts, frozenset(look.own)
    critical = {facts.schedule.network.ids[at] for at in facts.schedule.critical.nonzero()[0].tolist()}
    rows = sorted((facts.milestones[name] for name in own), key=lambda m: (_last(facts, m.id), m.id))
    marks = tuple(
        Mark(
            id=m.id,
            name=m.name,
            project=facts.projects[m.project].name or m.project,
            expected=_last(facts, m.id),
            baseline=m.baseline,
            slip=facts.axis.calendar.between(m.baseline, _last(facts, m.id)) if m.baseline else 0,
            done=m.done,
            critical=m.id in critical,
        )
        for m in rows
        if m.expected is not None
    )
    bonds = tuple(
        Bond(
            link.provider,
            link.consumer,
            {link.provider, link.consumer} <= critical,
            _broken(facts, link.provider, link.consumer),
        )
        for link in planned(facts.plan.dependencies)
    )
    picture = {"title": look.program.name, "marks": marks, "today": facts.today, "bonds": bonds}
    said = {"program": look.program, "marks": marks, "withheld": len(look.hidden), "today": facts.today}
    return View("risks/timeline", said | {"picture": picture})


def _last(facts: Facts, name: str) -> date:
    """The day a milestone is expected on, by its owner or by what it waits for, whichever is later."""
    milestone = facts.milestones[name]
    if milestone.actual:
        return milestone.actual
    return max(filter(None, (milestone.expected, facts.finish(name))))


def _broken(facts: Facts, provider: str, consumer: str) -> bool:
    rows = facts.milestones
    days = rows[provider].expected, rows[consumer].expected
    return None not in days and not rows[consumer].done and days[1] < days[0]  # type: ignore[operator]
