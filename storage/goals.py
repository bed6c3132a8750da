"""Strategic goals, their key results, the weights of projects, and pairs of projects that are not the same work."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from rules.goals.scores import Goal, KeyResult, next_number
from rules.refusal import NotFound
from storage.engine.reads import once_per_read
from storage.plan import next_id
from storage.plan_values import id_sort_key
from storage.tables.base import core_table
from storage.tables.goals import DismissedPairRow, GoalRow, KeyResultRow
from storage.tables.plan import ProjectRow

_RESULT_TABLE = core_table(KeyResultRow)


def add_goal(
    session: Session,
    *,
    team: str,
    program: str,
    name: str,
    by: str,
    now: datetime,
    owner: str | None = None,
    horizon: date | None = None,
    description: str = "",
    measure: str = "",
    id: str | None = None,
) -> Goal:
    """Add a goal, with a new id unless one is given."""
    row = GoalRow(
        team=team,
        id=id or next_id(session, team=team, prefix="G"),
        program=program,
        name=name,
        description=description,
        measure=measure,
        owner=owner,
        horizon=horizon,
        created_by=by,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return to_goal(row, ())


def get_goal(session: Session, *, team: str, id: str) -> Goal:
    row = _goal_row(session, team=team, id=id)
    results = select(KeyResultRow).where(col(KeyResultRow.team) == team, col(KeyResultRow.goal) == id)
    return to_goal(row, map(to_result, session.scalars(results.order_by(col(KeyResultRow.number)))))


@once_per_read
def goals_of(session: Session, *, team: str, program: str | None = None) -> tuple[Goal, ...]:
    """Return the goals of a program, or of all, in the order of their ids; closed ones too."""
    query = select(GoalRow).where(col(GoalRow.team) == team)
    results = select(_RESULT_TABLE).where(_RESULT_TABLE.c.team == team)
    if program:
        query = query.where(col(GoalRow.program) == program)
    by_goal: dict[str, list[KeyResult]] = {}
    for row in session.execute(results.order_by(_RESULT_TABLE.c.number)):
        by_goal.setdefault(row.goal, []).append(to_result(row))
    goals = (to_goal(row, by_goal.get(row.id, ())) for row in session.scalars(query))
    return tuple(sorted(goals, key=lambda goal: id_sort_key(goal.id)))


def update_goal(session: Session, *, team: str, id: str, values: Mapping[str, object]) -> None:
    """Set the given columns."""
    row = _goal_row(session, team=team, id=id)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def add_result(session: Session, *, team: str, goal: str, values: Mapping[str, object]) -> int:
    """Add a key result with the given columns; return its number."""
    number = next_number(get_goal(session, team=team, id=goal).results)
    session.add(KeyResultRow(team=team, goal=goal, number=number, **values))  # type: ignore[arg-type]
    session.flush()
    return number


def update_result(session: Session, *, team: str, goal: str, number: int, values: Mapping[str, object]) -> None:
    """Set the given columns of a key result."""
    row = _result_row(session, team=team, goal=goal, number=number)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def remove_result(session: Session, *, team: str, goal: str, number: int) -> None:
    """Delete a key result; its history stays in the audit log."""
    session.delete(_result_row(session, team=team, goal=goal, number=number))
    session.flush()


def set_weights(session: Session, *, team: str, project: str, weights: Mapping[str, float]) -> None:
    """Save how much of a project serves which goal, in percent."""
    row = session.get(ProjectRow, (team, project))
    if row is None:
        raise NotFound(f"There is no project {project}.", "", "`/program status` lists the projects there are.")
    row.goals = dict(weights)
    session.flush()


def dismissed_pairs(session: Session, *, team: str) -> frozenset[tuple[str, str]]:
    """Return the dismissed pairs, each in the order of its ids."""
    rows = session.scalars(select(DismissedPairRow).where(col(DismissedPairRow.team) == team))
    return frozenset((row.first, row.second) for row in rows)


def dismiss_pair(session: Session, *, team: str, pair: tuple[str, str], by: str, now: datetime) -> bool:
    """Dismiss a pair for good; return False if it already was."""
    first, second = pair
    if session.get(DismissedPairRow, (team, first, second)) is not None:
        return False
    session.add(DismissedPairRow(team=team, first=first, second=second, by=by, at=now))
    session.flush()
    return True


def _goal_row(session: Session, *, team: str, id: str) -> GoalRow:
    row = session.get(GoalRow, (team, id))
    if row is None:
        raise NotFound(f"There is no goal {id}.", "", "`goals` lists them.")
    return row


def _result_row(session: Session, *, team: str, goal: str, number: int) -> KeyResultRow:
    row = session.get(KeyResultRow, (team, goal, number))
    if row is None:
        raise NotFound(f"{goal} has no key result {number}.", "", f"`{goal}` lists them.")
    return row


def to_goal(row: Any, results: Iterable[KeyResult]) -> Goal:
    return Goal(
        row.id,
        row.program,
        row.name,
        row.description,
        row.measure,
        row.owner,
        row.horizon,
        row.closed,
        row.created_by,
        tuple(results),
    )


def to_result(row: Any) -> KeyResult:
    """Build a key result from an object, or from a row of its columns."""
    return KeyResult(
        row.number,
        row.name,
        row.baseline,
        row.target,
        row.unit,
        row.actual,
        row.weight,
        row.due,
        row.measured_by,
        row.measured_at,
    )
