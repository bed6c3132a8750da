"""Attribution: the shares of one measure that all benefits claim, over all programs (B-93)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rules.benefits.profile import Benefit, BenefitState

FULL_SHARE = 100.0
# Shares are typed with at most two decimals.
_ROUNDING = 0.005


@dataclass(frozen=True, slots=True)
class DoubleCount:
    """A measure of which more than all is claimed, and the benefits that claim it."""

    kpi: str
    percent: float
    benefits: tuple[Benefit, ...]

    def others(self, id: str) -> tuple[Benefit, ...]:
        return tuple(benefit for benefit in self.benefits if benefit.id != id)


def kpi_key(kpi: str) -> str:
    """Return the name under which shares of a measure are summed: case and blanks do not matter."""
    return " ".join(kpi.casefold().split())


def double_counts(benefits: Iterable[Benefit]) -> dict[str, DoubleCount]:
    """Return the measures whose shares sum to more than 100%, by key; stopped benefits claim nothing."""
    by_kpi: dict[str, list[Benefit]] = defaultdict(list)
    for benefit in benefits:
        if benefit.kpi.strip() and benefit.state is not BenefitState.STOPPED:
            by_kpi[kpi_key(benefit.kpi)].append(benefit)
    sums = {key: sum(sum(each.shares.values()) for each in claimed) for key, claimed in by_kpi.items()}
    return {
        key: DoubleCount(claimed[0].kpi, sums[key], tuple(claimed))
        for key, claimed in by_kpi.items()
        if sums[key] > FULL_SHARE + _ROUNDING
    }


def double_count_of(benefit: Benefit, benefits: Iterable[Benefit]) -> DoubleCount | None:
    """Return the double count that a benefit is part of, if any."""
    return double_counts(benefits).get(kpi_key(benefit.kpi)) if benefit.kpi.strip() else None
