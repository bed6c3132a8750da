"""The clashes of a program as a digest may tell of them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ClashSummary:
    """Number of people booked above what they can do, and the tools that are, each with its first day."""

    people: int
    tools: tuple[tuple[str, date], ...] = ()
