"""Split conformal correction of P80 from a program's own record (Vovk et al. 2005; Lei et al. 2018).

The score of a finished target is by how many working days its P80 was missed. Where the next target is exchangeable
with those, P80 plus the k-th smallest score, k = ceil((n + 1) · 0.8), is met at least four times in five, whatever the
distribution.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

COVERAGE = 0.8
# With fewer scores ceil((n + 1) · 0.8) exceeds n: no finite correction keeps the promise.
MIN_SCORES = 4


@dataclass(frozen=True, slots=True)
class P80Correction:
    """The working days to add to P80, learned from `scores` finished targets; negative: it was too careful."""

    days: int
    scores: int


def correction_of(scores: Sequence[int], *, coverage: float = COVERAGE) -> P80Correction | None:
    """Return the finite-sample quantile of the scores; None where the history is too short for any."""
    count = len(scores)
    # The tiny amount guards against (n + 1) * 0.8 being a hair above a whole number.
    rank = ceil((count + 1) * coverage - 1e-9)
    return None if rank > count else P80Correction(sorted(scores)[rank - 1], count)
