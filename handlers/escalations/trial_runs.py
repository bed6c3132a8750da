"""A trial run: whom an escalation would ask, and when, without telling anyone."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.escalations
import storage.people
import storage.plan
from handlers.escalations.queries import escalation_chain
from rules.escalations import states
from rules.escalations.policy import EscalationLevel
from rules.people import Person


@dataclass(frozen=True, slots=True)
class TrialStep:
    """One step of a trial run: the level, the person asked, and when."""

    level: EscalationLevel
    name: str
    at: datetime


def trial_run(session: Session, *, person: Person, item: str, now: datetime) -> tuple[TrialStep, ...]:
    """Return one round of people who would be asked, and when, if the milestone turned red now and no one took it."""
    team = person.team
    program = storage.plan.program_of_milestone(session, team=team, milestone=item)
    project = storage.plan.milestone(session, team=team, id=item).project
    policy, _ = storage.escalations.policy_of(session, team=team, program=program, project=project)
    chain = escalation_chain(session, team=team, item=item, policy=policy, since=now, now=now)
    names = storage.people.display_names(
        session, team=team, ids=frozenset(responder.user for responder in chain.seats if responder)
    )
    case, steps = states.open_case(policy, now=now), []
    while case.due and case.round == 0 and case.open:
        due, before = case.due, case
        case = states.ask_next_level(case, chain=chain, now=due)
        if case.told != before.told and case.target and case.round == 0:
            steps.append(TrialStep(policy.levels[case.level], names.get(case.target, case.target), due))
    return tuple(steps)
