"""A bare answer (“done”, “slip to 14 Mar”) under a check-in's prompt: said of what is open in that prompt."""

from datetime import date, datetime

from sqlmodel import Session

import storage.checkins
from handlers import checkins_flows, checkins_queries
from program.capture import Explicit
from program.checkins import NUDGES
from program.people import Person
from program.rounds import Line
from storage import outbox


def open_under(session: Session, *, person: Person, ts: str) -> tuple[date | None, tuple[str, ...]]:
    """The day of the prompt or reminder that stands at `ts`, and what is still open in it, else all it asked about."""
    prompt = storage.checkins.latest(session, team=person.team, user=person.id)
    if prompt is None:
        return None, ()
    key = f"checkin:{person.id}:{prompt.day}"
    keys = (key, *(f"{key}:again{number}" for number in range(1, NUDGES + 1)))
    stands = {found[1] for one in keys if (found := outbox.ts_of(session, key=one))}
    if ts not in stands:
        return None, ()
    return prompt.day, checkins_queries.shown(session, team=person.team, prompt=prompt).open_ids or prompt.ids


def answer(
    session: Session, *, person: Person, said: Explicit, milestone: str, day: date, now: datetime
) -> tuple[Line, ...]:
    """This will take the answer in as the prompt's own buttons would; how the milestone stands in the prompt then."""
    checkins_flows.apply(session, person=person, said=said, milestone=milestone, day=day, now=now)
    prompt = storage.checkins.get(session, team=person.team, user=person.id, day=day)
    assert prompt is not None, "it was just found"
    shown = checkins_queries.shown(session, team=person.team, prompt=prompt)
    return tuple(line for line in shown.lines if line.milestone.id == milestone)
