"""Goals: create and change them, keep their key results, and weigh the projects that serve them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import assert_never

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.channels
import storage.goals
import storage.people
import storage.plan
import storage.reachable_people
import templates
from handlers.common import lookup, posting
from handlers.common.requests import Source, local_date
from rules import dates
from rules.figures import figure_text
from rules.goals import weights as weight_rules
from rules.goals.goal_text import (
    GoalColumns,
    GoalFields,
    GoalStatement,
    GoalVerb,
    NewResult,
    ResultChange,
    ResultReading,
)
from rules.goals.scores import Goal, KeyResult, require_way
from rules.people import Action, NeedsConsent, Person
from rules.plan import Project
from rules.refusal import NotAllowed, NotFound, Refusal

MAX_RESULTS = 20


def create_goal(session: Session, *, person: Person, fields: GoalFields, source: Source, now: datetime) -> Goal:
    """Create a goal of the program named, else of this channel's, else of the only one; its creator owns it."""
    team = person.team
    program = choose_program(session, person=person, program=fields.program, channel=source.channel)
    require_goal_setter(session, person=person, program=program)
    _require_new_name(session, team=team, program=program, name=str(fields.name))
    storage.reachable_people.require_reachable(session, team=team, user=fields.owner)
    _require_ahead(fields.horizon, person=person, now=now)
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    goal = storage.goals.add_goal(
        session,
        team=team,
        program=program,
        name=str(fields.name),
        description=fields.description or "",
        measure=fields.measure or "",
        owner=fields.owner or person.id,
        horizon=fields.horizon,
        by=person.id,
        now=now,
    )
    storage.changes.describe(session, f"{goal.label}: created")
    _tell_new_owner(session, person=person, goal=goal, before=person.id, now=now)
    return goal


def change_goal(session: Session, *, person: Person, id: str, values: Mapping[str, object], now: datetime) -> Goal:
    """Set the given columns of an open goal, and tell a new owner."""
    before = _changeable_goal(session, person=person, id=id)
    if name := values.get("name"):
        _require_new_name(session, team=person.team, program=before.program, name=str(name), own=id)
    if values.get("owner") != before.owner:
        storage.reachable_people.require_reachable(session, team=person.team, user=str(values.get("owner") or ""))
    if values.get("horizon") != before.horizon:
        _require_ahead(values.get("horizon"), person=person, now=now)
    storage.goals.update_goal(session, team=person.team, id=id, values=values)
    goal = storage.goals.get_goal(session, team=person.team, id=id)
    storage.changes.describe(session, f"{goal.label}: changed")
    _tell_new_owner(session, person=person, goal=goal, before=before.owner, now=now)
    return goal


def close_goal(session: Session, *, person: Person, id: str, now: datetime) -> Goal:
    """Close a goal; its projects keep their weights, and its history stays."""
    goal = _changeable_goal(session, person=person, id=id)
    storage.goals.update_goal(session, team=person.team, id=id, values={"closed": local_date(person, now)})
    storage.changes.describe(session, f"{goal.label}: closed")
    return storage.goals.get_goal(session, team=person.team, id=id)


def reopen_goal(session: Session, *, person: Person, id: str) -> Goal:
    goal = storage.goals.get_goal(session, team=person.team, id=id)
    require_goal_setter(session, person=person, program=goal.program)
    if goal.closed is None:
        raise Refusal(f"{goal.label} is open.")
    storage.goals.update_goal(session, team=person.team, id=id, values={"closed": None})
    storage.changes.describe(session, f"{goal.label}: reopened")
    return storage.goals.get_goal(session, team=person.team, id=id)


