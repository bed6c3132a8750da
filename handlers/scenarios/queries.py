"""Scenarios beside the plan: their effect on targets, hand-overs and people, and two of them compared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlmodel import Session

import storage.people
import storage.plan
import storage.privacy
import storage.scenarios
from handlers.change_requests import assessment
from handlers.change_requests.assessment import Assessment
from handlers.change_requests.queries import may_see_money
from handlers.change_requests.shown_changes import (
    MoneyRight,
    ShownChange,
    closed_milestones,
    shown_changes,
    visible_impact,
)
from handlers.common import access, money
from handlers.common.pages import Page, cut_page
from handlers.privacy import flows as privacy_flows
from rules.people import Person
from rules.refusal import Refusal
from rules.time.working_time import local_day
from storage.scenarios import Scenario

PAGE_SIZE = 10
MAX_ROWS = 10


@dataclass(frozen=True, slots=True)
class ScenarioRowView:
    """A target, or the last milestone of a project, in the plan and in the scenario."""

    id: str
    label: str
    plan: date
    scenario: date
    days: int
    committed: date | None


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A scenario with its effect on the plan as it is now."""

    scenario: Scenario
    program: str
    changes: tuple[ShownChange, ...]
    impact: Mapping[str, Any]
    rows: tuple[ScenarioRowView, ...]
    people: tuple[str, ...]
    creator: str
    today: date
    may_publish: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """Limits of its readers: the ids hidden from them, whose cost of delay they may see, and whose budget."""

    hidden: frozenset[str]
    costs: MoneyRight
    budgets: MoneyRight


@dataclass(frozen=True, slots=True)
class ComparedScenarios:
    """Two scenarios beside the plan; `rows` are (label, plan, first, second)."""

    first: ScenarioView
    second: ScenarioView
    rows: tuple[tuple[str, date, date, date], ...]


@dataclass(frozen=True, slots=True)
class ScenarioList:
    page: Page[tuple[Scenario, str]]


def scenario_view(session: Session, *, person: Person, id: str, now: datetime) -> ScenarioView:
    """Return a scenario as one person may see it."""
    access.require_visible(session, person=person, text=id)
    scenario = storage.scenarios.get_scenario(session, team=person.team, id=id)
    hidden = storage.privacy.hidden_ids(session, person=person)
    today = local_day(person.zone, now)
    allows = partial(may_see_money, session, person)
    sight = Sight(hidden, allows, allows)
    view = _view(session, team=person.team, scenario=scenario, sight=sight, today=today, now=now)
    return replace(view, may_publish=privacy_flows.may_publish(session, person=person, id=id))


def picture_view(session: Session, *, person: Person, id: str, channel: str, now: datetime) -> ScenarioView:
    """Return what may be drawn: in its channel as everyone there may see it, elsewhere as the person may."""
    access.require_visible(session, person=person, text=id)
    scenario = storage.scenarios.get_scenario(session, team=person.team, id=id)
    if scenario.source_channel == channel:
        return public_view(session, team=person.team, scenario=scenario, now=now)
    return scenario_view(session, person=person, id=id, now=now)


def public_view(session: Session, *, team: str, scenario: Scenario, now: datetime) -> ScenarioView:
    """Return a scenario as everyone in its channel may see it."""
    if session.new or session.dirty:
        session.flush()
    audience = storage.privacy.resolve_audience(session, team=team, destination=scenario.source_channel or "")
    hidden = storage.privacy.secrets_hidden_from(session, team=team, by=audience).ids
    zone = storage.plan.program(session, team=team, id=scenario.program).zone
    today = local_day(zone, now)
    sight = Sight(hidden, partial(_may_post_money, session, team), _no_budget)
    return _view(session, team=team, scenario=scenario, sight=sight, today=today, now=now)


def _no_budget(program: str, project: str | None) -> bool:
    """Channels may read totals of a program, but no project's budget."""
    return False


def _may_post_money(session: Session, team: str, program: str, project: str | None) -> bool:
    """Return whether everyone in the program's channels may see money, of whichever project."""
    return money.may_post_money(session, team=team, program=program)


def compared(session: Session, *, person: Person, first: str, second: str, now: datetime) -> ComparedScenarios:
    """Return two scenarios of one program side by side."""
    one, other = (scenario_view(session, person=person, id=id, now=now) for id in (first, second))
    if one.scenario.program != other.scenario.program:
        raise Refusal("They are about different programs.", "", "Compare two scenarios of one program.")
    days = {row.id: row.scenario for row in other.rows}
    plan = {row.id: row for row in (*one.rows, *other.rows)}
    own = {row.id: row.scenario for row in one.rows}
    rows = tuple((row.label, row.plan, own.get(row.id, row.plan), days.get(row.id, row.plan)) for row in plan.values())
    return ComparedScenarios(one, other, rows[:MAX_ROWS])


def scenario_list(session: Session, *, person: Person, program: str, page: int) -> ScenarioList:
    """Return the scenarios of a program, or of all, that this person may see; open ones first."""
    hidden = storage.privacy.hidden_ids(session, person=person)
    found = storage.scenarios.scenarios(session, team=person.team, program=program)
    visible = [one for one in found if one.id not in hidden and not person.outsider]
    names = storage.people.display_names(session, team=person.team, ids=frozenset(one.created_by for one in visible))
    rows = [(one, names.get(one.created_by, "")) for one in visible]
    return ScenarioList(cut_page(rows, number=page, size=PAGE_SIZE))


def _view(
    session: Session,
    *,
    team: str,
    scenario: Scenario,
    sight: Sight,
    today: date,
    now: datetime,
) -> ScenarioView:
    program = storage.plan.program(session, team=team, id=scenario.program)
    found = assessment.assess(
        session, team=team, program=scenario.program, changes=scenario.changes, now=now, routed=False
    )
    users = frozenset((*found.impact["people"], scenario.created_by))
    names = storage.people.display_names(session, team=team, ids=users)
    return ScenarioView(
        scenario=scenario,
        program=f"{program.name} ({program.id})",
        changes=shown_changes(
            session,
            team=team,
            program=scenario.program,
            changes=found.changes,
            allows=sight.budgets,
            closed=closed_milestones(session, team=team, changes=found.changes) if scenario.is_open else {},
        ),
        impact=visible_impact(found.impact, sight.hidden, allows=sight.costs),
        rows=_rows(found, sight.hidden),
        people=tuple(names[user] for user in found.impact["people"] if user in names),
        creator=names.get(scenario.created_by, "Someone"),
        today=today,
    )


def _rows(found: Assessment, hidden: frozenset[str]) -> tuple[ScenarioRowView, ...]:
    """Return the targets and, of each project, its last milestone; those that move most first."""
    before, after = found.before, found.after
    last: dict[str, str] = {}
    for milestone in before.open_milestones:
        known = last.get(milestone.project)
        if milestone.id not in hidden and (
            known is None or before.finish_date(known) < before.finish_date(milestone.id)
        ):
            last[milestone.project] = milestone.id
    ids = dict.fromkeys((*before.targets, *last.values()))
    rows = [
        ScenarioRowView(
            id,
            before.label(id),
            before.finish_date(id),
            after.finish_date(id),
            before.axis.calendar.between(before.finish_date(id), after.finish_date(id)),
            after.milestones[id].committed,
        )
        for id in ids
        if id in after.milestones and id in before.milestones and id not in hidden and before.milestones[id].open
    ]
    return tuple(sorted(rows, key=lambda row: (-abs(row.days), row.plan, row.id))[:MAX_ROWS])
