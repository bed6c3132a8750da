"""What somebody had typed into a form that they closed: kept a day, offered when it opens again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from storage.tables.people import FormDraftRow

DRAFT_LIFETIME = timedelta(days=1)


def save_draft(session: Session, *, team: str, user: str, form: str, typed: Mapping[str, Any], now: datetime) -> None:
    """This will keep the fields in the place of what was kept before; nothing typed is nothing kept."""
    delete_draft(session, team=team, user=user, form=form)
    session.connection().execute(delete(FormDraftRow).where(col(FormDraftRow.at) <= now - DRAFT_LIFETIME))
    if typed:
        session.add(FormDraftRow(team=team, user=user, form=form, typed=dict(typed), at=now))


def saved_fields(session: Session, *, team: str, user: str, form: str, now: datetime) -> Mapping[str, Any]:
    """The fields by action, as Slack's state has them; empty where there are none, or old ones."""
    row = session.get(FormDraftRow, (team, user, form))
    return row.typed if row and now - row.at < DRAFT_LIFETIME else {}


def delete_draft(session: Session, *, team: str, user: str, form: str) -> None:
    """The form was sent, or its fields are replaced."""
    key = (col(FormDraftRow.team) == team, col(FormDraftRow.user) == user, col(FormDraftRow.form) == form)
    session.connection().execute(delete(FormDraftRow).where(*key))
