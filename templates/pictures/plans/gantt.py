"""The Gantt chart: names on the left, bars in the middle, dates on the right, so that no line meets a label."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from templates import filters
from templates.pictures.canvas import (
    BAND,
    BLUE,
    INK,
    MARGIN,
    MUTED,
    PAINTS,
    PURPLE,
    SMALL_SIZE,
    TICK,
    WHITE,
    WIDTH,
    Canvas,
)
from templates.pictures.layout import DayScale, Sheet, axis_day, one_line, scale_around, short_day
from templates.pictures.plans.elbows import arrow_head, elbow
from templates.pictures.widths import fit_name

CHART_LEFT, CHART_RIGHT = 284.0, 590.0
ROW_HEIGHT = 28.0
# More cannot be read in a chat; the rest are counted in words.
MAX_BARS = 45
NAMED_IN_WORDS = 5
_INSET = 12.0
_NOTE_ROOM = WIDTH - MARGIN - CHART_RIGHT - 8
_CRITICAL, _LINK = PAINTS["red"], "#8a93a3"


@dataclass(frozen=True, slots=True)
class GanttBar:
    """A milestone with the work that ends at it; a pure milestone starts on the day it ends."""

    id: str
    name: str
    project: str
    start: date
    finish: date
    percent: int = 0
    done: bool = False
    critical: bool = False
    committed: date | None = None
    days_late: int = 0

    @property
    def label(self) -> str:
        return f"{one_line(self.name)} ({self.id})" if self.name and self.name != self.id else self.id


@dataclass(frozen=True, slots=True)
class GanttLink:
    provider: str
    consumer: str
    critical: bool = False


@dataclass(frozen=True, slots=True)
class _Chart:
    canvas: Canvas
    scale: DayScale
    today: date


def lay_out(*, title: str, bars: Sequence[GanttBar], links: Sequence[GanttLink], today: date) -> Sheet:
    """Lay out projects in the order of their first bar, and bars in the given order."""
    canvas, drawn = Canvas(), _choose_drawn(bars)
    days = [day for bar in drawn for day in (bar.start, bar.finish, bar.committed) if day]
    # A plan far from today would be squeezed by its line.
    near_today = [today] if days and min(days) <= today <= max(days) + timedelta(days=30) else []
    chart = _Chart(canvas, scale_around([*days, *near_today] or [today], CHART_LEFT + 6, CHART_RIGHT - _INSET), today)
    top = canvas.head(title, _finding(bars)) + 22
    rows, bottom = _place_rows(drawn, top + ROW_HEIGHT / 2 + 2)
    _draw_months(chart, top, bottom)
    places = {bar.id: (bar, y) for bar, y in rows if isinstance(bar, GanttBar)}
    _draw_links(chart, links, places)
    if near_today:
        x = chart.scale.x_of(today)
        canvas.line([(x, top), (x, bottom)], PURPLE, dash="3 3")
    for row, y in rows:
        if isinstance(row, str):
            canvas.write(MARGIN, y + 6, row, bold=True, room=CHART_LEFT - MARGIN - 4)
        else:
            _draw_bar(chart, row, y)
    bottom = _foot(canvas, bottom + 30, len(bars) - len(drawn), bool(near_today))
    return canvas.sheet(bottom, f"{one_line(title)}: {_finding(bars)}{_details(bars, today)}.")


def _choose_drawn(bars: Sequence[GanttBar]) -> list[GanttBar]:
    """Return what fits: the critical path first, then what is ahead, soonest first, then the latest that is done."""
    by_interest = sorted(
        bars, key=lambda bar: (bar.done, not bar.critical, (-1 if bar.done else 1) * bar.finish.toordinal())
    )
    chosen = {bar.id for bar in by_interest[:MAX_BARS]}
    return [bar for bar in bars if bar.id in chosen]


def _place_rows(drawn: Sequence[GanttBar], y: float) -> tuple[list[tuple[GanttBar | str, float]], float]:
    rows: list[tuple[GanttBar | str, float]] = []
    for project in dict.fromkeys(bar.project for bar in drawn):
        rows.append((project, y))
        y += ROW_HEIGHT
        for bar in (bar for bar in drawn if bar.project == project):
            rows.append((bar, y))
            y += ROW_HEIGHT
    return rows, y


def _draw_months(chart: _Chart, top: float, bottom: float) -> None:
    """Draw a band for every second month, and its name above where there is room."""
    months = list(chart.scale.month_labels())
    edges = [x for x, _, _ in months] + [chart.scale.right]
    taken = 0.0
    for number, (left, _, _) in enumerate(months):
        right = min(edges[number + 1], CHART_RIGHT)
        chart.canvas.box(left, top, right, bottom, BAND if number % 2 == 0 else WHITE)
        if left >= taken and chart.scale.right - left > 36 and (number > 0 or right - left > 40):
            day = _first_day(chart.scale, number)
            taken = left + chart.canvas.write(left + 2, top - 7, f"{day:%b}", ink=MUTED) + 10


def _first_day(scale: DayScale, number: int) -> date:
    month = scale.first.year * 12 + scale.first.month - 1 + number
    return date(month // 12, month % 12 + 1, 1)


def _draw_links(chart: _Chart, links: Sequence[GanttLink], places: dict[str, tuple[GanttBar, float]]) -> None:
    for link in sorted(links, key=lambda link: link.critical):
        if link.provider in places and link.consumer in places:
            (provider, from_y), (consumer, to_y) = places[link.provider], places[link.consumer]
            start = (chart.scale.x_of(provider.finish), from_y)
            end = (max(chart.scale.x_of(consumer.start) - 4, CHART_LEFT + 10), to_y)
            colour = _CRITICAL if link.critical else _LINK
            path = elbow(start, end, lane=ROW_HEIGHT / 2, low=CHART_LEFT + 2, high=CHART_RIGHT - 2)
            chart.canvas.line(path, colour, width=2 if link.critical else 1.3)
            chart.canvas.area(arrow_head(end), colour)


def _draw_bar(chart: _Chart, bar: GanttBar, y: float) -> None:
    canvas, paint = chart.canvas, PAINTS["green"] if bar.done else _CRITICAL if bar.critical else BLUE
    name = fit_name(bar.name, bar.id, CHART_LEFT - MARGIN - 18, SMALL_SIZE, bold=bar.critical and not bar.done)
    canvas.write(MARGIN + 10, y + 6, name, bold=bar.critical and not bar.done, room=CHART_LEFT - MARGIN - 14)
    left, right = chart.scale.x_of(bar.start), chart.scale.x_of(bar.finish)
    if bar.start < bar.finish:
        canvas.box(left, y - 8, max(right, left + 3), y + 8, paint)
        if 0 < bar.percent < 100 and not bar.done:
            canvas.box(left, y - 2.5, left + (right - left) * bar.percent / 100, y + 2.5, WHITE)
    else:
        canvas.mark(right, y, "done" if bar.done else "red" if bar.critical else "planned", size=7)
    if bar.committed and not bar.done:
        x = chart.scale.x_of(bar.committed)
        canvas.line([(x, y - 11), (x, y + 11)], INK, width=2.5)
    note = "done" if bar.done else axis_day(bar.finish, chart.today)
    late = bar.days_late > 0 and not bar.done
    canvas.write(WIDTH - MARGIN, y + 6, note, anchor="end", ink=PAINTS["red"] if late else MUTED, room=_NOTE_ROOM)


def _foot(canvas: Canvas, y: float, hidden: int, has_today: bool) -> float:
    if hidden:
        canvas.write(MARGIN, y, f"{filters.count_noun(hidden, 'more milestone')} not drawn", bold=True, ink=MUTED)
        y += 28
    entries = [(BLUE, "", "expected"), (_CRITICAL, "", "critical path"), (PAINTS["green"], "", "done")]
    entries += [(INK, TICK, "committed"), *([(PURPLE, "3 3", "today")] if has_today else [])]
    return canvas.strokes(y, entries)


def _finding(bars: Sequence[GanttBar]) -> str:
    if not bars:
        return "no milestone with a date"
    ahead = [bar for bar in bars if not bar.done]
    late, critical = sum(bar.days_late > 0 for bar in ahead), sum(bar.critical for bar in ahead)
    said = [f"{late} of {filters.count_noun(len(ahead), 'open milestone')} late" if late else ""]
    said += ["" if late else f"{filters.count_noun(len(ahead), 'open milestone')}, none late"]
    said += [f"{critical} on the critical path" if critical else ""]
    return ", ".join([*filter(None, said), f"{len(bars) - len(ahead)} done"])


def _details(bars: Sequence[GanttBar], today: date) -> str:
    ahead = [bar for bar in bars if not bar.done]
    path = [bar.label for bar in sorted(ahead, key=lambda bar: bar.finish) if bar.critical]
    late = sorted((bar for bar in ahead if bar.days_late > 0), key=lambda bar: -bar.days_late)
    said = f". Critical path: {' → '.join(path[-NAMED_IN_WORDS:])}" if path else ""
    latest = [
        f"{bar.label} {short_day(bar.finish, today)}, {filters.count_noun(bar.days_late, 'day')} late" for bar in late
    ]
    return said + (f". Latest: {'; '.join(latest[:NAMED_IN_WORDS])}" if latest else "")
