"""Amounts of people and tools as they are typed and shown: percent of a person, units of a tool."""

import re
from dataclasses import dataclass

from rules.figures import figure_text
from rules.refusal import Refusal
from rules.resources.bookings import FULL_LOAD_PERCENT, Resource, ResourceKind

# More than this is a slip of the finger: ten thousand percent are a team of a hundred, or as many units of a tool.
MAX_PERCENT = 10_000.0
_AMOUNT = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?)\s*(%|percent|units?|seats?|licen[cs]es?|pieces?|x)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as it was typed; `unit` is "%", "unit" or empty."""

    value: float
    unit: str = ""

    def percent_of(self, kind: ResourceKind) -> float:
        """Return it in percent of one person or one unit; raise Refusal for a unit that does not fit, or no amount."""
        if self.unit != "%" and kind is not ResourceKind.TOOL:
            said = figure_text(self.value)
            raise Refusal(f"{said} of what?", f"A {kind.value} is booked in percent.", f"Write `{said}%`.")
        percent = self.value if self.unit == "%" else self.value * FULL_LOAD_PERCENT
        if not 0 < percent <= MAX_PERCENT:
            raise Refusal(
                f"{amount_words(percent, kind)} can't be booked.",
                "",
                "Write more than zero, and at most 10,000% or 100 units.",
            )
        return percent


def read_amount(text: str) -> Amount | None:
    """Read `60%`, `1`, `2 units` or `2 seats`; None for anything else."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        return None
    unit = (match[2] or "").casefold()
    return Amount(float(match[1].replace(",", ".")), "%" if unit in ("%", "percent") else "unit" if unit else "")


def amount_words(percent: float, kind: ResourceKind) -> str:
    """Return "60%" for people and teams, "2 units" for tools."""
    if kind is not ResourceKind.TOOL:
        return figure_text(percent, "%")
    units = percent / FULL_LOAD_PERCENT
    return f"{figure_text(units)} unit{'' if units == 1 else 's'}"


def require_bookable(percent: float, resource: Resource, name: str) -> None:
    """Raise Refusal for more than the resource ever has; what is too much in sum is a clash, not refused."""
    most = max(resource.capacity, *(period.capacity for period in resource.periods), 0.0)
    if resource.kind is ResourceKind.PERSON:
        most = max(most, FULL_LOAD_PERCENT)
    if percent > most + 1e-9:
        raise Refusal(
            f"{amount_words(percent, resource.kind)} of {name} can't be booked.",
            f"There {'is' if most == FULL_LOAD_PERCENT else 'are'} {amount_words(most, resource.kind)}."
            if resource.kind is ResourceKind.TOOL
            else f"The capacity is {amount_words(most, resource.kind)}.",
            f"Book less, or change it: `{resource.id or 'RES-1'} capacity {amount_words(percent, resource.kind)}`.",
        )
