"""The picture of lateness by cause: a bar for each cause, each beginning where the one before ends, then the whole.

It is narrow and its letters are large, so that it can be read on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from templates.pictures.layout import Sheet, fit_label, one_line

SHEET_WIDTH = 760
MARGIN = 24
TOP = 84
ROW_HEIGHT = 62
NAME_SIZE = 17
_AMOUNT_WIDTH = 190
_FOOTER_HEIGHT = 56
# More rows cannot be read on a phone; the smallest are drawn as one bar.
MAX_CAUSES = 9


@dataclass(frozen=True, slots=True)
class CauseBar:
    """A cause with its working days; negative where it won days back."""

    label: str
    days: float


def lay_out(*, title: str, causes: Sequence[CauseBar]) -> Sheet:
    """Lay out the causes in the given order; their sum is the last bar."""
    whole = _sum(causes)
    rows = [*_fold(causes), CauseBar("In all", whole)]
    ends = [_sum(rows[:number]) for number in range(len(rows))]
    reached = [0.0, *ends, whole]
    low, high = min(reached), max(reached)
    unit = (SHEET_WIDTH - 2 * MARGIN) / (high - low or 1.0)
    bars = []
    for number, row in enumerate(rows):
        is_whole = number == len(rows) - 1
        begin = 0.0 if is_whole else ends[number]
        left, right = sorted((begin, begin + row.days))
        bars.append(
            {
                "y": TOP + number * ROW_HEIGHT,
                "x": round(MARGIN + (left - low) * unit, 1),
                "width": max(2.0, round((right - left) * unit, 1)),
                "name": fit_label(row.label, SHEET_WIDTH - 2 * MARGIN - _AMOUNT_WIDTH, NAME_SIZE),
                "amount": _verdict(row.days) if is_whole else _amount(row.days),
                "kind": "whole" if is_whole else "won" if row.days < 0 else "lost",
            }
        )
    bottom = TOP + len(rows) * ROW_HEIGHT
    parts: dict[str, Any] = {
        "title": fit_label(title, SHEET_WIDTH - 2 * MARGIN, 26),
        "bars": bars,
        "left": MARGIN,
        "right": SHEET_WIDTH - MARGIN,
        "zero": round(MARGIN - low * unit, 1),
        "bottom": bottom,
    }
    return Sheet(SHEET_WIDTH, bottom + _FOOTER_HEIGHT, _alt_text(title, causes, whole), parts)


def _sum(causes: Sequence[CauseBar]) -> float:
    return round(sum(cause.days for cause in causes), 1)


def _fold(causes: Sequence[CauseBar]) -> Sequence[CauseBar]:
    """Return at most MAX_CAUSES bars with the same sum."""
    if len(causes) <= MAX_CAUSES:
        return causes
    rest = causes[MAX_CAUSES - 1 :]
    return [*causes[: MAX_CAUSES - 1], CauseBar(f"{len(rest)} more causes", _sum(rest))]


def _count(days: float) -> str:
    return f"{abs(days):g} {'day' if abs(days) == 1 else 'days'}"


def _amount(days: float) -> str:
    return f"{_count(days)} won back" if days < 0 else _count(days)


def _verdict(days: float) -> str:
    return f"{_count(days)} {'late' if days > 0 else 'early'}" if days else "on time"


def _alt_text(title: str, causes: Sequence[CauseBar], whole: float) -> str:
    """Return the finding first: how late, and what cost most."""
    most = max(causes, key=lambda cause: cause.days, default=None)
    finding = f"{one_line(title)}: {_verdict(whole)}"
    if most and most.days > 0:
        finding += f", {'most' if len(causes) > 1 else 'all'} of it from {one_line(most.label)} ({_count(most.days)})"
    each = "; ".join(f"{one_line(cause.label)}: {_amount(cause.days)}" for cause in causes)
    return f"{finding}. By cause: {each}."
