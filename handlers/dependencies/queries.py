"""A hand-over with everything its card, its messages and its permission check need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.dependencies
import storage.milestone_names
import storage.people
import storage.plan
import storage.track_records
from handlers.common.pages import Page, cut_page
from rules.dependencies.confidence import Confidence
from rules.dependencies.handovers import HandoverSide, HandoverTerms
from rules.plan import Dependency, HandoverState, Milestone, Project
from storage.dependencies import DependencySummary
from storage.track_records import TrackRecord

HANDOVERS_PER_PAGE = 10


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
        return self.names.get(user or "", "somebody")


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


def handover_list(session: Session, *, team: str, subject: str, page: int) -> Page[HandoverView]:
    """Return a page of the open hand-overs of a project, a program or everything; late and unanswered ones first."""
    project_of = storage.milestone_names.projects_by_milestone(session, team=team)
    program_of = {p.id: p.program for p in storage.plan.projects(session, team=team)}
    matching = [
        link.id
        for link in sorted(storage.dependencies.open_dependencies(session, team=team), key=_urgency_key)
        if not subject or subject in _containing_ids(link, project_of, program_of)
    ]
    ids = cut_page(matching, number=page, size=HANDOVERS_PER_PAGE)
    return ids.show(handover_view(session, team=team, id=id) for id in ids.items)


def _containing_ids(link: DependencySummary, project_of: Mapping[str, str], program_of: Mapping[str, str]) -> set[str]:
    projects = {project_of[link.provider], project_of[link.consumer]}
    return {link.provider, link.consumer} | projects | {program_of[project] for project in projects}


def _urgency_key(link: DependencySummary) -> tuple[int, date, int, str]:
    order = (
        HandoverState.BROKEN,
        HandoverState.AT_RISK,
        HandoverState.COUNTERED,
        HandoverState.REQUESTED,
        HandoverState.PROPOSED,
    )
    doubtful = link.confidence != Confidence.HIGH
    state = HandoverState.AT_RISK if doubtful else HandoverState(link.state)
    rank = order.index(state) if state in order else len(order)
    return rank, link.need_by or date.max, len(link.id), link.id