def apply_statement(session: Session, *, person: Person, id: str, statement: GoalStatement, now: datetime) -> Goal:
    """Make the change that the words after a goal's id ask for."""
    match statement:
        case GoalVerb.CLOSE:
            return close_goal(session, person=person, id=id, now=now)
        case GoalVerb.REOPEN:
            return reopen_goal(session, person=person, id=id)
        case GoalFields():
            return change_goal(session, person=person, id=id, values=statement.changed_columns(), now=now)
        case GoalColumns(columns):
            return change_goal(session, person=person, id=id, values=dict(columns), now=now)
        case NewResult():
            return add_key_result(session, person=person, id=id, result=statement, now=now)
        case ResultReading(number, value):
            return record_reading(session, person=person, id=id, number=number, value=value, now=now)
        case ResultChange(number, _, True):
            return remove_key_result(session, person=person, id=id, number=number)
        case ResultChange(number, columns):
            return change_key_result(session, person=person, id=id, number=number, values=dict(columns), now=now)
        case _:
            assert_never(statement)


def add_key_result(session: Session, *, person: Person, id: str, result: NewResult, now: datetime) -> Goal:
    """Add a key result to an open goal."""
    goal = _changeable_goal(session, person=person, id=id)
    if len(goal.results) >= MAX_RESULTS:
        raise Refusal(f"{goal.label} has {MAX_RESULTS} key results.", "", "Take one out first: `G-2 1 remove`.")
    _require_ahead(result.due, person=person, now=now)
    require_way(result.baseline, result.target)
    values = {"name": result.name, "baseline": result.baseline, "target": result.target, "unit": result.unit}
    storage.goals.add_result(
        session, team=person.team, goal=id, values=values | {"due": result.due, "weight": result.weight}
    )
    storage.changes.describe(session, f"{goal.label}: key result {result.name} added")
    return storage.goals.get_goal(session, team=person.team, id=id)


def change_key_result(
    session: Session, *, person: Person, id: str, number: int, values: Mapping[str, object], now: datetime
) -> Goal:
    """Set the given columns of a key result."""
    goal = _changeable_goal(session, person=person, id=id)
    before = find_result(goal, number)
    require_way(_figure(values, "baseline", before.baseline), _figure(values, "target", before.target))
    if values.get("due") != before.due:
        _require_ahead(values.get("due"), person=person, now=now)
    storage.goals.update_result(session, team=person.team, goal=id, number=number, values=values)
    storage.changes.describe(session, f"{goal.label}: key result {before.name} changed")
    return storage.goals.get_goal(session, team=person.team, id=id)


def _figure(values: Mapping[str, object], name: str, otherwise: float) -> float:
    value = values.get(name, otherwise)
    return value if isinstance(value, int | float) else otherwise


def remove_key_result(session: Session, *, person: Person, id: str, number: int) -> Goal:
    """Take a key result out of its goal."""
    goal = _changeable_goal(session, person=person, id=id)
    result = find_result(goal, number)
    storage.goals.remove_result(session, team=person.team, goal=id, number=number)
    storage.changes.describe(session, f"{goal.label}: key result {result.name} removed")
    return storage.goals.get_goal(session, team=person.team, id=id)


def record_reading(session: Session, *, person: Person, id: str, number: int, value: float, now: datetime) -> Goal:
    """Save the newest figure of a key result: by the goal's owner, or whoever may change it."""
    goal = storage.goals.get_goal(session, team=person.team, id=id)
    if goal.owner != person.id:
        require_goal_setter(session, person=person, program=goal.program)
    require_open(goal)
    result = find_result(goal, number)
    values = {"actual": value, "measured_by": person.id, "measured_at": now}
    storage.goals.update_result(session, team=person.team, goal=id, number=number, values=values)
    storage.changes.describe(session, f"{goal.label}: {result.name} is {figure_text(value, result.unit)}")
    return storage.goals.get_goal(session, team=person.team, id=id)


