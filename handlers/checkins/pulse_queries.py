"""How sure people are, as far as the person who asks may know it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.plan
import storage.pulse
from handlers.checkins import pulse as checkins_pulse
from handlers.common import public_holidays
from rules.checkins import pulse
from rules.people import Person
from rules.plan import Project
from rules.refusal import NotFound
from rules.time.calendars import Calendar
from storage.pulse import PulseWeek

WEEKS_SHOWN = 4
"""How many weeks back are shown."""


@dataclass(frozen=True, slots=True)
class ProjectPulse:
    """A project with its weeks as this person may see them, the newest first."""

    project: Project
    weeks: tuple[PulseWeek, ...]


@dataclass(frozen=True, slots=True)
class PulseCard:
    """What a person said themselves in the week that runs, and the spreads that are theirs to see."""

    own: tuple[tuple[Project, int | None], ...]
    seen: tuple[ProjectPulse, ...]
    denied: bool


def pulse_card(session: Session, *, person: Person, subject: str, now: datetime) -> PulseCard:
    """Of a project, of a program's projects, or of all; `denied` says that there is a subject, and no right to it."""
    every = {one.id: one for one in storage.plan.projects(session, team=person.team)}
    wanted = [one for one in every.values() if subject in ("", one.id, one.program)]
    if subject and not wanted:
        raise NotFound(f"There is no project {subject}.", "", "`status` lists them.")
    mine = [one for one in wanted if checkins_pulse.may_see(session, person=person, project=one)]
    asked = storage.pulse.unsealed_responses(session, team=person.team, user=person.id)
    ids = {one.id for one in wanted}
    own = tuple((every[one.project], one.answer) for one in asked if one.project in ids)
    seen = tuple(ProjectPulse(one, _visible_weeks(session, person=person, project=one, now=now)) for one in mine)
    return PulseCard(own, seen, bool(subject) and not mine)


def _visible_weeks(session: Session, *, person: Person, project: Project, now: datetime) -> tuple[PulseWeek, ...]:
    """The lead sees what is sealed; the manager a working day after the lead was told."""
    found = storage.pulse.sealed_weeks(session, team=person.team, project=project.id, limit=WEEKS_SHOWN + 1)
    if project.lead != person.id:
        program = public_holidays.with_holidays(storage.plan.program(session, team=person.team, id=project.program))
        calendar = Calendar.of(program.calendar)
        found = tuple(
            one
            for one in found
            if one.told_at and pulse.manager_access_time(one.told_at, calendar=calendar, zone=program.zone) <= now
        )
    return found[:WEEKS_SHOWN]
