"""Drafts of forms that were closed before submitting: kept for a day, offered when the form opens again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from storage.tables.people import FormDraftRow

DRAFT_LIFETIME = timedelta(days=1)


def save_draft(session: Session, *, team: str, user: str, form: str, typed: Mapping[str, Any], now: datetime) -> None:
    """Save the fields in place of the previous ones; without input, nothing is saved."""
    delete_draft(session, team=team, user=user, form=form)
    session.connection().execute(delete(FormDraftRow).where(col(FormDraftRow.at) <= now - DRAFT_LIFETIME))
    if typed:
        session.add(FormDraftRow(team=team, user=user, form=form, typed=dict(typed), at=now))


def saved_fields(session: Session, *, team: str, user: str, form: str, now: datetime) -> Mapping[str, Any]:
    """Return the fields by action, as in Slack's state; empty when nothing is saved or it is too old."""
    row = session.get(FormDraftRow, (team, user, form))
    return row.typed if row and now - row.at < DRAFT_LIFETIME else {}


def delete_draft(session: Session, *, team: str, user: str, form: str) -> None:
    """Delete a draft, because its form was submitted or its fields are replaced."""
    key = (col(FormDraftRow.team) == team, col(FormDraftRow.user) == user, col(FormDraftRow.form) == form)
    session.connection().execute(delete(FormDraftRow).where(*key))
