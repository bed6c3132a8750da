"""ISO weeks as the periods of digests and pulses."""

from datetime import date


def period_of(day: date) -> str:
    """Return the ISO week of a day, like "2026-W11"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
