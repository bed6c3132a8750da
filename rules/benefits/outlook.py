"""The forecast of a benefit from its readings, and whether it falls short (docs/formulas.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rules.benefits.curves import planned_share_on
from rules.benefits.profile import Benefit, Reading, counting_readings
from rules.benefits.realisation import realised_share
from rules.forecast.trend_lines import theil_sen

MIN_READINGS = 4
# A benefit that heads for less of its plan than this falls short.
MIN_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class BenefitOutlook:
    """The share of the plan that the readings head for on the day of the target, and the value there."""

    share: float
    value: float
    day: date
    readings: int

    @property
    def falls_short(self) -> bool:
        return self.share < MIN_SHARE


def shares_of_plan(
    benefit: Benefit, readings: Iterable[Reading], *, go_live: date | None
) -> tuple[tuple[date, float], ...]:
    """Return realised ÷ planned for each reading that counts, where something was planned."""
    shares = []
    for reading in counting_readings(readings):
        planned = planned_share_on(benefit, reading.day, go_live=go_live)
        realised = realised_share(benefit, reading.value)
        if planned and realised is not None:
            shares.append((reading.day, realised / planned))
    return tuple(shares)


def forecast(benefit: Benefit, readings: Iterable[Reading], *, go_live: date | None) -> BenefitOutlook | None:
    """Project a Theil–Sen line through realised ÷ planned to the day of the target; None below four readings."""
    shares = shares_of_plan(benefit, readings, go_live=go_live)
    if len(shares) < MIN_READINGS or benefit.target_on is None or benefit.baseline is None or benefit.target is None:
        return None
    origin = shares[0][0]
    slope, start = theil_sen([(float((day - origin).days), share) for day, share in shares])
    # A trend is not carried beyond the last reading once the day of the target has passed.
    day = max(benefit.target_on, shares[-1][0])
    share = start + slope * (day - origin).days
    planned = planned_share_on(benefit, day, go_live=go_live) or 1.0
    value = benefit.baseline + share * planned * (benefit.target - benefit.baseline)
    return BenefitOutlook(share, value, day, len(shares))
