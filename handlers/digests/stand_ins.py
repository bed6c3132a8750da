"""People who stand in for a program manager: they review, preview and edit the digest in their place."""

from datetime import datetime

from sqlmodel import Session

import storage.people
from handlers.common import working_time
from rules.people import Person
from rules.plan import Program


def reviewers(session: Session, *, team: str, program: Program, now: datetime) -> tuple[str, ...]:
    """Return the program manager and, while someone stands in for them, that person."""
    assert program.manager
    where = {"team": team, "scope": program.id, "zone": program.zone, "user": program.manager}
    return tuple(dict.fromkeys((program.manager, working_time.stand_in(session, **where, now=now))))


def principal_of(session: Session, *, person: Person, program: Program, now: datetime) -> Person:
    """Return the program manager for whoever stands in for them now, else the person themselves."""
    if program.manager is None or person.outsider:
        return person
    if person.id not in reviewers(session, team=person.team, program=program, now=now):
        return person
    return storage.people.find_person(session, team=person.team, id=program.manager) or person
