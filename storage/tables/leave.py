"""Leave, and the working hours people chose for themselves."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class LeaveRow(BaseRow, table=True):
    """An absence from `start` until `end` (an instant).

    `source` is said (by the person) or status (Slack's, a hint).
    """

    __tablename__ = "leave"
    __table_args__ = (Index("ix_leave_person", "team", "user", "end"),)
    id: int | None = Field(default=None, primary_key=True)
    team: str
    user: str
    start: datetime = Field(sa_type=UtcDateTime)
    end: datetime = Field(sa_type=UtcDateTime)
    source: str = "said"
    at: datetime = Field(sa_type=UtcDateTime)


class HoursRow(BaseRow, table=True):
    """A person's own choices; None comes from their program. `delegate` stands in while they are away."""

    __tablename__ = "hours"
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    country: str | None = None
    workdays: list[str] | None = Field(default=None, sa_type=JsonText)
    start: str | None = None
    end: str | None = None
    delegate: str | None = None
