"""*Accept new dates* on the notice of a slip: the reader's own committed dates follow, as far as their role allows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.plan
import storage.privacy
from handlers.common.requests import Source
from handlers.plan import corrections
from rules.corrections import Correction, Verb
from rules.people import Person
from rules.plan import Milestone
from rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class AcceptedDates:
    """The milestones whose committed date was moved, as they were and with the new day, and why others were not."""

    moved: tuple[tuple[Milestone, date], ...]
    refused: tuple[tuple[Milestone, str], ...]


def accept_dates(
    session: Session, *, person: Person, ids: Iterable[str], source: Source, now: datetime
) -> AcceptedDates:
    """Move the committed dates that the person owns or leads to the expected ones, where these are later."""
    hidden = storage.privacy.hidden_ids(session, person=person)
    moved, refused = [], []
    for id in ids:
        if id in hidden:
            continue
        milestone = storage.plan.milestone(session, team=person.team, id=id)
        project = storage.plan.project(session, team=person.team, id=milestone.project)
        program = storage.plan.program(session, team=person.team, id=project.program)
        day = milestone.expected
        if person.id not in (milestone.owner, project.lead, program.manager) or not milestone.open:
            continue
        if day is None or milestone.committed is None or day <= milestone.committed:
            continue
        correction = Correction(Verb.COMMIT, id, f"{day.day} {day:%b %Y}")
        try:
            corrections.apply_correction(session, person=person, correction=correction, day=day, source=source, now=now)
        except Refusal as refusal:
            refused.append((milestone, " ".join(filter(None, (refusal.what, refusal.why)))))
        else:
            moved.append((milestone, day))
    return AcceptedDates(tuple(moved), tuple(refused))
