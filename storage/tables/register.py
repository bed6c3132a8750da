"""The register: risks, assumptions and issues of projects."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class EntryRow(BaseRow, table=True):
    """A risk, assumption or issue.

    `probability` is a percentage, `impact` is in working days, `check` is the day of its next review. `rests` are the
    ids of the milestones, benefits and decisions that rest on an assumption.
    """

    __tablename__ = "entry"
    __table_args__ = (
        ForeignKeyConstraint(["team", "project"], ["project.team", "project.id"]),
        Index("ix_entry_project", "team", "project"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    project: str
    milestone: str | None = None
    text: str
    owner: str | None = None
    probability: int | None = None
    impact: int | None = None
    response: str | None = None
    plan: str = ""
    rests: list[str] = Field(default_factory=list, sa_type=JsonText, sa_column_kwargs={"server_default": "[]"})
    check: date | None = None
    raised_by: str
    raised_at: datetime = Field(sa_type=UtcDateTime)
    outcome: str | None = None
    closed_by: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source: str = ""
    source_channel: str | None = None
    restricted: bool = False
