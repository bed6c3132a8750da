"""The confidence pulse: who was asked about which project in which week, and the result of each week.

Neither table is audited, exported or shown: a row of the first is only ever read by its own person's id, or counted.
"""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.tables.base import BaseRow, UtcDateTime


class PulseRow(BaseRow, table=True):
    """A question put to a person with the prompt of `day`; `answer` is erased when the week is sealed."""

    __tablename__ = "pulse"
    __table_args__ = (
        Index("ix_pulse_week", "team", "sealed", "week"),
        Index("ix_pulse_project", "team", "project", "week"),
    )
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    project: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    day: date
    answer: int | None = None
    sealed: bool = False


class PulseWeekRow(BaseRow, table=True):
    """A finished week; all NULL where fewer than four answered. `told_at` is when its lead was notified."""

    __tablename__ = "pulse_week"
    __table_args__ = (
        Index(
            "ix_pulse_week_untold",
            *("team", "told_at"),
            sqlite_where=text("told_at IS NULL"),
            postgresql_where=text("told_at IS NULL"),
        ),
    )
    team: str = Field(primary_key=True)
    project: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    low: int | None = None
    high: int | None = None
    median: float | None = None
    answers: int | None = None
    sealed_at: datetime = Field(sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
