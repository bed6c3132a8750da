"""Risk alerts: each opens once, is updated in place, and closes when its cause is gone."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.base import UTC, Json, Row


class AlertRow(Row, table=True):
    """`key` names the cause ("late_start:D-9"); at most one alert of a key is open at a time."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_open", "team", "program", "closed_at"),
        Index("ux_alert_episode", "team", "key", "episode", unique=True),
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
    chain: list[str] = Field(default_factory=list, sa_type=Json)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    opened_at: datetime = Field(sa_type=UTC)
    changed_at: datetime = Field(sa_type=UTC)
    closed_at: datetime | None = Field(default=None, sa_type=UTC)
