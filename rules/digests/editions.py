"""The facts of one edition of the weekly digest (B-81). The wording is in templates."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rules.benefits.delay import CostRange
from rules.digests.clash_summary import ClashSummary
from rules.digests.edited import EditedParts
from rules.digests.line_answers import LineAnswer
from rules.digests.news import ColourChange, PeopleChange, RiskChange
from rules.goals.scores import Goal
from rules.plan import Milestone, Plan, Project
from rules.reporting.confidence import DeliveryConfidence
from rules.truth.colours import WORST_FIRST, Colour, ComputedStatus

UPCOMING_DAYS = 14


class EditionAudience(StrEnum):
    """The two voices of a digest: executives read outcomes without ids; delivery reads ids, owners and dates (B-87)."""

    DELIVERY = "delivery"
    EXECUTIVE = "executive"


AUDIENCES = {audience.value: audience for audience in EditionAudience}


@dataclass(frozen=True, slots=True)
class RequestedAction:
    """An action a person is asked to take: `who` is a name, `record` the id to look up, `asked` the ids of people.

    `costs` are what a day of waiting costs in each currency, from `free_until` on, where the channel may read money.
    """

    record: str
    subject: str
    text: str
    who: str
    by: date | None = None
    source: str = ""
    costs: tuple[tuple[str, CostRange], ...] = ()
    free_until: date | None = None
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovedMilestone:
    """A milestone whose expected date changed since the last edition; `days` is signed working days.

    cause: names the milestone that moved it, where that one did not move itself; `followers` are those it moved.
    """

    milestone: Milestone
    old: date | None
    new: date | None
    days: int
    reason: str
    source: str
    cause: str = ""
    followers: tuple["MovedMilestone", ...] = ()


@dataclass(frozen=True, slots=True)
class LateMilestone:
    """A milestone that a cause makes late: by how many working days, and its change of date since the last edition."""

    milestone: Milestone
    days: int
    move: MovedMilestone | None = None


@dataclass(frozen=True, slots=True)
class DigestIssue:
    """One cause of red or amber: its sentence, what it makes late (`effect`), and the sentences of that (`details`).

    label: the name of the milestone that is the cause; `move` is its change of date since the last edition, `cost` what
    its lateness costs in each currency, where the channel may read money; `owner` names who has to act on it.
    days: the working days that the cause is late; `milestones` are the cause and all that it makes late, of which
    `consequences` are those the readers may know, most late first.
    """

    record: str
    level: str
    sentence: str
    projects: frozenset[str] = frozenset()
    label: str = ""
    effect: str = ""
    details: tuple[str, ...] = ()
    move: MovedMilestone | None = None
    cost: tuple[tuple[str, CostRange], ...] = ()
    owner: str = ""
    days: int = 0
    milestones: frozenset[str] = frozenset()
    consequences: tuple[LateMilestone, ...] = ()

    @property
    def effect_name(self) -> str:
        """The words before `effect`: what rests on an assumption isn't late yet."""
        return "At stake" if self.record.startswith("A-") else "Makes late"


@dataclass(frozen=True, slots=True)
class FinishOutlook:
    """The finish forecast of the last full refresh.

    `on_time` is the share of runs that meet the `committed` date, `before` that share in the last edition; `health` is
    (checks passed, checks made).
    """

    p50: date
    p80: date
    committed: date | None
    on_time: float | None
    health: tuple[int, int]
    before: float | None = None


@dataclass(frozen=True, slots=True)
class StatusGap:
    """A project reported better than the data say, `why` if its lead said so; `unanswered`: they were asked (B-51)."""

    project: Project
    reported: str
    computed: str
    why: str
    unanswered: bool = False


@dataclass(frozen=True, slots=True)
class UnconfirmedCommitment:
    """A commitment that has not been confirmed, from `provider` to `consumer`, with its confidence (B-38)."""

    record: str
    provider: Milestone
    consumer: Milestone
    day: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class ProjectUpdate:
    """The newest words about a project, with the colour it reports ("" without one), their author and their source."""

    project: Project
    text: str
    colour: str
    by: str
    source: str
    help_wanted: tuple[str, ...] = ()
    gap: StatusGap | None = None


@dataclass(frozen=True, slots=True)
class DecidedChange:
    """A change request that was decided; `days` are the working days of its largest move."""

    record: str
    title: str
    state: str
    by: str
    days: int


