"""Blockers as people look at them: one with who may free it, or all of them, the one that holds most first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.blockers
import storage.channels
import storage.dependencies
import storage.milestone_names
import storage.people
import storage.plan
import storage.plans
import storage.updates
from rules import blockers
from rules.blockers import DownstreamReach, HelperCandidate, HelperSuggestion
from rules.dependencies.handovers import CLOSED_STATES
from rules.people import Person
from rules.plan import Milestone, Project
from storage.blockers import Blocker

BLOCKERS_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class BlockerCard:
    """`suggested` is who might free it, with their names; empty once somebody is named. `gone`: the message in which
    it was said was deleted.
    """

    blocker: Blocker
    milestone: Milestone
    project: Project
    reach: DownstreamReach
    suggested: tuple[tuple[HelperSuggestion, str], ...]
    names: Mapping[str, str]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class BlockerList:
    """A page of the list; `subject` is what it was asked of."""

    cards: tuple[BlockerCard, ...]
    total: int
    page: int
    subject: str

    @property
    def more(self) -> bool:
        return self.total > self.page * BLOCKERS_PER_PAGE


def blocker_card(session: Session, *, team: str, id: str, now: datetime) -> BlockerCard:
    blocker = storage.blockers.get_blocker(session, team=team, id=id)
    return _build_cards(session, team=team, open_or_resolved=(blocker,), now=now, suggest=True)[0]


def ranked_blockers(session: Session, *, person: Person, subject: str, page: int, now: datetime) -> BlockerList:
    """The open ones of a project, a program or everything, by blast radius; `page` counts from 1."""
    team = person.team
    homes = storage.milestone_names.projects_by_milestone(session, team=team)
    programs = {p.id: p.program for p in storage.plan.projects(session, team=team)}
    found = [
        one
        for one in storage.blockers.open_blockers(session, team=team)
        if not subject or subject in (one.milestone, homes[one.milestone], programs[homes[one.milestone]])
    ]
    cards = sorted(
        _build_cards(session, team=team, open_or_resolved=found, now=now, suggest=False),
        key=lambda c: (c.blocker.needs is None, *c.reach.sort_key, c.blocker.raised_at, c.blocker.id),
    )
    page = max(1, min(page, -(-len(cards) // BLOCKERS_PER_PAGE) or 1))
    return BlockerList(
        tuple(cards[(page - 1) * BLOCKERS_PER_PAGE : page * BLOCKERS_PER_PAGE]), len(cards), page, subject
    )


def _build_cards(
    session: Session, *, team: str, open_or_resolved: Iterable[Blocker], now: datetime, suggest: bool
) -> tuple[BlockerCard, ...]:
    open_or_resolved = tuple(open_or_resolved)
    if not open_or_resolved:
        return ()
    projects = {p.id: p for p in storage.plan.projects(session, team=team)}
    first = storage.plan.milestone(session, team=team, id=open_or_resolved[0].milestone)
    home, raised = projects[first.project].program, {one.milestone for one in open_or_resolved}
    plan = storage.plans.linked_plan(session, team=team, program=home, milestones=raised)
    milestones = {m.id: m for m in plan.milestones}
    reach = blockers.downstream_reach(plan, (one.milestone for one in open_or_resolved))
    ids = frozenset(user for one in open_or_resolved for user in (one.raised_by, one.needs, one.resolved_by) if user)
    names = storage.people.display_names(session, team=team, ids=ids)
    gone = storage.updates.deleted_sources(
        session, team=team, permalinks=frozenset(one.source for one in open_or_resolved)
    )
    return tuple(
        BlockerCard(
            blocker=one,
            milestone=milestones[one.milestone],
            project=projects[milestones[one.milestone].project],
            reach=reach[one.milestone],
            suggested=_suggested_helpers(session, team=team, blocker=one, milestone=milestones[one.milestone], now=now)
            if suggest
            else (),
            names=names,
            gone=one.source in gone,
        )
        for one in open_or_resolved
    )


def _suggested_helpers(
    session: Session, *, team: str, blocker: Blocker, milestone: Milestone, now: datetime
) -> tuple[tuple[HelperSuggestion, str], ...]:
    """Owners of what it waits for, who resolved the like before, the project's lead; never who raised it."""
    if blocker.resolved_at or blocker.needs:
        return ()
    project = storage.plan.project(session, team=team, id=milestone.project)
    links = storage.dependencies.dependencies_of(session, team=team, milestone=milestone.id)
    waits = [link for link in links if link.consumer == milestone.id and link.state not in CLOSED_STATES]
    named: list[tuple[str | None, str | None, int]] = [(link.provider_user, link.provider, 0) for link in waits]
    solvers = storage.blockers.past_resolvers(session, team=team, project=milestone.project)
    named += [(user, None, count) for user, count in solvers]
    candidates = []
    for user, upstream, count in (*named, (project.lead, None, 0)):
        known = storage.people.find_person(session, team=team, id=user) if user and user != blocker.raised_by else None
        if known and not known.deleted and not known.is_bot:
            candidates.append(HelperCandidate(known.id, known.zone, upstream, count))
    found = blockers.suggest_helpers(candidates, now=now)
    names = storage.people.display_names(session, team=team, ids=frozenset(s.candidate.user for s in found))
    return tuple((s, names.get(s.candidate.user, s.candidate.user)) for s in found)
