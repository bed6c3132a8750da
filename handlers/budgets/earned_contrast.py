"""The status beside earned value: why work can be ahead of its plan while a date is late."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from handlers.plan import queries as plan_queries
from rules.people import Person
from rules.truth.colours import Colour

# Less than half a day ahead or behind reads as "on plan".
ON_PLAN_DAYS = 0.5


@dataclass(frozen=True, slots=True)
class LateStatus:
    """A red or amber status of work that is not behind; `days` are those by which its date is late."""

    colour: str
    days: int


def late_status(
    session: Session, *, person: Person, program: str, subject: str, days_ahead: float | None, now: datetime
) -> LateStatus | None:
    """Return the status that seems to contradict what is earned; None where the two agree."""
    if days_ahead is None or days_ahead <= -ON_PLAN_DAYS:
        return None
    state = plan_queries.program_state(session, team=person.team, program=program, now=now, person=person)
    status = state.statuses.projects.get(subject) if subject.startswith("PRJ-") else state.statuses.program
    if status is None or status.colour not in (Colour.RED, Colour.AMBER) or (status.days or 0) <= 0:
        return None
    return LateStatus(status.colour.value, status.days or 0)
