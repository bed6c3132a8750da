"""Random packs: any number of everything, with the names that people and programs have."""

import random
from datetime import UTC, date, datetime, timedelta

from rules.benefits.profile import BenefitState
from rules.digests.clash_summary import ClashSummary
from rules.digests.editions import ValueLine
from rules.packs.contents import BenefitTrend, DecisionTaken, DecisionWaiting, MoneyTrend, Pack, PeopleTrend
from rules.packs.grades import ForecastGrades
from rules.packs.handovers import PairRecord
from rules.packs.periods import PackRhythm, period_until
from rules.packs.risk_profile import RiskLine, RiskProfile
from rules.packs.sunset import SunsetAnswer, SunsetFacts, SunsetLine, SunsetReview
from rules.packs.trends import DateTrend, FinishPoint, MilestoneTrend
from rules.truth.colours import Colour, ComputedStatus

NAMES = ("Lucía", "Łukasz", "Zoë", "Jürgen", "Bo")
START = date(2025, 3, 1)
TODAY = date(2026, 3, 31)


class PackMaker:
    """Makes packs from a seed; `most` is how many there can be of each thing."""

    def __init__(self, seed: int, most: int) -> None:
        self.random = random.Random(seed)
        self.most = most

    def make(self) -> Pack:
        rhythm = self.random.choice(list(PackRhythm))
        return Pack(
            "PRG-1",
            f"Atlas {self.number(9)}",
            period_until(rhythm, TODAY, start=START),
            datetime(2026, 3, 31, 21, 59, tzinfo=UTC),
            ComputedStatus(self.random.choice(list(Colour)), "is late"),
            self.random.choice((None, ComputedStatus(Colour.AMBER, "is late"))),
            ((self.number(9), self.number(9), "red"), (self.number(9), 1, "green")),
            self.finish(),
            self.finish(),
            tuple(self.taken(n) for n in self.count()),
            tuple(self.waiting(n) for n in self.count()),
            self.risks(),
            MilestoneTrend(
                self.number(50),
                self.number(20),
                self.number(50),
                self.number(20),
                tuple(self.dates(n, done=True) for n in self.count()),
                tuple(self.dates(n, done=False) for n in self.count()),
            ),
            tuple(self.benefit(n) for n in self.count()),
            tuple(
                MoneyTrend(code, "red", 1_000.0 * self.number(900) + 1, None, 5e5, self.random.random() * 2, 1.0)
                for code in self.random.sample(("EUR", "USD", "GBP"), k=self.random.randint(0, 3))
            ),
            self.random.choice((None, PeopleTrend(ClashSummary(self.number(9)), ClashSummary(self.number(9))))),
            tuple(
                PairRecord(f"Team {n}", f"Team {n + 1}", self.number(9), self.number(9), 20, 20, (f"D-{n}",))
                for n in self.count()
            ),
            ForecastGrades(self.number(30), self.number(30), self.number(9), self.number(9), 1, self.number(20) - 10),
            self.review() if rhythm is PackRhythm.ANNUAL else None,
            self.number(3),
        )

    def number(self, most: int) -> int:
        return self.random.randint(0, most)

    def count(self) -> range:
        return range(1, self.random.randint(0, self.most) + 1)

    def day(self) -> date:
        return TODAY + timedelta(days=self.random.randint(-60, 60))

    def finish(self) -> FinishPoint:
        days = (self.day(), self.day(), self.day(), self.day())
        return self.random.choice((FinishPoint(), FinishPoint("M-1", *days[:2]), FinishPoint("M-1", *days, 0.4)))

    def taken(self, n: int) -> DecisionTaken:
        return DecisionTaken(f"DEC-{n}", f"Which region {n}?", "EU", self.random.choice(NAMES), self.day())

    def waiting(self, n: int) -> DecisionWaiting:
        return DecisionWaiting(f"CR-{n}", f"Move {n}", self.random.choice(NAMES), self.day(), self.number(9))

    def risks(self) -> RiskProfile:
        counts = (self.number(9) for _ in range(6))
        lines = (tuple(self.risk(1_000 * part + n) for n in self.count()) for part in range(1, 4))
        return RiskProfile(*counts, float(self.number(40)), float(self.number(40)), *lines)

    def risk(self, n: int) -> RiskLine:
        level = self.random.choice(("red", "amber", ""))
        return RiskLine(f"M-{n}", level, f"Screen {n} (M-{n}) will miss Fri 10 Apr 2026.", float(self.number(9)))

    def dates(self, n: int, *, done: bool) -> DateTrend:
        late = self.random.randint(-5, 9) if done else self.random.randint(1, 90)
        names = (f"M-{n}", f"{'Part' if done else 'Screen'} {n}", "Mobile app", "OWNER")
        return DateTrend(*names, self.day(), self.day(), self.day(), self.day(), late, 1, done, False)

    def benefit(self, n: int) -> BenefitTrend:
        figures = self.random.choice(((0.5, 4.2, 3.9, 3.8), (None, None, None, None)))
        line = ValueLine(f"BEN-{n}", f"Churn {n}", "%", *figures, self.random.choice((None, 0.6)), False)
        return BenefitTrend(line, self.random.choice(list(BenefitState)), self.random.choice((None, 0.4)), 0.3)

    def review(self) -> SunsetReview:
        return SunsetReview(
            self.reviewed("PRG-1", "Atlas"),
            tuple(self.reviewed(f"PRJ-{n}", f"Project {n}") for n in self.count()),
            self.random.choice((None, self.number(6))),
            self.random.choice(("", "Zoë")),
        )

    def reviewed(self, id: str, name: str) -> SunsetLine:
        closed = self.random.choice((None, self.day()))
        facts = SunsetFacts(id, name, self.day(), self.day(), 3, 9, self.number(9), 2, (), 2, self.number(2), closed)
        return SunsetLine(facts, self.random.choice(list(SunsetAnswer)), "as it is")
