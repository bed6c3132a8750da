"""Escalations, the causes of each, the policy of a program; how often each person was nudged about something."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class EscalationRow(BaseRow, table=True):
    """An item's escalation; at most one per item is open. `policy` is the copy made at the trigger (B-63)."""

    __tablename__ = "escalation"
    __table_args__ = (
        Index(
            "ux_escalation_open",
            "team",
            "item",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_escalation_due", "team", "due_at"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program: str
    item: str
    sentence: str
    raised_by: str
    state: str
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    since: datetime = Field(sa_type=UtcDateTime)
    heard_at: datetime = Field(sa_type=UtcDateTime)
    policy: dict[str, Any] = Field(sa_type=JsonText)
    level: int = -1
    round: int = 0
    process: int = 1
    target: str | None = None
    holder: str | None = None
    told: list[str] = Field(default_factory=list, sa_type=JsonText)
    warned: bool = False
    reply: str = ""
    reason: str = ""
    snoozed: list[int] = Field(default_factory=list, sa_type=JsonText)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CauseRow(BaseRow, table=True):
    """A cause of an escalation ("late_start:D-9#1"); the same cause never opens a second one."""

    __tablename__ = "escalation_cause"
    __table_args__ = (Index("ix_escalation_cause_of", "team", "escalation"),)
    team: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    escalation: str
    sentence: str
    at: datetime = Field(sa_type=UtcDateTime)


class EscalationPolicyRow(BaseRow, table=True):
    """The levels of a program or project, whose id is in `program`.

    A project without a row uses its program's, a program without one the defaults; only a program can be paused.
    """

    __tablename__ = "escalation_policy"
    team: str = Field(primary_key=True)
    program: str = Field(primary_key=True)
    policy: dict[str, Any] = Field(sa_type=JsonText)
    paused: bool = False


class NudgeRow(BaseRow, table=True):
    """A count of a person's nudges about something; `subject` names the item and the day the nudge was about."""

    __tablename__ = "nudge"
    team: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    count: int = 0
    last_at: datetime = Field(sa_type=UtcDateTime)
