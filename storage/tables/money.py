"""Budget lines by project, kind and month, and exchange rates with the day from which they apply."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.tables.base import BaseRow, UtcDateTime


class BudgetLineRow(BaseRow, table=True):
    """A budget line of a project, or of the program itself; `kind` is people, tools, vendor or other (None).

    `month` is a day of the month it falls in, or None where it is spread over the whole. `currency` is the
    program's where the line names none.
    """

    __tablename__ = "budget_line"
    __table_args__ = (
        ForeignKeyConstraint(["team", "program"], ["program.team", "program.id"]),
        ForeignKeyConstraint(["team", "project"], ["project.team", "project.id"]),
        Index("ix_budget_line_program", "team", "program"),
        Index("ix_budget_line_project", "team", "project"),
    )
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    program: str
    project: str | None = None
    kind: str | None = None
    name: str = ""
    currency: str | None = None
    month: date | None = None
    planned: float | None = None
    committed: float | None = None
    actual: float | None = None
    forecast: float | None = None
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    source: str = ""


class ExchangeRateRow(BaseRow, table=True):
    """The price of one unit of `currency` in `into`, from `day` on until a later rate."""

    __tablename__ = "exchange_rate"
    team: str = Field(primary_key=True)
    currency: str = Field(primary_key=True)
    into: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    rate: float
    by: str
    at: datetime = Field(sa_type=UtcDateTime)
    source: str = ""
