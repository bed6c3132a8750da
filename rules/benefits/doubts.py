"""Readings that are hardly meant: they are asked about before they are saved, like days (docs/behaviours.md B-129)."""

from collections.abc import Iterable
from datetime import date

from rules import dates
from rules.benefits.profile import Benefit, Reading, latest_reading
from rules.figures import figure_text
from rules.refusal import AmbiguousInput, Refusal

# Further off than this from everything that is known of the measure, a figure is taken for a slip of the decimal point;
# less than ten, because the right figure has moved a little as well.
WILD_FACTOR = 8.0


class DoubtfulReading(AmbiguousInput):
    """Raised for a reading that needs a person who is sure; `again` is the command that saves it."""

    # The choice is no id, so that its button shows the words alone.
    days: tuple[date, ...] = ()

    def __init__(self, doubt: str, *, again: str, figure: str) -> None:
        self.choices, self.again = ((again, f"Save {figure}"),), "{}"
        Refusal.__init__(self, doubt, "Nothing is saved yet.", f"If it is right, write `{again}`.")


def doubt_of(benefit: Benefit, *, value: float, day: date, earlier: Iterable[Reading], today: date) -> str:
    """Return why a reading is hardly meant: before the baseline, below zero, or ten times off; empty if it may be."""
    if benefit.baseline_on and day < benefit.baseline_on:
        said, start = dates.format_day(day, today=today), dates.format_day(benefit.baseline_on, today=today)
        return f"{said} is before the baseline of {start}."
    latest = latest_reading(earlier)
    known = [each for each in (benefit.baseline, benefit.target, latest.value if latest else None) if each is not None]
    if value < 0 <= min(known, default=0.0):
        return f"{figure_text(value, benefit.unit)} is below zero, and the measure never was."
    sizes = [abs(each) for each in known if each]
    is_wild = sizes and value and not min(sizes) / WILD_FACTOR < abs(value) < max(sizes) * WILD_FACTOR
    if is_wild:
        last = figure_text(latest.value if latest else benefit.baseline, benefit.unit)
        return f"{figure_text(value, benefit.unit)} is far from {last}, the last known value."
    return ""
