"""A benefit's profile (MSP) as frozen values, and what it still lacks before it is a plan (docs/behaviours.md B-90)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class BenefitKind(StrEnum):
    BENEFIT = "benefit"
    DISBENEFIT = "dis-benefit"


class BenefitState(StrEnum):
    """The states of a benefit (rules/benefits/states.py computes them)."""

    DRAFT = "draft"
    PLANNED = "planned"
    ENABLED = "enabled"
    REALISING = "realising"
    REALISED = "realised"
    MISSED = "missed"
    STOPPED = "stopped"


class Curve(StrEnum):
    """Growth of the value after go-live; ramp and logistic take `ramp_days`."""

    STEP = "step"
    RAMP = "ramp"
    LOGISTIC = "logistic"


class DelayRule(StrEnum):
    """The effect of a delay on the value: lost up to a fixed end, moved with go-live, or lost with a closing market."""

    FIXED_END = "fixed_end"
    MOVES = "moves"
    WINDOW = "window"


class Cadence(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit or dis-benefit of a program.

    `shares` is the percent of the measure that each project contributes. `milestones` enable it. `low`, `likely` and
    `high` are what a week at the full rate is worth, in `currency`. `half_life` is in weeks.
    """

    id: str
    program: str
    name: str
    kind: BenefitKind = BenefitKind.BENEFIT
    description: str = ""
    outcome: str = ""
    owner: str | None = None
    goal: str | None = None
    kpi: str = ""
    unit: str = ""
    baseline: float | None = None
    baseline_on: date | None = None
    baseline_source: str = ""
    target: float | None = None
    target_on: date | None = None
    measure: str = ""
    cadence: Cadence = Cadence.MONTHLY
    shares: Mapping[str, float] = field(default_factory=dict)
    milestones: tuple[str, ...] = ()
    curve: Curve = Curve.STEP
    ramp_days: int = 0
    go_live: date | None = None
    delay_rule: DelayRule = DelayRule.FIXED_END
    ends: date | None = None
    half_life: float | None = None
    currency: str | None = None
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    stop: date | None = None
    state: BenefitState = BenefitState.DRAFT
    next_ask: date | None = None
    accepted_by: str | None = None
    closed_at: datetime | None = None
    created_by: str = ""
    created_at: datetime | None = None
    source: str = ""
    source_channel: str | None = None
    restricted: bool = False

    @property
    def is_open(self) -> bool:
        """True while readings are asked for and the profile can change."""
        return self.closed_at is None

    @property
    def lower_is_better(self) -> bool:
        return self.baseline is not None and self.target is not None and self.target < self.baseline


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of a benefit's measure; `corrects` is the id of the reading that it replaces."""

    id: int
    benefit: str
    day: date
    value: float
    by: str
    at: datetime
    note: str = ""
    source: str = ""
    corrects: int | None = None


def counting_readings(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Return the readings that count, oldest first: a corrected one does not; of one day, the last entered does."""
    entered = sorted(readings, key=lambda reading: reading.id)
    corrected = {reading.corrects for reading in entered}
    by_day = {reading.day: reading for reading in entered if reading.id not in corrected}
    return tuple(by_day[day] for day in sorted(by_day))


def latest_reading(readings: Iterable[Reading]) -> Reading | None:
    """Return the reading of the latest day that counts."""
    return next(reversed(counting_readings(readings)), None)
