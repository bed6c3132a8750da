"""Costs of milestones, and the rules by which they earn value."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from storage.tables.plan import MilestoneRow, ProjectRow


@dataclass(frozen=True, slots=True)
class MilestoneWorth:
    """The planned cost of a milestone, and the credit rule of its own."""

    cost: float | None
    credit: str | None


def worth_of(session: Session, *, team: str, milestone: str) -> MilestoneWorth:
    row = session.get_one(MilestoneRow, (team, milestone))
    return MilestoneWorth(row.cost, row.credit)


def costs_of(session: Session, *, team: str, milestones: Collection[str]) -> dict[str, float]:
    """Return the planned cost of each of these milestones that has one."""
    query = select(col(MilestoneRow.id), col(MilestoneRow.cost)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.id).in_(milestones), col(MilestoneRow.cost).is_not(None)
    )
    return {row.id: row.cost for row in session.execute(query)}


def set_cost(session: Session, *, team: str, milestone: str, cost: float | None) -> None:
    """Save the planned cost of a milestone, in its program's currency; None clears it."""
    row = session.get_one(MilestoneRow, (team, milestone))
    row.cost = cost
    session.flush()


def set_credit(session: Session, *, team: str, id: str, credit: str | None) -> None:
    """Save the credit rule of a milestone or a project; None clears it."""
    row = session.get_one(MilestoneRow if id.startswith("M-") else ProjectRow, (team, id))
    row.credit = credit
    session.flush()
