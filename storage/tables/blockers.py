"""Blockers: what blocks a milestone, who can unblock it, and by when."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.base import BaseRow, UtcDateTime


class BlockerRow(BaseRow, table=True):
    """A blocker; without `needs` (who can unblock it) it is a concern (B-09). `upstream` is what it waits for."""

    __tablename__ = "blocker"
    __table_args__ = (
        ForeignKeyConstraint(["team", "milestone"], ["milestone.team", "milestone.id"]),
        Index("ix_blocker_milestone", "team", "milestone"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    milestone: str
    text: str
    needs: str | None = None
    needed_by: date | None = None
    upstream: str | None = None
    raised_by: str
    raised_at: datetime = Field(sa_type=UtcDateTime)
    resolved_by: str | None = None
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolution: str | None = None
    source: str = ""
    source_channel: str | None = None
    restricted: bool = False
