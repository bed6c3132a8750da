"""Strategic goals with their key results, and pairs of projects that someone has found not to be the same work."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.base import BaseRow, UtcDateTime


class GoalRow(BaseRow, table=True):
    """A strategic goal of a program. How much each project serves it is in `ProjectRow.goals`, in percent."""

    __tablename__ = "goal"
    __table_args__ = (
        ForeignKeyConstraint(["team", "program"], ["program.team", "program.id"]),
        Index("ix_goal_program", "team", "program"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program: str
    name: str
    description: str = ""
    measure: str = ""
    owner: str | None = None
    horizon: date | None = None
    closed: date | None = None
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class KeyResultRow(BaseRow, table=True):
    """A key result of a goal: `number` counts from 1 within the goal; `weight` is relative to its siblings."""

    __tablename__ = "key_result"
    __table_args__ = (ForeignKeyConstraint(["team", "goal"], ["goal.team", "goal.id"]),)
    team: str = Field(primary_key=True)
    goal: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    name: str
    unit: str = ""
    baseline: float
    target: float
    actual: float | None = None
    weight: float = 1.0
    due: date | None = None
    measured_by: str | None = None
    measured_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DismissedPairRow(BaseRow, table=True):
    """A pair of projects that is not the same work, in the order of their ids; it is not suggested again."""

    __tablename__ = "dismissed_pair"
    team: str = Field(primary_key=True)
    first: str = Field(primary_key=True)
    second: str = Field(primary_key=True)
    reason: str = ""
    by: str
    at: datetime = Field(sa_type=UtcDateTime)
