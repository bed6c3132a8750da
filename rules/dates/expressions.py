"""Date expressions: a day with the time beside it."""

from dataclasses import dataclass

from rules.dates import clock, forms
from rules.dates.clock import ClockTime
from rules.dates.forms import DateReading, ReadingContext
from rules.dates.found import ParsedDate


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A reading with its position in the text and the time of day written with it."""

    start: int
    end: int
    reading: DateReading
    clock: ClockTime | None = None


def parse_expression(context: ReadingContext, position: int) -> DateExpression | None:
    """Read the expression at `position`: a day, and a time before or after it.

    The end of the day, alone, means today.
    """
    leading = clock.leading_time(context.text, position)
    reading = forms.longest_reading(context, leading.end if leading else position)
    if leading and reading is None:
        untimed = forms.longest_reading(context, position)
        if untimed is None and leading.whole_day:
            end = len(context.text[: leading.end].rstrip())
            return DateExpression(
                position, end, DateReading(end, context.today, context.today, "today", kind="day"), leading
            )
        reading, leading = untimed, None
    elif leading and reading and (day_only := forms.longest_reading(context, position)) and day_only.end >= reading.end:
        reading, leading = day_only, None
    if reading is None:
        return None
    trailing = clock.trailing_time(context.text, reading.end) if leading is None and reading.delta is None else None
    return DateExpression(position, trailing.end if trailing else reading.end, reading, leading or trailing)


def to_parsed_date(expression: DateExpression, context: ReadingContext) -> ParsedDate:
    """Convert a possible reading to the result that leaves this package."""
    reading, time_of_day = expression.reading, expression.clock.at if expression.clock else None
    moment = None
    if time_of_day and reading.last and expression.clock:
        moment = clock.zoned_moment(reading.last, time_of_day, expression.clock.zone, context.zone)
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
        time=time_of_day,
        moment=moment,
        why=reading.why,
        alternatives=reading.alternatives,
    )
