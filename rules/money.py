"""Sums of money as people read them, short enough for a sentence: "20–60 k EUR"."""

from dataclasses import dataclass
from math import isfinite

_STEPS = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
# From here on a figure is shown without decimals.
_WHOLE = 10


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A budget line of a project; `currency` is the program's where the line names none."""

    project: str
    currency: str
    planned: float | None = None
    actual: float | None = None


def amount_text(low: float | None, currency: str | None = "", high: float | None = None) -> str:
    """Format an amount, or with `high` a range: "850 EUR", "3.1 k EUR", "20–60 k EUR", "-5 to 20 k EUR".

    What is not a number is "n/a". Both ends of a range have the unit of the larger one, and ends that read the same
    are one figure.
    """
    ends = (low, low if high is None else high)
    if any(end is None or not isfinite(end) for end in ends):
        return "n/a"
    lower, upper = sorted(float(end) for end in ends if end is not None)
    scale, unit = _unit_for(max(abs(lower), abs(upper)))
    texts = [_figure(lower / scale), _figure(upper / scale)]
    between = " to " if lower < 0 else "–"
    figure = texts[0] if texts[0] == texts[1] else between.join(texts)
    return " ".join(word for word in (figure, unit, currency or "") if word)


def _unit_for(size: float) -> tuple[float, str]:
    """Return the largest unit of which the size, as it is shown, is at least one."""
    return next(((scale, unit) for scale, unit in _STEPS if size >= scale * 0.9995), (1.0, ""))


def _figure(value: float) -> str:
    """Round to a tenth below ten and to a whole number above; zero has no sign."""
    rounded = round(value, 1) if abs(round(value, 1)) < _WHOLE else round(value)
    return f"{rounded or 0:,}".removesuffix(".0")
