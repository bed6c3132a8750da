"""The load of people or tools as a heat map: a row each, a column per week, the number in every cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from templates import filters
from templates.pictures.layout import Sheet, fit_label, one_line, short_day

SHEET_WIDTH = 960
LEFT, RIGHT, TOP = 210.0, 936.0, 96.0
ROW_HEIGHT, DENSE_HEIGHT, FOOT = 20.0, 12.0, 48
# Above this, rows are lower and only numbers above capacity are written: letters take most of the time of drawing.
ROOMY_ROWS = 40
# A taller picture is larger than Slack shows sharply; the rest is counted below the last row.
MAX_ROWS = 200
NAMED_IN_WORDS = 5
# From pale to full, and the two colours above capacity; the number is in every cell, so that colour is never needed.
_SHADES = ("#ffffff", "#eaf1fd", "#cfdffa", "#a9c6f5", "#7fa9ee")
_AMBER, _RED = "#f4b04a", "#d9483b"


@dataclass(frozen=True, slots=True)
class HeatLine:
    """A row: the name, and the load of each week in percent; None for work in a week without capacity."""

    name: str
    weeks: tuple[tuple[float | None, str], ...]

    @property
    def is_over(self) -> bool:
        return any(colour in ("amber", "red") for _, colour in self.weeks)


def lay_out(*, title: str, mondays: Sequence[date], rows: Sequence[HeatLine], today: date) -> Sheet:
    """Lay out one cell per row and week, the rows in the order given; many rows are lower, with fewer numbers."""
    shown = rows[:MAX_ROWS]
    is_dense = len(shown) > ROOMY_ROWS
    grid = _Grid((RIGHT - LEFT) / max(1, len(mondays)), DENSE_HEIGHT if is_dense else ROW_HEIGHT)
    fills: dict[str, list[str]] = {}
    numbers = []
    for line, row in enumerate(shown):
        for column, (percent, colour) in enumerate(row.weeks):
            if percent == 0:
                continue
            fills.setdefault(_fill_of(percent, colour), []).append(grid.cell(column, line))
            if not is_dense or colour in ("amber", "red"):
                numbers.append((*grid.middle(column, line), _ink_of(colour), _text_of(percent)))
    bottom = TOP + len(shown) * grid.height
    parts = {
        "title": fit_label(title, SHEET_WIDTH - 48, 32),
        "weeks": [
            (round(LEFT + (column + 0.5) * grid.width, 1), short_day(monday, today))
            for column, monday in enumerate(mondays)
        ],
        "names": [
            (grid.middle(0, line)[1], fit_label(row.name, LEFT - 40, grid.size)) for line, row in enumerate(shown)
        ],
        "fills": [(fill, "".join(cells)) for fill, cells in fills.items()],
        "numbers": numbers,
        "size": grid.size,
        "box": (LEFT, TOP, RIGHT, bottom),
        "lines": [round(LEFT + column * grid.width, 1) for column in range(len(mondays) + 1)],
        "left_out": len(rows) - len(shown),
        "legend": ((_SHADES[3], "booked"), (_AMBER, "above 100%"), (_RED, "above 120%, or booked while away")),
    }
    return Sheet(SHEET_WIDTH, int(bottom) + FOOT, _alt_text(title, mondays, rows), parts)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The size of a cell."""

    width: float
    height: float

    @property
    def size(self) -> float:
        """The size of letters that fit a row."""
        return min(12.0, self.height - 2)

    def cell(self, column: int, line: int) -> str:
        x, y = round(LEFT + column * self.width + 0.5, 1), round(TOP + line * self.height + 0.5, 1)
        return f"M{x} {y}h{self.width - 1:.1f}v{self.height - 1:.1f}h-{self.width - 1:.1f}z"

    def middle(self, column: int, line: int) -> tuple[float, float]:
        """Return the middle of a cell, with the line that its letters stand on."""
        y = TOP + (line + 0.5) * self.height + self.size * 0.35
        return round(LEFT + (column + 0.5) * self.width, 1), round(y, 1)


def _fill_of(percent: float | None, colour: str) -> str:
    if colour in ("amber", "red"):
        return _RED if colour == "red" else _AMBER
    return _SHADES[min(len(_SHADES) - 1, 1 + int((percent or 0) / 26))]


def _ink_of(colour: str) -> str:
    return "#ffffff" if colour == "red" else "#1d2330"


def _text_of(percent: float | None) -> str:
    return "away" if percent is None else f"{percent:.0f}"


def _alt_text(title: str, mondays: Sequence[date], rows: Sequence[HeatLine]) -> str:
    """Say the finding: which are above capacity, when most, and how many there are."""
    over = [row for row in rows if row.is_over]
    if not over:
        return f"{one_line(title)}: none of {len(rows)} is booked above capacity."
    named = [f"{one_line(row.name)} {_peak_words(row, mondays)}" for row in over[:NAMED_IN_WORDS]]
    more = [f"{len(over) - len(named)} more"] if len(over) > len(named) else []
    are = "is" if len(over) == 1 else "are"
    return f"{one_line(title)}: {len(over)} of {len(rows)} {are} booked above capacity: {'; '.join(named + more)}."


def _peak_words(row: HeatLine, mondays: Sequence[date]) -> str:
    place = max(range(len(row.weeks)), key=lambda index: (_rank(row.weeks[index][0]), -index))
    percent = row.weeks[place][0]
    said = "booked while away" if percent is None else f"{percent:.0f}%"
    return f"{said} in the week of {filters.long_date(mondays[place])}"


def _rank(percent: float | None) -> float:
    return float("inf") if percent is None else percent
