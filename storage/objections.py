"""Objections to decisions and change requests, oldest first."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from rules.decisions.consent import Objection
from rules.refusal import NotFound, Refusal
from storage.tables.decisions import ObjectionRow


def add_objection(session: Session, *, team: str, subject: str, user: str, text: str, now: datetime) -> Objection:
    row = ObjectionRow(team=team, subject=subject, user=user, text=text, at=now)
    session.add(row)
    session.flush()
    return _to_objection(row)


def objections_to(session: Session, *, team: str, subject: str, since: datetime | None = None) -> tuple[Objection, ...]:
    """Return the objections to a decision or change request, those raised before `since` left out."""
    query = select(ObjectionRow).where(col(ObjectionRow.team) == team, col(ObjectionRow.subject) == subject)
    if since:
        query = query.where(col(ObjectionRow.at) >= since)
    return tuple(_to_objection(row) for row in session.scalars(query.order_by(col(ObjectionRow.id))))


def find_open_objection(session: Session, *, team: str, subject: str, user: str) -> Objection | None:
    """Return a person's own objection that still stops the clock, if there is one."""
    raised = objections_to(session, team=team, subject=subject)
    return next((one for one in raised if one.open and one.user == user), None)


def withdraw_objection(session: Session, *, team: str, id: int, now: datetime) -> Objection:
    row = _open_row(session, team=team, id=id)
    row.ended_at = now
    session.flush()
    return _to_objection(row)


def overrule_objection(session: Session, *, team: str, id: int, by: str, because: str, now: datetime) -> Objection:
    row = _open_row(session, team=team, id=id)
    row.ended_at, row.overruled_by, row.overruled_because = now, by, because
    session.flush()
    return _to_objection(row)


def _open_row(session: Session, *, team: str, id: int) -> ObjectionRow:
    row = session.get(ObjectionRow, id)
    if row is None or row.team != team:
        raise NotFound("There is no such objection.")
    if row.ended_at:
        raise Refusal("That objection is settled already.")
    return row


def _to_objection(row: ObjectionRow) -> Objection:
    fields = (row.user, row.text, row.at, row.ended_at, row.overruled_by, row.overruled_because)
    assert row.id is not None
    return Objection(row.id, *fields)
