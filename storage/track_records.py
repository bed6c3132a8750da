"""Track records: how reliably one project has kept its hand-overs to another."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.tables.plan import DependencyRow, MilestoneRow


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """The number of hand-overs that one project kept, and broke, towards another."""

    kept: int
    broken: int


def track_record(session: Session, *, team: str, provider: str, consumer: str) -> TrackRecord:
    """Count the hand-overs that one project kept, and broke, towards another."""
    provider_milestone, consumer_milestone = aliased(MilestoneRow), aliased(MilestoneRow)
    query = (
        select(col(DependencyRow.kept), func.count())
        .join(
            provider_milestone,
            (col(provider_milestone.team) == col(DependencyRow.team))
            & (col(provider_milestone.id) == col(DependencyRow.provider)),
        )
        .join(
            consumer_milestone,
            (col(consumer_milestone.team) == col(DependencyRow.team))
            & (col(consumer_milestone.id) == col(DependencyRow.consumer)),
        )
        .where(
            col(DependencyRow.team) == team,
            col(DependencyRow.kept).is_not(None),
            col(provider_milestone.project) == provider,
            col(consumer_milestone.project) == consumer,
        )
        .group_by(col(DependencyRow.kept))
    )
    counts = {bool(was_kept): count for was_kept, count in session.execute(query)}
    return TrackRecord(counts.get(True, 0), counts.get(False, 0))
