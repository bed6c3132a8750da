"""The status of programs and projects week by week, and the delivery confidence that people gave."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import BaseRow, UtcDateTime


class StatusWeekRow(BaseRow, table=True):
    """The status of a program or project at the end of an ISO week; the newest refresh of the week counts.

    `reason` is the sentence of the computed colour, `explanation` what was said about a gap between the colours.
    `differs_since` is the first day of that gap, `explain_since` the first on which it needed a sentence.
    """

    __tablename__ = "status_week"
    __table_args__ = (Index("ix_status_week_program", "team", "program", "week"),)
    team: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    program: str
    reported: str = ""
    computed: str
    reason: str = ""
    explanation: str = ""
    expected: date | None = None
    committed: date | None = None
    p50: date | None = None
    p80: date | None = None
    on_time: float | None = None
    differs_since: date | None = None
    explain_since: date | None = None
    at: datetime = Field(sa_type=UtcDateTime)


class ConfidenceRow(BaseRow, table=True):
    """A delivery confidence of a program, from 1 (red) to 5 (green), with its reason."""

    __tablename__ = "confidence"
    __table_args__ = (Index("ix_confidence_program", "team", "program", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    team: str
    program: str
    level: int
    why: str = ""
    by: str
    at: datetime = Field(sa_type=UtcDateTime)
