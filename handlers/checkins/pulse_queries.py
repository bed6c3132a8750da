"""The confidence pulse, as far as its reader may see it."""

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


@dataclass(frozen=True, slots=True)
class ProjectPulse:
    """A project with the weeks this person may see, newest first."""

    project: Project
    weeks: tuple[PulseWeek, ...]


@dataclass(frozen=True, slots=True)
class PulseCard:
    """A person's own answers in the current week, and the spreads they may see.

    `denied`: they named a subject whose spread they may not see.
    """

    own: tuple[tuple[Project, int | None], ...]
    seen: tuple[ProjectPulse, ...]
    denied: bool


def pulse_card(session: Session, *, person: Person, subject: str, now: datetime) -> PulseCard:
    """Build the card for a project, a program's projects, or everything.

    Raise NotFound if there is no such subject.
    """
    all_projects = {item.id: item for item in storage.plan.projects(session, team=person.team)}
    selected = [item for item in all_projects.values() if subject in ("", item.id, item.program)]
    if subject and not selected:
        raise NotFound(f"There is no project {subject}.", "", "`status` lists them.")
    visible = [item for item in selected if checkins_pulse.may_see(session, person=person, project=item)]
    responses = storage.pulse.unsealed_responses(session, team=person.team, user=person.id)
    ids = {item.id for item in selected}
    own_answers = tuple((all_projects[item.project], item.answer) for item in responses if item.project in ids)
    pulses = tuple(
        ProjectPulse(item, _visible_weeks(session, person=person, project=item, now=now)) for item in visible
    )
    return PulseCard(own_answers, pulses, bool(subject) and not visible)


def _visible_weeks(session: Session, *, person: Person, project: Project, now: datetime) -> tuple[PulseWeek, ...]:
    """Return the newest sealed weeks; the manager sees one a working day after its lead was notified."""
    weeks = storage.pulse.sealed_weeks(session, team=person.team, project=project.id, limit=WEEKS_SHOWN + 1)
    if project.lead != person.id:
        program = public_holidays.with_holidays(storage.plan.program(session, team=person.team, id=project.program))
        calendar = Calendar.of(program.calendar)
        weeks = tuple(
            week
            for week in weeks
            if week.told_at and pulse.manager_access_time(week.told_at, calendar=calendar, zone=program.zone) <= now
        )
    return weeks[:WEEKS_SHOWN]
