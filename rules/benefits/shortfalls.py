"""A benefit below its plan as a risk: how bad it is, why, and what to do. It names shares, never sums of money."""

from rules.benefits.outlook import MIN_SHARE, BenefitOutlook
from rules.benefits.profile import Benefit
from rules.figures import share_text
from rules.truth.colours import day_text

REMEDY = "Find out what holds it back, or change its plan."


def shortfall_level(outlook: BenefitOutlook | None, *, missed: bool) -> str:
    """Return red for a benefit that has missed its target or heads for less than half of what is enough; else amber."""
    is_red = missed or outlook is None or outlook.share < MIN_SHARE / 2
    return "red" if is_red else "amber"


def shortfall_sentence(benefit: Benefit, outlook: BenefitOutlook | None, *, missed: bool, realised: float) -> str:
    """Return “Churn falls (BEN-1) is heading for 62% of its plan by …, …” and the remedy."""
    if missed or outlook is None:
        by = f" by {day_text(benefit.target_on)}" if benefit.target_on else ""
        why = f"has missed its target{by}: {share_text(realised)} realised"
    else:
        pace = f"at the pace of its {outlook.readings} readings"
        why = f"is heading for {share_text(outlook.share)} of its plan by {day_text(outlook.day)}, {pace}"
    return f"{benefit.name} ({benefit.id}) {why}. {REMEDY}"
