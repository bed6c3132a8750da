"""What people said that Baton kept, each with its permalink: updates, and one record per message and kind."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.base import UTC, Json, Row


class UpdateRow(Row, table=True):
    """A capture: its text, where it was said, and what it changed (`undo` puts that back)."""

    __tablename__ = "update"
    __table_args__ = (
        Index("ux_update_message", "team", "channel", "ts", "kind", "part", unique=True),
        Index("ix_update_project", "team", "project", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    team: str
    project: str | None = None
    subject: str = ""
    kind: str
    part: int = 0
    author: str
    channel: str
    ts: str
    thread_ts: str | None = None
    text: str
    permalink: str = ""
    at: datetime = Field(sa_type=UTC)
    state: str = "saved"
    undo: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    restricted: bool = False
