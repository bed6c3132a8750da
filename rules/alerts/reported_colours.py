"""Computed colours against reported ones, and the fever chart (B-47, B-51, docs/formulas.md)."""

from collections.abc import Sequence

from rules.truth.colours import Colour


def needs_explanation(gaps: Sequence[int]) -> bool:
    """Return whether weekly gaps (oldest first) need a sentence: two steps now, or one for three weeks (B-51)."""
    return bool(gaps) and (gaps[-1] >= 2 or (len(gaps) >= 3 and min(gaps[-3:]) >= 1))


def fever_colour(completed_percent: float, buffer_used_percent: float) -> Colour:
    """Compare buffer used with chain done, both in per cent: green below 15 + 0.70 x, red above 30 + 0.70 x (B-47)."""
    if buffer_used_percent < 15 + 0.70 * completed_percent:
        return Colour.GREEN
    return Colour.RED if buffer_used_percent > 30 + 0.70 * completed_percent else Colour.AMBER
