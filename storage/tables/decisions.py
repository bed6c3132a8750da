"""Decisions, and the objections that people raise to them and to change requests."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class DecisionRow(BaseRow, table=True):
    """A decision: open, then decided, by_consent, superseded or withdrawn; never edited once it is made (B-100).

    `decide_by` is the day someone asked for; the latest responsible moment follows from `gates`, the milestones that
    wait for it. While a consent window runs, `proposed` is the option, `agreed` who has agreed to it, `window_from` its
    start and `window_until` its end, which is empty while an objection stops the clock. `escalated_to` was asked to
    decide because the moment has passed.
    """

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["team", "program"], ["program.team", "program.id"]),
        Index("ix_decision_program", "team", "program", "state"),
        Index("ix_decision_window", "state", "window_until"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program: str
    project: str | None = None
    question: str
    options: list[str] = Field(default_factory=list, sa_type=JsonText)
    decider: str | None = None
    must_agree: list[str] = Field(default_factory=list, sa_type=JsonText)
    consulted: list[str] = Field(default_factory=list, sa_type=JsonText)
    informed: list[str] = Field(default_factory=list, sa_type=JsonText)
    gates: list[str] = Field(default_factory=list, sa_type=JsonText)
    decide_by: date | None = None
    state: str = "open"
    chosen: str = ""
    because: str = ""
    proposed: str = ""
    agreed: list[str] = Field(default_factory=list, sa_type=JsonText, sa_column_kwargs={"server_default": "[]"})
    window_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    window_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    supersedes: str | None = None
    superseded_by: str | None = None
    raised_by: str
    raised_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str | None = None
    escalated_to: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source: str = ""
    source_channel: str | None = None
    restricted: bool = False


class ObjectionRow(BaseRow, table=True):
    """An objection to a decision or change request: it stops the clock until it is withdrawn or overruled."""

    __tablename__ = "objection"
    __table_args__ = (Index("ix_objection_subject", "team", "subject"),)
    id: int | None = Field(default=None, primary_key=True)
    team: str
    subject: str
    user: str
    text: str
    at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    overruled_by: str | None = None
    overruled_because: str = ""