def set_weights(session: Session, *, person: Person, project: str, weights: Mapping[str, float]) -> Project:
    """Save which goals a project serves, in percent that sum to 100; none at all is allowed."""
    team = person.team
    record = storage.plan.project(session, team=team, id=project)
    storage.people.require_permission(
        session, person=person, action=Action.SET_GOALS, program=record.program, project=project
    )
    if record.cancelled:
        raise Refusal(f"{record.name} ({project}) is cancelled.", "", f"Reopen it first: `reopen {project}`.")
    if weights:
        weight_rules.require_whole(weights, project=project)
    for id in weights.keys() - record.goals.keys():
        require_open(storage.goals.get_goal(session, team=team, id=id))
    storage.goals.set_weights(session, team=team, project=project, weights=weights)
    storage.changes.describe(session, f"{record.name} ({project}): goals weighted")
    return storage.plan.project(session, team=team, id=project)


def require_goal_setter(session: Session, *, person: Person, program: str) -> None:
    """Raise NotAllowed unless the person may change the goals of the program; a lead in it gets NeedsConsent."""
    try:
        storage.people.require_permission(session, person=person, action=Action.SET_GOALS, program=program)
    except NotAllowed as refusal:
        leads = {project.lead for project in storage.plan.projects(session, team=person.team, program=program)}
        if person.id in leads and not person.outsider:
            raise NeedsConsent(refusal.what, refusal.why, refusal.instead) from None
        raise


def require_goal_proposer(session: Session, *, person: Person, program: str) -> None:
    """Raise NotAllowed unless the person may change the goals of the program, or propose that."""
    with suppress(NeedsConsent):
        require_goal_setter(session, person=person, program=program)


def may_propose_goals(session: Session, *, person: Person, program: str) -> bool:
    try:
        require_goal_proposer(session, person=person, program=program)
    except NotAllowed:
        return False
    return True


def find_result(goal: Goal, number: int) -> KeyResult:
    """Return the key result with this number, or raise NotFound, naming those there are."""
    result = next((result for result in goal.results if result.number == number), None)
    if result is None:
        known = ", ".join(f"{result.number} {result.name}" for result in goal.results[:5])
        raise NotFound(
            f"{goal.label} has no key result {number}.",
            f"It has {known}." if known else "It has none yet.",
            "" if known else f'Add one: `{goal.id} key result "Churn" 4.2 → 3.8 %`.',
        )
    return result


def _changeable_goal(session: Session, *, person: Person, id: str) -> Goal:
    goal = storage.goals.get_goal(session, team=person.team, id=id)
    require_goal_setter(session, person=person, program=goal.program)
    require_open(goal)
    return goal


def require_open(goal: Goal) -> None:
    if goal.closed:
        raise Refusal(f"{goal.label} is closed.", "", f"Reopen it first: `{goal.id} reopen`.")


def _require_new_name(session: Session, *, team: str, program: str, name: str, own: str = "") -> None:
    """Raise Refusal if another open goal of the program has the same name."""
    for goal in storage.goals.goals_of(session, team=team, program=program):
        if goal.id != own and goal.closed is None and goal.name.casefold() == name.casefold():
            raise Refusal(f"{goal.label} has that name already.", "", f"Open it: `{goal.id}`.")


def _require_ahead(day: object, *, person: Person, now: datetime) -> None:
    if isinstance(day, date):
        dates.require_ahead(day, today=local_date(person, now), instead="Which later day do you mean?")


def choose_program(session: Session, *, person: Person, program: str | None, channel: str) -> str:
    """Return the program named, else the one that the channel serves, else the only one."""
    if program:
        return storage.plan.program(session, team=person.team, id=program).id
    served = storage.channels.served_programs(session, team=person.team, channel=channel)
    return lookup.pick(storage.plan.programs(session, team=person.team), served, "program", "A goal needs one.").id


def _tell_new_owner(session: Session, *, person: Person, goal: Goal, before: str | None, now: datetime) -> None:
    """Tell whoever was made the owner of a goal by somebody else."""
    if goal.owner in (None, before, person.id):
        return
    message = templates.render("goals/yours", goal=goal, by=person.name, today=local_date(person, now))
    key = f"goal:{goal.id}:{goal.owner}:{now.timestamp():.0f}"
    posting.post_message(session, key=key, team=person.team, channel=str(goal.owner), message=message, now=now)
