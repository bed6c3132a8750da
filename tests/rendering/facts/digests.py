"""Facts for the templates of digests/ in the corpus."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from rules.benefits.delay import CostRange
from rules.digests import layout as layouts
from rules.digests.answers import answerable_lines
from rules.digests.clash_summary import ClashSummary
from rules.digests.editions import (
    ClosedSince,
    DecidedChange,
    DigestEdition,
    DigestIssue,
    EarnedLine,
    FinishOutlook,
    LateMilestone,
    MoneyLine,
    MovedMilestone,
    ProjectUpdate,
    RequestedAction,
    StatusGap,
    UnconfirmedCommitment,
    ValueLine,
)
from rules.digests.line_answers import LineAnswer, ReaderAnswer
from rules.digests.news import ColourChange, PeopleChange, RiskChange
from rules.digests.outcome import outcome_of
from rules.goals.scores import Goal, KeyResult
from rules.plan import Milestone, Project
from rules.reporting.confidence import ConfidenceLevel, DeliveryConfidence
from rules.truth.colours import Colour, ComputedStatus
from tests.rendering.scenes import message, messages, thing

MESSAGE = "https://northwind.slack.com/archives/C01/p1"
AUTH, CHECKOUT = (
    Milestone("M-1", "PRJ-1", "Auth API"),
    Milestone("M-2", "PRJ-2", "Checkout", computed=date(2026, 3, 27)),
)
IDENTITY, PAYMENTS, LOYALTY = (
    Project("PRJ-1", "Identity"),
    Project("PRJ-2", "Payments"),
    Project("PRJ-3", "Loyalty"),
)
MARKETING, LEGAL, APP = Project("PRJ-4", "Marketing"), Project("PRJ-6", "Legal"), Project("PRJ-5", "Mobile app")
PUBLIC = Milestone("M-3", "PRJ-3", "Public launch", committed=date(2026, 3, 16))
DAILY = (("EUR", CostRange(3100.0, 3600.0, 4200.0)),)


def milestone(id: str, name: str, day: date, done: date | None = None) -> Milestone:
    return Milestone(id, "PRJ-1", name, forecast=day, computed=day, actual=done)


def move(
    of: Milestone, days: int = 5, *, reason: str = "", source: str = "", cause: str = "", followers: Any = ()
) -> MovedMilestone:
    return MovedMilestone(of, date(2026, 3, 20), date(2026, 3, 27), days, reason, source, cause, followers)


FOLLOWER = move(CHECKOUT, cause="Auth API (M-1)")
LEADER = move(AUTH, 10, reason="the vendor is late", source=MESSAGE, followers=(FOLLOWER,))
UPDATE = ProjectUpdate(APP, "Beta scope agreed, SSO is the risk.", "amber", "Maya", MESSAGE, ("a tester for two days",))
GAP = StatusGap(IDENTITY, "green", "red", "")
LONG_UPDATE = replace(
    UPDATE,
    project=LOYALTY,
    text="We found two ways to map the points, tried both with the partner, and will decide on Thursday with Dana.",
    gap=replace(GAP, project=LOYALTY, why="The old API will do."),
)
ISSUES = (
    DigestIssue(
        "M-1",
        "red",
        "Auth API (M-1): 10 days late (committed Fri 13 Mar 2026)",
        frozenset({"PRJ-1"}),
        "Auth API (M-1)",
        "12 milestones in 4 projects, up to 10 days late",
        ("Auth API (M-1) has no owner.",),
        LEADER,
        (("EUR", CostRange(20_000.0, 35_000.0, 60_000.0)),),
        "Kenji Arai",
        10,
        frozenset({"M-1", "M-2", "M-7"}),
        (LateMilestone(CHECKOUT, 5, FOLLOWER), LateMilestone(milestone("M-7", "Training", date(2026, 4, 3)), 0)),
    ),
    DigestIssue("PRJ-2", "amber", "Payments: Refunds (M-4): 2 days late (committed Fri 13 Mar 2026)"),
    DigestIssue(
        "BEN-1",
        "amber",
        "Churn falls (BEN-1) is heading for 62% of its plan by Thu 31 Dec 2026, "
        "at the pace of its 5 readings. Find out what holds it back, or change its plan.",
        owner="Bo",
    ),
)
OUTLOOK = FinishOutlook(date(2026, 3, 18), date(2026, 4, 2), date(2026, 3, 16), 0.39, (12, 14), 0.52)
GREEN = ComputedStatus(Colour.GREEN, "all projects on time")


def edition(**facts: Any) -> DigestEdition:
    """Build an edition in which nothing happened, apart from the facts given."""
    empty = DigestEdition("PRG-1", "Atlas", 11, "2026-W11", GREEN, since=date(2026, 3, 2))
    return replace(empty, **facts)


REGION = RequestedAction("DEC-4", "M-2", "Which region?", "Dana", date(2026, 3, 11), MESSAGE, DAILY, date(2026, 3, 11))
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANSWERED = (
    LineAnswer("M-1", ReaderAnswer.HELP, "Ana", MONDAY, "Auth API (M-1)"),
    LineAnswer("B-1", ReaderAnswer.ON_IT, "Kenji", MONDAY, "no test keys (B-1)"),
    LineAnswer("M-1", ReaderAnswer.ON_IT, "Bo", MONDAY, "Auth API (M-1)"),
    LineAnswer("M-1", ReaderAnswer.ASKED, "Dana", MONDAY, "Auth API (M-1)", "When?", "Kenji", "On Friday."),
    LineAnswer("M-2", ReaderAnswer.ASKED, "Dana", MONDAY, "Checkout (M-2)", "When?", "Kenji"),
)
FULL = edition(
    answers=ANSWERED,
    added=(milestone("M-5", "Report", date(2026, 4, 1)), milestone("M-6", "Portal", date(2026, 4, 2))),
    asks=(
        REGION,
        RequestedAction("DEC-5", "", "Who tests?", "Ana"),
        RequestedAction("B-1", "M-1", "no test keys from the partner", "Kenji Arai", date(2026, 3, 6), MESSAGE),
        RequestedAction("CR-3", "", "decide on “Load test”", "Ana"),
        RequestedAction("E-1", "M-2", "unanswered escalation", "Ana", source="deleted", costs=DAILY),
    ),
    chains=((AUTH, CHECKOUT, PUBLIC),),
    decided=(
        DecidedChange("CR-2", "Vendor is late", "approved", "Priya", 5),
        DecidedChange("DEC-1", "Who hosts it?", "Frankfurt", "Dana", 0),
    ),
    doubts=(
        UnconfirmedCommitment("D-2", AUTH, CHECKOUT, date(2026, 3, 20), "low"),
        UnconfirmedCommitment("D-3", CHECKOUT, AUTH, None, "medium"),
    ),
    goals=(
        Goal(
            "G-1",
            "PRG-1",
            "Keep our customers",
            horizon=date(2026, 12, 31),
            results=(KeyResult(1, "x", 0, 100, actual=75),),
        ),
        Goal("G-2", "PRG-1", "Sell abroad"),
    ),
    clashes=ClashSummary(2, (("Test rig", date(2026, 3, 9)), ("Lab", date(2026, 3, 9)), ("Van", date(2026, 3, 9)))),
    value=(
        ValueLine("BEN-2", "Savings", "EUR", 0.62, None, None, None, 0.72, True),
        ValueLine("BEN-1", "Churn falls", "%", 0.75, 4.2, 3.9, 3.85, None, False),
        ValueLine("BEN-4", "Renewals", "", 1.25, 100.0, 125.0, None, None, False),
    ),
    money=(MoneyLine("EUR", "amber", "104%"), MoneyLine("", "green", "90%")),
    earned=EarnedLine(0.45, -5.2, 0.89, 244_000.0, 251_000.0, 365_000.0, "EUR"),
    gaps=(GAP,),
    moved=(
        move(milestone("M-7", "Training", date(2026, 3, 27)), -2, followers=(FOLLOWER,)),
        move(Milestone("M-8", "PRJ-1", "M-8"), cause="Auth API (M-1)"),
    ),
    overdue=(milestone("M-9", "Refunds", date(2026, 3, 5)),),
    updates=(UPDATE, replace(UPDATE, project=LEGAL, colour="", by="", source="", help_wanted=()), LONG_UPDATE),
    silent=(PAYMENTS,),
    progress={"PRJ-2": "2 of 5 milestones done, the others by Fri 20 Mar 2026"},
    soon=(milestone("M-1", "Auth API", date(2026, 3, 13)),),
    troubles=ISSUES,
    unchanged=(MARKETING, LEGAL),
    closed=(ClosedSince(PAYMENTS, 3, True), ClosedSince(LOYALTY, None, None)),
    wins=(milestone("M-4", "Brand refresh approved", date(2026, 3, 3), date(2026, 3, 3)),),
    recoloured=(ColourChange(APP, "green", "red"),),
    risks=(RiskChange("R-1", "risk", "the printer is booked out"), RiskChange("I-2", "issue", "no keys", "solved")),
    people=(
        PeopleChange("M-5", ("Report",), "owner", "Maya", "Lucía"),
        PeopleChange("PRJ-1", ("Identity", "Payments"), "lead", "", "Kenji Arai"),
    ),
    withheld=2,
    end=PUBLIC,
    status=ComputedStatus(Colour.RED, "Auth API (M-1): 10 days late (committed Fri 13 Mar 2026)"),
    reported={"amber": 1, "green": 1, "": 2},
    colours={"PRJ-1": "red", "PRJ-2": "amber", "PRJ-3": "green", "PRJ-4": "green"},
    outlook=OUTLOOK,
    confidence=DeliveryConfidence(ConfidenceLevel.AMBER_RED, "the vendor (M-3) is late", "Ana", MONDAY),
)
WHO = dict.fromkeys((f"M-{number}" for number in range(1, 10)), "Ana") | {"M-5": "no owner"}
QUIET = edition(name="Borealis", status=ComputedStatus(Colour.GREY, "has no projects yet"))
CALM = edition(
    finish=date(2027, 3, 8),
    promised=date(2027, 3, 10),
    reported={"green": 2},
    colours={"PRJ-1": "green"},
    soon=(milestone("M-1", "Auth API", date(2026, 3, 13)),),
)
SURE = edition(outlook=replace(OUTLOOK, before=None), finish=date(2026, 3, 8), edited=replace(FULL.edited))
UNCOMMITTED = edition(outlook=replace(OUTLOOK, committed=None, on_time=None, before=None))
MANY = edition(
    added=tuple(milestone(f"M-{number}", "Step", date(2026, 4, 1)) for number in range(20, 25)),
    unchanged=(MARKETING, LEGAL, APP, PAYMENTS),
    silent=(MARKETING, LEGAL, APP, PAYMENTS, IDENTITY),
)
TODAY = date(2026, 3, 9)


def facts_of(edition: DigestEdition, size: Mapping[Any, int]) -> dict[str, Any]:
    """Return the facts with which an edition is rendered in the layout of a size."""
    layout = layouts.lay_out(edition, size)
    return {"edition": edition, "who": WHO, "today": TODAY, "layout": layout, "outcome": outcome_of(edition)}


def top(voice: str, edition: DigestEdition, marks: tuple[str, ...], *, size: int = 0, answers: bool = False) -> Any:
    lines = answerable_lines(edition) if answers else {}
    facts = facts_of(edition, layouts.SIZES[size])
    return message(f"digests/{voice}", **facts, marks=marks, lines=lines, ref="PRG-1 2026-W11:0")


def detail(voice: str, edition: DigestEdition, *, size: int = -1) -> Any:
    facts = facts_of(edition, layouts.SIZES[size])
    return messages(f"digests/{voice}_detail", **facts, long_updates=layouts.long_updates(facts["layout"]))


SCENES = (
    *(
        top(voice, facts, marks, answers=voice == "delivery")
        for voice in ("delivery", "executive")
        for facts, marks in (
            (replace(FULL, gaps=(), goals=(), doubts=(), risks=(), people=()), ("preview",)),
            (replace(FULL, asks=(), troubles=(), updates=(), value=(), moved=()), ()),
            (QUIET, ("late", "corrected")),
            (CALM, ("not reviewed",)),
            (SURE, ()),
            (UNCOMMITTED, ("draft",)),
            (MANY, ()),
        )
    ),
    top("executive", FULL, (), size=3, answers=True),
    *(detail(voice, facts) for voice in ("delivery", "executive") for facts in (FULL, MANY)),
    detail("delivery", FULL, size=0),
    detail("executive", edition(troubles=ISSUES[1:]), size=-1),
    message("digests/thread_button", said="digest preview thread 1", number=1, count=2, edit="PRG-1 both"),
    message("digests/thread_button", said="digest preview thread 2", number=2, count=2, edit=""),
    message("digests/thread_button", said="digest preview thread 1", number=1, count=2, edit="PRG-1 both"),
    message("digests/thread_button", said="digest preview thread 2", number=2, count=2, edit=""),
    message("digests/missed", program=thing(name="Atlas"), day=date(2026, 3, 9), today=date(2026, 3, 10)),
    message("digests/paused", program=thing(name="Atlas"), paused=True),
    message("digests/review", program=thing(id="PRG-1", name="Atlas", zone="UTC"), period="2026-W11"),
    message(
        "digests/reviewed",
    ),
    message("digests/sent", channels=("C0078WVSZ0B", "C0078WVSZ0B"), program=thing(name="Atlas")),
)
