"""The clock of decisions: adopt what no one objects to, and escalate what is past its moment."""

from datetime import datetime

from sqlmodel import Session

import storage.decisions
import storage.escalations
import storage.leave
import storage.plan
import storage.queues.claims
from handlers.common import isolation
from handlers.common.deps import Deps
from handlers.decisions import consent_windows, notices
from handlers.schedule import decision_facts, nightly
from rules.decisions.decision import Decision
from rules.time.working_time import local_day
from rules.truth.colours import Colour

ESCALATION_HOUR = 9
_JOB = "late-decisions"


async def adopt_due_proposals(deps: Deps) -> None:
    """Adopt the proposals whose consent window is over."""
    now = deps.now()
    due = await deps.read(_due_ids, team=deps.team, now=now)
    tasks = {id: isolation.transaction_task(deps, consent_windows.adopt_due, id=id, now=now) for id in due}
    await isolation.run_each(deps, job="decisions", tasks=tasks)


async def escalate_late_decisions(deps: Deps) -> None:
    """Ask the deciders' delegates where the moment has passed: once a working day and program, at nine."""
    now = deps.now()
    due = await deps.read(nightly.due_programs, team=deps.team, now=now, name=_JOB, hour=ESCALATION_HOUR)
    tasks = {
        program: isolation.transaction_task(deps, escalate_program, program=program, day=day, now=now)
        for program, day in due
    }
    await isolation.run_each(deps, job="late decisions", tasks=tasks)


def escalate_program(session: Session, *, team: str, program: str, day: str, now: datetime) -> None:
    """Let the delegate of each late decider decide too, and tell them; each decision escalates once."""
    if not storage.queues.claims.claim_slot(session, team=team, name=f"{_JOB}:{program}", slot=day, now=now):
        return
    if not nightly.works_today(session, team=team, program=program, now=now):
        return
    pending = [
        one
        for one in storage.decisions.decisions(session, team=team, programs=(program,), open_only=True)
        if one.escalated_to is None and one.decider
    ]
    timings = decision_facts.timings_of(session, team=team, decisions=pending, now=now)
    for decision in pending:
        delegate = _delegate_of(session, team=team, decision=decision, now=now)
        if timings[decision.id].colour is Colour.RED and delegate:
            values = {"escalated_to": delegate}
            late = storage.decisions.update_decision(session, team=team, id=decision.id, values=values)
            notices.tell_escalated(session, team=team, decision=late, now=now)


def _delegate_of(session: Session, *, team: str, decision: Decision, now: datetime) -> str | None:
    """Return who is asked instead: the decider's own delegate, else the program manager, else the sponsor."""
    program = storage.plan.program(session, team=team, id=decision.program)
    hours = storage.leave.chosen_hours(session, team=team, users=(decision.decider or "",))
    own = hours[decision.decider].delegate if decision.decider in hours else None
    sponsor = storage.escalations.sponsor_or_delegate(
        session, team=team, program=decision.program, today=local_day(program.zone, now)
    )
    return next((user for user in (own, program.manager, sponsor) if user and user != decision.decider), None)


def _due_ids(session: Session, *, team: str, now: datetime) -> tuple[str, ...]:
    return tuple(decision.id for decision in storage.decisions.due_windows(session, team=team, now=now))
