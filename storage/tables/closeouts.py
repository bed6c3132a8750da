"""Close-outs of projects with their scorecards, and the lessons of those who took part."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class CloseoutRow(BaseRow, table=True):
    """The close-out of a project; `scorecard` is kept as it was on `day`, `accepted` is the sponsor's answer."""

    __tablename__ = "closeout"
    __table_args__ = (ForeignKeyConstraint(["team", "project"], ["project.team", "project.id"]),)
    team: str = Field(primary_key=True)
    project: str = Field(primary_key=True)
    day: date
    scorecard: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    accepted: bool | None = None
    accepted_by: str | None = None
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    comment: str = ""
    closed_by: str
    closed_at: datetime = Field(sa_type=UtcDateTime)


class LessonRow(BaseRow, table=True):
    """A lesson from a closed project, asked once of each person who took part; empty until they answer."""

    __tablename__ = "lesson"
    __table_args__ = (ForeignKeyConstraint(["team", "project"], ["project.team", "project.id"]),)
    team: str = Field(primary_key=True)
    project: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    text: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
