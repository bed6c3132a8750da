"""The facts behind every view and message of a decision: people and milestones by name, and the day it is needed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.objections
import storage.people
import storage.plan
from handlers.common.public_holidays import with_holidays
from handlers.schedule import loading
from rules.alerts import analysis
from rules.benefits.delay import CostRange
from rules.decisions import needed_by
from rules.decisions.consent import Objection
from rules.decisions.decision import ConsentState, Decision, consent_state
from rules.decisions.needed_by import ResponsibleMoment, WaitingPrice
from rules.plan import Program
from rules.refusal import Refusal
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.calendars import Calendar
from rules.time.working_time import local_day
from rules.truth.colours import Colour
from rules.truth.statuses import label_of


@dataclass(frozen=True, slots=True)
class DecisionTiming:
    """The day a decision is needed: the earlier of the day asked for and the latest responsible moment."""

    needed: date | None
    colour: Colour
    today: date
    days: int | None = None
    moment: ResponsibleMoment | None = None
    price: WaitingPrice | None = None


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A decision with the names of its people (by id) and of its milestones (label by id), and its consent window.

    `costs` are what a day of waiting costs in each currency, where the reader may see money.
    """

    decision: Decision
    names: Mapping[str, str]
    labels: Mapping[str, str]
    timing: DecisionTiming
    consent: ConsentState
    costs: tuple[tuple[str, CostRange], ...] = ()

    def name(self, user: str | None) -> str:
        return self.names.get(user or "", user or "no one")


def facts_of(session: Session, *, team: str, decision: Decision, now: datetime) -> DecisionFacts:
    objections = window_objections(session, team=team, decision=decision)
    users = {*decision.parts, decision.raised_by, decision.decided_by, decision.escalated_to}
    users |= {user for one in objections for user in (one.user, one.overruled_by)}
    timing = timings_of(session, team=team, decisions=(decision,), now=now)[decision.id]
    return DecisionFacts(
        decision,
        storage.people.display_names(session, team=team, ids=frozenset(user for user in users if user)),
        milestone_labels(session, team=team, decisions=(decision,)),
        timing,
        consent_state(decision, objections),
    )


def window_objections(session: Session, *, team: str, decision: Decision) -> tuple[Objection, ...]:
    """Return the objections to what is proposed now; those to an earlier proposal are history."""
    since = decision.window_from
    return storage.objections.objections_to(session, team=team, subject=decision.id, since=since) if since else ()


def milestone_labels(session: Session, *, team: str, decisions: Iterable[Decision]) -> dict[str, str]:
    """Return "Auth API (M-1)" for each milestone that waits for one of these decisions."""
    ids = {gate for decision in decisions for gate in decision.gates}
    found = storage.plan.milestones(session, team=team, ids=ids, with_cancelled=True) if ids else ()
    return {milestone.id: label_of(milestone) for milestone in found}


def timings_of(
    session: Session, *, team: str, decisions: Iterable[Decision], now: datetime
) -> dict[str, DecisionTiming]:
    """Return when each decision is needed; the plan of a program is scheduled once, and only if milestones wait."""
    by_program: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_program.setdefault(decision.program, []).append(decision)
    timings: dict[str, DecisionTiming] = {}
    for id, group in by_program.items():
        program = with_holidays(storage.plan.program(session, team=team, id=id))
        today = local_day(program.zone, now)
        waiting = any(decision.open and decision.gates for decision in group)
        plan = schedule_program(session, team=team, program=id, today=today) if waiting else None
        timings |= {decision.id: _timing(decision, plan, program, today) for decision in group}
    return timings


def schedule_program(session: Session, *, team: str, program: str, today: date) -> ScheduledPlan | None:
    """Return the scheduled plan, or None where its links or calendar allow no schedule."""
    try:
        return analysis.schedule_plan(loading.plan_of(session, team=team, program=program), today=today)
    except Refusal:
        return None


def _timing(decision: Decision, plan: ScheduledPlan | None, program: Program, today: date) -> DecisionTiming:
    if not decision.open:
        return DecisionTiming(None, Colour.GREY, today)
    lead, gates = program.numbers.decision_lead, decision.gates
    moment = needed_by.latest_responsible_moment(plan, gates, lead=lead) if plan else None
    price = needed_by.price_of_waiting(plan, gates, lead=lead) if plan else None
    needed = min((day for day in (moment.day if moment else None, decision.decide_by) if day), default=None)
    calendar = Calendar.of(program.calendar)
    colour = needed_by.urgency(needed, today=today, calendar=calendar, lead=lead)
    days = calendar.between(today, needed) if needed else None
    return DecisionTiming(needed, colour, today, days, moment, price)
