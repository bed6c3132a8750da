"""Blocker views: one card with possible helpers, or a ranked list, most harmful first."""

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
from handlers.common.pages import Page, cut_page
from rules import blockers
from rules.blockers import DownstreamReach, HelperCandidate, HelperSuggestion
from rules.dependencies.handovers import CLOSED_STATES
from rules.people import Person
from rules.plan import Milestone, Project
from storage.blockers import Blocker

BLOCKERS_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class BlockerCard:
    """One blocker as shown on a card.

    `suggested` pairs possible helpers with their names; it is empty once one is named. `gone`: the message that raised
    the blocker was deleted.
    """

    blocker: Blocker
    milestone: Milestone
    project: Project
    reach: DownstreamReach
    suggested: tuple[tuple[HelperSuggestion, str], ...]
    names: Mapping[str, str]
    gone: bool = False


def blocker_card(session: Session, *, team: str, id: str, now: datetime) -> BlockerCard:
    blocker = storage.blockers.get_blocker(session, team=team, id=id)
    return _build_cards(session, team=team, open_or_resolved=(blocker,), now=now, suggest=True)[0]


def ranked_blockers(session: Session, *, person: Person, subject: str, page: int, now: datetime) -> Page[BlockerCard]:
    """Return a page of the open blockers of a project, a program or everything, by blast radius.

    Blockers with a named helper come before concerns.
    """
    team = person.team
    project_of = storage.milestone_names.projects_by_milestone(session, team=team)
    program_of = {p.id: p.program for p in storage.plan.projects(session, team=team)}
    matching = [
        blocker
        for blocker in storage.blockers.open_blockers(session, team=team)
        if not subject
        or subject in (blocker.milestone, project_of[blocker.milestone], program_of[project_of[blocker.milestone]])
    ]
    cards = sorted(
        _build_cards(session, team=team, open_or_resolved=matching, now=now, suggest=False),
        key=lambda c: (c.blocker.needs is None, *c.reach.sort_key, c.blocker.raised_at, c.blocker.id),
    )
    return cut_page(cards, number=page, size=BLOCKERS_PER_PAGE)


def _build_cards(
    session: Session, *, team: str, open_or_resolved: Iterable[Blocker], now: datetime, suggest: bool
) -> tuple[BlockerCard, ...]:
    open_or_resolved = tuple(open_or_resolved)
    if not open_or_resolved:
        return ()
    projects = {p.id: p for p in storage.plan.projects(session, team=team)}
    first_milestone = storage.plan.milestone(session, team=team, id=open_or_resolved[0].milestone)
    program, raised = projects[first_milestone.project].program, {blocker.milestone for blocker in open_or_resolved}
    plan = storage.plans.linked_plan(session, team=team, program=program, milestones=raised)
    milestones = {m.id: m for m in plan.milestones}
    reach = blockers.downstream_reach(plan, (blocker.milestone for blocker in open_or_resolved))
    ids = frozenset(
        user for blocker in open_or_resolved for user in (blocker.raised_by, blocker.needs, blocker.resolved_by) if user
    )
    names = storage.people.display_names(session, team=team, ids=ids)
    deleted_sources = storage.updates.deleted_sources(
        session, team=team, permalinks=frozenset(blocker.source for blocker in open_or_resolved)
    )
    return tuple(
        BlockerCard(
            blocker=blocker,
            milestone=milestones[blocker.milestone],
            project=projects[milestones[blocker.milestone].project],
            reach=reach[blocker.milestone],
            suggested=_suggested_helpers(
                session, team=team, blocker=blocker, milestone=milestones[blocker.milestone], now=now
            )
            if suggest
            else (),
            names=names,
            gone=blocker.source in deleted_sources,
        )
        for blocker in open_or_resolved
    )


def _suggested_helpers(
    session: Session, *, team: str, blocker: Blocker, milestone: Milestone, now: datetime
) -> tuple[tuple[HelperSuggestion, str], ...]:
    """Suggest owners of awaited milestones, people who resolved blockers in this project, and its lead.

    The person who raised the blocker is never suggested.
    """
    if blocker.resolved_at or blocker.needs:
        return ()
    project = storage.plan.project(session, team=team, id=milestone.project)
    links = storage.dependencies.dependencies_of(session, team=team, milestone=milestone.id)
    open_links = [link for link in links if link.consumer == milestone.id and link.state not in CLOSED_STATES]
    possible: list[tuple[str | None, str | None, int]] = [(link.provider_user, link.provider, 0) for link in open_links]
    solvers = storage.blockers.past_resolvers(session, team=team, project=milestone.project)
    possible += [(user, None, count) for user, count in solvers]
    candidates = []
    for user, upstream, count in (*possible, (project.lead, None, 0)):
        helper = storage.people.find_person(session, team=team, id=user) if user and user != blocker.raised_by else None
        if helper and not helper.deleted and not helper.is_bot:
            candidates.append(HelperCandidate(helper.id, helper.zone, upstream, count))
    suggestions = blockers.suggest_helpers(candidates, now=now)
    names = storage.people.display_names(session, team=team, ids=frozenset(s.candidate.user for s in suggestions))
    return tuple((s, names.get(s.candidate.user, s.candidate.user)) for s in suggestions)
