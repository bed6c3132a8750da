"""Views of the future: the forecast, the effect of a what-if, and the timeline."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

import storage.plan
from handlers.risks import forecast_record
from handlers.risks.queries import RiskView, ViewRequest, VisibleProgram, reader_secrets, visible_program
from handlers.schedule import delay_cost
from handlers.schedule.delay_cost import NO_COST, SlipCost, Stakes
from handlers.schedule.outlook import MAX_MILESTONES_SIMULATED
from rules.alerts import analysis
from rules.forecast import target_dates
from rules.refusal import NotFound, Refusal
from rules.schedule import whatif
from rules.schedule.network import planned_links
from rules.schedule.scheduled_plan import ScheduledPlan
from templates.pictures import TimelineDependency, TimelineMilestone

MAX_TARGETS_SHOWN = 10
# A larger program is simulated with fewer runs while someone waits; its chances may differ by a percent or two.
MAX_MILESTONES_IN_FULL, QUICK_RUNS = 500, 500
_SLIP_PATTERN = re.compile(r"\b(M-?\d+)\s*[:=]?\s*([+-]\s?\d{1,3})\s*(wd|d|w)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TargetOdds:
    """One target before and after a change, from the same random draws."""

    id: str
    name: str
    before: target_dates.TargetForecast
    after: target_dates.TargetForecast
    days: int


def forecast_view(session: Session, *, asked: ViewRequest) -> RiskView:
    """Return P50, P80 and the chance of each target, and the milestones that decide the end."""
    visible = visible_program(session, asked=asked)
    facts, own_ids = visible.facts, frozenset(visible.own)
    end = facts.end.id if facts.end and facts.end.id in own_ids else None
    targets = tuple(dict.fromkeys((*([end] if end else ()), *(name for name in facts.targets if name in own_ids))))
    forecast = target_dates.forecast_targets(facts.plan, facts.schedule, facts.axis, targets, today=facts.today)
    by_id = {item.id: item for item in forecast.targets}
    open_targets = [item for item in forecast.targets if facts.milestones[item.id].open and not facts.is_alone(item.id)]
    end_forecast = by_id.get(end or "")
    view_facts: dict[str, Any] = {
        "program": visible.program,
        "end": end_forecast,
        "end_name": facts.milestones[end].name if end else "",
        "alone": sum(facts.is_alone(name) and facts.milestones[name].own_date is not None for name in own_ids),
        "targets": [(item, facts.milestones[item.id].name) for item in open_targets[:MAX_TARGETS_SHOWN]],
        "more": len(open_targets) - len(open_targets[:MAX_TARGETS_SHOWN]),
        "drivers": [
            (item, facts.milestones[item.id].name, visible.owner(item.id))
            for item in forecast.drivers
            if item.id in own_ids
        ],
        "sources": forecast.sources,
        "own_record": _own_record(session, asked, visible, end_forecast),
    }
    return RiskView("risks/forecast_outlook", view_facts)


def _own_record(
    session: Session, asked: ViewRequest, visible: VisibleProgram, end: target_dates.TargetForecast | None
) -> date | None:
    """Return the date that the program's own record gives for the P80 of its end (M-4)."""
    if end is None:
        return None
    own = [visible.facts.milestones[id] for id in visible.own]
    record = forecast_record.program_record(session, team=asked.person.team, program=visible.program, milestones=own)
    return record.corrected(end.p80, visible.facts.axis.calendar)


