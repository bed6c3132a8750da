"""What a file says, before anybody compared it with what is already known."""

from dataclasses import dataclass, replace
from datetime import date

from rules.files.fields import BadPlan
from rules.plan import Milestone, Plan

MAX_FILE_BYTES = 20_000_000
"""Bytes of a file; a larger one is refused before it is read."""
MAX_ROWS = 100_000
"""Milestones and dependencies together."""


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """`plan` is what the file says; `foreign` the milestones whose ids are only keys within the file.

    In a plan file (`whole`) every id and date is meant as it stands. A table names its projects (their ids are their
    names), and its one date is a milestone's baseline, commitment and forecast at once the first time.
    `left_out` are headings that were not understood.
    """

    plan: Plan
    whole: bool = False
    foreign: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()


def require_row_limit(milestones: int, dependencies: int) -> None:
    """This will raise BadPlan for more rows than one import takes."""
    if milestones + dependencies > MAX_ROWS:
        raise BadPlan(
            f"The file holds {milestones:,} milestones and {dependencies:,} dependencies.",
            f"One import takes {MAX_ROWS:,} of both together.",
            "Split the program.",
        )


def mark_past_done(imported: ImportedPlan, *, today: date) -> ImportedPlan:
    """The same file read as a record of what has been: each date before `today` counts as the day it was done."""

    def mark_done(milestone: Milestone) -> Milestone:
        due = milestone.expected
        return replace(milestone, actual=due, percent=100) if due and due < today else milestone

    plan = imported.plan
    return replace(imported, plan=replace(plan, milestones=tuple(map(mark_done, plan.milestones))))
