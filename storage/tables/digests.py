"""Digest editions with the facts they were made from: one per program, period and channel (B-85)."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class EditionRow(BaseRow, table=True):
    __tablename__ = "edition"
    team: str = Field(primary_key=True)
    program: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    revision: int = Field(primary_key=True, default=0)
    audience: str = "delivery"
    state: str = "posted"
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = ""
