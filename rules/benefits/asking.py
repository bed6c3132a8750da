"""Days on which a reading is due: counted from go-live at the benefit's cadence, until its stop date (B-91)."""

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from rules.benefits.profile import Benefit, Cadence, Reading, latest_reading

_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12}
_WEEK = timedelta(weeks=1)


def due_day(start: date, cadence: Cadence, number: int) -> date:
    """Return the due day with this number, counted from 1; the 31st is the last day of shorter months."""
    if cadence is Cadence.WEEKLY:
        return start + number * _WEEK
    months = start.month - 1 + number * _MONTHS[cadence]
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def next_due(start: date, cadence: Cadence, *, after: date) -> date:
    """Return the first due day after a day."""
    number = 1
    if cadence is Cadence.WEEKLY:
        number = max(1, (after - start).days // 7)
    else:
        number = max(1, ((after.year - start.year) * 12 + after.month - start.month) // _MONTHS[cadence])
    while due_day(start, cadence, number) <= after:
        number += 1
    return due_day(start, cadence, number)


def next_ask(benefit: Benefit, *, start: date | None, after: date) -> date | None:
    """Return the next day on which a reading is asked for; None where none will be."""
    if start is None or not benefit.is_open:
        return None
    day = next_due(start, benefit.cadence, after=after)
    return day if benefit.stop is None or day <= benefit.stop else None


def next_missing(benefit: Benefit, *, start: date | None, readings: Iterable[Reading]) -> date | None:
    """Return the first due day, from the stored one on, without a reading of it or of a later day.

    The readings decide, whichever way they came in, so that one from a file or one that was undone counts like any.
    """
    day, latest = benefit.next_ask, latest_reading(readings)
    if day is None or latest is None or latest.day < day:
        return day
    return next_ask(benefit, start=start, after=latest.day)


def missing_days(benefit: Benefit, *, start: date | None, readings: Iterable[Reading], until: date) -> Iterator[date]:
    """Yield the due days up to `until` that no reading covers: an owner who was away is asked for each."""
    day = next_missing(benefit, start=start, readings=readings)
    while day is not None and day <= until:
        yield day
        day = next_ask(benefit, start=start, after=day)
