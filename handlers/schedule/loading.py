"""Plans as the rules want them: on their calendar, without the rest of the workspace, and with what was said before."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.forecast_ledger
import storage.plans
from handlers.common.public_holidays import with_holidays
from rules.forecast import history
from rules.plan import Plan


def plan_of(session: Session, *, team: str, program: str) -> Plan:
    """The program with all that is linked to it, on its calendar, known as of now whatever an import said."""
    plan = storage.plans.linked_plan(session, team=team, program=program)
    return replace(plan, program=replace(with_holidays(plan.program), data_date=None))


def with_experience(session: Session, *, team: str, plan: Plan) -> Plan:
    """The plan with what its finished milestones took, which forecasts of the others rest on (B-44)."""
    zone = ZoneInfo(plan.program.zone)
    done = storage.forecast_ledger.activity_spans(session, team=team, done=True)
    first = {name: first.astimezone(zone).date() for name, (first, _) in done.items()}
    return replace(plan, history=(*plan.history, *history.finished_durations(plan, first)))


def with_full_history(session: Session, *, team: str, plan: Plan) -> Plan:
    """The plan with everything that was ever said of its milestones; for the full refresh, which may take its time."""
    zone = ZoneInfo(plan.program.zone)
    ours = {each.id for each in plan.milestones}
    said = history.ledger_history(
        (e for e in storage.forecast_ledger.all_entries(session, team=team) if e.milestone in ours), zone
    )
    last = storage.forecast_ledger.activity_spans(session, team=team, done=False)
    heard = history.last_heard_history(
        {name: last.astimezone(zone).date() for name, (_, last) in last.items() if name in ours}
    )
    return replace(plan, history=(*plan.history, *said, *heard))
