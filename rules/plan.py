"""The parts of a program, as frozen values that every rule works on.

Ids are typed and short ("PRG-1", "PRJ-7", "M-42", "D-9"); a plan file may bring its own. Dates are calendar dates
without a zone: a milestone's date is the last day worked on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from rules.program_numbers import DEFAULT_NUMBERS, ProgramNumbers

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NO_SETTINGS: Mapping[str, object] = MappingProxyType({})
NO_GOALS: Mapping[str, float] = MappingProxyType({})


class LinkType(StrEnum):
    """The four precedence relations of the precedence diagramming method."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class LinkStrength(StrEnum):
    HARD = "hard"
    SOFT = "soft"


class HandoverState(StrEnum):
    """The states of a dependency between two named people (B-30)."""

    PROPOSED = "proposed"
    REQUESTED = "requested"
    COUNTERED = "countered"
    COMMITTED = "committed"
    DECLINED = "declined"
    AT_RISK = "at risk"
    DELIVERED = "delivered"
    BROKEN = "broken"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """The working calendar: weekday names, days off, extra days, and an ISO 3166 country for public holidays."""

    workdays: tuple[str, ...] = WEEKDAYS[:5]
    holidays: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Program:
    id: str
    name: str
    start: date
    data_date: date | None = None
    calendar: CalendarSpec = CalendarSpec()
    zone: str = "UTC"
    manager: str | None = None
    # the milestones that decide its colour; without any, the last committed one
    targets: tuple[str, ...] = ()
    cancelled: date | None = None
    numbers: ProgramNumbers = DEFAULT_NUMBERS


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    name: str
    program: str = ""
    lead: str | None = None
    channels: tuple[str, ...] = ()
    goals: Mapping[str, float] = field(default_factory=lambda: NO_GOALS)
    cancelled: date | None = None
    # the day of its close-out
    closed: date | None = None
    # how its milestones earn value
    credit: str | None = None

    @property
    def open(self) -> bool:
        """True while it is neither closed nor cancelled."""
        return self.closed is None and self.cancelled is None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated result of a project. `duration` is the working days of work that end at it (0 = a pure milestone).

    computed: the date the network allows, as last computed; never before that day, None where nothing dates it.
    pushed_by: the milestone that moves `computed` past the owner's date; its own id where its remaining work does.
    cost, credit: its planned cost in the program's currency, and how it earns value (its project's rule where None).
    crash_cost, crash_days: what each working day of its duration costs to save, and how many can be saved.
    """

    id: str
    project: str
    name: str = ""
    owner: str | None = None
    duration: int = 0
    percent: int = 0
    baseline: date | None = None
    committed: date | None = None
    forecast: date | None = None
    actual: date | None = None
    not_before: date | None = None
    optimistic: int | None = None
    pessimistic: int | None = None
    cancelled: date | None = None
    aliases: tuple[str, ...] = ()
    computed: date | None = None
    pushed_by: str | None = None
    cost: float | None = None
    credit: str | None = None
    crash_cost: float | None = None
    crash_days: int | None = None

    @property
    def done(self) -> bool:
        return self.actual is not None

    @property
    def open(self) -> bool:
        """True while there is work to do: neither done nor cancelled (B-121)."""
        return self.actual is None and self.cancelled is None

    @property
    def own_date(self) -> date | None:
        """The date its owner has given: actual, else forecast, else committed, else baseline."""
        return self.actual or self.forecast or self.committed or self.baseline

    @property
    def expected(self) -> date | None:
        """The date to expect, the same on every screen: actual, else the later of forecast and computed date.

        Before anything is computed, it is the owner's date.
        """
        return self.actual or max(filter(None, (self.forecast, self.computed)), default=None) or self.own_date

    def is_overdue(self, today: date) -> bool:
        """Return whether its owner's date has passed without it being done."""
        return self.open and self.own_date is not None and self.own_date < today


@dataclass(frozen=True, slots=True)
class Dependency:
    """A link between milestones: `consumer` depends on `provider` (both are ids).

    `lag` is signed working days on the consumer's calendar.
    """

    id: str
    provider: str
    consumer: str
    type: LinkType = LinkType.FS
    lag: int = 0
    strength: LinkStrength = LinkStrength.HARD
    provider_user: str | None = None
    consumer_user: str | None = None
    need_by: date | None = None
    state: HandoverState = HandoverState.COMMITTED
    confidence: str = "high"
    # the day it reached its state
    state_on: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole program. Parts that no rule reads in detail yet are plain mappings."""

    program: Program
    projects: tuple[Project, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    targets: tuple[str, ...] = ()
    resources: tuple[Mapping[str, object], ...] = ()
    allocations: tuple[Mapping[str, object], ...] = ()
    budget: tuple[Mapping[str, object], ...] = ()
    goals: tuple[Mapping[str, object], ...] = ()
    benefits: tuple[Mapping[str, object], ...] = ()
    risks: tuple[Mapping[str, object], ...] = ()
    decisions: tuple[Mapping[str, object], ...] = ()
    change_requests: tuple[Mapping[str, object], ...] = ()
    closeouts: tuple[Mapping[str, object], ...] = ()
    lessons: tuple[Mapping[str, object], ...] = ()
    settings: Mapping[str, object] = field(default_factory=lambda: NO_SETTINGS)
    days_off: tuple[Mapping[str, object], ...] = ()
    # the ids that its milestones have in the files they were imported from
    file_ids: tuple[Mapping[str, object], ...] = ()
    # ids of other programs that records name
    elsewhere: tuple[str, ...] = ()
    history: tuple[Mapping[str, object], ...] = ()


def without_cancelled(plan: Plan) -> Plan:
    """Return the plan as it is scheduled: without cancelled milestones, and without the links to and from them."""
    scheduled_ids = {milestone.id for milestone in plan.milestones if milestone.cancelled is None}
    if len(scheduled_ids) == len(plan.milestones):
        return plan
    return replace(
        plan,
        milestones=tuple(milestone for milestone in plan.milestones if milestone.id in scheduled_ids),
        dependencies=tuple(link for link in plan.dependencies if {link.provider, link.consumer} <= scheduled_ids),
        targets=tuple(target for target in plan.targets if target in scheduled_ids),
    )
