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
_RANK = {"green": 0, "amber": 1, "red": 2}


@dataclass(frozen=True, slots=True)
class StatusDots:
    """The status of a project or program by week, oldest first: (reported, computed), "" where unknown."""

    name: str
    weeks: tuple[tuple[str, str], ...]


def lay_out(*, title: str, mondays: Sequence[date], rows: Sequence[StatusDots], today: date) -> Sheet:
    """Lay out the last weeks of the rows in the given order; the first row is the one that is summed up."""
    canvas, shown, drawn = Canvas(), mondays[-MAX_WEEKS:], rows[:MAX_ROWS]
    finding = _finding(rows, len(shown))
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


def _finding(rows: Sequence[StatusDots], weeks: int) -> str:
    """Say the finding: "Atlas is red, as for 3 weeks; reported better than computed in 2 of 13 weeks"."""
    known = [row for row in rows if row.weeks]
    if not known:
        return "no week yet"
    first = known[0]
    computed = [state for _, state in first.weeks[-weeks:]]
    since = next((n for n, state in enumerate(reversed(computed)) if state != computed[-1]), len(computed))
    better = sum(_RANK.get(said, 9) < _RANK.get(seen, -1) for row in known for said, seen in row.weeks[-weeks:])
    both = sum(bool(said and seen) for row in known for said, seen in row.weeks[-weeks:])
    colour = computed[-1] or "without data"
    said = [f"{one_line(first.name)} has been {colour} for {filters.count_noun(since, 'week')}"]
    said += [f"reported better than computed {better} of {filters.count_noun(both, 'time')}"] if both else []
    return ", ".join(said)
