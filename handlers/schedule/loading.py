"""Load plans as the rules need them: with their calendar and history, without the rest of the workspace."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.forecast_ledger
import storage.plans
from handlers.common.public_holidays import with_holidays
from rules.forecast import history
from rules.plan import Plan


def plan_of(session: Session, *, team: str, program: str) -> Plan:
    """Return the program with everything linked to it, on its calendar, and as of now, whatever an import said."""
    plan = storage.plans.linked_plan(session, team=team, program=program)
    return replace(plan, program=replace(with_holidays(plan.program), data_date=None))


def with_experience(session: Session, *, team: str, plan: Plan) -> Plan:
    """Add how long finished milestones took; forecasts of the others build on it (B-44)."""
    zone = ZoneInfo(plan.program.zone)
    spans = storage.forecast_ledger.activity_spans(session, team=team, done=True)
    started = {name: started.astimezone(zone).date() for name, (started, _) in spans.items()}
    return replace(plan, history=(*plan.history, *history.finished_durations(plan, started)))


def with_full_history(session: Session, *, team: str, plan: Plan) -> Plan:
    """Add everything ever reported about the plan's milestones; for the full refresh, which may take its time."""
    zone = ZoneInfo(plan.program.zone)
    own_ids = {milestone.id for milestone in plan.milestones}
    ledger = history.ledger_history(
        (entry for entry in storage.forecast_ledger.all_entries(session, team=team) if entry.milestone in own_ids), zone
    )
    spans = storage.forecast_ledger.activity_spans(session, team=team, done=False)
    last_heard = history.last_heard_history(
        {name: spans.astimezone(zone).date() for name, (_, spans) in spans.items() if name in own_ids}
    )
    return replace(plan, history=(*plan.history, *ledger, *last_heard))