@dataclass(frozen=True, slots=True)
class ClosedSince:
    """A project that was closed since the last edition, how late it ended, and whether its sponsor accepted it."""

    project: Project
    late: int | None
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A benefit that was measured: the share of its plan that is there; figures are None where they are sums to hide.

    `heading_for` is the share that its readings predict, where that falls short.
    """

    id: str
    name: str
    unit: str
    realised: float | None
    baseline: float | None
    actual: float | None
    planned: float | None
    heading_for: float | None
    falls_short: bool


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """The forecast of a program in one currency as a share of its budget, without a sum; `text` is "104%"."""

    currency: str
    colour: str
    text: str


@dataclass(frozen=True, slots=True)
class EarnedLine:
    """The earned value of a program in one line: `share` earned of `budget`, days ahead of plan, CPI, likely cost."""

    share: float
    days: float | None
    cpi: float
    budget: float
    low: float
    high: float
    currency: str


@dataclass(frozen=True, slots=True)
class DigestEdition:
    """The contents of an edition, in the order in which they appear (B-81)."""

    program: str
    name: str
    week: int
    period: str
    status: ComputedStatus
    asks: tuple[RequestedAction, ...] = ()
    troubles: tuple[DigestIssue, ...] = ()
    moved: tuple[MovedMilestone, ...] = ()
    added: tuple[Milestone, ...] = ()
    unchanged: tuple[Project, ...] = ()
    overdue: tuple[Milestone, ...] = ()
    soon: tuple[Milestone, ...] = ()
    wins: tuple[Milestone, ...] = ()
    closed: tuple[ClosedSince, ...] = ()
    recoloured: tuple[ColourChange, ...] = ()
    risks: tuple[RiskChange, ...] = ()
    people: tuple[PeopleChange, ...] = ()
    goals: tuple[Goal, ...] = ()
    value: tuple[ValueLine, ...] = ()
    clashes: ClashSummary | None = None
    money: tuple[MoneyLine, ...] = ()
    earned: EarnedLine | None = None
    silent: tuple[Project, ...] = ()
    end: Milestone | None = None
    finish: date | None = None
    promised: date | None = None
    since: date | None = None
    today: date | None = None
    withheld: int = 0
    outlook: FinishOutlook | None = None
    confidence: DeliveryConfidence | None = None
    gaps: tuple[StatusGap, ...] = ()
    chains: tuple[tuple[Milestone, ...], ...] = ()
    doubts: tuple[UnconfirmedCommitment, ...] = ()
    decided: tuple[DecidedChange, ...] = ()
    updates: tuple[ProjectUpdate, ...] = ()
    answers: tuple[LineAnswer, ...] = ()
    reported: Mapping[str, int] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    expected: Mapping[str, date] = field(default_factory=dict)
    # what Baton says of a silent project in place of its lead, by id
    progress: Mapping[str, str] = field(default_factory=dict)
    edited: EditedParts = EditedParts()
    owners: Mapping[str, str] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[RequestedAction, ...]:
        """The decisions among what is asked for."""
        return tuple(ask for ask in self.asks if ask.record.startswith("DEC-"))

    @property
    def quiet(self) -> bool:
        """True if nothing changed and nothing is needed."""
        contents = self.asks or self.troubles or self.moved or self.added or self.wins or self.overdue or self.doubts
        news = self.updates or self.decided or self.closed or self.recoloured or self.risks or self.people
        return not (contents or news or self.edited.is_said)

    @property
    def red_projects(self) -> int:
        """The number of projects that are red, which miss a committed date."""
        return Counter(self.colours.values())[Colour.RED.value]

    @property
    def colour_counts(self) -> tuple[tuple[int, str], ...]:
        """The number of projects of each computed colour, worst first."""
        counts = Counter(self.colours.values())
        return tuple((counts[colour.value], colour.value) for colour in WORST_FIRST if counts[colour.value])


def program_week(plan: Plan, today: date) -> int:
    """Return the program's own week number, 1 for its first week."""
    return max((today - plan.program.start).days // 7 + 1, 1)


def overdue_milestones(milestones: Sequence[Milestone], *, today: date) -> tuple[Milestone, ...]:
    """Return open milestones whose owner's date has passed, longest overdue first."""
    overdue = [m for m in milestones if m.is_overdue(today)]
    return tuple(sorted(overdue, key=lambda m: (m.own_date or date.max, m.id)))