def whatif_view(session: Session, *, asked: ViewRequest) -> RiskView:
    """Return the effect of slips (`M-17 +5d M-3 -2d`) without saving anything."""
    slips = read_slips(asked.text)
    first_milestone = next(iter(slips))
    program = storage.plan.program_of_milestone(session, team=asked.person.team, milestone=first_milestone)
    visible = visible_program(session, asked=asked, program=program)
    _refuse_impossible_slips(visible.facts, slips)
    effect = whatif.slip_effect(visible.facts, slips)
    moved = [shift for shift in effect.moved if shift.id not in visible.hidden]
    new_days = {name: _slipped_day(visible, name, days) for name, days in slips.items()}
    outlook = _outlook(session, asked, visible, new_days)
    own_missed = [
        (name, milestone.name, milestone.committed, new_days[name])
        for name in slips
        if (milestone := visible.facts.milestones[name]).committed is not None
        and visible.facts.finish_date(name) <= milestone.committed < new_days[name]
    ]
    view_facts: dict[str, Any] = {
        "program": visible.program,
        "slips": [(name, visible.facts.milestones[name].name, days) for name, days in slips.items()],
        "found": effect,
        "moved": [(shift, visible.facts.milestones[shift.id].name, visible.owner(shift.id)) for shift in moved],
        "own_missed": own_missed,
        "missed": len(own_missed) + sum(shift.missed is not None for shift in moved),
        "odds": outlook.odds,
        "cost": outlook.cost,
    }
    return RiskView("risks/forecast_effect", view_facts)


def _slipped_day(visible: VisibleProgram, milestone: str, days: int) -> date:
    return visible.facts.axis.calendar.add(visible.facts.finish_date(milestone), days)


def read_slips(text: str) -> dict[str, int]:
    """Parse `M-17 +5d, M-3 -1w` into working days by milestone id."""
    slips = {
        f"M-{int(id[1:].lstrip('-'))}": int(days.replace(" ", "")) * (5 if (unit or "").lower() == "w" else 1)
        for id, days, unit in _SLIP_PATTERN.findall(text)
    }
    if not slips or _SLIP_PATTERN.sub("", text).strip(" ,;&"):
        raise Refusal(
            "Tell me which milestone and how many days:",
            instead="`whatif M-17 +5d`, or several at once: `whatif M-17 +5d M-3 -2d`",
        )
    return slips


def _refuse_impossible_slips(facts: ScheduledPlan, slips: Mapping[str, int]) -> None:
    for name in slips:
        if name not in facts.milestones:
            raise NotFound(f"There is no milestone {name} in this program.")
        if facts.milestones[name].done:
            raise Refusal(f"{facts.label(name)} is done, so its date can't move.")


@dataclass(frozen=True, slots=True)
class SlipOutlook:
    """The effect of a slip on the program's targets and benefits, as far as a reader may know."""

    odds: tuple[TargetOdds, ...] = ()
    cost: SlipCost = NO_COST


def slip_outlook(session: Session, *, asked: ViewRequest, milestone: str, to: date) -> SlipOutlook:
    """Return the effect of a new date on the P80 and chance of the targets, and its cost of delay.

    Empty for people who may not see the whole program.
    """
    if asked.person.outsider:
        return SlipOutlook()
    program = storage.plan.program_of_milestone(session, team=asked.person.team, milestone=milestone)
    visible = visible_program(session, asked=asked, program=program)
    return _outlook(session, asked, visible, {milestone: to})


def _outlook(session: Session, asked: ViewRequest, visible: VisibleProgram, days: Mapping[str, date]) -> SlipOutlook:
    """Return the outlook from one pair of simulations, of the targets and of what enables a benefit."""
    facts, stakes = visible.facts, reader_stakes(session, asked, visible, days)
    all_odds = target_odds(facts, days, also=stakes.milestones)
    forecasts = {odds.id: (odds.before, odds.after) for odds in all_odds}
    targets = frozenset(forecast_targets(facts))
    return SlipOutlook(
        _changed_odds(visible, (odds for odds in all_odds if odds.id in targets)),
        delay_cost.cost_of_moves(stakes, facts.plan, days, today=facts.today, forecasts=forecasts),
    )


def reader_stakes(session: Session, asked: ViewRequest, visible: VisibleProgram, moved: Iterable[str]) -> Stakes:
    """Return the benefits at stake; a lead sees the money if all that moves is in their project."""
    hidden, plan = reader_secrets(session, asked=asked).ids, visible.facts.plan
    if asked.public:
        return delay_cost.stakes_for_channel(session, team=asked.person.team, plan=plan, hidden=hidden)
    projects = {visible.facts.milestones[name].project for name in moved}
    project = projects.pop() if len(projects) == 1 else None
    return delay_cost.stakes_for_person(session, person=asked.person, plan=plan, hidden=hidden, project=project)


