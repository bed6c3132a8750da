"""The computed colours, their order, and the words for days in a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Colour(StrEnum):
    """The colours of a status; a colour is never shown without its word."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"

    @classmethod
    def _missing_(cls, value: object) -> "Colour | None":
        """Read what an earlier version stored for grey."""
        return cls.GREY if value == "undated" else None


WORST_FIRST = (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)
# Grey is not on this scale: there is nothing to compare a report with.
COLOUR_RANK = {Colour.GREEN: 0, Colour.AMBER: 1, Colour.RED: 2}


@dataclass(frozen=True, slots=True)
class ComputedStatus:
    """A colour with its reason.

    `why` names milestone, days and cause; `subject` is the id that decides; `days` are the working days late, or of
    slack for a hand-over.
    """

    colour: Colour
    why: str
    subject: str = ""
    days: int | None = None


def colour_rank(colour: Colour) -> int:
    """Return the rank of a colour, 0 for the worst."""
    return WORST_FIRST.index(colour)


def urgency_of(status: ComputedStatus | None) -> tuple[int, int]:
    """Return a key that sorts statuses, the worst first; what has none, because it is over, last."""
    return (colour_rank(status.colour), -(status.days or 0)) if status else (len(Colour), 0)


def worst_status(statuses: Iterable[ComputedStatus]) -> ComputedStatus | None:
    """Return the worst status, of equals the one with the most days late; None if there are none."""
    return min(statuses, key=lambda s: (colour_rank(s.colour), -(s.days or 0), len(s.subject), s.subject), default=None)


def watermelon_gap(reported: Colour, computed: Colour) -> int:
    """Return the watermelon gap: how many steps the report is better than the data; 0 if not comparable."""
    if reported not in COLOUR_RANK or computed not in COLOUR_RANK:
        return 0
    return max(0, COLOUR_RANK[computed] - COLOUR_RANK[reported])


def day_text(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def days_text(days: float) -> str:
    count = round(days)
    return "1 day" if abs(count) == 1 else f"{count:,} days"
