"""Facts for the templates of packs/ in the corpus: a whole month, a first one, and a year."""

from dataclasses import replace
from datetime import UTC, date, datetime

from rules.benefits.profile import BenefitState
from rules.digests.clash_summary import ClashSummary
from rules.digests.editions import ValueLine
from rules.packs.contents import BenefitTrend, DecisionTaken, DecisionWaiting, MoneyTrend, Pack, PeopleTrend
from rules.packs.grades import ForecastGrades
from rules.packs.handovers import PairRecord
from rules.packs.periods import PackRhythm, period_until
from rules.packs.risk_profile import RiskLine, RiskProfile
from rules.packs.sunset import SunsetAnswer, SunsetFacts, SunsetLine, SunsetReview, review_question
from rules.packs.trends import DateTrend, FinishPoint, MilestoneTrend
from rules.truth.colours import Colour, ComputedStatus
from tests.rendering.scenes import message, messages, sentence, thing

START = date(2025, 3, 1)
MARCH = period_until(PackRhythm.MONTHLY, date(2026, 3, 31), start=START)


def late(id: str, name: str, days: int, before: int) -> DateTrend:
    committed = date(2026, 4, 10)
    return DateTrend(
        id,
        name,
        "Mobile app",
        "Łukasz",
        committed,
        date(2026, 4, 10 + days),
        committed,
        date(2026, 4, 10 + before),
        days,
        before,
        False,
        False,
    )


def done(id: str, name: str, days: int) -> DateTrend:
    committed, actual = date(2026, 3, 13), date(2026, 3, 13 + days)
    return DateTrend(id, name, "Identity", "Zoë", committed, actual, committed, committed, days, 0, True, False)


def risk(number: int, level: str = "red") -> RiskLine:
    return RiskLine(f"M-{number}", level, f"Wallet {number} (M-{number}) will miss Fri 10 Apr 2026 by 5 days.", 5.0)


TAKEN = tuple(
    DecisionTaken(f"DEC-{n}", f"Which region for release {n}?", "EU", "Lucía", date(2026, 3, 2 + n))
    for n in range(1, 7)
)
WAITING = (
    DecisionWaiting("DEC-9", "Buy the second license?", "Dana", date(2026, 3, 20), 7),
    DecisionWaiting("CR-2", "Move the launch by two weeks", "Priya"),
)
RISKS = RiskProfile(
    3,
    1,
    2,
    4,
    4,
    3,
    12.0,
    9.5,
    (
        replace(risk(1), cause="M-1", others=(risk(9), risk(10, "amber"))),
        risk(2),
        risk(3, "amber"),
        RiskLine("R-4", "", "The vendor's plant is on strike", 4.0),
    ),
    (risk(5, "amber"),),
    (risk(6), risk(7), risk(8, "amber")),
)
DATES = MilestoneTrend(
    12,
    7,
    12,
    10,
    tuple(done(f"M-{20 + n}", f"Schema part {n}", n - 1) for n in range(6)),
    tuple(late(f"M-{30 + n}", f"Wallet screen {n}", 9 - n, 4) for n in range(6)),
)
CHURN = ValueLine("BEN-1", "Churn falls", "%", 0.75, 4.2, 3.9, 3.85, 0.62, True)
SAVINGS = ValueLine("BEN-2", "Savings", "EUR", None, None, None, None, None, False)
MONEY = (MoneyTrend("EUR", "amber", 350_000.0, 180_000.0, 364_000.0, 1.04, 1.01),)
PEOPLE = PeopleTrend(ClashSummary(2, (("Test rig", date(2026, 4, 6)),)), ClashSummary(1))
PAIRS = (
    PairRecord("Identity", "Payments", 1, 2, 4, 3, ("D-4", "D-9")),
    PairRecord("Mobile app", "Marketing", 2, 0, 2, 0),
)
FULL = Pack(
    "PRG-1",
    "Atlas",
    MARCH,
    datetime(2026, 3, 31, 21, 59, tzinfo=UTC),
    ComputedStatus(Colour.RED, "Launch (M-9): 4 days late", "M-9", 4),
    ComputedStatus(Colour.AMBER, "Launch (M-9): 1 day late", "M-9", 1),
    ((2, 1, "red"), (1, 2, "amber"), (3, 3, "green")),
    FinishPoint("M-9", date(2026, 5, 18), date(2026, 5, 12), date(2026, 5, 15), date(2026, 5, 29), 0.39),
    FinishPoint("M-9", date(2026, 5, 13), date(2026, 5, 12), date(2026, 5, 11), date(2026, 5, 20), 0.52),
    TAKEN,
    WAITING,
    RISKS,
    DATES,
    (
        BenefitTrend(CHURN, BenefitState.REALISING, 0.8, 0.5),
        BenefitTrend(SAVINGS, BenefitState.ENABLED, 0.2, None),
    ),
    MONEY,
    PEOPLE,
    PAIRS,
    ForecastGrades(6, 5, 3, 4, 1, 3),
    withheld=2,
)
FIRST = replace(
    FULL,
    status_before=None,
    finish=FinishPoint("M-9", date(2026, 5, 18)),
    finish_before=FinishPoint(),
    taken=(),
    waiting=(),
    risks=RiskProfile(0, 0, 0, 0, 0, 0, 0.0, 0.0, (), (), ()),
    milestones=MilestoneTrend(0, 0, 0, 0, (), ()),
    benefits=(),
    money=(),
    people=None,
    pairs=(),
    grades=ForecastGrades(),
    withheld=0,
)


