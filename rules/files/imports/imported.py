"""The content of an imported file, before it is compared with the existing plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from rules.files.fields import BadPlan
from rules.files.imports.budget_table import TypedBudgetLine
from rules.plan import Milestone, Plan

# A larger file is refused before it is read.
MAX_FILE_BYTES = 20_000_000
# Milestones and dependencies together.
MAX_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a file says and a program cannot hold, as a sentence, with the names of what it is about."""

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A row of a table that is left out, with the line number and the reason as a sentence."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """The content of a file; `foreign` are the milestones whose ids are only keys within the file.

    In a plan file (`whole`), every id and date is used as it is. A table names its projects (their ids are their
    names), and on the first import its one date becomes a milestone's baseline, committed and forecast date. `left_out`
    are headings that were not understood. `budget` are the rows of a table of budget lines, as they were written.

    `source` names where the file's own ids are unique ("ms-project 4F2A…", "jira"); `keys` are those ids by the
    milestone's id in `plan`. `ambiguous_days` says that no row tells whether the day or the month comes first; they are
    then read with the day first.

    `undated_done` and `undated_cancelled` are milestones that the file calls done or cancelled without saying since
    when, and `undated_start` says that it has no date at all: see `settle_days`.
    """

    plan: Plan
    whole: bool = False
    foreign: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()
    budget: tuple[TypedBudgetLine, ...] = ()
    source: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    unread: tuple[UnreadRow, ...] = ()
    ambiguous_days: bool = False
    undated_done: frozenset[str] = frozenset()
    undated_cancelled: frozenset[str] = frozenset()
    undated_start: bool = False


def require_row_limit(milestones: int, dependencies: int) -> None:
    """Raise BadPlan if there are more rows than one import accepts."""
    if milestones + dependencies > MAX_ROWS:
        raise BadPlan(
            f"The file holds {milestones:,} milestones and {dependencies:,} dependencies.",
            f"One import takes {MAX_ROWS:,} of both together.",
            "Split the program.",
        )


def mark_past_done(imported: ImportedPlan, *, today: date) -> ImportedPlan:
    """Return the plan as a historical record: milestones with a date before `today` count as done on that date."""

    def mark_done(milestone: Milestone) -> Milestone:
        due = milestone.own_date
        past = due is not None and due < today and milestone.cancelled is None
        return replace(milestone, actual=due, percent=100) if past else milestone

    plan = imported.plan
    return replace(imported, plan=replace(plan, milestones=tuple(map(mark_done, plan.milestones))))


def settle_days(imported: ImportedPlan, *, today: date) -> ImportedPlan:
    """Return the plan with the days that the file leaves open.

    Done without a date is done on its due date if that has come, else on the day of the import; what is cancelled
    without a date, and a plan without any, take the day of the import.
    """
    plan = imported.plan
    if not (imported.undated_done or imported.undated_cancelled or imported.undated_start):
        return imported

    def settle(milestone: Milestone) -> Milestone:
        due = milestone.own_date
        if milestone.id in imported.undated_done and milestone.actual is None:
            return replace(milestone, actual=due if due and due <= today else today, percent=100)
        if milestone.id in imported.undated_cancelled and milestone.cancelled is None:
            return replace(milestone, cancelled=today)
        return milestone

    start = today if imported.undated_start else plan.program.start
    program = replace(plan.program, start=start)
    return replace(imported, plan=replace(plan, program=program, milestones=tuple(map(settle, plan.milestones))))
