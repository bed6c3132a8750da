"""The effect of changes on the plan, computed as a slip preview does, and who has to decide on them (B-95, B-96)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.change_requests
import storage.money.budgets
import storage.people
import storage.plan
from handlers.change_requests import commitments
from handlers.common import money
from handlers.risks import forecast
from handlers.risks.forecast import TargetOdds
from handlers.schedule import delay_cost, loading
from rules.alerts import analysis
from rules.change_requests import effects, tolerance
from rules.change_requests.effects import PlanDifference
from rules.change_requests.fields import FieldKind, PlanChange
from rules.change_requests.tolerance import ApprovalLevel, Measure, Routing
from rules.plan import Plan
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.working_time import local_day
from storage.change_requests import ChangeRequest

MAX_MOVES_KEPT = 20


@dataclass(frozen=True, slots=True)
class Assessment:
    """Changes with their present values, their effect on the plan as stored, its basis, and who decides."""

    changes: tuple[PlanChange, ...]
    impact: Mapping[str, Any]
    basis: str
    routing: Routing
    before: ScheduledPlan
    after: ScheduledPlan


def assess_request(session: Session, *, request: ChangeRequest, team: str, now: datetime) -> Assessment:
    """Compute the effect of a request on the plan as it is now, and who decides.

    Money asked for by a person who does not see the budget goes to the sponsor: any lower level would tell them how
    large the budget is.
    """
    found = assess(session, team=team, program=request.program, changes=request.changes, now=now)
    asks_money = any(change.kind is FieldKind.BUDGET for change in request.changes)
    if not asks_money or _sees_budget(session, team, request):
        return found
    routing = Routing(ApprovalLevel.SPONSOR, "The person who asks does not see the program's budget.")
    return replace(found, routing=routing, impact=dict(found.impact) | {"why": routing.why, "drawn": [0, 0.0]})


def _sees_budget(session: Session, team: str, request: ChangeRequest) -> bool:
    person = storage.people.find_person(session, team=team, id=request.requested_by)
    return person is not None and money.may_see_money(session, person=person, program=request.program)


def assess(
    session: Session, *, team: str, program: str, changes: Iterable[PlanChange], now: datetime, routed: bool = True
) -> Assessment:
    """Compute the effect of changes on the plan as it is now; unless `routed`, nobody has to decide on them."""
    plan = loading.with_experience(session, team=team, plan=loading.plan_of(session, team=team, program=program))
    today = local_day(plan.program.zone, now)
    budgets = storage.money.budgets.planned_budgets(session, team=team, program=program)
    current = tuple(with_present_value(change, plan, budgets) for change in changes)
    before = analysis.schedule_plan(plan, today=today)
    after = analysis.schedule_plan(effects.apply_changes(plan, current, today=today), today=today)
    difference = effects.compare(before, after, changes=current)
    odds = forecast.odds_between(before, after)
    measure = _measure(before, current, difference)
    routing = _route(session, team=team, program=program, measure=measure, budgets=budgets, routed=routed)
    value = _value(session, team=team, plan=before.plan, changes=current, today=today)
    impact = _impact(before, current, difference, odds, measure, routing) | {"value": value}
    basis = effects.fingerprint(before, current, values={**budgets, **{row["id"]: row["likely"] or 0 for row in value}})
    return Assessment(current, impact, basis, routing, before, after)


def with_present_value(change: PlanChange, plan: Plan, budgets: Mapping[str, float]) -> PlanChange:
    """Return the change with the value that its field has now."""
    milestone = next((m for m in plan.milestones if m.id == change.subject), None)
    value: Any = change.before
    if change.kind is FieldKind.BUDGET:
        value = budgets.get(change.subject)
    elif milestone and change.kind is FieldKind.COMMITTED:
        day = milestone.committed or milestone.baseline
        value = day.isoformat() if day else None
    elif milestone and change.kind is FieldKind.OWNER:
        value = milestone.owner
    elif milestone and change.kind is FieldKind.DURATION:
        value = milestone.duration
    elif milestone and change.kind is FieldKind.CANCELLED:
        value = milestone.cancelled is not None
    return replace(change, before=value)


def _measure(facts: ScheduledPlan, changes: tuple[PlanChange, ...], difference: PlanDifference) -> Measure:
    costs: dict[str, float] = {}
    for change in changes:
        if change.kind is FieldKind.BUDGET:
            costs[change.subject] = costs.get(change.subject, 0.0) + change.added_cost
    days = dict(effects.committed_moves(changes, facts))
    # The expected finish, not P80: that one moves further the longer the work, and a day asked for would count as more.
    if difference.finish_days:
        days["finish"] = difference.finish_days
    crosses = difference.crossed[0][1] if difference.crossed else ""
    return Measure(days, costs, effects.projects_of(changes, facts.plan), crosses)


def _route(
    session: Session, *, team: str, program: str, measure: Measure, budgets: Mapping[str, float], routed: bool
) -> Routing:
    limits = storage.change_requests.limits_of(session, team=team, program=program)
    history = commitments.approved_changes(session, team=team, program=program) if routed else ()
    return tolerance.route(measure, history=history, limits=limits, budgets=budgets)


def _value(
    session: Session, *, team: str, plan: Plan, changes: tuple[PlanChange, ...], today: date
) -> list[dict[str, Any]]:
    """Return what the moved dates cost each benefit; money is shown only to who may see it."""
    moves = tuple(change for change in changes if change.kind is FieldKind.COMMITTED)
    after = effects.apply_changes(plan, moves, today=today)
    cost = delay_cost.cost_between(session, team=team, before=plan, after=after, today=today)
    return [
        {
            "id": delay.benefit.id,
            "name": delay.benefit.name,
            "program": delay.benefit.program,
            "project": next(iter(delay.benefit.shares)) if len(delay.benefit.shares) == 1 else None,
            "days": delay.days,
            "low": delay.cost.low if delay.cost else None,
            "likely": delay.cost.likely if delay.cost else None,
            "high": delay.cost.high if delay.cost else None,
            "currency": delay.currency,
        }
        for delay in cost.delays
    ]


def _impact(
    facts: ScheduledPlan,
    changes: tuple[PlanChange, ...],
    difference: PlanDifference,
    odds: tuple[TargetOdds, ...],
    measure: Measure,
    routing: Routing,
) -> dict[str, Any]:
    """Return the effect as JSON values, to be stored with the request."""
    moved = [
        {
            "id": move.id,
            "label": move.label,
            "project": move.project,
            "old": move.old.isoformat(),
            "new": move.new.isoformat(),
            "days": move.days,
            "missed": move.missed.isoformat() if move.missed else None,
        }
        for move in sorted(difference.moved, key=lambda move: move.missed is None)
    ]
    return {
        "finish": _finish(difference),
        "targets": [_target(one, facts) for one in odds],
        "moved": moved[:MAX_MOVES_KEPT],
        "moved_count": len(moved),
        "missed_count": len(difference.missed),
        "cost": sum(measure.costs.values()),
        "people": list(_people(facts, changes, difference)),
        "measure": {
            "days": dict(measure.days),
            "costs": dict(measure.costs),
            "projects": sorted(measure.projects),
            "x": measure.crosses,
        },
        "why": routing.why,
        "drawn": [routing.drawn_days, routing.drawn_cost],
    }


def _finish(difference: PlanDifference) -> dict[str, Any] | None:
    if difference.finish is None:
        return None
    old, new = (day.isoformat() for day in difference.finish)
    return {"label": difference.finish_label, "old": old, "new": new, "days": difference.finish_days}


def _target(odds: TargetOdds, facts: ScheduledPlan) -> dict[str, Any]:
    return {
        "id": odds.id,
        "label": facts.label(odds.id),
        "p50": {"old": odds.before.p50.isoformat(), "new": odds.after.p50.isoformat()},
        "p80": {"old": odds.before.p80.isoformat(), "new": odds.after.p80.isoformat()},
        "chance": {"old": odds.before.on_time, "new": odds.after.on_time},
        "days": odds.days,
    }


def _people(facts: ScheduledPlan, changes: tuple[PlanChange, ...], difference: PlanDifference) -> tuple[str, ...]:
    """Return who is concerned: owners old and new, leads of the projects, and owners of dates that would be missed."""
    users: list[str | None] = []
    for change in changes:
        if change.subject in facts.milestones:
            users.append(facts.owner(change.subject))
        users.append(change.after if change.kind is FieldKind.OWNER else None)
        if change.kind is FieldKind.ADDED:
            users.append(change.after.get("owner"))
    users += [facts.projects[id].lead for id in effects.projects_of(changes, facts.plan) if id in facts.projects]
    users += [facts.owner(move.id) for move in difference.missed]
    return tuple(dict.fromkeys(user for user in users if user))