def reviewed(id: str, name: str, advice: SunsetAnswer, reason: str, answer: str = "", **known: object) -> SunsetLine:
    facts = SunsetFacts(
        id, name, date(2026, 2, 27), date(2026, 3, 6), 5, 10, 8, 5, (("EUR", 120_000.0, 90_000.0),), 2, 1
    )
    return SunsetLine(replace(facts, **known), advice, reason, answer, "Dana" if answer else "")  # type: ignore[arg-type]


REVIEW = SunsetReview(
    reviewed("PRG-1", "Atlas", SunsetAnswer.CONTINUE, "2 of 10 milestones still to deliver and 1 benefit"),
    (
        reviewed("PRJ-2", "Payments", SunsetAnswer.CLOSE, "everything is delivered", done=10),
        reviewed("PRJ-1", "Identity", SunsetAnswer.MERGE, "nothing was delivered this year", "Merge", done_in_year=0),
        reviewed("PRJ-3", "Mobile app", SunsetAnswer.CONTINUE, "2 of 10 milestones still to deliver"),
        reviewed("PRJ-4", "Marketing", SunsetAnswer.CLOSE, "it is closed", closed=date(2026, 1, 9)),
    ),
    5,
    "Dana",
)
YEAR = replace(FULL, period=period_until(PackRhythm.ANNUAL, date(2026, 2, 28), start=START), sunset=REVIEW)
QUARTER = replace(FIRST, period=period_until(PackRhythm.QUARTERLY, date(2026, 3, 31), start=START))
ROLLING = replace(FIRST, period=period_until(PackRhythm.QUARTERLY, date(2026, 4, 10), start=START))
QUESTION = review_question("Payments", "2026")
PROGRAM = thing(id="PRG-1", name="Atlas")
SCENES = (
    *(
        message(f"packs/{voice}", pack=pack, marks=marks, rest="in the thread", most=4, today=pack.period.last)
        for voice in ("executive", "delivery")
        for pack, marks in ((FULL, ("late",)), (FIRST, ("preview",)), (YEAR, ("corrected",)))
    ),
    *(
        messages(f"packs/{voice}_detail", pack=pack, rest="below", most=4, today=pack.period.last)
        for voice in ("executive", "delivery")
        for pack in (FULL, YEAR)
    ),
    *(sentence("packs/title", pack=pack) for pack in (FULL, QUARTER, ROLLING, YEAR)),
    *(sentence("packs/cover", pack=FULL, voice=voice) for voice in ("executive", "delivery")),
    message("packs/review_ask", pack=YEAR, sponsors=("U0123456789",), today=YEAR.period.last),
    *(
        message("packs/answered", decision=thing(id="DEC-5", chosen=chosen, project="PRJ-2", question=QUESTION))
        for chosen in ("Close", "Merge")
    ),
    message("packs/missed", program=PROGRAM, period=MARCH, day=date(2026, 4, 1), today=date(2026, 4, 3)),
    message("packs/sent", program=PROGRAM, rhythm="monthly", channels=("C0123456789",)),
)
