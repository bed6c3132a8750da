"""Names and projects of milestones, read as columns: they are read often, by the thousand."""

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from rules.goals.duplicates import NamedMilestone
from storage.plan_values import id_sort_key
from storage.tables.plan import MilestoneRow, is_open_milestone


def open_milestone_names(session: Session, *, team: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return (id, name, aliases) of every open milestone, in the order of their ids."""
    return _names_where(session, team, is_open_milestone())


def closed_milestone_names(session: Session, *, team: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return (id, name, aliases) of every done or cancelled milestone, in the order of their ids."""
    return _names_where(session, team, ~is_open_milestone())


def owned_milestone_ids(session: Session, *, team: str, user: str) -> tuple[str, ...]:
    """Return ids of the open milestones that a person owns."""
    query = select(col(MilestoneRow.id)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.owner) == user, is_open_milestone()
    )
    return tuple(session.scalars(query))


def _names_where(
    session: Session, team: str, condition: ColumnElement[bool]
) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    columns = (col(MilestoneRow.id), col(MilestoneRow.name), col(MilestoneRow.aliases))
    query = select(*columns).where(col(MilestoneRow.team) == team, condition)
    names = ((id, name, tuple(aliases)) for id, name, aliases in session.execute(query))
    return tuple(sorted(names, key=lambda row: (len(row[0]), row[0])))


def projects_by_milestone(session: Session, *, team: str) -> dict[str, str]:
    """Return the project of each milestone, by its id."""
    query = select(col(MilestoneRow.id), col(MilestoneRow.project)).where(col(MilestoneRow.team) == team)
    return {row[0]: row[1] for row in session.execute(query)}


def names_by_milestone(session: Session, *, team: str) -> dict[str, str]:
    """Return the name of each milestone, by its id."""
    query = select(col(MilestoneRow.id), col(MilestoneRow.name)).where(col(MilestoneRow.team) == team)
    return {row[0]: row[1] for row in session.execute(query)}


def named_milestones(session: Session, *, team: str) -> tuple[NamedMilestone, ...]:
    """Return every milestone that is not cancelled, in the order of their ids."""
    columns = (col(MilestoneRow.id), col(MilestoneRow.project), col(MilestoneRow.name), col(MilestoneRow.owner))
    query = select(*columns).where(col(MilestoneRow.team) == team, col(MilestoneRow.cancelled).is_(None))
    found = (NamedMilestone(id, project, name, owner) for id, project, name, owner in session.execute(query))
    return tuple(sorted(found, key=lambda one: id_sort_key(one.id)))
