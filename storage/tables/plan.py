"""Programs, projects, channels, milestones, the forecast ledger and dependencies."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ForeignKeyConstraint, Index, Select, false, select, text
from sqlmodel import Field, col

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class CounterRow(BaseRow, table=True):
    """The last number assigned for a kind of id ("M", "PRJ", …) in a workspace."""

    __tablename__ = "counter"
    team: str = Field(primary_key=True)
    prefix: str = Field(primary_key=True)
    last: int = 0


class ProgramRow(BaseRow, table=True):
    __tablename__ = "program"
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    start: date
    data_date: date | None = None
    zone: str = "UTC"
    country: str | None = None
    workdays: list[str] = Field(sa_type=JsonText)
    holidays: list[str] = Field(default_factory=list, sa_type=JsonText)
    extra: list[str] = Field(default_factory=list, sa_type=JsonText)
    labels: dict[str, str] = Field(default_factory=dict, sa_type=JsonText)
    manager: str | None = None
    targets: list[str] = Field(default_factory=list, sa_type=JsonText)
    digest_paused: bool = False
    numbers: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText, sa_column_kwargs={"server_default": "{}"})
    more: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    currency: str | None = None
    discount_rate: float = Field(default=0.08, sa_column_kwargs={"server_default": "0.08"})
    show_money: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    change_budget_days: int | None = None
    change_budget_cost: float | None = None
    change_limits: dict[str, Any] = Field(
        default_factory=dict, sa_type=JsonText, sa_column_kwargs={"server_default": "{}"}
    )
    cancelled: date | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


class ProjectRow(BaseRow, table=True):
    """A project. `holidays` and `extra` are its changes to the program's calendar; `labels` say why a day is off."""

    __tablename__ = "project"
    __table_args__ = (ForeignKeyConstraint(["team", "program"], ["program.team", "program.id"]),)
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program: str
    name: str
    lead: str | None = None
    goals: dict[str, float] = Field(default_factory=dict, sa_type=JsonText)
    holidays: list[str] = Field(default_factory=list, sa_type=JsonText)
    extra: list[str] = Field(default_factory=list, sa_type=JsonText)
    labels: dict[str, str] = Field(default_factory=dict, sa_type=JsonText)
    reported: str | None = None
    reported_by: str | None = None
    reported_why: str = ""
    reported_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancelled: date | None = None
    closed: date | None = None
    credit: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


class ChannelRow(BaseRow, table=True):
    """A channel's name and who may read it, as Slack reports them (refreshed by events)."""

    __tablename__ = "channel"
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str = ""
    is_private: bool = False
    is_external: bool = False
    is_archived: bool = False
    has_bot: bool = True
    seen_at: datetime = Field(sa_type=UtcDateTime)


class ChannelLinkRow(BaseRow, table=True):
    """A link from a channel to a project (many to many), or to a program's stakeholders (`purpose` digest).

    `rhythms` are the digests it gets (weekly, monthly, quarterly, annual); a `quiet` one gets none without news.
    """

    __tablename__ = "channel_link"
    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    purpose: str = Field(primary_key=True, default="project")
    audience: str = "delivery"
    rhythms: list[str] = Field(
        default_factory=lambda: ["weekly"], sa_type=JsonText, sa_column_kwargs={"server_default": '["weekly"]'}
    )
    quiet: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    used_at: datetime = Field(sa_type=UtcDateTime)


class MilestoneRow(BaseRow, table=True):
    """A milestone.

    `cost` is its planned cost in the program's currency, `credit` how it earns value (its project's rule where it has
    none). `crash_cost` is what each working day of its duration costs to save, up to `crash_days`.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        ForeignKeyConstraint(["team", "project"], ["project.team", "project.id"]),
        Index("ix_milestone_project", "team", "project"),
        Index("ix_milestone_owner", "team", "owner"),
        Index(
            "ix_milestone_restricted",
            "team",
            sqlite_where=text("restricted"),
            postgresql_where=text("restricted"),
        ),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    project: str
    name: str = ""
    owner: str | None = None
    role: str = ""
    duration: int = 0
    percent: int = 0
    baseline: date | None = None
    committed: date | None = None
    forecast: date | None = None
    actual: date | None = None
    not_before: date | None = None
    optimistic: int | None = None
    pessimistic: int | None = None
    cancelled: date | None = None
    cost: float | None = None
    credit: str | None = None
    crash_cost: float | None = None
    crash_days: int | None = None
    aliases: list[str] = Field(default_factory=list, sa_type=JsonText)
    computed: date | None = None
    pushed_by: str | None = None
    source_channel: str | None = None
    restricted: bool = False
    touched_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


def is_open_milestone() -> ColumnElement[bool]:
    """Return the condition for milestones that are neither done nor cancelled."""
    return col(MilestoneRow.actual).is_(None) & col(MilestoneRow.cancelled).is_(None)


def cancelled_milestones(team: str | BindParameter[str]) -> Select[Any]:
    """Return the query for the ids of a workspace's cancelled milestones."""
    return select(col(MilestoneRow.id)).where(col(MilestoneRow.team) == team, col(MilestoneRow.cancelled).is_not(None))


class ForecastRow(BaseRow, table=True):
    """An entry of the forecast ledger: appended, never updated (B-46)."""

    __tablename__ = "forecast"
    __table_args__ = (
        ForeignKeyConstraint(["team", "milestone"], ["milestone.team", "milestone.id"]),
        Index("ix_forecast_milestone", "team", "milestone", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    team: str
    milestone: str
    day: date | None = None
    kind: str = "forecast"
    by: str
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str = ""
    source: str = ""
    confidence: int | None = None


class DependencyRow(BaseRow, table=True):
    """A link: `consumer` depends on `provider`, once per relation. `offered` to `confidence` are its terms.

    `doubted_at` is when the last "still on?" was asked that went unanswered and lowered `confidence` by a step.
    """

    __tablename__ = "dependency"
    __table_args__ = (
        ForeignKeyConstraint(["team", "provider"], ["milestone.team", "milestone.id"]),
        ForeignKeyConstraint(["team", "consumer"], ["milestone.team", "milestone.id"]),
        Index("ux_dependency_pair", "team", "provider", "consumer", "type", unique=True),
        Index("ix_dependency_consumer", "team", "consumer"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    provider: str
    consumer: str
    type: str = "FS"
    lag: int = 0
    strength: str = "hard"
    state: str = "committed"
    provider_user: str | None = None
    consumer_user: str | None = None
    need_by: date | None = None
    offered: date | None = None
    asked: str | None = None
    answer_by: date | None = None
    version: int = 1
    question: int = 1
    kept: bool | None = None
    reason: str = ""
    confidence: str = "high"
    doubted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    state_at: datetime = Field(sa_type=UtcDateTime)
    state_by: str | None = None
