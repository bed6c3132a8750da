"""The lessons of the people who took part in closed projects."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from storage.plan_values import id_sort_key
from storage.tables.closeouts import LessonRow
from storage.tables.plan import DependencyRow, MilestoneRow, ProjectRow


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson that was asked for; `text` is empty until it is answered."""

    project: str
    user: str
    asked_at: datetime
    text: str
    answered_at: datetime | None


def participants_of(session: Session, *, team: str, project: str) -> tuple[str, ...]:
    """Return who took part in a project: its lead, the owners of its milestones, the people of its hand-overs."""
    lead = session.get_one(ProjectRow, (team, project)).lead
    own = (col(MilestoneRow.team) == team, col(MilestoneRow.project) == project)
    owners = session.scalars(select(col(MilestoneRow.owner)).where(*own))
    ids = select(col(MilestoneRow.id)).where(*own)
    people: set[str | None] = {lead, *owners}
    for side, user in (
        (DependencyRow.provider, DependencyRow.provider_user),
        (DependencyRow.consumer, DependencyRow.consumer_user),
    ):
        people |= set(session.scalars(select(col(user)).where(col(DependencyRow.team) == team, col(side).in_(ids))))
    return tuple(sorted(filter(None, people)))


def add_lesson_ask(session: Session, *, team: str, project: str, user: str, now: datetime) -> None:
    session.add(LessonRow(team=team, project=project, user=user, asked_at=now))
    session.flush()


def save_lesson(session: Session, *, team: str, project: str, user: str, text: str, now: datetime) -> None:
    """Save an answer; the newest words count."""
    row = session.get(LessonRow, (team, project, user)) or LessonRow(
        team=team, project=project, user=user, asked_at=now
    )
    row.text, row.answered_at = text, now
    session.add(row)
    session.flush()


def lessons_of(session: Session, *, team: str, projects: Collection[str]) -> tuple[Lesson, ...]:
    """Return what was asked for and answered, in the order of the projects' ids, then of the answers."""
    query = select(LessonRow).where(col(LessonRow.team) == team, col(LessonRow.project).in_(projects))
    found = [_to_lesson(row) for row in session.scalars(query)]
    return tuple(sorted(found, key=lambda one: (id_sort_key(one.project), one.answered_at or one.asked_at, one.user)))


def unanswered_lessons(session: Session, *, team: str, user: str) -> tuple[Lesson, ...]:
    """Return the lessons a person was asked for and has not answered, the last asked first."""
    query = select(LessonRow).where(
        col(LessonRow.team) == team, col(LessonRow.user) == user, col(LessonRow.answered_at).is_(None)
    )
    return tuple(_to_lesson(row) for row in session.scalars(query.order_by(col(LessonRow.asked_at).desc())))


def _to_lesson(row: LessonRow) -> Lesson:
    return Lesson(row.project, row.user, row.asked_at, row.text, row.answered_at)
