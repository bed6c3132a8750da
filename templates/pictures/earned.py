"""The S-curve: planned, earned and spent over time, with the data date and what the end is likely to cost."""

from collections.abc import Callable, Sequence
from datetime import date

from rules.earned_value.curve import EarnedCurve
from rules.earned_value.performance import Performance
from rules.figures import figure_text, share_text
from rules.money import amount_text
from templates import filters
from templates.pictures.layout import Sheet, fit_label, one_line, round_ticks, scale_around, short_day

SHEET_WIDTH, SHEET_HEIGHT = 960, 520
LEFT, RIGHT, TOP, BOTTOM = 110.0, 800.0, 90.0, 420.0
# Labels at the ends of lines are at least this far apart.
LABEL_HEIGHT = 18.0
NARROWEST_BAND = 4.0
Point = tuple[date, float]
Place = Callable[[Point], tuple[float, float]]


def lay_out(
    *,
    title: str,
    unit: str,
    curve: EarnedCurve,
    performance: Performance,
    today: date,
    finish: tuple[date, date] | None = None,
) -> Sheet:
    """Lay out the three lines; what was earned and spent ends at the data date, and forecasts are bands after it.

    `finish` holds its P50 and P80.
    """
    band = curve.band
    days = [day for day, _ in (*curve.planned, *curve.earned, *curve.spent)] + ([band[0]] if band else [])
    days += finish or ()
    scale = scale_around([*days, today], LEFT, RIGHT)
    values = [value for _, value in (*curve.planned, *curve.earned, *curve.spent)] + ([band[2]] if band else [])
    high = max([*values, 1e-9]) * 1.08

    def place(point: Point) -> tuple[float, float]:
        return scale.x_of(point[0]), round(BOTTOM - point[1] / high * (BOTTOM - TOP), 1)

    spent_end = curve.spent[-1] if curve.spent else None
    parts = {
        "title": fit_label(title, SHEET_WIDTH - 48, 32),
        "finding": finding(unit, performance),
        "months": list(scale.month_labels()),
        "ticks": [(place((today, value))[1], _amount(value, unit)) for value in round_ticks(0, high)],
        "planned": _path([place(point) for point in curve.planned]),
        "earned": _path([place(point) for point in curve.earned]),
        "spent": _path([place(point) for point in curve.spent]),
        "band": _band(place, spent_end, band),
        "finish": _finish_band(scale.x_of, finish, today),
        "ends": _end_labels(place, curve, unit),
        "today": (scale.x_of(today), f"data date {short_day(today, today)}"),
        "has_money": bool(curve.spent),
        "box": (LEFT, TOP, RIGHT, BOTTOM),
    }
    return Sheet(SHEET_WIDTH, SHEET_HEIGHT, _alt_text(title, unit, curve, performance, today, finish), parts)


def finding(unit: str, performance: Performance) -> str:
    """Return what the picture shows, in a sentence: "45% earned, 5 days behind the plan, CPI 0.89"."""
    schedule, costs = performance.schedule, performance.cost
    said = [f"{share_text(performance.share)} of {_amount(performance.budget, unit)} earned"]
    if schedule and abs(schedule.variance) >= 0.5:
        side = "behind" if schedule.variance < 0 else "ahead of"
        said.append(f"{filters.count_noun(round(abs(schedule.variance)) or 1, 'day')} {side} the plan")
    elif schedule:
        said.append("on plan")
    if costs and costs.cpi is not None:
        said.append(f"CPI {costs.cpi:.2f}")
    return ", ".join(said)


def _amount(value: float, unit: str) -> str:
    return f"{figure_text(round(value, 1))} days" if unit == "days" else amount_text(value, unit)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in places) if places else ""


def _band(place: Place, start: Point | None, band: tuple[date, float, float] | None) -> str:
    """Return the area from what was spent to the lowest and the highest estimate."""
    if start is None or band is None:
        return ""
    day, low, high = band
    return _path([place(start), place((day, high)), place((day, low))]) + "Z"


def _finish_band(
    x_of: Callable[[date], float], finish: tuple[date, date] | None, today: date
) -> tuple[float, float, str] | None:
    """Return where the days between P50 and P80 of the finish begin, how wide they are, and their label."""
    if finish is None:
        return None
    first, last = (x_of(day) for day in finish)
    words = " – ".join(dict.fromkeys(short_day(day, today) for day in finish))
    return first, max(last - first, NARROWEST_BAND), f"finish {words}"


def _end_labels(place: Place, curve: EarnedCurve, unit: str) -> list[tuple[float, float, str, str]]:
    """Return a label at the end of each line, moved apart where they would touch."""
    ends = [("planned", curve.planned, "plan"), ("earned", curve.earned, "earned"), ("spent", curve.spent, "spent")]
    labels = [
        (*place(points[-1]), kind, f"{word} {_amount(points[-1][1], unit)}") for kind, points, word in ends if points
    ]
    if curve.band:
        day, low, high = curve.band
        labels.append((*place((day, (low + high) / 2)), "band", amount_text(low, unit, high)))
    moved: list[tuple[float, float, str, str]] = []
    for x, y, kind, text in sorted(labels, key=lambda label: label[1]):
        near = [other[1] for other in moved if abs(other[0] - x) < 160]
        moved.append((x, max([y, *(other + LABEL_HEIGHT for other in near)]), kind, text))
    return moved


def _alt_text(
    title: str, unit: str, curve: EarnedCurve, performance: Performance, today: date, finish: tuple[date, date] | None
) -> str:
    said = [finding(unit, performance)]
    said.append(f"planned by now {_amount(performance.planned, unit)}, earned {_amount(performance.value, unit)}")
    if performance.spent is not None:
        said.append(f"spent {_amount(performance.spent, unit)}")
    if curve.band:
        day, low, high = curve.band
        said.append(f"likely to end {filters.long_date(day)} at {amount_text(low, unit, high)}")
    if finish:
        p50, p80 = (filters.long_date(day) for day in finish)
        said.append(f"finish {p50} (P50) to {p80} (P80)")
    said.append(f"data date {filters.long_date(today)}")
    return f"{one_line(title)}: {'; '.join(said)}."
