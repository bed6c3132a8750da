"""The keys of a plan file and the check for each; any other key is refused by name."""

import re
from collections.abc import Mapping
from typing import Any

from rules.figures import LARGEST_FIGURE
from rules.files.fields import (
    MAX_DURATION_DAYS,
    FieldChecks,
    UnfitValueError,
    check_day,
    check_id,
    check_number,
    check_object,
    check_shares,
    check_text,
    check_zone,
    list_of,
    one_of,
    quote_value,
    whole_number,
)
from rules.files.keptfacts import check_day_text, check_truth
from rules.files.recordfields import RECORD_FIELDS
from rules.plan import WEEKDAYS, HandoverState, LinkStrength, LinkType
from rules.program_numbers import DEFAULT_NUMBERS, SETTING_BY_NAME, ProgramNumbers, UnfitNumber, with_numbers

CURRENCY = re.compile(r"[A-Z]{3}")
CALENDAR_FIELDS: FieldChecks = {
    "workdays": list_of(one_of(*WEEKDAYS)),
    "holidays": list_of(check_day),
    "extra": list_of(check_day),
    "country": check_id,
}


def check_numbers(value: Any) -> ProgramNumbers:
    """Check an object of a program's numbers by name, like {"buffer": 3}; those left out are the defaults."""
    if not isinstance(value, dict):
        raise UnfitValueError("must be an object of numbers by name")
    unknown = next((name for name in value if name not in SETTING_BY_NAME), None)
    if unknown is not None:
        raise UnfitValueError(f"has no number named {quote_value(unknown)}")
    typed = {SETTING_BY_NAME[name]: f"{check_number(number):g}" for name, number in value.items()}
    try:
        return with_numbers(DEFAULT_NUMBERS, typed)
    except UnfitNumber as refusal:
        raise UnfitValueError(f"can't be read: {refusal}") from None


PROGRAM_FIELDS: FieldChecks = {
    "id": check_id,
    "name": check_text,
    "start": check_day,
    "data_date": check_day,
    "zone": check_zone,
    "manager": check_id,
    "cancelled": check_day,
    "numbers": check_numbers,
    "calendar": lambda value: value,
}


def check_amount(value: Any) -> float:
    """Check a number that is not negative."""
    number: float = check_number(value)
    if number < 0:
        raise UnfitValueError("must be 0 or more")
    return number


PROJECT_FIELDS: FieldChecks = {
    "id": check_id,
    "name": check_text,
    "lead": check_id,
    "channels": list_of(check_id),
    "goals": check_shares,
    "cancelled": check_day,
    "closed": check_day,
    "credit": check_text,
}
MILESTONE_FIELDS: FieldChecks = {
    "id": check_id,
    "project": check_id,
    "name": check_text,
    "owner": check_id,
    "duration": whole_number(0, MAX_DURATION_DAYS),
    "percent": whole_number(0, 100),
    "baseline": check_day,
    "committed": check_day,
    "forecast": check_day,
    "actual": check_day,
    "not_before": check_day,
    "optimistic": whole_number(0, MAX_DURATION_DAYS),
    "pessimistic": whole_number(0, MAX_DURATION_DAYS),
    "cancelled": check_day,
    "aliases": list_of(check_text),
    "cost": check_amount,
    "credit": check_text,
    "crash_cost": check_amount,
    "crash_days": whole_number(0, MAX_DURATION_DAYS),
}
DEPENDENCY_FIELDS: FieldChecks = {
    "id": check_id,
    "from": check_id,
    "to": check_id,
    "type": one_of(*LinkType),
    "lag": whole_number(-MAX_DURATION_DAYS, MAX_DURATION_DAYS),
    "strength": one_of(*LinkStrength),
    "provider": check_id,
    "consumer": check_id,
    "need_by": check_day,
    "state": one_of(*HandoverState),
}


def check_currency(value: Any) -> str:
    """Check the code of a currency."""
    if not isinstance(value, str) or not CURRENCY.fullmatch(value):
        raise UnfitValueError("must be a currency of three capital letters, like “EUR”")
    return value


