"""Experience: how long finished work took against its plan, by person, by project and for the program (B-44).

The ratio actual / planned of new work is foretold by its quantiles. Those of a history are averaged with those of the
wider one, which count like ten items: a person's with the project's, a project's with the program's, the program's with
finished projects elsewhere. So few items say little, and many move the middle to where the work really ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from rules.plan import Milestone, Plan

QUANTILE_STEPS = 4096
# Finished items needed before a history is used (B-44).
MIN_OWNER_ITEMS = 8
MIN_PROJECT_ITEMS = 8
MIN_PROGRAM_ITEMS = 20
# The wider history counts like this many items (credibility; docs/formulas.md).
PRIOR_ITEMS = 10

# Median and standard deviation of ln(actual / planned) of finished projects elsewhere (DSLIB).
REFERENCE_RATIO = 1.079
REFERENCE_SPREAD = 0.218
# Less than this share of the plan is a slip of the pen, not experience.
MIN_RATIO = 0.05

# From the middle to this share, a worse history gains its full weight.
FULL_WEIGHT_SHARE = 0.7
# At most this part of a history's variance is taken to be shared with the rest of the program.
MAX_SHARED_VARIANCE = 0.5

Quantiles = NDArray[np.float64]
_STEPS = (np.arange(QUANTILE_STEPS) + 0.5) / QUANTILE_STEPS
_NORMAL_STEPS = np.array([NormalDist().inv_cdf(share) for share in _STEPS.tolist()])
_COARSE = slice(16, None, 32)
# Rounds that bring the product of two spreads to the wanted one, to about a per cent.
CORRECTIONS = 3


@dataclass(frozen=True, slots=True, eq=False)
class RatioSpread:
    """The ratio actual / planned of new work: its quantiles, each at the middle of its step, rising."""

    quantiles: Quantiles

    def at(self, share: float) -> float:
        return float(np.interp(share, _STEPS, self.quantiles))

    @property
    def usual_deviation(self) -> float:
        """The standard deviation of the logarithm, tails left out: from the quantiles one deviation off the middle."""
        low, high = NormalDist().cdf(-1), NormalDist().cdf(1)
        return log(self.at(high) / self.at(low)) / 2

    def shared_deviation(self, common: float) -> float:
        """Return how much of the deviation is shared with the rest of the program, where `common` is usual there."""
        return min(common, self.usual_deviation * sqrt(MAX_SHARED_VARIANCE))

    def without_shared(self, shared: float) -> Quantiles:
        """Return the quantiles of what remains, so that a factor with this deviation makes the whole of it again."""
        if not shared:
            return self.quantiles
        factors = np.exp(shared * _NORMAL_STEPS[_COARSE])
        remaining = self.quantiles
        for _ in range(CORRECTIONS):
            whole = np.sort(np.outer(remaining[_COARSE], factors), axis=None)
            whole_at_steps = np.interp(_STEPS, (np.arange(len(whole)) + 0.5) / len(whole), whole)
            remaining = np.sort(remaining * self.quantiles / whole_at_steps)
        return remaining


REFERENCE = RatioSpread(REFERENCE_RATIO * np.exp(REFERENCE_SPREAD * _NORMAL_STEPS))


def learn(ratios: Sequence[float], wider: RatioSpread = REFERENCE) -> RatioSpread:
    """Average a history with a wider one, which counts like PRIOR_ITEMS items.

    A history that is worse than the wider one gains weight from the middle up, and counts in full from P70: otherwise
    four in five would not be kept by those who are usually late.
    """
    kept = np.maximum(np.array(ratios), MIN_RATIO)
    # With the positions k / (n + 1), the next item is below the k-th smallest in that share of all cases.
    own = np.quantile(kept, _STEPS, method="weibull")
    weight = len(kept) / (len(kept) + PRIOR_ITEMS)
    rise = np.clip((_STEPS - 0.5) / (FULL_WEIGHT_SHARE - 0.5), 0, 1)
    weights = np.where(own > wider.quantiles, weight + (1 - weight) * rise, weight)
    return RatioSpread(np.maximum.accumulate(weights * own + (1 - weights) * wider.quantiles))


@dataclass(frozen=True, slots=True)
class Experience:
    """Histories of finished work; one is missing where too few items are finished."""

    owners: Mapping[tuple[str, str], RatioSpread]
    projects: Mapping[str, RatioSpread]
    program: RatioSpread | None

    def of(self, milestone: Milestone) -> RatioSpread | None:
        """Return the narrowest history that applies to a milestone: its owner's, its project's, the program's."""
        by_owner = self.owners.get((milestone.owner or "", milestone.project))
        return by_owner or self.projects.get(milestone.project) or self.program


def experience_of(plan: Plan) -> Experience:
    """Learn from the finished items in a plan's history."""
    by_owner: dict[str, list[float]] = {}
    by_project: dict[str, list[float]] = {}
    everything: list[float] = []
    for milestone, ratio in _finished_ratios(plan):
        everything.append(ratio)
        if milestone is not None:
            by_project.setdefault(milestone.project, []).append(ratio)
        if milestone is not None and milestone.owner:
            by_owner.setdefault(milestone.owner, []).append(ratio)
    program = learn(everything) if len(everything) >= MIN_PROGRAM_ITEMS else None
    projects = {
        project: learn(ratios, program or REFERENCE)
        for project, ratios in by_project.items()
        if len(ratios) >= MIN_PROJECT_ITEMS
    }
    known = {owner: ratios for owner, ratios in by_owner.items() if len(ratios) >= MIN_OWNER_ITEMS}
    open_work = {(m.owner, m.project) for m in plan.milestones if not m.done and m.owner in known}
    owners = {
        (owner, project): learn(known[owner], projects.get(project) or program or REFERENCE)
        for owner, project in open_work
        if owner
    }
    return Experience(owners, projects, program)


def _finished_ratios(plan: Plan) -> Iterator[tuple[Milestone | None, float]]:
    milestones_by_id = {milestone.id: milestone for milestone in plan.milestones}
    for entry in plan.history:
        planned, actual = entry.get("planned"), entry.get("actual")
        if isinstance(planned, int | float) and isinstance(actual, int | float) and planned > 0 and actual >= 0:
            yield milestones_by_id.get(str(entry.get("milestone"))), actual / planned
