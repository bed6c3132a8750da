"""The facts of the Gantt chart and of the map of dependencies."""

from collections import Counter
from typing import Any

from sqlmodel import Session

from handlers.pictures.scope import NothingToDraw, Scope
from handlers.schedule import colours
from rules.plan import Dependency, HandoverState, Milestone
from rules.schedule.neighbours import neighbours_of
from rules.truth.colours import WORST_FIRST, Colour
from rules.truth.milestones import days_late
from rules.truth.statuses import ProgramStatuses, label_of
from templates.pictures import GanttBar, GanttLink, MapArc, MapStation

_OVER = frozenset({HandoverState.DECLINED, HandoverState.WAIVED})


def gantt_facts(session: Session, scope: Scope) -> dict[str, Any]:
    """Return the bar of each dated milestone, and the dependencies between them."""
    facts = scope.visible.facts
    ids = facts.schedule.network.ids
    critical = {ids[position] for position in facts.schedule.critical.nonzero()[0].tolist()}
    shown = sorted((m for m in scope.milestones if m.expected), key=lambda m: (facts.finish_date(m.id), m.id))
    if not shown:
        raise NothingToDraw(f"{scope.name} has no milestone with a date yet.", "", "Give one a date: `M-3 14 Mar`.")
    known = {m.id for m in shown}
    links = [link for link in facts.plan.dependencies if {link.provider, link.consumer} <= known]
    return {
        "title": f"Gantt chart of {scope.name}",
        "bars": [_bar_of(scope, m, critical) for m in shown],
        "links": [
            GanttLink(link.provider, link.consumer, {link.provider, link.consumer} <= critical)
            for link in links
            if link.state not in _OVER
        ],
        "today": facts.today,
    }


def _bar_of(scope: Scope, milestone: Milestone, critical: set[str]) -> GanttBar:
    facts = scope.visible.facts
    finish = facts.finish_date(milestone.id)
    start = finish
    if milestone.duration > 0:
        start = facts.axis.day(int(facts.schedule.early_start[facts.position_of(milestone.id)]) + 1)
    return GanttBar(
        id=milestone.id,
        name=milestone.name or milestone.id,
        project=facts.projects[milestone.project].name or milestone.project,
        start=min(start, finish),
        finish=finish,
        percent=milestone.percent,
        done=milestone.done,
        critical=milestone.id in critical and not milestone.done,
        committed=milestone.committed,
        days_late=0 if milestone.done else max(0, days_late(milestone, facts.axis.calendar) or 0),
    )


def map_facts(session: Session, scope: Scope) -> dict[str, Any]:
    """Return the dependencies between projects, or those around a milestone."""
    plan, own = scope.visible.facts.plan, {*scope.visible.own}
    statuses = colours.statuses_of_plan(session, team=scope.team, plan=plan, now=scope.asked.now)
    links = [link for link in plan.dependencies if {link.provider, link.consumer} <= own and link.state not in _OVER]
    if scope.milestone:
        return _map_around(scope, scope.milestone, links, statuses)
    return _map_of_projects(scope, links, statuses)


def _map_of_projects(scope: Scope, links: list[Dependency], statuses: ProgramStatuses) -> dict[str, Any]:
    """Return a row for each project that needs another one or is needed, providers first."""
    facts = scope.visible.facts
    ends = {
        link.id: (facts.milestones[link.provider].project, facts.milestones[link.consumer].project) for link in links
    }
    crossing = [
        link
        for link in links
        if ends[link.id][0] != ends[link.id][1] and (scope.project is None or scope.project.id in ends[link.id])
    ]
    if not crossing:
        raise _no_links(scope)
    gives, needs = Counter(ends[link.id][0] for link in crossing), Counter(ends[link.id][1] for link in crossing)
    projects = [facts.projects[id] for id in {*gives, *needs}]
    projects.sort(key=lambda project: (needs[project.id] - gives[project.id], project.id))
    grouped: dict[tuple[str, str], list[str]] = {}
    for link in crossing:
        grouped.setdefault(ends[link.id], []).append(_state_of(link, scope, statuses))
    return {
        "title": f"Dependencies of {scope.name}",
        "rows": [
            MapStation(
                id=project.id,
                name=project.name or project.id,
                gives=gives[project.id],
                needs=needs[project.id],
                state=statuses.projects[project.id].colour.value,
                focus=scope.project is not None and project.id == scope.project.id,
            )
            for project in projects
        ],
        "arcs": [MapArc(*pair, len(states), _worst(states)) for pair, states in grouped.items()],
        "today": facts.today,
    }


def _no_links(scope: Scope) -> NothingToDraw:
    what = (
        f"{scope.name} neither needs another project nor is needed by one."
        if scope.project
        else f"No project of {scope.name} depends on another one yet."
    )
    return NothingToDraw(what, "", "Say what depends on what: `depend M-2 on M-1`.")


def _map_around(
    scope: Scope, milestone: Milestone, links: list[Dependency], statuses: ProgramStatuses
) -> dict[str, Any]:
    """Return the milestones around one, first what it needs, the farthest first, then what needs it."""
    steps = neighbours_of(links, milestone.id, scope.depth)
    if len(steps) == 1:
        raise NothingToDraw(
            f"{label_of(milestone)} neither needs another milestone nor is needed by one.",
            "",
            f"Say what it depends on: `depend {milestone.id} on M-1`.",
        )
    facts = scope.visible.facts
    ordered = sorted(steps, key=lambda id: (steps[id], facts.finish_date(id), id))
    return {
        "title": f"Around {label_of(milestone)}",
        "rows": [
            MapStation(
                id=id,
                name=facts.milestones[id].name or id,
                project=facts.projects[facts.milestones[id].project].name,
                day=facts.finish_date(id),
                state="done" if facts.milestones[id].done else statuses.milestones[id].colour.value,
                steps=steps[id],
                focus=id == milestone.id,
            )
            for id in ordered
        ],
        "arcs": [
            MapArc(link.provider, link.consumer, 1, _state_of(link, scope, statuses))
            for link in links
            if {link.provider, link.consumer} <= steps.keys()
        ],
        "today": facts.today,
    }


def _state_of(link: Dependency, scope: Scope, statuses: ProgramStatuses) -> str:
    if link.state is HandoverState.DELIVERED or scope.visible.facts.milestones[link.provider].done:
        return "done"
    status = statuses.handovers.get(link.id)
    return status.colour.value if status else Colour.GREY.value


def _worst(states: list[str]) -> str:
    return min(states, key=lambda state: WORST_FIRST.index(Colour(state)) if state != "done" else len(WORST_FIRST))
