"""Figures of a measure as people type and read them: "4.2", "3,8", "350k" and "1,250,000"."""

import re
from math import floor, isfinite, log10

from rules.refusal import Refusal

# A sign, digits with separators, and a unit of thousands that no letter follows.
NUMBER = r"[-+−]?\d[\d.,]*(?:\s?(?:k|m|bn)(?![^\W\d_]))?"
_NUMBER = re.compile(r"(?P<sign>[-+−]?)(?P<digits>\d[\d.,]*?)[.,]?\s?(?P<unit>k|m|bn)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_UNITS = {"k": 1e3, "m": 1e6, "bn": 1e9}
LARGEST_FIGURE = 1e15


def parse_figure(text: str) -> float:
    """Return the number that is typed: "3.8", "3,8", "1,250,000", "1.250.000,5" or "350k"; raise Refusal for others.

    One separator before exactly three digits separates thousands if it is a comma, and decimals if it is a point.
    """
    match = _NUMBER.fullmatch(text.strip())
    value = _value(match["digits"]) if match else None
    if match is None or value is None:
        raise Refusal(f"“{text.strip()[:30]}” is no number.", "", "Write it like `3.8` or `350k`.")
    value *= _UNITS.get((match["unit"] or "").casefold(), 1.0)
    if not isfinite(value) or value > LARGEST_FIGURE:
        raise Refusal(f"“{text.strip()[:30]}” is too large.", "", "Use a larger unit, such as millions.")
    return -value if match["sign"] in ("-", "−") else value


def _value(digits: str) -> float | None:
    thousands = _THOUSANDS.fullmatch(digits)
    if thousands and (thousands[1] == "," or digits.count(".") > 1):
        return float(digits.replace(thousands[1], ""))
    decimal = max(digits.rfind("."), digits.rfind(","))
    if decimal < 0:
        return float(digits)
    whole, fraction = digits[:decimal], digits[decimal + 1 :]
    if not fraction.isdigit() or (re.search("[.,]", whole) and not _THOUSANDS.fullmatch(whole)):
        return None
    return float(f"{re.sub('[.,]', '', whole)}.{fraction}")


def share_text(share: float) -> str:
    """Format a share of one: 0.6 → "60%"; strictly between 0 and 1 it never reads as certainty ("<1%", ">99%")."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{round(share * 100)}%"


def spoken_figure(value: float, *, since: float) -> float:
    """Round a computed figure as people say it: to a fiftieth of its distance from where it began (741.67 → 742)."""
    distance = abs(value - since)
    if not isfinite(distance) or not distance:
        return value
    return round(value, -floor(log10(distance / 50)))


def figure_text(value: float | None, unit: str = "") -> str:
    """Format a figure with its unit: "3.9%", "350,000 EUR"; without one "n/a"."""
    if value is None or not isfinite(value):
        return "n/a"
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) >= 1 or not value else f"{value:.3g}"
    text = "0" if text in ("-0", "0") else text
    return text + unit if unit.startswith("%") else f"{text} {unit}".strip()
