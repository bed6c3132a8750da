"""The edits of digests: saved with their author and what was there before, and withdrawn, never deleted."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

import storage.people
from rules.digests.edited import DigestEdit, EditKind
from rules.refusal import NotFound
from rules.time.working_time import local_day
from storage.tables.digests import DigestEditRow


def edits_of(
    session: Session, *, team: str, program: str, periods: Collection[str], zone: str
) -> tuple[DigestEdit, ...]:
    """Return the edits that are not withdrawn, oldest first, with the names of their authors."""
    query = select(DigestEditRow).where(
        col(DigestEditRow.team) == team,
        col(DigestEditRow.program) == program,
        col(DigestEditRow.period).in_(periods),
        col(DigestEditRow.withdrawn_at).is_(None),
    )
    rows = session.scalars(query.order_by(col(DigestEditRow.id))).all()
    names = storage.people.display_names(session, team=team, ids=frozenset(row.by for row in rows)) if rows else {}
    return tuple(_to_edit(row, names.get(row.by, "a former member"), zone) for row in rows)


def save_edits(
    session: Session, edits: Iterable[DigestEdit], *, team: str, program: str, period: str, now: datetime
) -> None:
    for edit in edits:
        session.add(
            DigestEditRow(
                team=team,
                program=program,
                period=period,
                audience=edit.audience,
                kind=edit.kind.value,
                item=edit.item,
                text=edit.text,
                original=edit.original,
                by=edit.by,
                at=now,
            )
        )
    session.flush()


def withdraw_edits(session: Session, *, team: str, ids: Collection[int], now: datetime) -> None:
    """Mark edits as withdrawn; those that are already stay as they are."""
    query = select(DigestEditRow).where(
        col(DigestEditRow.team) == team, col(DigestEditRow.id).in_(ids), col(DigestEditRow.withdrawn_at).is_(None)
    )
    for row in session.scalars(query):
        row.withdrawn_at = now
    session.flush()


def place_of_edit(session: Session, *, team: str, id: int) -> tuple[str, str]:
    """Return the program and the period of an edit that is not withdrawn, or raise NotFound."""
    row = session.get(DigestEditRow, id)
    if row is None or row.team != team or row.withdrawn_at:
        raise NotFound("That edit is withdrawn already.", "", "`digest edits` lists those that count.")
    return row.program, row.period


def _to_edit(row: DigestEditRow, author: str, zone: str) -> DigestEdit:
    assert row.id is not None
    return DigestEdit(
        EditKind(row.kind),
        row.item,
        row.text,
        row.original,
        row.audience,
        row.by,
        author,
        local_day(zone, row.at),
        row.id,
    )
