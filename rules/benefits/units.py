"""Units of measures and the values people write: "3.9 %", "310k", "€1.2m", "1,250 EUR"."""

import re
from dataclasses import dataclass

from rules.figures import NUMBER, parse_figure
from rules.money import CURRENCY_BY_SYMBOL, is_currency
from rules.refusal import Refusal

PERCENT = "%"
_UNIT = r"%|percent|[€$£¥₹]|[A-Za-z]{3}"
_VALUE = re.compile(
    rf"(?P<before>[€$£¥₹]|[A-Za-z]{{3}}(?=[\s\d+\-−]))?\s*(?P<figure>{NUMBER})\s*(?P<after>{_UNIT})?", re.IGNORECASE
)

_COUNTED = re.compile(rf"(?P<figure>{NUMBER})\s+(?P<unit>[^\W\d_][^\d\n“”\"]{{0,39}})")
# What follows says per what is counted: "calls a month".
_RATE = re.compile(r"\s+(?:an?|per|each|every|of|in)\s|\s*/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """A value as written; `unit` is "%", a currency code, the words that were written, or empty."""

    value: float
    unit: str = ""


def read_unit(text: str) -> str:
    """Return a unit in its standard form: "€" is EUR, "percent" is %, other words are as they are."""
    word = text.strip()
    if word.casefold() in ("%", "percent", "per cent", "pct"):
        return PERCENT
    return CURRENCY_BY_SYMBOL.get(word) or (word.upper() if is_currency(word.upper()) else word)


def read_value(text: str) -> MeasuredValue | None:
    """Read the whole text as one value; None if it is anything else."""
    match = _VALUE.fullmatch(text.strip())
    if match is None:
        return None
    units = {read_unit(unit) for unit in (match["before"], match["after"]) if unit}
    if any(unit != PERCENT and not is_currency(unit) for unit in units) or len(units) > 1:
        return None
    try:
        return MeasuredValue(parse_figure(match["figure"]), next(iter(units), ""))
    except Refusal:
        return None


def read_counted(text: str) -> MeasuredValue | None:
    """Read a value that may have its unit as words after it, "700 calls a month"; None for anything else."""
    if value := read_value(text):
        return value
    match = _COUNTED.fullmatch(text.strip())
    number = read_value(match["figure"]) if match else None
    return MeasuredValue(number.value, read_unit(match["unit"])) if match and number else None


def fits_unit(said: str, unit: str) -> bool:
    """Return whether a unit that is written means a measure's unit: the same, its words before "a month", or the noun.

    "calls", "support calls" and "call" all mean "support calls a month".
    """
    if not said or said == unit:
        return True
    counted = _RATE.split(unit.strip(), maxsplit=1)[0]
    noun, rate = (counted.split() or [""])[-1], unit.strip()[len(counted) :]
    forms = (unit, counted, noun, noun + rate)
    return _singular(said) in {_singular(form) for form in forms if form}


def _singular(words: str) -> str:
    return words.strip().casefold().removesuffix("s")
