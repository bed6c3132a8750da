"""The journal of changes: what one act of a person wrote, row by row, so that all of it can be taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class ChangeRow(BaseRow, table=True):
    """One act of a person: a command, a line of a message, a click or a form. `state` is done or undone."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_actor", "team", "actor", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    team: str
    actor: str
    at: datetime = Field(sa_type=UtcDateTime)
    summary: str = Field(default="", sa_type=Text)
    channel: str = ""
    restricted: bool = False
    state: str = "done"


class ChangedRow(BaseRow, table=True):
    """One row written by a change; its columns before and after.

    `before` is None for a new row, and `after` then only a fingerprint of it; `after` is None for a deleted row.
    """

    __tablename__ = "changed_row"
    __table_args__ = (Index("ix_changed_row_change", "change", "id"), Index("ix_changed_row_row", "kind", "row", "id"))
    id: int | None = Field(default=None, primary_key=True)
    change: int
    kind: str
    row: str
    before: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    after: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
