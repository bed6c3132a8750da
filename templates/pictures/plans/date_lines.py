"""Dates as they were said over time: the milestone trend chart, and the trend of the finish.

The day a date was said runs to the right, the date itself upwards: a level line keeps its date, a rising one slips.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from templates.pictures.canvas import GRID, INK, MARGIN, MUTED, PURPLE, SMALL_SIZE, WIDTH, Canvas, Point
from templates.pictures.layout import DayScale, Sheet, axis_day, one_line
from templates.pictures.widths import fit_name, words_width

LEFT, RIGHT, HEIGHT = 104.0, 456.0, 400.0
LABEL_LEFT, LABEL_HEIGHT = RIGHT + 28, 26.0
# Told apart by colour and by dashes.
PAINTS = ("#b4232a", "#2f5fd0", "#1f7a4d", "#b86e00", "#6b2fb3", "#0d7c86", "#8a4b1f", "#4a5261", "#c2188f", "#5d7a12")
DASHES = ("", "9 4", "3 3", "12 4 3 4")
MAX_LINES = 10


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date over time: (day it was said, date), oldest first; `colour` and `dash` where it has its own."""

    name: str
    points: tuple[tuple[date, date], ...]
    colour: str = ""
    dash: str | None = None
    id: str = ""

    @property
    def label(self) -> str:
        return f"{one_line(self.name)} ({self.id})" if self.id and self.name != self.id else one_line(self.name)

    @property
    def moved(self) -> int:
        """The calendar days between the first and the last date."""
        return (self.points[-1][1] - self.points[0][1]).days


def lay_out(
    *, title: str, finding: str, lines: Sequence[DateLine], today: date, details: str = "", left_out: int = 0
) -> Sheet:
    """Lay out the lines in the given order, each with its name at the right; `finding` and `details` are sentences."""
    canvas, drawn = Canvas(), [line for line in lines if line.points][:MAX_LINES]
    top = canvas.head(title, finding) + 14
    across = DayScale(*_span([day for line in drawn for day, _ in line.points] + [today]), LEFT, RIGHT)
    first, last = _span([day for line in drawn for _, day in line.points] or [today])
    room = timedelta(days=max(3, (last - first).days // 14))
    upward = DayScale(first - room, last + room, top + HEIGHT, top)
    _draw_axes(canvas, across, upward, today)
    places = []
    for number, line in enumerate(drawn):
        colour = line.colour or PAINTS[number % len(PAINTS)]
        dash = DASHES[number // 3 % len(DASHES)] if line.dash is None else line.dash
        path: list[Point] = [(across.x_of(day), upward.x_of(told)) for day, told in line.points]
        steps = _extend(_as_steps(path), across.x_of(today))
        canvas.line(steps, colour, width=3, dash=dash)
        places.append((steps[-1][1], number, line, colour))
    _draw_labels(canvas, places, top, today)
    bottom = top + HEIGHT + 26
    canvas.write(LEFT, bottom + 26, "when it was said →", ink=MUTED, room=RIGHT - LEFT)
    hidden = len([line for line in lines if line.points]) - len(drawn) + left_out
    if hidden:
        canvas.write(LABEL_LEFT - 40, bottom + 26, f"{hidden:,} more not drawn", bold=True, ink=MUTED, room=220)
    alt = f"{one_line(title)}: {finding}{f'. {details}' if details else ''}."
    return canvas.sheet(bottom + 30, alt)


def _span(days: Sequence[date]) -> tuple[date, date]:
    return min(days), max(max(days), min(days) + timedelta(days=7))


def _as_steps(path: Sequence[Point]) -> list[Point]:
    """Return the line with a level part until the day a date changed."""
    steps = list(path[:1])
    for x, y in path[1:]:
        if y != steps[-1][1]:
            steps.append((max(steps[-1][0], x - 8), steps[-1][1]))
        steps.append((x, y))
    return steps


def _extend(steps: list[Point], x: float) -> list[Point]:
    return [*steps, (x, steps[-1][1])] if steps[-1][0] < x or len(steps) == 1 else steps


def _draw_axes(canvas: Canvas, across: DayScale, upward: DayScale, today: date) -> None:
    bottom, top = upward.left, upward.right
    for day in _ticks(upward.first, upward.last, 9):
        y = upward.x_of(day)
        canvas.line([(LEFT, y), (RIGHT, y)], GRID, width=1)
        canvas.write(LEFT - 10, y + 6, axis_day(day, today), anchor="end", ink=MUTED, room=LEFT - 20)
    taken = 0.0
    for day in _ticks(across.first, across.last, 6):
        x, label = across.x_of(day), axis_day(day, today)
        width = words_width(label, SMALL_SIZE)
        if x - width / 2 >= taken and x + width / 2 <= RIGHT + 60:
            canvas.write(x, bottom + 22, label, anchor="middle", ink=MUTED, room=110)
            taken = x + width / 2 + 10
    canvas.line([(LEFT, top), (LEFT, bottom), (RIGHT, bottom)], MUTED, width=1.5)
    _draw_diagonal(canvas, across, upward)


def _draw_diagonal(canvas: Canvas, across: DayScale, upward: DayScale) -> None:
    """Draw where a date is the day it was said: what reaches this line is due."""
    first, last = max(across.first, upward.first), min(across.last, upward.last)
    if first < last:
        ends = [(across.x_of(day), upward.x_of(day)) for day in (first, last)]
        canvas.line(ends, PURPLE, width=1.5, dash="2 5")


def _ticks(first: date, last: date, most: int) -> list[date]:
    """Return Mondays, or the first days of months or of every few months, at most `most` of them."""
    weeks = (last - first).days // 7
    if weeks <= most:
        monday = first + timedelta(days=-first.weekday() % 7)
        return [monday + timedelta(weeks=week) for week in range(weeks + 1) if monday + timedelta(weeks=week) <= last]
    start = first.year * 12 + first.month
    months = range(start, last.year * 12 + last.month)
    step = next(size for size in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if len(months) / size <= most)
    return [date(number // 12, number % 12 + 1, 1) for number in months if number % step == 0]


def _draw_labels(canvas: Canvas, places: Sequence[tuple[float, int, DateLine, str]], top: float, today: date) -> None:
    """Write the names at the right, spread so that none touches another, each joined to the end of its line."""
    below = top + 8
    ordered = sorted(places, key=lambda place: (place[0], place[1]))
    for left, (y, _, line, colour) in enumerate(ordered):
        last_room = top + HEIGHT - LABEL_HEIGHT * 2 * (len(ordered) - 1 - left)
        at = max(below, min(y, last_room))
        canvas.line([(RIGHT, y), (LABEL_LEFT - 6, at)], colour, width=1.5)
        room = WIDTH - MARGIN - LABEL_LEFT
        name = fit_name(line.name, line.id, room, SMALL_SIZE, bold=True)
        canvas.write(LABEL_LEFT, at + 1, name, bold=True, ink=colour, room=room)
        canvas.write(LABEL_LEFT, at + 20, _move_words(line, today), ink=INK, room=WIDTH - MARGIN - LABEL_LEFT)
        below = at + LABEL_HEIGHT * 1.6


def _move_words(line: DateLine, today: date) -> str:
    first, last = line.points[0][1], line.points[-1][1]
    return axis_day(last, today) if first == last else f"{axis_day(first, today)} → {axis_day(last, today)}"
