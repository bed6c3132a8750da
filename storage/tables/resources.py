"""Resources (people, teams, tools), their allocations to milestones and projects, and clashes with ways out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class ResourceRow(BaseRow, table=True):
    """A person, team or tool that every program can book; `program` is the one whose manager keeps it.

    Where nobody said, `kind` is person and `capacity` 100 percent: one person, or one unit of a tool; 250 is two and a
    half. `periods` lists when it
    differs, as {"from", "to", "capacity"}. `user` is the member a person is, `part_of` the team they belong to, `lead`
    who leads a team or keeps a tool.
    """

    __tablename__ = "resource"
    __table_args__ = (
        ForeignKeyConstraint(["team", "program"], ["program.team", "program.id"]),
        Index("ix_resource_user", "team", "user"),
        Index("ix_resource_program", "team", "program"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program: str
    kind: str | None = None
    name: str = ""
    user: str | None = None
    part_of: str | None = None
    lead: str | None = None
    capacity: float | None = None
    periods: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonText)
    skills: list[str] = Field(default_factory=list, sa_type=JsonText)
    closed: date | None = None
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    source: str = ""


class AllocationRow(BaseRow, table=True):
    """`percent` of a resource for a milestone, for a project as a whole, or for other work that has neither.

    Without dates it covers the milestone's working days before its expected date. Dates that were given are moved with
    the milestone by the working days between `anchor`, its expected date when they were given, and the one it has now.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        ForeignKeyConstraint(["team", "resource"], ["resource.team", "resource.id"]),
        ForeignKeyConstraint(["team", "project"], ["project.team", "project.id"]),
        Index("ix_allocation_resource", "team", "resource"),
        Index("ix_allocation_project", "team", "project"),
        Index("ix_allocation_milestone", "team", "milestone"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program: str
    resource: str
    project: str | None = None
    milestone: str | None = None
    percent: float
    first: date | None = None
    last: date | None = None
    anchor: date | None = None
    note: str = ""
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    source: str = ""


class ClashRow(BaseRow, table=True):
    """A stretch of days on which a resource is booked above its capacity: open, then settled or gone.

    `ways` are the ways out as they were computed at `computed_at` from the plan whose state `basis` names: {"way",
    "needs" (who must agree), "agreed", "declined", "request"} (rules/resources/clashes.py). `taken` is the number of
    the one applied; `snoozed` says until when a person is not reminded.
    """

    __tablename__ = "clash"
    __table_args__ = (
        ForeignKeyConstraint(["team", "resource"], ["resource.team", "resource.id"]),
        Index("ix_clash_resource", "team", "resource", "state"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    resource: str
    first: date
    last: date
    peak: float
    capacity: float
    allocations: list[str] = Field(default_factory=list, sa_type=JsonText)
    ways: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonText)
    basis: str = ""
    computed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: str = "open"
    taken: int | None = None
    snoozed: dict[str, str] = Field(default_factory=dict, sa_type=JsonText, sa_column_kwargs={"server_default": "{}"})
    found_at: datetime = Field(sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
