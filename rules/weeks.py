"""ISO weeks as the periods of digests and pulses, and the other rhythms in which a channel gets digests."""

from datetime import date
from enum import StrEnum


class Rhythm(StrEnum):
    """Rhythm in which a channel gets digests."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"


RHYTHMS = {rhythm.value: rhythm for rhythm in Rhythm}


def period_of(day: date) -> str:
    """Return the ISO week of a day, like "2026-W11"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
