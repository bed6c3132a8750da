"""What people say a project is, beside what the data say."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.people
import storage.plan
import storage.status
from handlers.common.requests import Source
from handlers.plan import queries
from handlers.plan.queries import Subject
from handlers.privacy import flows as privacy_flows
from rules.alerts.lead_time import Colour
from rules.people import Action, Person

LONGEST = 500


def report(
    session: Session, *, person: Person, project: str, colour: Colour, why: str, source: Source, now: datetime
) -> Subject:
    """This will record the colour a lead or manager gives, with their sentence; both colours come back."""
    team = person.team
    home = storage.plan.project(session, team=team, id=project)
    storage.people.require(session, person=person, action=Action.OVERRIDE_COLOUR, program=home.program, project=home.id)
    why = privacy_flows.outside(session, person=person, words=why, source=source, subject=home.id, now=now)
    storage.audit.acting(session, team=team, actor=person.id, now=now)
    storage.status.report(session, team=team, project=project, colour=colour, why=why[:LONGEST], by=person.id, now=now)
    session.flush()
    return queries.state_of(session, team=team, program=home.program, now=now).project(home, lines=False)
