"""Plans as the rules want them: with the public holidays of their country, without the rest of the workspace."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from sqlmodel import Session

import storage.plan
from program.plan import CalendarSpec, Plan, Program
from program.standing import near

HORIZON = 15
"""Years of public holidays after the program's start."""


def plan_of(session: Session, *, team: str, program: str) -> Plan:
    """The program with all that is linked to it, on its calendar, known as of now whatever an import said."""
    plan = near(storage.plan.whole(session, team=team, program=program))
    return replace(plan, program=replace(with_holidays(plan.program), data_date=None))


def with_holidays(program: Program) -> Program:
    """This will add the public holidays of the calendar's country ("DE", or a part of it, "DE-BY")."""
    calendar = program.calendar
    if calendar.country is None:
        return program
    days = calendar.holidays | public(calendar.country, program.start.year - 1)
    return replace(program, calendar=CalendarSpec(calendar.workdays, days, calendar.extra, calendar.country))


@lru_cache(maxsize=64)
def public(country: str, first: int) -> frozenset[date]:
    """The public holidays of a country from the year `first` on; none where no table of it is known."""
    import holidays  # its tables are slow to load, and most programs need none

    code, _, part = country.upper().partition("-")
    try:
        return frozenset(holidays.country_holidays(code, subdiv=part or None, years=range(first, first + HORIZON)))
    except NotImplementedError:
        return frozenset()
