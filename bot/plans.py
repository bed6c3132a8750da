"""Plan files on disk: read whole, with the public holidays of their country, or refused with a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from program import planfile
from program.fields import BadPlan
from program.plan import Plan
from program.refusal import Refusal

LARGEST = 200_000_000
HORIZON = 15
"""Years of public holidays after the program's start."""


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """This will put the file's name in front of any refusal raised inside."""
    try:
        yield
    except Refusal as refusal:
        raise BadPlan(f"{path}: {refusal.what}", refusal.why, refusal.instead) from None


def read(path: Path) -> Plan:
    """This will read one plan file; raises BadPlan or Cycle."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadPlan(f"The file is larger than {LARGEST // 10**6} MB.", "", "Split the program.")
        return with_holidays(planfile.read(path.read_bytes()))
    except OSError as wrong:
        raise BadPlan(f"The file cannot be read: {(wrong.strerror or 'unreadable').lower()}.") from None


def with_holidays(plan: Plan) -> Plan:
    """This will add the public holidays of the calendar's country (ISO 3166, a part after a dash: "DE-BY")."""
    calendar = plan.program.calendar
    if calendar.country is None:
        return plan
    first = plan.program.start.year - 1
    days = calendar.holidays | frozenset(public(calendar.country, range(first, first + HORIZON)))
    return replace(plan, program=replace(plan.program, calendar=replace(calendar, holidays=days)))


def public(country: str, years: range) -> Any:
    """The public holidays of a country; imported here because the table is slow to load."""
    import holidays

    code, _, part = country.upper().partition("-")
    try:
        return holidays.country_holidays(code, subdiv=part or None, years=years)
    except NotImplementedError:
        raise BadPlan(
            f"program.calendar: there is no holiday table for {country}.", "", "Name an ISO code like DE."
        ) from None
