"""The public holidays of a program's country; apart from the store, so that a plan file is read without one."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from program.plan import Program

HORIZON = 15
"""Years of public holidays, from the one before the program's start."""


def with_holidays(program: Program) -> Program:
    """This will add the public holidays of the calendar's country ("DE", or a part of it, "DE-BY")."""
    calendar = program.calendar
    if calendar.country is None:
        return program
    days = calendar.holidays | public(calendar.country, program.start.year - 1)
    return replace(program, calendar=replace(calendar, holidays=days))


@lru_cache(maxsize=64)
def public(country: str, first: int) -> frozenset[date]:
    """The public holidays of a country from the year `first` on; none where no table of it is known."""
    import holidays  # its tables are slow to load, and most programs need none

    code, _, part = country.upper().partition("-")
    try:
        return frozenset(holidays.country_holidays(code, subdiv=part or None, years=range(first, first + HORIZON)))
    except NotImplementedError:
        return frozenset()
