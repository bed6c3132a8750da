"""The fever chart (B-47, docs/formulas.md)."""

from rules.truth.colours import Colour


def fever_colour(completed_percent: float, buffer_used_percent: float) -> Colour:
    """Compare buffer used with chain done, both in per cent: green below 15 + 0.70 x, red above 30 + 0.70 x (B-47)."""
    if buffer_used_percent < 15 + 0.70 * completed_percent:
        return Colour.GREEN
    return Colour.RED if buffer_used_percent > 30 + 0.70 * completed_percent else Colour.AMBER
