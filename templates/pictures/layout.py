"""Shared parts of pictures: a sheet, a scale of days, and labels that fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, log10
from typing import Any

from templates.filters import needs_year
from templates.pictures.widths import drawable_text, fit_words, one_line

# The width of DejaVu Sans letters in ems, narrow and wide ones, for labels that must be measured.
_NARROW_LETTERS, _NARROW_WIDTH_EMS = frozenset(" .,:;·'|ijlI"), 0.34
_WIDE_LETTERS, _WIDE_WIDTH_EMS = frozenset("+mwMW"), 0.9
_OTHER_WIDTH_EMS, _BOLD_FACTOR = 0.64, 1.1


__all__ = [
    "DayScale",
    "Sheet",
    "axis_day",
    "drawable_text",
    "fit_label",
    "one_line",
    "round_ticks",
    "scale_around",
    "short_day",
    "text_width",
]


# The room that a year takes beside the next one.
YEAR_WIDTH = 44.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A laid out picture: its size in CSS pixels, the parts that its SVG template draws, and its description."""

    width: int
    height: int
    alt: str
    parts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DayScale:
    """A scale from days to pixels: `first` is at `left`, `last` at `right`."""

    first: date
    last: date
    left: float
    right: float

    def x_of(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(self.left + share * (self.right - self.left), 1)

    def month_labels(self) -> Iterator[tuple[float, str, str]]:
        """Yield left edge and name of each month ("" if too narrow), and the year in the first month and January."""
        month_start, free_from = self.first, self.left
        while month_start <= self.last:
            next_month = (month_start.replace(day=1) + timedelta(days=32)).replace(day=1)
            left, right = self.x_of(month_start), min(self.x_of(next_month), self.right)
            year = ""
            if (month_start == self.first or month_start.month == 1) and left >= free_from:
                january = date(month_start.year + 1, 1, 1)
                # January's would touch that of the first month.
                is_tight = month_start.month > 1 and january <= self.last and self.x_of(january) - left < YEAR_WIDTH
                year = "" if is_tight else str(month_start.year)
                free_from = left + YEAR_WIDTH if year else free_from
            yield left, f"{month_start:%b}" if right - left > 26 else "", year
            month_start = next_month

    def monday_positions(self) -> list[float]:
        """Return the positions of the Mondays, or an empty list if they would be less than 12 pixels apart."""
        first_monday = self.first + timedelta(days=-self.first.weekday() % 7)
        positions = [
            self.x_of(first_monday + timedelta(weeks=week)) for week in range((self.last - first_monday).days // 7 + 1)
        ]
        return positions if len(positions) > 1 and positions[1] - positions[0] >= 12 else []


def scale_around(days: Sequence[date], left: float, right: float) -> DayScale:
    """Build a scale for `days` (at least one) with a little room on both sides."""
    room = timedelta(days=max(3, (max(days) - min(days)).days // 40))
    return DayScale(min(days) - room, max(days) + room, left, right)


def round_ticks(low: float, high: float) -> list[float]:
    """Return round values between the ends, for the lines across the picture."""
    size = 10.0 ** floor(log10((high - low) / 4))
    step = next(size * factor for factor in (1, 2, 5, 10) if (high - low) / (size * factor) <= 8)
    first = int(low // step) + 1
    return [number * step for number in range(first, first + 9) if number * step < high]


def fit_label(text: str, width: float, size: float = 12) -> str:
    """Fit typed text into `width` pixels, bold or not: one line, an ellipsis for what cannot be drawn or is cut."""
    return fit_words(text, width, size, bold=True)


def text_width(text: str, size: float = 12, *, bold: bool = False) -> float:
    """Return about how many pixels a text takes, rather too many than too few."""
    ems = sum(
        _NARROW_WIDTH_EMS
        if letter in _NARROW_LETTERS
        else _WIDE_WIDTH_EMS
        if letter in _WIDE_LETTERS
        else _OTHER_WIDTH_EMS
        for letter in text
    )
    return ems * size * (_BOLD_FACTOR if bold else 1)


def short_day(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" + (f" {day.year}" if needs_year(day, today) else "")


def axis_day(day: date, today: date) -> str:
    """Return a day as it is written in a chart: with its year only where the month alone could be taken for another."""
    return f"{day.day} {day:%b}" + (f" {day:%y}" if abs((day - today).days) > 330 else "")
