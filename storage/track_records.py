"""How reliably one person has kept their hand-overs to another."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.tables.plan import DependencyRow, MilestoneRow


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How often one project kept its word to another, and how often it did not."""

    kept: int
    broken: int


def track_record(session: Session, *, team: str, provider: str, consumer: str) -> TrackRecord:
    """Between two projects: of what the first promised the second."""
    gives, takes = aliased(MilestoneRow), aliased(MilestoneRow)
    rows = (
        select(col(DependencyRow.kept), func.count())
        .join(gives, (col(gives.team) == col(DependencyRow.team)) & (col(gives.id) == col(DependencyRow.provider)))
        .join(takes, (col(takes.team) == col(DependencyRow.team)) & (col(takes.id) == col(DependencyRow.consumer)))
        .where(
            col(DependencyRow.team) == team,
            col(DependencyRow.kept).is_not(None),
            col(gives.project) == provider,
            col(takes.project) == consumer,
        )
        .group_by(col(DependencyRow.kept))
    )
    counts = {bool(kept): count for kept, count in session.execute(rows)}
    return TrackRecord(counts.get(True, 0), counts.get(False, 0))
