"""A hand-over with all that its card, its messages and its gate need to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.dependencies
import storage.people
import storage.plan
from program.dependencies import Side, Terms
from program.plan import Dependency, Milestone, Project
from storage.dependencies import Memory


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
