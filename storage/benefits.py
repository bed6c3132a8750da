"""Benefits and their readings: read as frozen values, written by named functions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from rules.benefits.profile import Benefit, BenefitKind, BenefitState, Cadence, Curve, DelayRule, Reading
from rules.refusal import NotFound
from storage.plan import next_id
from storage.plan_values import id_sort_key
from storage.tables.benefits import BenefitRow, ReadingRow

_SAME_COLUMNS = frozenset(each.name for each in fields(Benefit)) - {
    *("kind", "cadence", "curve", "delay_rule", "state", "shares", "milestones")
}


def add_benefit(
    session: Session,
    *,
    team: str,
    program: str,
    name: str,
    values: Mapping[str, object],
    by: str,
    now: datetime,
    id: str | None = None,
) -> Benefit:
    """Add a benefit; `values` holds its other columns. Without `id`, it gets the next one."""
    row = BenefitRow(
        team=team,
        id=id or next_id(session, team=team, prefix="BEN"),
        program=program,
        name=name,
        created_by=by,
        created_at=now,
        **_to_columns(values),  # type: ignore[arg-type]
    )
    session.add(row)
    session.flush()
    return to_benefit(row)


def get_benefit(session: Session, *, team: str, id: str) -> Benefit:
    return to_benefit(_benefit_row(session, team=team, id=id))


def update_benefit(session: Session, *, team: str, id: str, values: Mapping[str, object]) -> Benefit:
    """Set the given columns."""
    row = _benefit_row(session, team=team, id=id)
    for name, value in _to_columns(values).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    session.flush()
    return to_benefit(row)


def benefits_of(
    session: Session, *, team: str, program: str | None = None, ids: Collection[str] | None = None
) -> tuple[Benefit, ...]:
    """Return the benefits of a program, or of all, in the order of their ids; drafts and ended ones too."""
    query = select(BenefitRow).where(col(BenefitRow.team) == team)
    if program is not None:
        query = query.where(col(BenefitRow.program) == program)
    if ids is not None:
        query = query.where(col(BenefitRow.id).in_(ids))
    return _sorted(session.scalars(query))


def benefits_owned_by(session: Session, *, team: str, user: str) -> tuple[Benefit, ...]:
    """Return the open benefits that a person owns."""
    query = select(BenefitRow).where(col(BenefitRow.team) == team, col(BenefitRow.owner) == user)
    return _sorted(session.scalars(query.where(col(BenefitRow.closed_at).is_(None))))


def add_reading(
    session: Session,
    *,
    team: str,
    benefit: str,
    day: date,
    value: float,
    by: str,
    now: datetime,
    note: str = "",
    source: str = "",
    corrects: int | None = None,
) -> Reading:
    """Add a reading; with `corrects`, it counts instead of that one, which stays."""
    row = ReadingRow(
        team=team,
        benefit=benefit,
        day=day,
        value=value,
        note=note,
        source=source,
        corrects=corrects,
        by=by,
        at=now,
    )
    session.add(row)
    session.flush()
    return _to_reading(row)


def readings_of(session: Session, *, team: str, benefits: Collection[str]) -> dict[str, tuple[Reading, ...]]:
    """Return all readings of these benefits, the corrected ones too, in the order they were entered."""
    query = select(ReadingRow).where(col(ReadingRow.team) == team, col(ReadingRow.benefit).in_(benefits))
    by_benefit: dict[str, list[Reading]] = {}
    for row in session.scalars(query.order_by(col(ReadingRow.id))):
        by_benefit.setdefault(row.benefit, []).append(_to_reading(row))
    return {benefit: tuple(rows) for benefit, rows in by_benefit.items()}


def _benefit_row(session: Session, *, team: str, id: str) -> BenefitRow:
    row = session.get(BenefitRow, (team, id))
    if row is None:
        raise NotFound(f"There is no benefit {id}.", "", "`benefits` lists them.")
    return row


def _sorted(rows: Iterable[BenefitRow]) -> tuple[Benefit, ...]:
    return tuple(sorted((to_benefit(row) for row in rows), key=lambda benefit: id_sort_key(benefit.id)))


def _to_columns(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values as the table stores them: a list for the milestones, a dict for the shares."""
    columns = dict(values)
    if isinstance(milestones := columns.get("milestones"), tuple):
        columns["milestones"] = list(milestones)
    if isinstance(shares := columns.get("shares"), Mapping):
        columns["shares"] = dict(shares)
    return {name: str(value) if isinstance(value, _ENUMS) else value for name, value in columns.items()}


_ENUMS = (BenefitKind, BenefitState, Cadence, Curve, DelayRule)


def to_benefit(row: Any) -> Benefit:
    """Build a benefit from a row, or from its columns as they were."""
    same = {name: getattr(row, name) for name in _SAME_COLUMNS}
    return Benefit(
        **same,
        kind=BenefitKind(row.kind),
        cadence=Cadence(row.cadence),
        curve=Curve(row.curve),
        delay_rule=DelayRule(row.delay_rule),
        state=BenefitState(row.state),
        shares=dict(row.shares),
        milestones=tuple(row.milestones),
    )


def _to_reading(row: ReadingRow) -> Reading:
    return Reading(
        id=row.id or 0,
        benefit=row.benefit,
        day=row.day,
        value=row.value,
        by=row.by,
        at=row.at,
        note=row.note,
        source=row.source,
        corrects=row.corrects,
    )
