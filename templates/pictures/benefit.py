"""The curve of a benefit: planned against readings, with the target, the forecast and today."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from rules.figures import figure_text
from templates import filters
from templates.pictures.layout import DayScale, Sheet, fit_label, one_line, round_ticks, scale_around, short_day

SHEET_WIDTH, SHEET_HEIGHT = 960, 520
LEFT, RIGHT, TOP, BOTTOM = 150.0, 690.0, 110.0, 430.0
# Labels stand at the right, at least this far apart.
LABEL_HEIGHT = 20.0
_GREEN, _BLUE, _ORANGE = "#1f7a4d", "#2f5fd0", "#c2570c"
Point = tuple[date, float]


def lay_out(
    *,
    title: str,
    unit: str,
    target: float,
    planned: Sequence[Point],
    readings: Sequence[Point],
    forecast: Point | None,
    today: date,
) -> Sheet:
    """Lay out the plan as a line, each reading as a dot, and the forecast as a dashed line from the last reading."""
    points = [*planned, *readings, *([forecast] if forecast else [])]
    scale = scale_around([day for day, _ in points] or [today], LEFT, RIGHT)
    values = [value for _, value in points] + [target]
    low, high = min(values), max(values)
    room = (high - low) * 0.1 or 1.0
    low, high = low - room, high + room

    def place(point: Point) -> tuple[float, float]:
        return scale.x_of(point[0]), _y_of(point[1], low, high)

    ends = _ends(unit, target, readings, forecast)
    parts = {
        "title": fit_label(title, SHEET_WIDTH - 48, 32),
        "months": list(scale.month_labels()),
        "planned": _path([place(point) for point in planned]),
        "dots": [place(point) for point in readings],
        "read": _path([place(point) for point in readings]),
        "forecast": _path([place(readings[-1]), place(forecast)]) if forecast and readings else "",
        "heading": place(forecast) if forecast else None,
        "target": _y_of(target, low, high),
        "labels": _spread((place((today, value))[1], text, ink) for text, value, ink in ends),
        "ticks": [(_y_of(value, low, high), _tick_label(value, unit)) for value in round_ticks(low, high)],
        "today": _today_line(scale, today),
        "box": (LEFT, TOP, RIGHT, BOTTOM),
    }
    alt = _alt_text(title, unit, target, readings, forecast, today)
    return Sheet(SHEET_WIDTH, SHEET_HEIGHT, alt, parts)


def _ends(unit: str, target: float, readings: Sequence[Point], forecast: Point | None) -> list[tuple[str, float, str]]:
    ends = [("target", target, _GREEN)]
    ends += [("latest", readings[-1][1], _BLUE)] if readings else []
    ends += [("heading for", forecast[1], _ORANGE)] if forecast else []
    return [(f"{word} {figure_text(value, unit)}", value, colour) for word, value, colour in ends]


def _tick_label(value: float, unit: str) -> str:
    return fit_label(figure_text(value, unit), LEFT - 30, 14)


def _spread(labels: Iterable[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Return the labels from top to bottom, moved apart where they would touch."""
    spread: list[tuple[float, str, str]] = []
    for y, text, colour in sorted(labels):
        below = spread[-1][0] + LABEL_HEIGHT if spread else y
        spread.append((max(y, below), fit_label(text, SHEET_WIDTH - RIGHT - 30, 14), colour))
    return spread


def _y_of(value: float, low: float, high: float) -> float:
    return round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 1)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in places) if places else ""


def _today_line(scale: DayScale, today: date) -> tuple[float, str] | None:
    return (scale.x_of(today), f"today {short_day(today, today)}") if scale.first <= today <= scale.last else None


def _alt_text(
    title: str, unit: str, target: float, readings: Sequence[Point], forecast: Point | None, today: date
) -> str:
    said: list[Any] = [f"target {figure_text(target, unit)}", filters.count_noun(len(readings), "reading")]
    if readings:
        said.append(f"the latest {figure_text(readings[-1][1], unit)} on {filters.long_date(readings[-1][0])}")
    if forecast:
        said.append(f"heading for {figure_text(forecast[1], unit)} on {filters.long_date(forecast[0])}")
    said.append(f"today is {filters.long_date(today)}")
    return f"{one_line(title)}: {'; '.join(said)}."
