"""The append-only audit log: who changed what, the values before and after, and the message behind it (B-116)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class AuditRow(BaseRow, table=True):
    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "team", "kind", "subject", "id"), Index("ix_audit_at", "team", "at"))
    id: int | None = Field(default=None, primary_key=True)
    team: str
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    action: str
    kind: str
    subject: str
    before: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    after: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    source: str = ""
