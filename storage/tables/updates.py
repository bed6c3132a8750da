"""Captured statements with their permalinks, changes awaiting confirmation, and the rules of capture."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class UpdateRow(BaseRow, table=True):
    """A capture: its text, its message, and what it changed (`undo` restores that)."""

    __tablename__ = "update"
    __table_args__ = (
        Index("ux_update_message", "team", "channel", "ts", "kind", "part", unique=True),
        Index("ix_update_project", "team", "project", "id"),
        Index(
            "ix_update_restricted", "team", "id", sqlite_where=text("restricted"), postgresql_where=text("restricted")
        ),
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
    at: datetime = Field(sa_type=UtcDateTime)
    state: str = "saved"
    undo: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    restricted: bool = False
    source_deleted: bool = False


class ProposalRow(BaseRow, table=True):
    """A change, not yet a record, that awaits its author (a draft) or the owner (B-24).

    `origin` is where it was found (prose, update, choice, owner, reaction, shortcut), `said` an explicit form as JSON,
    `choices` the milestones it may be about.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        Index("ux_proposal_message", "team", "channel", "ts", "origin", "kind", "part", unique=True),
        Index("ix_proposal_due", "state", "expires_at"),
        Index("ix_proposal_author", "team", "author", "origin", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    team: str
    origin: str
    kind: str
    part: int = 0
    author: str
    asked: str
    channel: str
    ts: str
    thread_ts: str | None = None
    permalink: str = ""
    text: str = ""
    restricted: bool = False
    said: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    choices: list[str] = Field(default_factory=list, sa_type=JsonText)
    state: str = "open"
    at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str | None = None


class CaptureRuleRow(BaseRow, table=True):
    """A rule for capture set by a workspace or person: silenced guesses, an allowed app, a reaction's meaning."""

    __tablename__ = "capture_rule"
    team: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    value: str = ""
    by: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
