"""Credit rules: how much of a milestone's cost is earned before it is done, and how much was planned to be."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from rules.refusal import Refusal

# What is reported done is not accepted yet: a percentage earns no more than this until the milestone is done.
PERCENT_CAP = 90
MAX_STEPS = 10
CHOICES = "`0/100`, `50/50`, `weighted 30/30/40`, `percent` or `effort` (level of effort)"
_PARTS = re.compile(r"\d{1,3}(?:\s*[/:]\s*\d{1,3})+")
_PERCENT_WORDS = frozenset({"percent", "%", "reported percent", "percent complete", "progress"})
_EFFORT_WORDS = frozenset({"effort", "loe", "level of effort"})


class CreditKind(StrEnum):
    """`FIXED` earns a part at the start and the rest when done; `STEPS` earns each step once it is reached whole."""

    FIXED = "fixed"
    STEPS = "weighted"
    PERCENT = "percent"
    EFFORT = "effort"


@dataclass(frozen=True, slots=True)
class CreditRule:
    """A credit rule; `parts` are the percentages of a fixed formula or of weighted steps, and sum to 100."""

    kind: CreditKind
    parts: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The rule as it is stored and typed: "50/50", "weighted 30/30/40"."""
        parts = "/".join(map(str, self.parts))
        return parts if self.kind is CreditKind.FIXED else f"{self.kind.value} {parts}".strip()

    @property
    def has_own_progress(self) -> bool:
        """True if what is earned says something about the schedule; effort is earned by the passing of time."""
        return self.kind is not CreditKind.EFFORT

    def earned_share(self, percent: float, *, done: bool, planned: float = 0.0) -> float:
        """Return the share of the cost that is earned, 0 to 1; `planned` is the share planned by now."""
        if self.kind is CreditKind.EFFORT:
            return planned
        if done:
            return 1.0
        return self._share_at(min(percent, PERCENT_CAP) / 100, started=percent > 0, done=False)

    def planned_share(self, elapsed: float) -> float:
        """Return the share planned to be earned once `elapsed` (0 to 1) of its planned time is over."""
        return self._share_at(elapsed, started=elapsed > 0, done=elapsed >= 1)

    def _share_at(self, progress: float, *, started: bool, done: bool) -> float:
        if done:
            return 1.0
        if self.kind is CreditKind.FIXED:
            return self.parts[0] / 100 if started else 0.0
        if self.kind is CreditKind.STEPS:
            # The last step is reached only by being done.
            reached = (step for step in accumulate(self.parts[:-1]) if step <= progress * 100 + 1e-9)
            return max(reached, default=0) / 100
        return progress


DEFAULT_CREDIT = CreditRule(CreditKind.PERCENT)


def parse_credit(text: str) -> CreditRule:
    """Read "0/100", "50/50", "weighted 30/30/40", "percent" or "effort"; raise Refusal for anything else."""
    words = " ".join(text.casefold().split())
    if words in _PERCENT_WORDS:
        return DEFAULT_CREDIT
    if words in _EFFORT_WORDS:
        return CreditRule(CreditKind.EFFORT)
    weights = words.removeprefix("weighted").removeprefix(" milestones").strip()
    if not _PARTS.fullmatch(weights):
        raise Refusal(f"I don't know the credit rule “{text.strip()[:40]}”.", "", f"Choose {CHOICES}.")
    parts = tuple(int(part) for part in re.findall(r"\d+", weights))
    if sum(parts) != 100:
        raise Refusal(f"{'/'.join(map(str, parts))} adds up to {sum(parts)}, not 100.", "", f"Choose {CHOICES}.")
    if len(parts) > MAX_STEPS:
        raise Refusal(f"That is {len(parts)} steps; {MAX_STEPS} is the most.", "", "Split the milestone instead.")
    is_fixed = len(parts) == 2 and not words.startswith("weighted")
    return CreditRule(CreditKind.FIXED if is_fixed else CreditKind.STEPS, parts)


def credit_of(*texts: str | None) -> CreditRule:
    """Return the first rule that is set, else the default; they were parsed when they were saved."""
    return next((parse_credit(text) for text in texts if text), DEFAULT_CREDIT)
