"""Check-ins: settings, when each person is due next, the prompts they got, and each round's summary."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class CheckinRow(BaseRow, table=True):
    """Check-in settings of a program or project that differ from the default.

    `window` is in hours; None derives it from the number of days.
    """

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
    """A person who is asked.

    `due_at` is when to look at them next, `reminders` is how many they want (0 to 2).
    """

    __tablename__ = "checkin_person"
    __table_args__ = (Index("ix_checkin_person_due", "team", "due_at"),)
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminders: int = 2
    paused: bool = False


class PromptRow(BaseRow, table=True):
    """One person and local day: asked, nudged, suppressed or skipped (`reason`). The key allows it only once.

    `next_at` is when to look again (for a reminder), `version` counts the edits of the message, `updates` are projects
    whose lead is asked for the week's update, `questions` are (text, project) pairs, `asks` are reminders that are
    part of the message. `shown_at` is when the answers in it were last looked at, `digest` of what it then showed.
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
    asks: list[dict[str, str]] = Field(
        default_factory=list, sa_type=JsonText, sa_column_kwargs={"server_default": "[]"}
    )
    shown_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    digest: str | None = None


class PartRow(BaseRow, table=True):
    """A person's part in one project's round: the milestone ids they were asked about, or would be if not away."""

    __tablename__ = "prompt_part"
    __table_args__ = (Index("ix_prompt_part_person", "team", "user", "day"),)
    team: str = Field(primary_key=True)
    project: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    user: str = Field(primary_key=True)
    state: str = "asked"
    milestones: list[str] = Field(default_factory=list, sa_type=JsonText)


class RoundRow(BaseRow, table=True):
    """A project's check-in on one day, summarised in `channel`; `seen` is the last record the summary includes.

    `next_at` is when the round closes; NULL once that is done.
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
