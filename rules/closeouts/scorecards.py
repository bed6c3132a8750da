"""The scorecard of a project: time, cost, quality, hand-overs and what it enabled; kept as it was when it closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from rules.closeouts.lateness import Lateness, LatenessCause
from rules.money import BudgetLine
from rules.plan import Milestone
from rules.time.calendars import Calendar


@dataclass(frozen=True, slots=True)
class BudgetTotal:
    """The cost of a project in one currency, as planned, paid, committed and forecast; None where no line gives it."""

    currency: str
    planned: float | None = None
    actual: float | None = None
    committed: float | None = None
    forecast: float | None = None

    @property
    def share(self) -> float | None:
        """The actual cost as a share of the planned one; None where either is missing or nothing was planned."""
        return self.actual / self.planned if self.actual is not None and self.planned else None


@dataclass(frozen=True, slots=True)
class HandoverRecord:
    """Hand-overs kept and broken: those a project gave, and those it was given."""

    given_kept: int = 0
    given_broken: int = 0
    taken_kept: int = 0
    taken_broken: int = 0


@dataclass(frozen=True, slots=True)
class ProjectScorecard:
    """A project's scorecard; days are working days, positive for late.

    `carried` counts the register entries that another project took over, `enabled` the benefits it serves.
    """

    baseline: date | None = None
    committed: date | None = None
    finish: date | None = None
    late_baseline: int | None = None
    late_committed: int | None = None
    done: int = 0
    open: int = 0
    cancelled: int = 0
    reopened: int = 0
    carried: int = 0
    handovers: HandoverRecord = HandoverRecord()
    budget: tuple[BudgetTotal, ...] = ()
    enabled: tuple[str, ...] = ()
    causes: tuple[LatenessCause, ...] = ()


def time_facts(milestones: Sequence[Milestone], calendar: Calendar, lateness: Lateness | None) -> dict[str, Any]:
    """Return when the project was to end and ended, and how late that is."""
    kept = [milestone for milestone in milestones if milestone.cancelled is None]
    finish = max((milestone.expected for milestone in kept if milestone.expected), default=None)
    committed = max((milestone.committed for milestone in kept if milestone.committed), default=None)
    return {
        "baseline": lateness.baseline if lateness else None,
        "committed": committed,
        "finish": finish,
        "late_baseline": lateness.days if lateness else None,
        "late_committed": calendar.between(committed, finish) if committed and finish else None,
        "done": sum(milestone.done for milestone in milestones),
        "open": sum(milestone.open for milestone in milestones),
        "cancelled": len(milestones) - len(kept),
        "causes": lateness.causes if lateness else (),
    }


def budget_totals(lines: Iterable[BudgetLine], *, project: str) -> tuple[BudgetTotal, ...]:
    """Add a project's budget lines, each currency by itself."""
    totals: dict[str, dict[str, float]] = {}
    for line in lines:
        if line.project == project:
            total = totals.setdefault(line.currency, {})
            for name in ("planned", "actual", "committed", "forecast"):
                if (amount := getattr(line, name)) is not None:
                    total[name] = total.get(name, 0.0) + amount
    return tuple(BudgetTotal(currency, **total) for currency, total in sorted(totals.items()))


def to_json(scorecard: ProjectScorecard) -> dict[str, Any]:
    """Return the scorecard as it is stored."""
    values = asdict(scorecard)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def from_json(stored: Mapping[str, Any]) -> ProjectScorecard:
    """Read a stored scorecard; what a later version added is empty."""
    known = {field.name for field in fields(ProjectScorecard)}
    values = {name: value for name, value in stored.items() if name in known}
    for name in ("baseline", "committed", "finish"):
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    values["handovers"] = HandoverRecord(**values.get("handovers", {}))
    values["budget"] = tuple(BudgetTotal(**total) for total in values.get("budget", ()))
    values["causes"] = tuple(LatenessCause(**cause) for cause in values.get("causes", ()))
    values["enabled"] = tuple(values.get("enabled", ()))
    return ProjectScorecard(**values)
