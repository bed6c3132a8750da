"""The odds of the finish: a bar for each span of days, as high as its share of the simulated runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from templates import filters
from templates.pictures.canvas import BLUE, GRID, INK, MARGIN, MUTED, PAINTS, PURPLE, SMALL_SIZE, Canvas
from templates.pictures.layout import DayScale, Sheet, axis_day, one_line, short_day
from templates.pictures.widths import words_width

LEFT, RIGHT, HEIGHT = 80.0, 690.0, 320.0
_LATE = "#e2a13c"


@dataclass(frozen=True, slots=True)
class OddsBar:
    """The share of runs that end from `first` to before `until`; `late` if that is after the committed date."""

    first: date
    until: date
    share: float
    late: bool


def lay_out(
    *,
    title: str,
    bars: Sequence[OddsBar],
    p50: date,
    p80: date,
    committed: date | None,
    on_time: float | None,
    today: date,
) -> Sheet:
    """Lay out the bars, and the dates of even odds, of four in five, and committed as lines across them."""
    canvas = Canvas()
    finding = _finding(p50, p80, committed, on_time, today)
    top = canvas.head(title, finding) + 10
    bottom = top + HEIGHT
    dates = [day for day in (p50, p80, committed) if day]
    scale = DayScale(min([bars[0].first, *dates]), max([bars[-1].until, *dates]), LEFT + 6, RIGHT - 6)
    _draw_bars(canvas, bars, scale, bottom, has_commitment=committed is not None)
    _draw_days(canvas, scale, bottom, today)
    strokes = [(p50, BLUE, "9 4", f"P50 {axis_day(p50, today)}"), (p80, PURPLE, "3 3", f"P80 {axis_day(p80, today)}")]
    strokes += [(committed, INK, "", f"committed {axis_day(committed, today)}")] if committed else []
    for day, colour, dash, _ in strokes:
        x = scale.x_of(day)
        canvas.line([(x, top), (x, bottom)], colour, width=3, dash=dash)
    y = canvas.strokes(bottom + 62, [(colour, dash, words) for _, colour, dash, words in strokes])
    y = _explain_colours(canvas, y + 30) if committed else y
    return canvas.sheet(y, f"{one_line(title)}: {finding}.")


def _draw_bars(
    canvas: Canvas, bars: Sequence[OddsBar], scale: DayScale, bottom: float, *, has_commitment: bool
) -> None:
    high = max(bar.share for bar in bars) * 1.08
    step = next(size for size in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if high / size <= 6)
    for number in range(int(high / step) + 1):
        y = bottom - number * step / high * HEIGHT
        canvas.line([(LEFT, y), (RIGHT, y)], GRID, width=1)
        canvas.write(LEFT - 8, y + 6, f"{number * step:.0%}", anchor="end", ink=MUTED)
    for bar in bars:
        left, right = scale.x_of(bar.first), scale.x_of(bar.until)
        paint = _LATE if bar.late else PAINTS["green"] if has_commitment else BLUE
        canvas.box(left + 0.5, bottom - bar.share / high * HEIGHT, max(right - 0.5, left + 1.5), bottom, paint)


def _explain_colours(canvas: Canvas, y: float) -> float:
    x = float(MARGIN)
    for paint, text in ((PAINTS["green"], "by the committed date"), (_LATE, "later")):
        canvas.box(x, y - 14, x + 16, y + 2, paint)
        x += 48 + canvas.write(x + 24, y, text, ink=MUTED)
    return y


def _draw_days(canvas: Canvas, scale: DayScale, bottom: float, today: date) -> None:
    canvas.line([(LEFT, bottom), (RIGHT, bottom)], MUTED, width=1.5)
    span = (scale.last - scale.first).days
    taken = 0.0
    for number in range(7):
        day = date.fromordinal(scale.first.toordinal() + round(span * number / 6))
        x, label = scale.x_of(day), axis_day(day, today)
        half = words_width(label, SMALL_SIZE) / 2
        x = min(max(x, LEFT + half - 40), RIGHT + 8 - half)
        if x - half >= taken:
            canvas.write(x, bottom + 24, label, anchor="middle", ink=MUTED, room=2 * half + 2)
            taken = x + half + 12


def _finding(p50: date, p80: date, committed: date | None, on_time: float | None, today: date) -> str:
    said = [f"likely {short_day(p50, today)}, safe {short_day(p80, today)}"]
    if committed and on_time is not None:
        said.insert(0, f"{filters.percent_text(on_time)} chance of {short_day(committed, today)}")
    return "; ".join(said)