def check_share(value: Any) -> float:
    """Check a share of the whole, like 0.08."""
    number: float = check_number(value)
    if not 0 <= number <= 1:
        raise UnfitValueError("must be a share between 0 and 1, like 0.08")
    return number


def check_labels(value: Any) -> dict[str, str]:
    """Check an object of words by day."""
    if not isinstance(value, dict):
        raise UnfitValueError("must be an object of words by day")
    return {check_day_text(day): check_text(label) for day, label in value.items()}


def check_seen(value: Any) -> dict[str, str]:
    """Check an object of texts by name."""
    if not isinstance(value, dict):
        raise UnfitValueError("must be an object of texts by name")
    return {check_text(name): check_text(text) for name, text in value.items()}


RATE_FIELDS: FieldChecks = {"currency": check_currency, "into": check_currency, "from": check_day_text}


def check_rate(value: Any) -> dict[str, Any]:
    """Check an exchange rate: one unit of `currency` is worth `rate` of `into`, from a day on."""
    row = check_object(
        value, "An exchange rate", {**RATE_FIELDS, "rate": check_number}, required=(*RATE_FIELDS, "rate")
    )
    if not 0 < row["rate"] <= LARGEST_FIGURE or row["currency"] == row["into"]:
        raise UnfitValueError("must have a rate above 0 between two currencies, like 0.91 from USD into EUR")
    return row


def check_rates(value: Any) -> tuple[dict[str, Any], ...]:
    """Check exchange rates, at most one of two currencies for a day."""
    rows: tuple[dict[str, Any], ...] = list_of(check_rate)(value)
    if len({tuple(row[name] for name in RATE_FIELDS) for row in rows}) < len(rows):
        raise UnfitValueError("must have one rate of two currencies for a day")
    return rows


SETTING_FIELDS: FieldChecks = {
    "currency": check_currency,
    "discount_rate": check_share,
    "show_money": check_truth,
    "digest_paused": check_truth,
    "lead_days": whole_number(0, MAX_DURATION_DAYS),
    "lead_percent": check_amount,
    "manager_days": whole_number(0, MAX_DURATION_DAYS),
    "manager_percent": check_amount,
    "budget_days": whole_number(0, MAX_DURATION_DAYS),
    "budget_cost": check_amount,
    "rates": check_rates,
}
# The sections without a table yet are stored as the file has them.
STORED_FIELDS: Mapping[str, FieldChecks] = {
    "history": {
        "milestone": check_id,
        "project": check_id,
        "at": check_day,
        "by": check_id,
        "forecast": check_day,
        "baseline": check_day,
        "committed": check_day,
        "percent": check_number,
        "status": check_text,
        "reason": check_text,
        "source": check_text,
        "confidence": check_number,
        "planned": check_number,
        "actual": check_number,
    },
}
OTHER_FIELDS: Mapping[str, FieldChecks] = {
    **RECORD_FIELDS,
    "days_off": {
        "subject": check_id,
        "holidays": list_of(check_day),
        "extra": list_of(check_day),
        "labels": check_labels,
    },
    "file_ids": {"source": check_text, "key": check_text, "milestone": check_id, "seen": check_seen},
    "history": STORED_FIELDS["history"],
}
# Written only where a program has some.
RARE_FIELDS = ("decisions", "change_requests", "closeouts", "lessons", "days_off", "file_ids")
# Computed once and kept as it was, with what is null in it.
KEPT_WHOLE = ("fields", "impact", "scorecard")
REQUIRED_FIELDS: Mapping[str, tuple[str, ...]] = {
    "closeouts": ("project", "day"),
    "lessons": ("project", "user"),
    "days_off": ("subject",),
    "file_ids": ("source", "key", "milestone"),
}
PLAN_FIELDS: FieldChecks = {
    key: (lambda value: value)
    for key in ("program", "projects", "milestones", "dependencies", "targets", "settings", "elsewhere", *OTHER_FIELDS)
}
