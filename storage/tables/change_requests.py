"""Change requests with the fields they change and their effect; what-if scenarios."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class ChangeRequestRow(BaseRow, table=True):
    """A change request: open, then approved, rejected or withdrawn.

    `fields` lists what it changes as {"subject", "field", "before", "after"}; `impact` is its effect as computed at
    `computed_at` from the plan whose state `basis` names. `level` is lead, manager or sponsor, `approver` the person
    asked now. `comments` are {"user", "at", "text"}. `part_of` is the request of which this is the rest.
    """

    __tablename__ = "change_request"
    __table_args__ = (
        ForeignKeyConstraint(["team", "program"], ["program.team", "program.id"]),
        Index("ix_change_request_program", "team", "program", "state"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program: str
    title: str
    why: str = ""
    fields: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonText)
    impact: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    basis: str = ""
    computed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    level: str = "manager"
    approver: str | None = None
    effective: date | None = None
    state: str = "open"
    because: str = ""
    comments: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JsonText, sa_column_kwargs={"server_default": "[]"}
    )
    part_of: str | None = None
    scenario: str | None = None
    requested_by: str
    requested_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source: str = ""
    source_channel: str | None = None
    restricted: bool = False


class ScenarioRow(BaseRow, table=True):
    """A what-if scenario, kept apart from the plan until it expires or is adopted as a change request.

    `changes` has the form of `ChangeRequestRow.fields`; `source_channel` and `thread` are where it is discussed.
    """

    __tablename__ = "scenario"
    __table_args__ = (
        ForeignKeyConstraint(["team", "program"], ["program.team", "program.id"]),
        Index("ix_scenario_thread", "team", "source_channel", "thread"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program: str
    name: str = ""
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonText)
    source_channel: str | None = None
    thread: str = ""
    state: str = "open"
    adopted_as: str | None = None
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    restricted: bool = False
