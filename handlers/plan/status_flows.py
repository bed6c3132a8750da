"""The status that people report for a project, next to the computed one."""

from datetime import datetime

from sqlmodel import Session

import storage.people
import storage.plan
import storage.status
from handlers.common.requests import Source
from handlers.plan import queries
from handlers.plan.queries import StatusSubject
from handlers.privacy import flows as privacy_flows
from handlers.schedule import status_weeks
from rules.people import Action, Person
from rules.truth.colours import Colour
from storage.status import StatusReport

MAX_REASON_LENGTH = 500


def report_colour(
    session: Session, *, person: Person, project: str, colour: Colour, why: str, source: Source, now: datetime
) -> StatusSubject:
    """Record the colour and reason that a lead or manager reports; return the project with both colours."""
    team = person.team
    reported_project = storage.plan.project(session, team=team, id=project)
    storage.people.require_permission(
        session,
        person=person,
        action=Action.OVERRIDE_COLOUR,
        program=reported_project.program,
        project=reported_project.id,
    )
    why = privacy_flows.redact_private_words(
        session, person=person, words=why, source=source, subject=reported_project.id, now=now
    )
    report = StatusReport(colour, why[:MAX_REASON_LENGTH], person.id, now)
    storage.status.set_report(session, team=team, project=project, report=report)
    status_weeks.save_weeks(session, team=team, program=reported_project.program, now=now)
    return queries.program_state(session, team=team, program=reported_project.program, now=now).project(
        reported_project, with_lines=False
    )
