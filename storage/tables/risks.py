"""Risk alerts and the results of each night's full refresh."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class AlertRow(BaseRow, table=True):
    """A risk alert. `key` names the cause ("late_start:D-9"); at most one alert per key is open at a time.

    `notice` is the message that announced it in `channels`: one per refresh and channel.
    """

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_open", "team", "program", "closed_at"),
        Index("ux_alert_episode", "team", "key", "episode", unique=True),
        Index("ix_alert_notice", "team", "notice"),
    )
    id: int | None = Field(default=None, primary_key=True)
    team: str
    program: str
    key: str
    episode: int = 1
    kind: str
    level: str
    subject: str
    owner: str | None = None
    days: int = 0
    sentence: str
    chain: list[str] = Field(default_factory=list, sa_type=JsonText)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    notice: str | None = None
    channels: list[str] = Field(default_factory=list, sa_type=JsonText)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AnalysisRow(BaseRow, table=True):
    """The results of a program's full refresh on a local day: forecast, drivers, exposure, health, colours."""

    __tablename__ = "analysis"
    team: str = Field(primary_key=True)
    program: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    facts: dict[str, Any] = Field(sa_type=JsonText)
