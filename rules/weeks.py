"""ISO weeks as the periods of digests and pulses."""

from datetime import date


def period_of(day: date) -> str:
    """The ISO week of a day: "2026-W11"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
