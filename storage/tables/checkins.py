"""Check-ins: how they are set up, when each person is next asked, what they were asked, and the round's summary."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class CheckinRow(BaseRow, table=True):
    """The check-in of a program or project where it differs from the default; `window` is hours, None by its days."""

    __tablename__ = "checkin"
    team: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    days: list[str] = Field(sa_type=JsonText)
    at: str = "09:00"
    window: int | None = None
    questions: list[str] = Field(default_factory=list, sa_type=JsonText)
    channel: str | None = None
    people: list[str] = Field(default_factory=list, sa_type=JsonText)
    paused: bool = False
    outside: bool = True
    pulse: bool = True


class AskedRow(BaseRow, table=True):
    """A person who is asked: `due_at` is the next time to look at them, `reminders` how many they want (0 to 2)."""

    __tablename__ = "checkin_person"
    __table_args__ = (Index("ix_checkin_person_due", "team", "due_at"),)
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminders: int = 2
    paused: bool = False


class PromptRow(BaseRow, table=True):
    """One person and local day: asked, suppressed or skipped (`reason`). The key makes it once.

    `next_at` is when to look again (a reminder), `version` counts the edits of the message, `updates` are projects
    whose lead is asked for the week's update, `questions` is (text, project) pairs.
    """

    __tablename__ = "prompt"
    __table_args__ = (
        Index(
            "ix_prompt_next",
            *("team", "next_at"),
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    state: str = "asked"
    reason: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded: int = 0
    version: int = 0
    updates: list[str] = Field(default_factory=list, sa_type=JsonText)
    questions: list[list[str]] = Field(default_factory=list, sa_type=JsonText)


class PartRow(BaseRow, table=True):
    """What a person was asked (or, being away, would have been) for one project's round: `milestones` are ids."""

    __tablename__ = "prompt_part"
    __table_args__ = (Index("ix_prompt_part_person", "team", "user", "day"),)
    team: str = Field(primary_key=True)
    project: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    user: str = Field(primary_key=True)
    state: str = "asked"
    milestones: list[str] = Field(default_factory=list, sa_type=JsonText)


class RoundRow(BaseRow, table=True):
    """A project's check-in of one day: its summary stands in `channel`, `seen` is the last record it knows of.

    `next_at` is when it closes; NULL once that is done.
    """

    __tablename__ = "round"
    __table_args__ = (
        Index(
            "ix_round_next",
            *("team", "next_at"),
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index("ix_round_day", "team", "day"),
    )
    team: str = Field(primary_key=True)
    project: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    channel: str
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 0
    digest: str = ""
    seen: int = 0
