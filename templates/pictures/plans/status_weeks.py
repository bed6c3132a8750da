"""The history of statuses: a row a project, a column a week, what was reported above what was computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from templates import filters
from templates.pictures.canvas import BAND, MARGIN, MUTED, SMALL_SIZE, TEXT_SIZE, WHITE, WIDTH, Canvas
from templates.pictures.layout import Sheet, one_line, short_day
from templates.pictures.widths import words_width

LEFT, RIGHT = 252.0, float(WIDTH - MARGIN)
ROW_HEIGHT = 54.0
# More cannot be read in a chat; the rest are counted in words.
MAX_ROWS, MAX_WEEKS = 20, 13


@dataclass(frozen=True, slots=True)
class StatusDots:
    """The status of a project or program by week, oldest first: (reported, computed), "" where unknown."""

    name: str
    weeks: tuple[tuple[str, str], ...]


def lay_out(*, title: str, mondays: Sequence[date], rows: Sequence[StatusDots], finding: str, today: date) -> Sheet:
    """Lay out the last weeks of the rows in the given order."""
    canvas, shown, drawn = Canvas(), mondays[-MAX_WEEKS:], rows[:MAX_ROWS]
    top = canvas.head(title, finding) + 26
    width = (RIGHT - LEFT) / max(1, len(shown))
    bottom = top + len(drawn) * ROW_HEIGHT
    taken = 0.0
    for number, monday in enumerate(shown):
        left = LEFT + number * width
        canvas.box(left, top, left + width, bottom, BAND if number % 2 == 0 else WHITE)
        label = short_day(monday, today)
        half = words_width(label, SMALL_SIZE) / 2
        x = min(left + width / 2, RIGHT - half)
        if x - half >= taken:
            canvas.write(x, top - 8, label, anchor="middle", ink=MUTED, room=2 * half + 2)
            taken = x + half + 12
    for number, row in enumerate(drawn):
        _draw_row(canvas, row, top + number * ROW_HEIGHT, width, len(shown))
    y = bottom + 30
    if hidden := len(rows) - len(drawn):
        canvas.write(MARGIN, y, f"{filters.count_noun(hidden, 'more project')} not drawn", bold=True, ink=MUTED)
        y += 28
    canvas.write(MARGIN, y, "Upper mark: reported. Lower mark: computed.", ink=MUTED)
    kinds = [("green", "on track, green"), ("amber", "at risk, amber"), ("red", "off track, red"), ("grey", "no data")]
    return canvas.sheet(canvas.legend(y + 28, kinds), f"{one_line(title)}: {finding}.")


def _draw_row(canvas: Canvas, row: StatusDots, y: float, width: float, weeks: int) -> None:
    canvas.write(MARGIN, y + 33, row.name, size=TEXT_SIZE, room=LEFT - MARGIN - 14)
    size = min(7.5, width / 2 - 2)
    for number, (reported, computed) in enumerate(row.weeks[-weeks:] if weeks else ()):
        x = LEFT + (number + 0.5) * width
        for offset, state in ((16, reported), (38, computed)):
            if state:
                canvas.mark(x, y + offset, state, size=size)
