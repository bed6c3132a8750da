"""Check-in settings: change, pause, resume and test a check-in, and save the answers to its questions.

Also bare answers (“done”, “slip to 14 Mar”) under a prompt: they apply to what is open in that prompt.
"""

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.checkin_schedule
import storage.checkins
import storage.people
import storage.plan
from handlers.checkins import answers as checkins_answers
from handlers.checkins import prompt_view, prompts, settings_queries
from handlers.common import parsing, posting
from rules.checkins import prompting, settings_text
from rules.people import Action, Permission, Person, effective_permission
from rules.refusal import NotAllowed, NotFound, Refusal
from storage.queues import outbox


def change_settings(session: Session, *, person: Person, text: str, now: datetime) -> str:
    """Apply `PRJ-1 mon,wed 10:00 …`, reschedule everyone affected, and return the id of what was changed."""
    first_word, _, rest = text.strip().partition(" ")
    subject = parsing.parse_id(first_word) or ""
    if not subject.startswith("PR"):
        raise Refusal("Whose check-in?", "", settings_text.USAGE)
    _require_may_change(session, person=person, subject=subject)
    before = _current_settings(session, team=person.team, subject=subject)
    after = replace(settings_text.apply_settings(before, rest), subject=subject)
    storage.checkin_schedule.save_settings(session, team=person.team, checkin=after)
    _reschedule_affected(session, person=person, subject=subject, people=after.people, now=now)
    return subject


def set_paused(session: Session, *, person: Person, text: str, paused: bool, now: datetime) -> tuple[str, str]:
    """Pause or resume a check-in; return its (id, name), both empty for the person's own check-ins."""
    subject = next((id for word in text.split() if (id := parsing.parse_id(word))), "")
    if not subject:
        storage.checkins.set_preferences(session, team=person.team, user=person.id, paused=paused)
        prompts.reschedule_prompts(session, team=person.team, users=(person.id,), now=now)
        return "", ""
    _require_may_change(session, person=person, subject=subject)
    before = _current_settings(session, team=person.team, subject=subject)
    storage.checkin_schedule.save_settings(
        session, team=person.team, checkin=replace(before, subject=subject, paused=paused)
    )
    return subject, _subject_name(session, team=person.team, subject=subject)


def send_test_prompt(session: Session, *, person: Person, now: datetime) -> None:
    """Send a person their own next prompt as a test; it does not count as asking."""
    message = settings_queries.preview_prompt(session, person=person, text="", now=now, mark="test")
    key = f"checkin-test:{person.id}:{now.timestamp()}"
    posting.post_message(session, key=key, team=person.team, channel=person.id, message=message, now=now)


def save_answers(session: Session, *, person: Person, day: date, texts: dict[int, str], now: datetime) -> None:
    """Save answers by the number of their question, each with the project that asked.

    Raise NotFound if the prompt is gone.
    """
    prompt = storage.checkins.find_prompt(session, team=person.team, user=person.id, day=day)
    if prompt is None:
        raise NotFound("That check-in no longer exists.")
    answers = [(*prompt.questions[number], text) for number, text in sorted(texts.items())]
    for project in dict.fromkeys(project for _, project, _ in answers):
        project_answers = tuple(
            (question, text) for question, asking_project, text in answers if asking_project == project
        )
        checkins_answers.save_answers(
            session, person=person, project=project, day=day, answers=project_answers, now=now
        )


def open_items_under(session: Session, *, person: Person, ts: str) -> tuple[date | None, tuple[str, ...]]:
    """Return the day of the prompt or reminder posted at `ts`, and the ids of its open milestones.

    If none is open, return all it asked about; if `ts` is another message, return (None, ()).
    """
    prompt = storage.checkins.latest_prompt(session, team=person.team, user=person.id)
    if prompt is None:
        return None, ()
    key = f"checkin:{person.id}:{prompt.day}"
    keys = (key, *(f"{key}:again{number}" for number in range(1, prompting.MAX_REMINDERS + 1)))
    timestamps = {sent[1] for message_key in keys if (sent := outbox.sent_message(session, key=message_key))}
    if ts not in timestamps:
        return None, ()
    return prompt.day, prompt_view.current_prompt(
        session, team=person.team, prompt=prompt
    ).open_ids or prompt.milestone_ids


def _current_settings(session: Session, *, team: str, subject: str) -> prompting.Checkin:
    """Return the settings in force for a subject; a project starts from those of its program."""
    subjects = storage.checkin_schedule.all_settings(session, team=team)
    if subject in subjects or subject.startswith("PRG-"):
        return subjects.get(subject, prompting.DEFAULT_CHECKIN)
    program = storage.plan.project(session, team=team, id=subject).program
    return replace(subjects.get(program, prompting.DEFAULT_CHECKIN), paused=False)


def _subject_name(session: Session, *, team: str, subject: str) -> str:
    if subject.startswith("PRG-"):
        return storage.plan.program(session, team=team, id=subject).name
    return storage.plan.project(session, team=team, id=subject).name


def _require_may_change(session: Session, *, person: Person, subject: str) -> None:
    """Require the program's manager or, for a project, its lead."""
    name = _subject_name(session, team=person.team, subject=subject)
    if subject.startswith("PRG-"):
        roles, is_lead = storage.people.roles_of(session, person=person, program=subject, project=None), False
    else:
        project = storage.plan.project(session, team=person.team, id=subject)
        roles = storage.people.roles_of(session, person=person, program=project.program, project=subject)
        is_lead = project.lead == person.id
    if effective_permission(Action.EDIT_CHECKIN, roles=roles, own=is_lead) is not Permission.YES:
        raise NotAllowed(
            f"You can't change the check-ins of {name}.",
            "Only the program manager and the project lead can.",
            "To pause your own: `checkin pause`.",
        )


def _reschedule_affected(
    session: Session, *, person: Person, subject: str, people: tuple[str, ...], now: datetime
) -> None:
    projects = storage.plan.projects(session, team=person.team)
    project_ids = {item.id for item in projects if subject in (item.id, item.program)}
    owners = {item.owner for item in storage.plan.milestones(session, team=person.team) if item.project in project_ids}
    leads = {item.lead for item in projects if item.id in project_ids}
    users = tuple(sorted(user for user in {*owners, *leads, *people} if user))
    prompts.reschedule_prompts(session, team=person.team, users=users, now=now)
