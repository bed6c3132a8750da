"""Tables of the durable queues: incoming events, outgoing posts, their pace, claimed slots and job failures."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, Text, text
from sqlmodel import Field

from storage.tables.base import AutoIncrementId, BaseRow, JsonText, UtcDateTime, core_table

OPEN_POSTS = text("state IN ('queued', 'sending', 'unknown')")


class InboxRow(BaseRow, table=True):
    """An event acknowledged to Slack. `visible_at` is NULL once it is finished, or parked when `dead`."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_visible_at", "visible_at"),
        Index("ix_inbox_held", "visible_at", sqlite_where=text("held"), postgresql_where=text("held")),
    )

    id: int | None = Field(default=None, sa_column=Column(AutoIncrementId, primary_key=True, autoincrement=True))
    team: str
    kind: str
    key: str = Field(unique=True)
    nat_key: str | None = Field(default=None, unique=True)
    payload: dict[str, Any] = Field(sa_type=JsonText)
    received_at: datetime = Field(sa_type=UtcDateTime)
    visible_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held: bool = False
    token: int = 0
    attempts: int = 0
    crashes: int = 0
    dead: bool = False
    error: str = Field(default="", sa_type=Text)


class OutboxRow(BaseRow, table=True):
    """A queued Slack call. `visible_at` is when to look at it next, NULL when nothing is left to do."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_visible_at", "state", "visible_at"),
        Index(
            "ix_outbox_conversation",
            *("team", "channel", "kind", "thread_ts", "seq"),
            sqlite_where=OPEN_POSTS,
            postgresql_where=OPEN_POSTS,
        ),
    )

    seq: int | None = Field(default=None, sa_column=Column(AutoIncrementId, primary_key=True, autoincrement=True))
    id: str = Field(unique=True)
    key: str = Field(unique=True, sa_type=Text)
    kind: str
    priority: int = Field(sa_type=Integer)
    team: str
    method: str
    channel: str
    thread_ts: str = ""
    payload: dict[str, Any] = Field(sa_type=JsonText)
    after: str | None = Field(default=None, sa_type=Text)
    state: str = "queued"
    created_at: datetime = Field(sa_type=UtcDateTime)
    not_before: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    visible_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    token: int = 0
    attempts: int = 0
    first_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    repeat: bool = False
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    slack_channel: str | None = None
    slack_ts: str | None = None
    error: str = Field(default="", sa_type=Text)
    change: int | None = Field(default=None, index=True)


class GateRow(BaseRow, table=True):
    """The time from which a team, one of its channels or one of its methods may be used again."""

    __tablename__ = "gate"

    team: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=UtcDateTime)


class ClaimRow(BaseRow, table=True):
    """A claimed slot of something recurring; the primary key allows it only once."""

    __tablename__ = "claim"

    team: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    claimed_at: datetime = Field(sa_type=UtcDateTime)


class FaultRow(BaseRow, table=True):
    """A person, program or item that a job of the clock failed on; it is left alone until `rests_until`."""

    __tablename__ = "fault"

    team: str = Field(primary_key=True)
    job: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    error: str = Field(default="", sa_type=Text)
    count: int = 0
    since: datetime = Field(sa_type=UtcDateTime)
    tried_at: datetime = Field(sa_type=UtcDateTime)
    rests_until: datetime = Field(sa_type=UtcDateTime)


inbox_table = core_table(InboxRow)
outbox_table = core_table(OutboxRow)
gate_table = core_table(GateRow)
claim_table = core_table(ClaimRow)
