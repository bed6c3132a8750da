"""Shared parts of pictures: a sheet, a scale of days, and labels that fit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, log10
from typing import Any

from templates.filters import needs_year
from templates.limits import clip_text
from templates.sanitize import TYPED_NEWLINE, clean_text

# The fonts have no emoji; they would be drawn as boxes.
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\u200d]")
# Scripts that the fonts lack: Indic to Myanmar, Hangul, Ethiopic, Khmer, CJK, and all beyond the basic plane.
_UNSUPPORTED_SCRIPTS = re.compile(
    "[\u0900-\u0e7f\u0f00-\u109f\u1100-\u139f\u1780-\u18af\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
    "\U00010000-\U0003ffff]+"
)
# The mean width of a DejaVu Sans letter, in ems; and of narrow and wide ones, for labels that must be measured.
_LETTER_WIDTH_EMS = 0.58
_NARROW_LETTERS, _NARROW_WIDTH_EMS = frozenset(" .,:;·'|ijlI"), 0.34
_WIDE_LETTERS, _WIDE_WIDTH_EMS = frozenset("+mwMW"), 0.9
_OTHER_WIDTH_EMS, _BOLD_FACTOR = 0.64, 1.1


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
        month_start = self.first
        while month_start <= self.last:
            next_month = (month_start.replace(day=1) + timedelta(days=32)).replace(day=1)
            year = str(month_start.year) if month_start == self.first or month_start.month == 1 else ""
            left, right = self.x_of(month_start), min(self.x_of(next_month), self.right)
            if right - left < 40 and next_month.month == 1:
                year = ""  # January's would touch it.
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
    """Fit typed text into `width` pixels: one line, no emoji, an ellipsis for anything that cannot be drawn."""
    return clip_text(drawable_text(text), max(1, int(width / size / _LETTER_WIDTH_EMS)))


def drawable_text(text: str) -> str:
    """Return typed text as one line that the fonts can draw: no emoji, an ellipsis for scripts that they lack."""
    return one_line(_UNSUPPORTED_SCRIPTS.sub("…", _EMOJI.sub("", text)))


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


def one_line(text: str) -> str:
    return " ".join(clean_text(text).replace(TYPED_NEWLINE, " ").split())


def short_day(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" + (f" {day.year}" if needs_year(day, today) else "")


def axis_day(day: date, today: date) -> str:
    """Return a day as it is written in a chart: with its year only where the month alone could be taken for another."""
    return f"{day.day} {day:%b}" + (f" {day:%y}" if abs((day - today).days) > 330 else "")
