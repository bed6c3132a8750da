"""Notices of a date that passed without a word: to the lead, and to who owns what depends on it, once (D-3)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.dependencies
import storage.nudges
import storage.plan
from rules import nudges
from rules.dependencies.handovers import CLOSED_STATES, COMMITTED_STATES
from rules.nudges import Nudge, NudgeCandidate, NudgeKind
from rules.plan import Dependency
from rules.time.working_time import WorkTime
from rules.truth.statuses import label_of
from storage.nudges import DueMilestone

ONE_DAY = timedelta(days=1)


def missed_nudges(session: Session, *, team: str, now: datetime) -> Iterator[NudgeCandidate]:
    """Yield a notice to each person concerned by a date that passed; its owner is asked about it anyway.

    Both sides of a hand-over that was committed hear of it through the hand-over.
    """
    for due in storage.nudges.milestones_due_by(session, team=team, until=(now + ONE_DAY).date()):

        def stage(work: WorkTime, today: date, due: DueMilestone = due) -> int:
            quiet = nudges.is_quiet(due.last_update_at, work=work, today=today)
            return 0 if quiet else nudges.overdue_stage(due.day, work=work, today=today)

        nudge = Nudge(NudgeKind.MISSED, "", due.id, f"{due.id}@{due.day}", 0, due.name, due.day, "", milestone=due.id)
        for user, depending in _people_concerned(session, team=team, due=due).items():
            yield replace(nudge, user=user, sentence=", ".join(depending)), stage


def _people_concerned(session: Session, *, team: str, due: DueMilestone) -> dict[str, list[str]]:
    """Return the lead, and the owners of what depends on the milestone, each with what that is."""
    milestone = storage.plan.milestone(session, team=team, id=due.id)
    lead = storage.plan.project(session, team=team, id=milestone.project).lead
    people: dict[str, list[str]] = {lead: []} if lead else {}
    for link in storage.dependencies.dependencies_of(session, team=team, milestone=due.id):
        if link.provider == due.id and not _is_told_by_handover(link):
            consumer = storage.plan.milestone(session, team=team, id=link.consumer)
            if consumer.owner and consumer.open:
                people.setdefault(consumer.owner, []).append(label_of(consumer))
    people.pop(due.who, None)
    return people


def _is_told_by_handover(link: Dependency) -> bool:
    is_between_two = bool(link.provider_user and link.consumer_user)
    return link.state in CLOSED_STATES or (link.state in COMMITTED_STATES and is_between_two)
