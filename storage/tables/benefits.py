"""Benefits and dis-benefits with their profiles, the readings of their measures, and when each reading is asked for."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class BenefitRow(BaseRow, table=True):
    """A benefit's profile (MSP).

    `outcome` is what can be observed, `kpi` the measure's name (attribution is summed over it), `shares` the percent
    that each project contributes. `unit` is a currency code for money. `curve` is how the value grows after go-live
    (step, ramp or logistic over `ramp_days`); `delay_rule` is what a delay does to it (fixed_end with `ends`, moves, or
    window with `half_life` weeks). `low`, `likely` and `high` are what a week is worth at the full rate, in `currency`.
    """

    __tablename__ = "benefit"
    __table_args__ = (
        ForeignKeyConstraint(["team", "program"], ["program.team", "program.id"]),
        Index("ix_benefit_program", "team", "program"),
        Index("ix_benefit_owner", "team", "owner"),
        Index("ix_benefit_ask", "team", "next_ask"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program: str
    kind: str = "benefit"
    name: str
    description: str = ""
    outcome: str = ""
    owner: str | None = None
    goal: str | None = None
    kpi: str = ""
    unit: str = ""
    baseline: float | None = None
    baseline_on: date | None = None
    baseline_source: str = ""
    target: float | None = None
    target_on: date | None = None
    measure: str = ""
    cadence: str = "monthly"
    shares: dict[str, float] = Field(default_factory=dict, sa_type=JsonText)
    milestones: list[str] = Field(default_factory=list, sa_type=JsonText)
    curve: str = "step"
    ramp_days: int = 0
    go_live: date | None = None
    delay_rule: str = "fixed_end"
    ends: date | None = None
    half_life: float | None = None
    currency: str | None = None
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    stop: date | None = None
    state: str = "draft"
    next_ask: date | None = None
    accepted_by: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    source: str = ""
    source_channel: str | None = None
    restricted: bool = False


class ReadingRow(BaseRow, table=True):
    """A reading of a benefit's measure; one that was wrong stays, and the reading that `corrects` it counts instead."""

    __tablename__ = "reading"
    __table_args__ = (
        ForeignKeyConstraint(["team", "benefit"], ["benefit.team", "benefit.id"]),
        Index("ix_reading_benefit", "team", "benefit", "day"),
    )
    id: int | None = Field(default=None, primary_key=True)
    team: str
    benefit: str
    day: date
    value: float
    note: str = ""
    source: str = ""
    corrects: int | None = None
    by: str
    at: datetime = Field(sa_type=UtcDateTime)


class ReadingAskRow(BaseRow, table=True):
    """A reading that was asked for: once for each benefit and due day. `reading` is the answer's id."""

    __tablename__ = "reading_ask"
    team: str = Field(primary_key=True)
    benefit: str = Field(primary_key=True)
    due: date = Field(primary_key=True)
    user: str
    asked_at: datetime = Field(sa_type=UtcDateTime)
    reading: int | None = None
