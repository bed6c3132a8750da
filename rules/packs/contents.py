"""The one set of facts behind a pack, in the order in which it tells them; both voices are rendered from it."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.benefits.profile import BenefitState
from rules.digests.clash_summary import ClashSummary
from rules.digests.editions import ValueLine
from rules.packs.grades import ForecastGrades
from rules.packs.handovers import PairRecord
from rules.packs.periods import PackPeriod
from rules.packs.risk_profile import RiskProfile
from rules.packs.sunset import SunsetReview
from rules.packs.trends import FinishPoint, MilestoneTrend
from rules.truth.colours import ComputedStatus


@dataclass(frozen=True, slots=True)
class DecisionTaken:
    """A decision or change request that was closed in the period; `outcome` is what was chosen."""

    record: str
    question: str
    outcome: str
    by: str
    day: date


@dataclass(frozen=True, slots=True)
class DecisionWaiting:
    """A decision or change request that waited for `who`, with the id `asked`; `late` in working days."""

    record: str
    question: str
    who: str
    needed: date | None = None
    late: int = 0
    asked: str = ""


@dataclass(frozen=True, slots=True)
class BenefitTrend:
    """A benefit against its plan; `before` is the share that was realised at the last pack."""

    line: ValueLine
    state: BenefitState
    planned_share: float | None
    before: float | None


@dataclass(frozen=True, slots=True)
class MoneyTrend:
    """The budget of a program in one currency; the shares are of what is planned, `before` at the last pack."""

    currency: str
    colour: str
    planned: float
    paid: float | None
    forecast: float | None
    share: float | None
    before: float | None


@dataclass(frozen=True, slots=True)
class PeopleTrend:
    """The people and tools that were booked above capacity when the period ended, and at the last pack."""

    now: ClashSummary
    before: ClashSummary


@dataclass(frozen=True, slots=True)
class Pack:
    """The contents of a pack, as they were `at` an instant.

    What its readers may not know is not in it; `withheld` counts milestones left out.
    """

    program: str
    name: str
    period: PackPeriod
    at: datetime
    status: ComputedStatus
    status_before: ComputedStatus | None
    colours: tuple[tuple[int, int, str], ...]
    finish: FinishPoint
    finish_before: FinishPoint
    taken: tuple[DecisionTaken, ...]
    waiting: tuple[DecisionWaiting, ...]
    risks: RiskProfile
    milestones: MilestoneTrend
    benefits: tuple[BenefitTrend, ...]
    money: tuple[MoneyTrend, ...]
    people: PeopleTrend | None
    pairs: tuple[PairRecord, ...]
    grades: ForecastGrades
    sunset: SunsetReview | None = None
    withheld: int = 0

    @property
    def has_news(self) -> bool:
        """True if anything was decided, delivered, moved or asked for since the last pack; a review always asks."""
        dates, risks = self.milestones, self.risks
        changed = (self.finish, self.status.colour) != (
            self.finish_before,
            self.status_before.colour if self.status_before else None,
        )
        lists = (self.taken, self.waiting, dates.done, risks.new, risks.gone, self.pairs)
        return changed or any(lists) or any(row.slipped for row in dates.late) or self.sunset is not None

    @property
    def is_first(self) -> bool:
        """True if the program did not exist yet when the time it is compared with ended."""
        return self.status_before is None
