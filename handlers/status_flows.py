"""What people say a project is, beside what the data say."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.people
import storage.plan
import storage.status
from handlers import plan_queries
from handlers.plan_queries import Subject
from program.people import Action, Person
from program.risks import Colour

LONGEST = 500


def report(session: Session, *, person: Person, project: str, colour: Colour, why: str, now: datetime) -> Subject:
    """This will record the colour a lead or manager gives, with their sentence; both colours come back."""
    team = person.team
    home = storage.plan.project(session, team=team, id=project)
    storage.people.require(session, person=person, action=Action.OVERRIDE_COLOUR, program=home.program, project=home.id)
    storage.audit.acting(session, team=team, actor=person.id, now=now)
    storage.status.report(session, team=team, project=project, colour=colour, why=why[:LONGEST], by=person.id, now=now)
    session.flush()
    return plan_queries.state_of(session, team=team, program=home.program, now=now).project(home, lines=False)
