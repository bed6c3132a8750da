"""Lessons: asked once of everyone who took part in a closed project, in their working hours, and listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.closeouts.lessons
import storage.closeouts.projects
import storage.people
import storage.plan
import templates
from handlers.common import posting, working_time
from handlers.common.pages import Page, cut_page
from handlers.common.requests import Source
from handlers.privacy import flows as privacy
from rules import nudges
from rules.people import Action, Person
from rules.plan import Project
from rules.refusal import NotFound, Refusal
from storage.closeouts.lessons import Lesson
from storage.queues import outbox

# A project that was closed longer ago asks no one any more.
ASKING_SPAN = timedelta(days=30)
ANSWER_SPAN = timedelta(days=30)
MAX_LESSON_LENGTH = 2000
LESSONS_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class LessonList:
    """A page of the answered lessons of some projects, with who gave them, and how many people were asked."""

    projects: Mapping[str, Project]
    page: Page[Lesson]
    asked: int
    names: Mapping[str, str]


def people_to_ask(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return (project, person) for everyone who is at work and was never asked about a project that was closed."""
    closed = storage.closeouts.projects.closeouts_of(session, team=team, since=now - ASKING_SPAN)
    if not closed:
        return ()
    asked = {(one.project, one.user) for one in _asked(session, team, [each.project for each in closed])}
    due = [
        (each.project, user)
        for each in closed
        for user in storage.closeouts.lessons.participants_of(session, team=team, project=each.project)
        if (each.project, user) not in asked
    ]
    users = {user for _, user in due}
    known = storage.people.known_people(session, team=team, ids=users)
    members = [user for user in users if user in known and not known[user].outsider]
    work = working_time.work_times(session, team=team, users=members, now=now)
    return tuple(pair for pair in due if pair[1] in work and nudges.may_be_asked(work[pair[1]], now))


def _asked(session: Session, team: str, projects: list[str]) -> tuple[Lesson, ...]:
    return storage.closeouts.lessons.lessons_of(session, team=team, projects=projects) if projects else ()


def ask_for_lesson(session: Session, *, team: str, project: str, user: str, now: datetime) -> None:
    """Ask one person, once for good: the row is what keeps it from being asked again."""
    storage.closeouts.lessons.add_lesson_ask(session, team=team, project=project, user=user, now=now)
    record = storage.plan.project(session, team=team, id=project)
    message = templates.render("closeouts/lesson_ask", project=record)
    key = lesson_key(project, user)
    posting.post_message(
        session, key=key, team=team, channel=user, message=message, now=now, counts_against_budget=False
    )


def lesson_key(project: str, user: str) -> str:
    return f"lesson:{project}:{user}"


def answer_lesson(
    session: Session, *, person: Person, project: str, text: str, source: Source, now: datetime
) -> tuple[Project, Lesson]:
    """Save a person's lesson of a project, or of the one they were asked about last."""
    team, words = person.team, text.strip().strip('"“”').strip()[:MAX_LESSON_LENGTH]
    project = project or _project_asked_last(session, person=person, now=now)
    record = storage.plan.project(session, team=team, id=project)
    if record.closed is None:
        raise Refusal(f"{record.name} ({record.id}) is not closed.", "", "Lessons are collected once it is closed.")
    if not words:
        raise Refusal("What should be remembered?", "", f'Try `lesson {record.id} "test the migration earlier"`.')
    took_part = storage.closeouts.lessons.participants_of(session, team=team, project=project)
    if person.id not in took_part:
        storage.people.require_permission(
            session, person=person, action=Action.CLOSE_PROJECT, program=record.program, project=project
        )
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    words = privacy.redact_private_words(session, person=person, words=words, source=source, subject=project, now=now)
    storage.closeouts.lessons.save_lesson(session, team=team, project=project, user=person.id, text=words, now=now)
    (saved,) = (
        one
        for one in storage.closeouts.lessons.lessons_of(session, team=team, projects=[project])
        if one.user == person.id
    )
    return record, saved


def _project_asked_last(session: Session, *, person: Person, now: datetime) -> str:
    waiting = storage.closeouts.lessons.unanswered_lessons(session, team=person.team, user=person.id)
    recent = [one.project for one in waiting if now - one.asked_at < ANSWER_SPAN]
    if not recent:
        raise NotFound("I haven't asked you for a lesson.", "", 'Name the project: `lesson PRJ-2 "…"`.')
    return recent[0]


def project_asked_at(session: Session, *, person: Person, ts: str) -> str:
    """Return the project whose lesson was asked for in the message posted at `ts`; "" for another message."""
    for lesson in storage.closeouts.lessons.unanswered_lessons(session, team=person.team, user=person.id):
        sent = outbox.sent_message(session, key=lesson_key(lesson.project, person.id))
        if sent and sent[1] == ts:
            return lesson.project
    return ""


def lesson_list(session: Session, *, person: Person, subject: str, page: int) -> LessonList:
    """Return a page of the lessons of a project, of a program's projects, or of all."""
    team = person.team
    projects = {
        project.id: project
        for project in storage.plan.projects(session, team=team, with_cancelled=True)
        if subject in ("", project.id, project.program)
    }
    for program in {project.program for project in projects.values()}:
        storage.people.require_permission(session, person=person, action=Action.FOLLOW, program=program)
    found = storage.closeouts.lessons.lessons_of(session, team=team, projects=projects)
    answered = tuple(lesson for lesson in found if lesson.text)
    shown = cut_page(answered, number=page, size=LESSONS_PER_PAGE)
    names = storage.people.display_names(session, team=team, ids=frozenset(one.user for one in shown.items))
    return LessonList(projects, shown, len(found), names)
