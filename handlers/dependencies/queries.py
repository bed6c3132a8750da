"""A hand-over with everything its card, its messages and its permission check need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.dependencies
import storage.people
import storage.plan
import storage.track_records
from rules.dependencies.handovers import HandoverSide, HandoverTerms
from rules.plan import Dependency, Milestone, Project
from storage.track_records import TrackRecord


@dataclass(frozen=True, slots=True)
class HandoverView:
    """The two milestones, their projects and people, the terms, and how well such commitments were kept so far."""

    team: str
    link: Dependency
    terms: HandoverTerms
    since: datetime
    by: str | None
    provider: Milestone
    consumer: Milestone
    provider_project: Project
    consumer_project: Project
    memory: TrackRecord
    names: Mapping[str, str]

    @property
    def asked_user(self) -> str | None:
        """The person who has to answer now, if any."""
        if self.terms.asked is None:
            return None
        return self.link.provider_user if self.terms.asked is HandoverSide.PROVIDER else self.link.consumer_user

    @property
    def channels(self) -> tuple[str, ...]:
        """The first channel of each of the two projects."""
        project_channels = (*self.provider_project.channels[:1], *self.consumer_project.channels[:1])
        return tuple(dict.fromkeys(project_channels))

    def name(self, user: str | None) -> str:
        """Return a user's plain name, which notifies no one."""
        return self.names.get(user or "", "someone")


def handover_view(session: Session, *, team: str, id: str) -> HandoverView:
    agreement = storage.dependencies.get_agreement(session, team=team, id=id)
    link = agreement.dependency
    provider = storage.plan.milestone(session, team=team, id=link.provider)
    consumer = storage.plan.milestone(session, team=team, id=link.consumer)
    people = frozenset(filter(None, (link.provider_user, link.consumer_user, agreement.by)))
    return HandoverView(
        team=team,
        link=link,
        terms=agreement.terms,
        since=agreement.since,
        by=agreement.by,
        provider=provider,
        consumer=consumer,
        provider_project=storage.plan.project(session, team=team, id=provider.project),
        consumer_project=storage.plan.project(session, team=team, id=consumer.project),
        memory=storage.track_records.track_record(
            session, team=team, provider=provider.project, consumer=consumer.project
        ),
        names=storage.people.display_names(session, team=team, ids=people) | {"baton": "Baton"},
    )
