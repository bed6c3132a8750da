"""The confidence pulse: one tap is kept, a week that is over is sealed, and its lead hears of it before anybody else.

No answer is ever written to the audit log, to a log or into a message but its own person's prompt.
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
    """(project, week) of what is to be sealed, and the weeks whose lead can be told now."""

    sealed: tuple[tuple[str, str], ...]
    told: tuple[PulseWeek, ...]


def save_answer(session: Session, *, person: Person, project: str, week: str, value: int, now: datetime) -> None:
    """This will keep a person's own answer, or change it while the week lasts; their prompt shows it to them."""
    team, today = person.team, working_time.work_time(session, team=person.team, user=person.id, now=now).today(now)
    asked = storage.pulse.find_response(session, team=team, user=person.id, project=project, week=week)
    if asked is None:
        raise NotFound("That was not asked of you.", "Only who does the work is asked how sure they are.")
    pulse.require_open(week, today=today, sealed=asked.sealed)
    if asked.answer != value:
        kept = storage.pulse.save_answer(session, team=team, user=person.id, project=project, week=week, value=value)
        pulse.require_open(week, today=today, sealed=not kept)
        checkins_answers.update_prompt(session, team=team, user=person.id, day=asked.day, now=now)


def due_weeks(session: Session, *, team: str, now: datetime) -> DuePulseWeeks:
    """What the clock has to do; usually nothing."""
    untold = storage.pulse.weeks_to_report(session, team=team)
    told = tuple(one for one in untold if _lead_notified_at(session, team=team, week=one, now=now) <= now)
    return DuePulseWeeks(storage.pulse.unsealed_weeks(session, team=team, before=pulse.first_open_week(now)), told)


def seal_week(session: Session, *, team: str, project: str, week: str, now: datetime) -> None:
    """This will count the answers of a week that is over, and take them away.

    Who may see the spread is not in it: they would know the others' by leaving out their own.
    """
    home = storage.plan.project(session, team=team, id=project)
    answers = storage.pulse.answers_by_user(session, team=team, project=project, week=week)
    people = storage.people.known_people(session, team=team, ids=answers)
    seers = [id for id, person in people.items() if may_see(session, person=person, project=home)]
    spread = pulse.answer_spread(answers, excluding=seers)
    storage.pulse.seal_week(session, team=team, project=project, week=week, spread=spread, now=now)


def notify_lead(session: Session, *, team: str, week: PulseWeek, now: datetime) -> None:
    """The lead hears first, once; where there is none the manager's day begins all the same."""
    if not storage.pulse.mark_reported(session, team=team, project=week.project, week=week.week, now=now):
        return
    home = storage.plan.project(session, team=team, id=week.project)
    if home.lead:
        message = templates.render("checkins/pulse_lead", project=home, week=week)
        key = f"pulse:{week.project}:{week.week}"
        posting.post_message(session, key=key, team=team, channel=home.lead, message=message, now=now, kind="checkin")


def _lead_notified_at(session: Session, *, team: str, week: PulseWeek, now: datetime) -> datetime:
    lead = storage.plan.project(session, team=team, id=week.project).lead
    if lead is None:
        return week.sealed_at
    return pulse.lead_notice_time(week.sealed_at, work=working_time.work_time(session, team=team, user=lead, now=now))


def may_see(session: Session, *, person: Person, project: Project) -> bool:
    """The program's manager and the project's lead; no administrator as such."""
    held = storage.people.roles_of(session, person=person, program=project.program, project=project.id)
    return effective_permission(Action.SEE_PULSE, roles=held, own=project.lead == person.id) is Permission.YES
