"""The picture of a what-if scenario: a row for each target, its date in the plan and in the scenario on one scale.

It is narrow and its letters are large, so that it can be read on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from templates import filters
from templates.pictures.layout import DayScale, Sheet, fit_label, one_line, scale_around, short_day
from templates.pictures.widths import fit_words, words_width

SHEET_WIDTH = 760
MARGIN = 24
TOP = 96
ROW_HEIGHT = 74
NAME_SIZE = 19
MONTH_SIZE = 16
_FOOTER_HEIGHT = 66
# More rows cannot be read on a phone; the rest are counted in words.
MAX_ROWS = 12


@dataclass(frozen=True, slots=True)
class ScenarioDates:
    """A target in the plan and in the scenario; `days` are working days, later is positive."""

    label: str
    plan: date
    scenario: date
    days: int
    committed: date | None = None

    @property
    def misses(self) -> bool:
        """Return whether the scenario, and not the plan, misses the committed date."""
        return self.committed is not None and self.plan <= self.committed < self.scenario


def lay_out(*, title: str, rows: Sequence[ScenarioDates], today: date) -> Sheet:
    """Lay out the rows in the given order; the scale holds every date that is drawn."""
    drawn = rows[:MAX_ROWS]
    days = [day for row in drawn for day in (row.plan, row.scenario, row.committed) if day]
    scale = scale_around(days or [today], MARGIN, SHEET_WIDTH - MARGIN)
    left = len(rows) - len(drawn)
    parts = {
        "title": fit_label(title, SHEET_WIDTH - 2 * MARGIN, 26),
        "rows": [_lay_out_row(row, number, scale, today) for number, row in enumerate(drawn)],
        "months": _spread_months(scale),
        "left": MARGIN,
        "right": SHEET_WIDTH - MARGIN,
        "top": TOP,
        "bottom": TOP + len(drawn) * ROW_HEIGHT,
        "more": f"{filters.count_noun(left, 'more target')} not drawn" if left else "",
    }
    height = TOP + len(drawn) * ROW_HEIGHT + _FOOTER_HEIGHT + (30 if left else 0)
    return Sheet(SHEET_WIDTH, height, _alt_text(title, rows, today), parts)


def _spread_months(scale: DayScale) -> list[dict[str, Any]]:
    """Return the months whose names have room."""
    months: list[dict[str, Any]] = []
    taken = 0.0
    for x, name, year in scale.month_labels():
        label = f"{name} {year}".strip()
        if name and x >= taken and x + 4 + words_width(label, MONTH_SIZE) <= SHEET_WIDTH:
            months.append({"x": x, "label": label})
            taken = x + words_width(label, MONTH_SIZE) + 10
    return months


def _lay_out_row(row: ScenarioDates, number: int, scale: DayScale, today: date) -> dict[str, Any]:
    y = TOP + number * ROW_HEIGHT
    room = SHEET_WIDTH - 2 * MARGIN
    name_room = min(words_width(row.label, NAME_SIZE), room * 0.45)
    note = fit_words(_change_text(row, today), room - name_room - 16, MONTH_SIZE, bold=row.misses)
    taken = words_width(note, MONTH_SIZE, bold=row.misses)
    return {
        "y": y + 52,
        "name_y": y + 26,
        "name": fit_words(row.label, room - taken - 16, NAME_SIZE),
        "note": note,
        "plan": scale.x_of(row.plan),
        "scenario": scale.x_of(row.scenario),
        "committed": scale.x_of(row.committed) if row.committed else None,
        "moves": row.plan != row.scenario,
        "misses": row.misses,
    }


def _change_text(row: ScenarioDates, today: date) -> str:
    if row.plan == row.scenario:
        return f"{short_day(row.plan, today)}, same day"
    later = f"{row.days:+d} {'day' if abs(row.days) == 1 else 'days'}"
    late = ", too late" if row.misses else ""
    return f"{short_day(row.plan, today)} → {short_day(row.scenario, today)}, {later}{late}"


def _alt_text(title: str, rows: Sequence[ScenarioDates], today: date) -> str:
    sentences = [
        f"{one_line(row.label)}: {_change_text(row, today)}"
        f"{', misses its committed date ' + short_day(row.committed, today) if row.misses and row.committed else ''}."
        for row in rows
    ]
    return " ".join([f"{one_line(title)}: plan against scenario.", *sentences])
