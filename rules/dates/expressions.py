"""One expression: a day with the time beside it."""

from dataclasses import dataclass

from rules.dates import clock, forms
from rules.dates.clock import Clock
from rules.dates.forms import Place, Reading
from rules.dates.found import Found


@dataclass(frozen=True, slots=True)
class Said:
    """A reading with its place in the text and the time of day said with it."""

    start: int
    end: int
    reading: Reading
    clock: Clock | None = None


def said(place: Place, at: int) -> Said | None:
    """This will read the expression at `at`: a time, a day, a time; or the end of the day, which alone means today."""
    lead = clock.leading(place.text, at)
    reading = forms.day(place, lead.end if lead else at)
    if lead and reading is None:
        plain = forms.day(place, at)
        if plain is None and lead.whole_day:
            end = len(place.text[: lead.end].rstrip())
            return Said(at, end, Reading(end, place.today, place.today, "today", kind="day"), lead)
        reading, lead = plain, None
    elif lead and reading and (alone := forms.day(place, at)) and alone.end >= reading.end:
        reading, lead = alone, None
    if reading is None:
        return None
    trail = clock.trailing(place.text, reading.end) if lead is None and reading.delta is None else None
    return Said(at, trail.end if trail else reading.end, reading, lead or trail)


def found(said: Said, place: Place) -> Found:
    """This will turn a possible reading into the answer that leaves this package."""
    reading, at = said.reading, said.clock.at if said.clock else None
    moment = None
    if at and reading.last and said.clock:
        moment = clock.moment(reading.last, at, said.clock.zone, place.zone)
    return Found(
        kind=reading.kind,
        start=said.start,
        end=said.end,
        day=reading.last,
        first=reading.first,
        old=reading.old,
        delta=reading.delta,
        base=reading.base,
        grain=reading.grain,
        time=at,
        moment=moment,
        why=reading.why,
        alternatives=reading.alternatives,
    )
