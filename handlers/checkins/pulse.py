"""The confidence pulse: answers, sealed weeks, and the notice to a project's lead, who hears first.

An answer appears only in its author's own prompt, never in the audit log, a log file or another message.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.people
import storage.plan
import storage.pulse
import templates
from handlers.checkins import answers as checkins_answers
from handlers.common import posting, working_time
from rules.checkins import pulse
from rules.people import Action, Permission, Person, effective_permission
from rules.plan import Project
from rules.refusal import NotFound
from storage.pulse import PulseWeek


@dataclass(frozen=True, slots=True)
class DuePulseWeeks:
    """The (project, week) pairs to seal, and the sealed weeks whose lead can be notified now."""

    sealed: tuple[tuple[str, str], ...]
    told: tuple[PulseWeek, ...]


def save_answer(session: Session, *, person: Person, project: str, week: str, value: int, now: datetime) -> None:
    """Save a person's own answer, or change it while the week lasts, and show it in their prompt.

    Raise NotFound if the question was not put to them.
    """
    team, today = person.team, working_time.work_time(session, team=person.team, user=person.id, now=now).today(now)
    response = storage.pulse.find_response(session, team=team, user=person.id, project=project, week=week)
    if response is None:
        raise NotFound("You weren't asked about that project.", "Only people who own its work are.")
    pulse.require_open(week, today=today, sealed=response.sealed)
    if response.answer != value:
        saved = storage.pulse.save_answer(session, team=team, user=person.id, project=project, week=week, value=value)
        pulse.require_open(week, today=today, sealed=not saved)
        checkins_answers.update_prompt(session, team=team, user=person.id, day=response.day, now=now)


def due_weeks(session: Session, *, team: str, now: datetime) -> DuePulseWeeks:
    """Return the weeks to seal and the weeks to report; usually there are none."""
    unreported = storage.pulse.weeks_to_report(session, team=team)
    reportable = tuple(week for week in unreported if _lead_notified_at(session, team=team, week=week, now=now) <= now)
    return DuePulseWeeks(
        storage.pulse.unsealed_weeks(session, team=team, before=pulse.first_open_week(now)), reportable
    )


def seal_week(session: Session, *, team: str, project: str, week: str, now: datetime) -> None:
    """Count the answers of a finished week, then delete them.

    People who may see the spread are left out of it: they could work out the other answers by subtracting their own.
    """
    home_project = storage.plan.project(session, team=team, id=project)
    answers = storage.pulse.answers_by_user(session, team=team, project=project, week=week)
    people = storage.people.known_people(session, team=team, ids=answers)
    viewers = [id for id, person in people.items() if may_see(session, person=person, project=home_project)]
    spread = pulse.answer_spread(answers, excluding=viewers)
    storage.pulse.seal_week(session, team=team, project=project, week=week, spread=spread, now=now)


def notify_lead(session: Session, *, team: str, week: PulseWeek, now: datetime) -> None:
    """Notify the lead first, once; without a lead, the manager's working day of waiting starts all the same."""
    if not storage.pulse.mark_reported(session, team=team, project=week.project, week=week.week, now=now):
        return
    home_project = storage.plan.project(session, team=team, id=week.project)
    if home_project.lead:
        message = templates.render("checkins/pulse_lead", project=home_project, week=week)
        key = f"pulse:{week.project}:{week.week}"
        posting.post_message(
            session, key=key, team=team, channel=home_project.lead, message=message, now=now, kind="checkin"
        )


def _lead_notified_at(session: Session, *, team: str, week: PulseWeek, now: datetime) -> datetime:
    lead = storage.plan.project(session, team=team, id=week.project).lead
    if lead is None:
        return week.sealed_at
    return pulse.lead_notice_time(week.sealed_at, work=working_time.work_time(session, team=team, user=lead, now=now))


def may_see(session: Session, *, person: Person, project: Project) -> bool:
    """Return whether this is the program's manager or the project's lead; being an administrator is not enough."""
    roles = storage.people.roles_of(session, person=person, program=project.program, project=project.id)
    return effective_permission(Action.SEE_PULSE, roles=roles, own=project.lead == person.id) is Permission.YES
