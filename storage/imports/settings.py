"""The settings of a program and the days off of its projects, as a plan file has them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

import storage.money.rates
from rules.change_requests.tolerance import Limits
from rules.plan import Plan
from storage.money.settings import DEFAULT_RATE
from storage.tables.plan import ProgramRow, ProjectRow

# What a program manager may not widen alone has its own command; a file sets it only for a new program.
LIMITS = tuple(field.name for field in fields(Limits))
_BUDGETS = {"budget_days": "change_budget_days", "budget_cost": "change_budget_cost"}
_DEFAULTS: Mapping[str, Any] = {
    "currency": None,
    "discount_rate": DEFAULT_RATE,
    "show_money": False,
    "digest_paused": False,
    **{name: getattr(Limits(), name) for name in LIMITS},
}
RATES = "exchange_rates"
DAYS_OFF = ("holidays", "extra", "labels")


def settings_of(row: ProgramRow) -> dict[str, Any]:
    """Return the settings of a program that are not the default."""
    return {name: value for name in _DEFAULTS if (value := _setting(row, name)) != _DEFAULTS[name]}


def changed_settings(row: ProgramRow, plan: Plan) -> dict[str, tuple[Any, Any]]:
    """Return the settings that a file has otherwise: each with its value here and the file's."""
    pairs = {name: (_setting(row, name), value) for name, value in plan.settings.items() if name in _DEFAULTS}
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}


def rates_of(session: Session, *, team: str) -> dict[str, Any]:
    """Return the exchange rates of a workspace as the settings of a file have them; nothing without any."""
    rates = [
        {"currency": rate.currency, "into": rate.into, "from": rate.day.isoformat(), "rate": rate.rate}
        for rate in storage.money.rates.exchange_rates(session, team=team)
    ]
    return {"rates": rates} if rates else {}


def changed_rates(session: Session, *, team: str, plan: Plan) -> tuple[list[str], list[str]]:
    """Return the rates that a file has otherwise, in words: as they are here, and as the file has them."""
    known = {_rate_key(row): row["rate"] for row in rates_of(session, team=team).get("rates", ())}
    wanted = {_rate_key(row): row["rate"] for row in _rates_in(plan)}
    changed = [key for key, rate in wanted.items() if known.get(key) != rate]
    return [_rate_words(key, known[key]) for key in changed if key in known], [
        _rate_words(key, wanted[key]) for key in changed
    ]


def save_rates(session: Session, *, team: str, plan: Plan, by: str, now: datetime, source: str) -> None:
    """Save the rates of a file; those that are the same stay as they were said."""
    known = {_rate_key(row): row["rate"] for row in rates_of(session, team=team).get("rates", ())}
    for row in _rates_in(plan):
        (currency, into, day), rate = _rate_key(row), row["rate"]
        if known.get((currency, into, day)) != rate:
            storage.money.rates.set_rate(
                session, team=team, currency=currency, into=into, day=date.fromisoformat(day), rate=rate,
                by=by, now=now, source=source,
            )  # fmt: skip


def _rates_in(plan: Plan) -> Sequence[Mapping[str, Any]]:
    rows: Any = plan.settings.get("rates", ())
    return tuple(rows)


def _rate_key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["currency"], row["into"], row["from"]


def _rate_words(key: tuple[str, str, str], rate: float) -> str:
    currency, into, day = key
    return f"1 {currency} = {rate:g} {into} from {day}"


def set_setting(row: ProgramRow, name: str, value: Any) -> None:
    """Set a setting of the program; exchange rates are the workspace's."""
    if name not in _DEFAULTS:
        return
    if name in LIMITS and name not in _BUDGETS:
        row.change_limits = {**row.change_limits, name: value}
    else:
        setattr(row, _BUDGETS.get(name, name), value)


def _setting(row: ProgramRow, name: str) -> Any:
    if name in LIMITS and name not in _BUDGETS:
        return row.change_limits.get(name, _DEFAULTS[name])
    return getattr(row, _BUDGETS.get(name, name))


def days_off_of(session: Session, *, team: str, program: str) -> Iterator[dict[str, Any]]:
    """Yield the days off of each project that has its own, and why days of the program are off."""
    row = session.get(ProgramRow, (team, program))
    if row is not None and row.labels:
        yield {"subject": program, "labels": dict(row.labels)}
    projects = select(ProjectRow).where(col(ProjectRow.team) == team, col(ProjectRow.program) == program)
    for project in session.scalars(projects.order_by(col(ProjectRow.created_at), col(ProjectRow.id))):
        days = {name: value for name in DAYS_OFF if (value := getattr(project, name))}
        if days:
            yield {"subject": project.id, **days}


def days_off_in(plan: Plan, subject: str) -> dict[str, Any]:
    """Return the days off that a file has for a program or project, as they are stored."""
    row: Mapping[str, Any] = next((row for row in plan.days_off if row["subject"] == subject), {})
    if subject == plan.program.id:
        # Its days are in its calendar.
        row = {"labels": row["labels"]} if "labels" in row else {}
    stored = {name: sorted(day.isoformat() for day in row[name]) for name in ("holidays", "extra") if name in row}
    return stored | ({"labels": dict(sorted(row["labels"].items()))} if "labels" in row else {})
