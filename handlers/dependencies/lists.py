"""The list of open hand-overs: worst first, counted by colour, one page at a time."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.dependencies
import storage.milestone_names
import storage.plan
from handlers.common.pages import Page, cut_page
from handlers.dependencies import queries
from handlers.dependencies.queries import HandoverView
from handlers.schedule import colours
from rules.truth.colours import Colour, ComputedStatus
from storage.dependencies import DependencySummary

HANDOVERS_PER_PAGE = 10
_WORST_FIRST = (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)


@dataclass(frozen=True, slots=True)
class HandoverList:
    """A page of hand-overs with the status of each, and how many of all have each colour."""

    page: Page[HandoverView]
    statuses: Mapping[str, ComputedStatus]
    counts: tuple[tuple[Colour, int], ...]


def handover_list(session: Session, *, team: str, subject: str, page: int, now: datetime) -> HandoverList:
    """Return a page of the open hand-overs of a milestone, a project, a program or everything, worst first."""
    project_of = storage.milestone_names.projects_by_milestone(session, team=team)
    program_of = {p.id: p.program for p in storage.plan.projects(session, team=team)}
    links = [
        link
        for link in storage.dependencies.open_dependencies(session, team=team)
        if not subject or subject in _containing_ids(link, project_of, program_of)
    ]
    programs = {program_of[project_of[link.consumer]] for link in links}
    statuses: dict[str, ComputedStatus] = {}
    for found in colours.program_statuses(session, team=team, programs=programs, now=now).values():
        statuses |= found.handovers
    links.sort(key=lambda link: _badness(link, statuses.get(link.id)))
    counted = Counter(_colour(statuses.get(link.id)) for link in links)
    ids = cut_page([link.id for link in links], number=page, size=HANDOVERS_PER_PAGE)
    views = ids.show(queries.handover_view(session, team=team, id=id) for id in ids.items)
    return HandoverList(views, statuses, tuple((colour, counted[colour]) for colour in _WORST_FIRST if counted[colour]))


def _containing_ids(link: DependencySummary, project_of: Mapping[str, str], program_of: Mapping[str, str]) -> set[str]:
    projects = {project_of[link.provider], project_of[link.consumer]}
    return {link.provider, link.consumer} | projects | {program_of[project] for project in projects}


def _colour(status: ComputedStatus | None) -> Colour:
    return status.colour if status else Colour.GREY


def _badness(link: DependencySummary, status: ComputedStatus | None) -> tuple[int, int, int, str]:
    slack = status.days if status is not None and status.days is not None else 10_000
    return _WORST_FIRST.index(_colour(status)), slack, len(link.id), link.id