def target_odds(before: ScheduledPlan, days: Mapping[str, date], *, also: Iterable[str] = ()) -> tuple[TargetOdds, ...]:
    """Return the change in P80 and chance of the program's targets if milestones are expected on other days.

    With `also`, return those of other milestones too. Both runs use the same draws, so that any difference comes from
    the slip. Empty if the program is too large to simulate while a person waits.
    """
    moved = (replace(m, forecast=days[m.id]) if m.id in days else m for m in before.plan.milestones)
    after = analysis.schedule_plan(replace(before.plan, milestones=tuple(moved)), today=before.today)
    return odds_between(before, after, also=also)


def odds_between(before: ScheduledPlan, after: ScheduledPlan, *, also: Iterable[str] = ()) -> tuple[TargetOdds, ...]:
    """Return the change in P80 and chance of the program's targets from one schedule to another of the same program."""
    named = dict.fromkeys((*forecast_targets(before), *also))
    targets = tuple(name for name in named if name in after.milestones)
    if not targets or len(before.plan.milestones) > MAX_MILESTONES_SIMULATED:
        return ()
    samples = target_dates.DEFAULT_SAMPLES if len(before.plan.milestones) <= MAX_MILESTONES_IN_FULL else QUICK_RUNS
    first, second = (
        target_dates.forecast_targets(f.plan, f.schedule, f.axis, targets, today=f.today, samples=samples).targets
        for f in (before, after)
    )
    return tuple(
        TargetOdds(old.id, before.milestones[old.id].name, old, new, before.axis.calendar.between(old.p80, new.p80))
        for old, new in zip(first, second, strict=True)
    )


def _changed_odds(visible: VisibleProgram, all_odds: Iterable[TargetOdds]) -> tuple[TargetOdds, ...]:
    """Return the odds that change and that this reader may see."""
    return tuple(
        odds
        for odds in all_odds
        if odds.id not in visible.hidden
        and (odds.before.p80, odds.before.on_time) != (odds.after.p80, odds.after.on_time)
    )


def forecast_targets(facts: ScheduledPlan) -> tuple[str, ...]:
    """Return the targets the program names and has not reached; without any, the milestone that ends it."""
    named_targets = tuple(
        name for name in facts.plan.targets if name in facts.milestones and not facts.milestones[name].done
    )
    return named_targets or ((facts.end.id,) if facts.end else ())


def timeline_view(session: Session, *, asked: ViewRequest) -> RiskView:
    """Return the program's dated milestones, project by project."""
    visible = visible_program(session, asked=asked)
    facts, own_ids = visible.facts, frozenset(visible.own)
    critical = {facts.schedule.network.ids[position] for position in facts.schedule.critical.nonzero()[0].tolist()}
    milestones = sorted((facts.milestones[name] for name in own_ids), key=lambda m: (facts.finish_date(m.id), m.id))
    marks = tuple(
        TimelineMilestone(
            id=m.id,
            name=m.name,
            project=facts.projects[m.project].name or m.project,
            expected=facts.finish_date(m.id),
            baseline=m.baseline,
            slip=facts.axis.calendar.between(m.baseline, facts.finish_date(m.id)) if m.baseline else 0,
            done=m.done,
            critical=m.id in critical,
        )
        for m in milestones
        if m.expected is not None
    )
    dependencies = tuple(
        TimelineDependency(
            link.provider,
            link.consumer,
            {link.provider, link.consumer} <= critical,
            _is_broken(facts, link.provider, link.consumer),
        )
        for link in planned_links(facts.plan.dependencies)
    )
    picture = {"title": visible.program.name, "marks": marks, "today": facts.today, "bonds": dependencies}
    view_facts = {
        "program": visible.program,
        "marks": marks,
        "ahead": [mark for mark in marks if not mark.done],
        "finished": sum(mark.done for mark in marks),
        "withheld": len(visible.hidden),
    }
    return RiskView("risks/timeline", view_facts | {"picture": picture})


def _is_broken(facts: ScheduledPlan, provider: str, consumer: str) -> bool:
    milestones = facts.milestones
    days = milestones[provider].expected, milestones[consumer].own_date
    return None not in days and not milestones[consumer].done and days[1] < days[0]  # type: ignore[operator]
