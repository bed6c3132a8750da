"""Exchange rates with the day from which they apply; without one, two currencies are never added (B-103)."""

from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from rules.money import ExchangeRate
from storage.tables.money import ExchangeRateRow


def set_rate(
    session: Session,
    *,
    team: str,
    currency: str,
    into: str,
    day: date,
    rate: float,
    by: str,
    now: datetime,
    source: str = "",
) -> ExchangeRate:
    """Save what one unit of a currency is worth from a day on, in place of what was said for that day."""
    row = session.get(ExchangeRateRow, (team, currency, into, day))
    if row is None:
        row = ExchangeRateRow(team=team, currency=currency, into=into, day=day, rate=rate, by=by, at=now, source=source)
    row.rate, row.by, row.at, row.source = rate, by, now, source
    session.add(row)
    session.flush()
    return ExchangeRate(currency, into, day, rate)


def exchange_rates(session: Session, *, team: str) -> tuple[ExchangeRate, ...]:
    """Return all rates of a workspace, by currency and then by day."""
    rows = session.scalars(
        select(ExchangeRateRow)
        .where(col(ExchangeRateRow.team) == team)
        .order_by(col(ExchangeRateRow.currency), col(ExchangeRateRow.into), col(ExchangeRateRow.day))
    )
    return tuple(ExchangeRate(row.currency, row.into, row.day, row.rate) for row in rows)
