"""One expression: a day with the time beside it."""

from dataclasses import dataclass

from rules.dates import clock, forms
from rules.dates.clock import ClockTime
from rules.dates.forms import DateReading, ReadingContext
from rules.dates.found import ParsedDate


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A reading with its place in the text and the time of day said with it."""

    start: int
    end: int
    reading: DateReading
    clock: ClockTime | None = None


def parse_expression(context: ReadingContext, position: int) -> DateExpression | None:
    """This will read the expression at `at`: a time, a day, a time; or the end of the day, which alone means today."""
    lead = clock.leading_time(context.text, position)
    reading = forms.longest_reading(context, lead.end if lead else position)
    if lead and reading is None:
        plain = forms.longest_reading(context, position)
        if plain is None and lead.whole_day:
            end = len(context.text[: lead.end].rstrip())
            return DateExpression(
                position, end, DateReading(end, context.today, context.today, "today", kind="day"), lead
            )
        reading, lead = plain, None
    elif lead and reading and (alone := forms.longest_reading(context, position)) and alone.end >= reading.end:
        reading, lead = alone, None
    if reading is None:
        return None
    trail = clock.trailing_time(context.text, reading.end) if lead is None and reading.delta is None else None
    return DateExpression(position, trail.end if trail else reading.end, reading, lead or trail)


def to_parsed_date(expression: DateExpression, context: ReadingContext) -> ParsedDate:
    """This will turn a possible reading into the answer that leaves this package."""
    reading, at = expression.reading, expression.clock.at if expression.clock else None
    moment = None
    if at and reading.last and expression.clock:
        moment = clock.zoned_moment(reading.last, at, expression.clock.zone, context.zone)
    return ParsedDate(
        kind=reading.kind,
        start=expression.start,
        end=expression.end,
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
