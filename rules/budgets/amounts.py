"""Amounts as people type them: "12,000", "12k EUR", "€1.2M", "12.000,50"; what can mean two sums is asked about."""

import re
from dataclasses import dataclass
from datetime import date

from rules.figures import NUMBER, parse_figure
from rules.money import CURRENCY_BY_SYMBOL, is_currency
from rules.refusal import AmbiguousInput, Refusal

_SYMBOL = "|".join(map(re.escape, CURRENCY_BY_SYMBOL))
_AMOUNT = re.compile(
    rf"(?:(?P<before>{_SYMBOL}|[A-Z]{{3}}(?=\s?\d))\s?)?(?P<figure>{NUMBER})(?:\s?(?P<after>{_SYMBOL}|[A-Za-z]{{3}}\b))?",
    re.IGNORECASE,
)
# "12.000" is twelve, or twelve thousand.
_TWOFOLD = re.compile(r"\d{1,3}\.\d{3}")


@dataclass(frozen=True, slots=True)
class TypedAmount:
    """An amount with the currency written beside it, empty where none was."""

    amount: float
    currency: str = ""


class AmountUnclear(AmbiguousInput):
    """Raised for an amount that can mean two sums; each choice is the way to write one of them."""

    # The choices are no ids, so that a button shows its words alone.
    days: tuple[date, ...] = ()

    def __init__(self, figure: str) -> None:
        whole = figure.replace(".", ",")
        decimal = figure.rstrip("0").rstrip(".")
        choices = ((whole, whole), (decimal, decimal))
        super().__init__(f"Is {figure} {whole} or {decimal}?", choices, named=figure)


def match_amount(text: str, at: int) -> tuple[TypedAmount, int] | None:
    """Match an amount at a position, and where it ends; None if there is none."""
    match = _AMOUNT.match(text, at)
    if match is None:
        return None
    before, after = (_currency(match[side]) for side in ("before", "after"))
    if match["before"] and not before:
        return None
    end = match.end() if after or not match["after"] else match.end("figure")
    if before and after and before != after:
        raise Refusal(f"“{match[0][:40]}” names two currencies.", "", "Name one: `12,000 EUR`.")
    figure = match["figure"].rstrip(".,")
    if _TWOFOLD.fullmatch(figure):
        raise AmountUnclear(figure)
    return TypedAmount(_not_negative(figure), before or after), end


def _not_negative(figure: str) -> float:
    amount = parse_figure(figure)
    if amount < 0:
        raise Refusal("An amount of a budget line is not below zero.", "", "A change request takes from a budget.")
    return amount


def _currency(written: str | None) -> str:
    word = written or ""
    code = CURRENCY_BY_SYMBOL.get(word) or word.upper()
    return code if is_currency(code) else ""


def read_amount(text: str) -> TypedAmount:
    """Read the whole text as one amount; raise Refusal for anything else, and AmountUnclear for what can be two."""
    words = text.strip()
    found = match_amount(words, 0)
    if found is None or found[1] != len(words):
        raise Refusal(f"“{words[:30]}” is no amount.", "", "Write it like `12,000`, `12k EUR` or `€1.2M`.")
    return found[0]
