"""The fever chart: how much of the buffer is used against how much of the critical chain is done (B-47)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from templates.pictures.canvas import INK, MUTED, WHITE, Canvas, Point
from templates.pictures.layout import Sheet, one_line, short_day

LEFT, RIGHT, HEIGHT = 92.0, 672.0, 400.0
_GREEN, _AMBER, _RED = "#cfe8da", "#f8e2b8", "#f3c4c2"
# More used than this is drawn at the upper edge, and said in words.
MOST_USED = 200.0


@dataclass(frozen=True, slots=True)
class FeverPoint:
    """A day with the percent of the critical chain done and of the buffer used."""

    day: date
    done: float
    used: float


@dataclass(frozen=True, slots=True)
class FeverLines:
    """The two rising lines in percent: `green` and `red` where nothing is done, and their common slope."""

    green: float
    red: float
    slope: float


def lay_out(
    *,
    title: str,
    points: Sequence[FeverPoint],
    lines: FeverLines,
    colour: str,
    burn_rate: float | None,
    today: date,
) -> Sheet:
    """Lay out the zones and the way through them, oldest first; the last point is today's."""
    canvas, finding = Canvas(), finding_of(points[-1], colour, burn_rate)
    top = canvas.head(title, finding) + 48
    high = min(MOST_USED, max(100.0, *(-(-point.used // 25) * 25 for point in points)))
    bottom = top + HEIGHT

    def place(done: float, used: float) -> Point:
        x = LEFT + min(max(done, 0), 100) / 100 * (RIGHT - LEFT)
        return round(x, 1), round(bottom - min(max(used, 0), high) / high * HEIGHT, 1)

    canvas.box(LEFT, top, RIGHT, bottom, _RED)
    for start, paint in ((lines.red, _AMBER), (lines.green, _GREEN)):
        edge = [place(done, start + lines.slope * done / 100) for done in range(0, 101, 2)]
        canvas.area([place(0, 0), *edge, place(100, 0)], paint)
    canvas.write(LEFT, top - 26, "Buffer used", bold=True, ink=MUTED)
    for used in range(0, int(high) + 1, 25):
        canvas.write(LEFT - 18, place(0, used)[1] + 6, f"{used}%", anchor="end", ink=MUTED)
    for done in range(0, 101, 25):
        canvas.write(place(done, 0)[0], bottom + 30, f"{done}%", anchor="middle", ink=MUTED)
    canvas.write((LEFT + RIGHT) / 2, bottom + 56, "Critical chain done", bold=True, anchor="middle", ink=MUTED)
    way = [place(point.done, point.used) for point in points]
    canvas.line(way, INK, width=3)
    for x, y in way[:-1]:
        canvas.mark(x, y, "plain", size=5)
    for x, y in way[-1:]:
        canvas.box(x - 13, y - 13, x + 13, y + 13, WHITE)
        canvas.mark(x, y, colour, size=10)
    bottom = canvas.legend(bottom + 92, [("green", "green"), ("amber", "amber"), ("red", "red"), ("plain", "earlier")])
    return canvas.sheet(bottom, f"{one_line(title)}: {finding}{_way_words(points, today)}.")


def finding_of(point: FeverPoint, colour: str, burn_rate: float | None) -> str:
    """Say the finding: "amber: 62% of the critical chain done, 85% of the buffer used, burn rate 1.4"."""
    rate = f", burn rate {burn_rate:.1f}" if burn_rate is not None else ""
    return f"{colour}: {point.done:.0f}% of the critical chain done, {point.used:.0f}% of the buffer used{rate}"


def _way_words(points: Sequence[FeverPoint], today: date) -> str:
    if len(points) < 2:
        return ""
    first = points[0]
    return f". On {short_day(first.day, today)} it was {first.done:.0f}% done with {first.used:.0f}% used"
