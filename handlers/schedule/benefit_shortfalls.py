"""Benefits below their plan as alerts of a program, read from the same facts as their cards."""

from datetime import date

from sqlmodel import Session

import storage.benefits
from handlers.schedule import benefit_facts
from handlers.schedule.benefit_facts import BenefitFacts
from rules.benefits import shortfalls
from rules.benefits.profile import BenefitState
from rules.benefits.realisation import realised_share
from storage.risks import StoredAlert

KIND = "benefit shortfall"


def shortfall_alerts(session: Session, *, team: str, program: str, today: date) -> tuple[StoredAlert, ...]:
    """Return an alert for each open benefit of a program that falls short; `facts` name the projects with a share."""
    found = [one for one in storage.benefits.benefits_of(session, team=team, program=program) if one.is_open]
    facts = benefit_facts.load_facts(session, team=team, benefits=found, today=today)
    return tuple(_alert_of(one) for one in facts if one.falls_short)


def _alert_of(facts: BenefitFacts) -> StoredAlert:
    benefit, missed = facts.benefit, facts.state is BenefitState.MISSED
    realised = realised_share(benefit, facts.actual) or 0.0
    return StoredAlert(
        key=f"benefit_shortfall:{benefit.id}",
        kind=KIND,
        level=shortfalls.shortfall_level(facts.outlook, missed=missed),
        subject=benefit.id,
        sentence=shortfalls.shortfall_sentence(benefit, facts.outlook, missed=missed, realised=realised),
        owner=benefit.owner,
        facts={"name": benefit.name, "projects": tuple(benefit.shares)},
    )
