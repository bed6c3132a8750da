"""A hand-over with all that its card, its messages and its gate need to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.dependencies
import storage.milestone_names
import storage.people
import storage.plan
from rules.dependencies.confidence import Confidence
from rules.dependencies.handovers import Side, Terms
from rules.plan import Dependency, Handover, Milestone, Project
from storage.dependencies import Going, Memory

PAGE = 10


@dataclass(frozen=True, slots=True)
class Handed:
    """The two milestones, their projects and people, the terms, and how such promises were kept so far."""

    team: str
    link: Dependency
    terms: Terms
    since: datetime
    by: str | None
    provider: Milestone
    consumer: Milestone
    provider_project: Project
    consumer_project: Project
    memory: Memory
    names: Mapping[str, str]

    @property
    def asked_user(self) -> str | None:
        """Who has to answer now, if anybody."""
        if self.terms.asked is None:
            return None
        return self.link.provider_user if self.terms.asked is Side.PROVIDER else self.link.consumer_user

    @property
    def channels(self) -> tuple[str, ...]:
        """The first channel of each of the two projects."""
        both = (*self.provider_project.channels[:1], *self.consumer_project.channels[:1])
        return tuple(dict.fromkeys(both))

    def name(self, user: str | None) -> str:
        """The name without ringing."""
        return self.names.get(user or "", "somebody")


def handed(session: Session, *, team: str, id: str) -> Handed:
    found = storage.dependencies.agreement(session, team=team, id=id)
    link = found.dependency
    provider = storage.plan.milestone(session, team=team, id=link.provider)
    consumer = storage.plan.milestone(session, team=team, id=link.consumer)
    people = frozenset(filter(None, (link.provider_user, link.consumer_user, found.by)))
    return Handed(
        team=team,
        link=link,
        terms=found.terms,
        since=found.since,
        by=found.by,
        provider=provider,
        consumer=consumer,
        provider_project=storage.plan.project(session, team=team, id=provider.project),
        consumer_project=storage.plan.project(session, team=team, id=consumer.project),
        memory=storage.dependencies.memory(session, team=team, provider=provider.project, consumer=consumer.project),
        names=storage.people.names(session, team=team, ids=people) | {"baton": "Baton"},
    )


@dataclass(frozen=True, slots=True)
class HandoverList:
    """A page of the hand-overs of a project, a program or everything; what is late or unanswered comes first."""

    lines: tuple[Handed, ...]
    total: int
    page: int
    subject: str

    @property
    def more(self) -> bool:
        return self.total > self.page * PAGE


def listed(session: Session, *, team: str, subject: str, page: int) -> HandoverList:
    """`page` counts from 1; what is over is left out."""
    project_of = storage.milestone_names.homes(session, team=team)
    program_of = {p.id: p.program for p in storage.plan.projects(session, team=team)}
    found = [
        one.id
        for one in sorted(storage.dependencies.going(session, team=team), key=_urgency)
        if not subject or subject in _homes(one, project_of, program_of)
    ]
    page = max(1, min(page, -(-len(found) // PAGE) or 1))
    here = found[(page - 1) * PAGE : page * PAGE]
    return HandoverList(tuple(handed(session, team=team, id=id) for id in here), len(found), page, subject)


def _homes(link: Going, project_of: Mapping[str, str], program_of: Mapping[str, str]) -> set[str]:
    projects = {project_of[link.provider], project_of[link.consumer]}
    return {link.provider, link.consumer} | projects | {program_of[project] for project in projects}


def _urgency(one: Going) -> tuple[int, date, int, str]:
    order = (Handover.BROKEN, Handover.AT_RISK, Handover.COUNTERED, Handover.REQUESTED, Handover.PROPOSED)
    doubtful = one.confidence != Confidence.HIGH
    state = Handover.AT_RISK if doubtful else Handover(one.state)
    place = order.index(state) if state in order else len(order)
    return place, one.need_by or date.max, len(one.id), one.id
