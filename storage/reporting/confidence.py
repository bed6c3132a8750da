"""Delivery confidence of programs: every one that was given."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

import storage.people
from rules.reporting.confidence import ConfidenceLevel, DeliveryConfidence
from storage.tables.reporting import ConfidenceRow


def give_confidence(
    session: Session, *, team: str, program: str, level: ConfidenceLevel, why: str, by: str, now: datetime
) -> None:
    session.add(ConfidenceRow(team=team, program=program, level=level.value, why=why, by=by, at=now))
    session.flush()


def confidence_history(
    session: Session, *, team: str, program: str, limit: int, until: datetime | None = None
) -> tuple[DeliveryConfidence, ...]:
    """Return what was given, up to an instant, newest first."""
    query = select(ConfidenceRow).where(col(ConfidenceRow.team) == team, col(ConfidenceRow.program) == program)
    if until is not None:
        query = query.where(col(ConfidenceRow.at) <= until)
    rows = [*session.scalars(query.order_by(col(ConfidenceRow.id).desc()).limit(limit))]
    names = storage.people.display_names(session, team=team, ids=frozenset(row.by for row in rows))
    return tuple(_to_confidence(row, names.get(row.by, "")) for row in rows)


def find_confidence(
    session: Session, *, team: str, program: str, until: datetime | None = None
) -> DeliveryConfidence | None:
    """Return the newest one, up to an instant."""
    return next(iter(confidence_history(session, team=team, program=program, limit=1, until=until)), None)


def _to_confidence(row: ConfidenceRow, name: str) -> DeliveryConfidence:
    return DeliveryConfidence(ConfidenceLevel(row.level), row.why, name, row.at)
