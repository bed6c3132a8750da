"""Percent of budget and its colour: a forecast above 100% is amber, above 110% red (B-103)."""

from rules.figures import share_text
from rules.truth.colours import Colour

AMBER_SHARE = 1.0
RED_SHARE = 1.1
_LIMITS = (AMBER_SHARE, RED_SHARE)
# Cents lost in adding are no overrun.
_ROUNDING = 1e-9


def budget_colour(share: float | None) -> Colour:
    """Return the colour of a forecast as a share of the budget; grey where there is none."""
    if share is None:
        return Colour.GREY
    if share > RED_SHARE + _ROUNDING:
        return Colour.RED
    return Colour.AMBER if share > AMBER_SHARE + _ROUNDING else Colour.GREEN


def budget_share_text(share: float | None) -> str:
    """Format a share as "104%"; one that is just above a limit never reads as the limit itself ("over 110%")."""
    if share is None:
        return "n/a"
    limit = next((one for one in _LIMITS if share > one + _ROUNDING and round(share * 100) == round(one * 100)), None)
    return f"over {share_text(limit)}" if limit else share_text(share)


def overrun_sentence(project: str, share: float) -> str:
    """Say that a project is forecast above its budget: "Identity (PRJ-1) is forecast at 104% of its budget."."""
    return f"{project} is forecast at {budget_share_text(share)} of its budget."
