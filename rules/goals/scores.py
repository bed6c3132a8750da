"""Strategic goals and their scores, as teams that work with objectives and key results (OKR) keep them.

The progress of a key result is (actual − baseline) / (target − baseline), so that one where lower is better needs no
special case. Words show it as it is, below 0% and above 100%; a score is clamped to 0–1.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rules.figures import figure_text
from rules.refusal import Refusal

LARGEST_WEIGHT = 1000


@dataclass(frozen=True, slots=True)
class KeyResult:
    """A measurable result of a goal: `number` counts from 1 within the goal, `weight` is relative to its siblings."""

    number: int
    name: str
    baseline: float
    target: float
    unit: str = ""
    actual: float | None = None
    weight: float = 1.0
    due: date | None = None
    measured_by: str | None = None
    measured_at: datetime | None = None

    @property
    def progress(self) -> float | None:
        """The share of the way from baseline to target, unclamped; None before the first reading."""
        if self.actual is None:
            return None
        return progress_of(self.actual, baseline=self.baseline, target=self.target)

    @property
    def score(self) -> float | None:
        """The progress, clamped to 0–1."""
        return None if self.progress is None else min(1.0, max(0.0, self.progress))


@dataclass(frozen=True, slots=True)
class Goal:
    """A strategic goal of a program; `horizon` is the day it is to be reached by."""

    id: str
    program: str
    name: str
    description: str = ""
    measure: str = ""
    owner: str | None = None
    horizon: date | None = None
    closed: date | None = None
    created_by: str = ""
    results: tuple[KeyResult, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name} ({self.id})"

    @property
    def unmeasured(self) -> tuple[KeyResult, ...]:
        """The key results without a reading, which count as 0."""
        return tuple(result for result in self.results if result.actual is None)

    @property
    def score(self) -> float | None:
        """The mean of the key results' scores by their weights; None before the first reading of any."""
        if not any(result.score is not None for result in self.results):
            return None
        total = sum(result.weight for result in self.results)
        return sum((result.score or 0.0) * result.weight for result in self.results) / total


def progress_of(actual: float, *, baseline: float, target: float) -> float:
    """Return (actual − baseline) / (target − baseline); raise Refusal if the target is the baseline."""
    require_way(baseline, target)
    return (actual - baseline) / (target - baseline)


def require_way(baseline: float, target: float) -> None:
    """Raise Refusal if there is no way to go from the baseline to the target."""
    if baseline == target:
        raise Refusal(
            f"The target is the baseline, {figure_text(target)}: there is nothing to measure.",
            "",
            'Write both, where it is now and where it should be: `G-2 key result "Churn" 4.2 → 3.8 %`.',
        )


def require_weight(weight: float) -> None:
    """Raise Refusal for a weight that is not above 0."""
    if not 0 < weight <= LARGEST_WEIGHT:
        raise Refusal(f"A weight is above 0 and at most {LARGEST_WEIGHT}.", "", "Try `G-2 1 weight 2`.")


def next_number(results: Collection[KeyResult]) -> int:
    """Return the number of the next key result; numbers of removed ones at the end are used again."""
    return max((result.number for result in results), default=0) + 1


def weights_text(goal: Goal) -> str:
    """Return how the score is made up: "0.75 × 2 + 0 × 1, divided by 3"; "" for fewer than two key results."""
    if len(goal.results) < 2 or goal.score is None:
        return ""
    parts = [f"{result.score or 0:.2f} × {figure_text(result.weight)}" for result in goal.results]
    return f"{' + '.join(parts)}, divided by {figure_text(sum(result.weight for result in goal.results))}"


def progress_words(result: KeyResult) -> str:
    """Say how far a key result is: "75% of the way", "25% worse than at the start", "150%: beyond its target"."""
    share = result.progress
    if share is None:
        return "not measured yet"
    percent = round(share * 100)
    if share < 0:
        return f"{percent}%: further from the target than at the start"
    if share > 1:
        return f"{percent}%: beyond the target"
    return "target reached" if share == 1 else f"{percent}% of the way"


def open_goals(goals: Collection[Goal]) -> tuple[Goal, ...]:
    return tuple(goal for goal in goals if goal.closed is None)


def goals_by_id(goals: Collection[Goal]) -> Mapping[str, Goal]:
    return {goal.id: goal for goal in goals}
