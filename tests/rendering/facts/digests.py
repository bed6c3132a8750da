"""Facts for the templates of digests/ in the corpus."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from rules.digests.answers import answerable_lines
from rules.digests.edited import EditedParts
from rules.digests.editions import EarnedLine, MoneyLine, StatusGap, ValueLine
from rules.plan import Project
from rules.reporting.confidence import ConfidenceLevel, DeliveryConfidence
from tests.rendering.scenes import message, messages, thing

MESSAGE = "https://northwind.slack.com/archives/C01/p1"
AUTH, CHECKOUT = thing(id="M-1", name="Auth API", project="PRJ-1"), thing(id="M-2", name="Checkout", project="PRJ-2")


def milestone(id: str, name: str, day: date, done: date | None = None) -> SimpleNamespace:
    return thing(id=id, name=name, expected=day, own_date=day, actual=done)


def move(
    of: SimpleNamespace, days: int = 5, *, reason: str = "", source: str = "", cause: str = "", followers: Any = ()
) -> SimpleNamespace:
    old = date(2026, 3, 20)
    return thing(
        milestone=of,
        old=old,
        new=date(2026, 3, 27),
        days=days,
        reason=reason,
        source=source,
        cause=cause,
        followers=followers,
    )


FOLLOWER = move(CHECKOUT, cause="Auth API (M-1)")
LEADER = move(AUTH, 10, reason="the vendor is late", source=MESSAGE, followers=(FOLLOWER,))
UPDATE = thing(
    project=thing(id="PRJ-2", name="Mobile app"),
    colour="amber",
    text="Beta scope agreed, SSO is the risk.",
    by="Maya",
    source=MESSAGE,
    help_wanted=("a tester for two days",),
)
ISSUES = (
    thing(
        level="red",
        record="M-1",
        sentence="Auth API (M-1): 10 days late (committed Fri 13 Mar 2026)",
        label="Auth API (M-1)",
        cost=(("EUR", thing(low=20_000.0, likely=35_000.0, high=60_000.0)),),
        effect="12 milestones in 4 projects, up to 10 days late",
        details=("Checkout (M-2) needs Auth API (M-1) by Fri 20 Mar 2026, but it is expected Fri 27 Mar 2026.",),
        move=LEADER,
        owner="",
    ),
    thing(
        level="amber",
        record="PRJ-2",
        sentence="Payments: Refunds (M-4): 2 days late (committed Fri 13 Mar 2026)",
        label="",
        cost=(),
        effect="",
        details=(),
        move=None,
        owner="",
    ),
    thing(
        level="amber",
        record="BEN-1",
        sentence="Churn falls (BEN-1) is heading for 62% of its plan by Thu 31 Dec 2026, "
        "at the pace of its 5 readings. Find out what holds it back, or change its plan.",
        label="",
        cost=(),
        effect="",
        details=(),
        move=None,
        owner="Bo",
    ),
)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OUTLOOK = thing(
    committed=date(2026, 3, 16), health=(12, 14), on_time=0.39, before=0.52, p50=date(2026, 3, 18), p80=date(2026, 4, 2)
)


def edition(**facts: Any) -> SimpleNamespace:
    """Build an edition in which nothing happened, apart from the facts given."""
    empty = "added answers asks chains doubts gaps moved other_moves overdue updates long_updates silent soon"
    empty += " troubles further_troubles unchanged wins decided closed goals value money clashes"
    quiet = {
        "name": "Atlas",
        "week": 11,
        "since": date(2026, 3, 2),
        "quiet": False,
        "status": thing(colour="green", why="all projects on time"),
        "reported": {},
        "colours": {},
        "colour_counts": (),
        "outlook": None,
        "confidence": None,
        "earned": None,
        "finish": None,
        "promised": None,
        "withheld": 0,
        "program": "PRG-1",
        "edited": EditedParts(),
        "progress": {},
        **dict.fromkeys(empty.split(), ()),
    }
    return thing(**{**quiet, **facts})


DAILY = (("EUR", thing(low=3100.0, high=4200.0)),)
REGION = thing(
    record="DEC-4",
    subject="M-2",
    text="Which region?",
    who="Dana",
    by=date(2026, 3, 11),
    source=MESSAGE,
    costs=DAILY,
    free_until=date(2026, 3, 11),
)
ANSWERED = (
    thing(kind="help", by="Ana", label="Auth API (M-1)"),
    thing(kind="on_it", by="Kenji", label="no test keys (B-1)"),
    thing(
        kind="asked",
        by="Dana",
        label="Auth API (M-1)",
        text="When?",
        reply="On Friday.",
        asked_of="Kenji",
        day=date(2026, 3, 3),
    ),
)
FULL = edition(
    answers=ANSWERED,
    added=(milestone("M-5", "Report", date(2026, 4, 1)), milestone("M-6", "Portal", date(2026, 4, 2))),
    asks=(
        REGION,
        thing(record="DEC-5", subject="", text="Who tests?", who="Ana", by=None, source="", costs=(), free_until=None),
        thing(
            record="B-1",
            subject="M-1",
            text="no test keys from the partner",
            who="Kenji Arai",
            by=date(2026, 3, 6),
            source=MESSAGE,
            costs=(),
        ),
        thing(
            record="CR-3",
            subject="",
            text="decide on “Load test”",
            who="Ana",
            by=None,
            source="",
            costs=(),
            free_until=None,
        ),
        thing(
            record="E-1",
            subject="M-2",
            text="unanswered escalation",
            who="Ana",
            by=None,
            source="deleted",
            costs=DAILY,
            free_until=None,
        ),
    ),
    chains=((AUTH, CHECKOUT, thing(id="M-3", name="Launch", project="PRJ-3")),),
    decided=(
        thing(record="CR-2", title="Vendor is late", state="approved", by="Priya", days=5),
        thing(record="CR-1", title="Less scope", state="rejected", by="Priya", days=0),
    ),
    doubts=(
        thing(record="D-2", provider=AUTH, consumer=CHECKOUT, day=date(2026, 3, 20), confidence="low"),
        thing(record="D-3", provider=CHECKOUT, consumer=AUTH, day=None, confidence="medium"),
    ),
    goals=(
        thing(id="G-1", name="Keep our customers", score=0.75, horizon=date(2026, 12, 31)),
        thing(id="G-2", name="Sell abroad", score=None, horizon=None),
    ),
    clashes=thing(people=2, tools=(("Test rig", date(2026, 3, 9)),)),
    value=(
        ValueLine("BEN-2", "Savings", "EUR", 0.62, None, None, None, 0.72, True),
        ValueLine("BEN-1", "Churn falls", "%", 0.75, 4.2, 3.9, 3.85, None, False),
        ValueLine("BEN-4", "Renewals", "", 1.25, 100.0, 125.0, None, None, False),
        ValueLine("BEN-5", "Loyalty", "", 0.1, 0.0, 1.0, None, None, False),
    ),
    money=(MoneyLine("EUR", "amber", "104%"), MoneyLine("", "green", "90%")),
    earned=EarnedLine(0.45, -5.2, 0.89, 244_000.0, 251_000.0, 365_000.0, "EUR"),
    gaps=(
        StatusGap(Project("PRJ-1", "Identity"), "green", "red", ""),
        StatusGap(Project("PRJ-2", "Payments"), "green", "red", "The old API will do."),
        StatusGap(Project("PRJ-3", "Search"), "amber", "red", "", unanswered=True),
    ),
    moved=(LEADER, move(thing(id="M-7", name="Training"), -2)),
    other_moves=(move(thing(id="M-7", name="Training"), -2), move(thing(id="M-8", name="M-8"), cause="Auth API (M-1)")),
    overdue=(milestone("M-9", "Refunds", date(2026, 3, 5)),),
    updates=(UPDATE, thing(**{**vars(UPDATE), "colour": "", "by": "", "source": "", "help_wanted": ()})),
    long_updates=(UPDATE,),
    silent=(thing(id="PRJ-6", name="Payments"), *(thing(id=f"PRJ-{n}", name=f"Project {n}") for n in (7, 8, 9))),
    progress={"PRJ-6": "2 of 5 milestones done, the others by Fri 20 Mar 2026"},
    soon=(milestone("M-1", "Auth API", date(2026, 3, 13)),),
    troubles=ISSUES,
    unchanged=(thing(name="Marketing"), thing(name="Legal")),
    closed=(
        thing(project=thing(id="PRJ-2", name="Payments"), late=3, accepted=True),
        thing(project=thing(id="PRJ-3", name="Loyalty"), late=None, accepted=None),
    ),
    wins=(milestone("M-4", "Brand refresh approved", date(2026, 3, 3), date(2026, 3, 3)),),
    withheld=2,
    status=thing(colour="red", why="Auth API (M-1): 10 days late (committed Fri 13 Mar 2026)"),
    reported={"amber": 1, "green": 1, "": 2},
    colours={"PRJ-1": "red", "PRJ-2": "amber", "PRJ-3": "green", "PRJ-4": "green"},
    colour_counts=((1, "red"), (1, "amber"), (2, "green")),
    outlook=OUTLOOK,
    confidence=DeliveryConfidence(ConfidenceLevel.AMBER_RED, "the vendor (M-3) is late", "Ana", AT),
)
WHO = dict.fromkeys((f"M-{number}" for number in range(1, 10)), "Ana") | {"M-5": "no owner"}
QUIET = edition(quiet=True, name="Borealis", status=thing(colour="grey", why="has no projects yet"))
CALM = edition(
    finish=date(2027, 3, 8),
    promised=date(2027, 3, 10),
    reported={"green": 2},
    colours={"PRJ-1": "green"},
    colour_counts=((1, "green"),),
    soon=(milestone("M-1", "Auth API", date(2026, 3, 13)),),
)
SURE = edition(outlook=thing(**{**vars(OUTLOOK), "before": None}), finish=date(2026, 3, 8))
UNCOMMITTED = edition(outlook=thing(**{**vars(OUTLOOK), "committed": None, "on_time": None, "before": None}))
TODAY = date(2026, 3, 9)

SCENES = (
    *(
        message(
            f"digests/{voice}",
            edition=facts,
            who=WHO,
            marks=marks,
            today=TODAY,
            lines=answerable_lines(facts),
            ref="PRG-1 2026-W11:0",
        )
        for voice in ("delivery", "executive")
        for facts, marks in (
            (FULL, ("preview",)),
            (QUIET, ("late", "corrected")),
            (CALM, ("not reviewed",)),
            (SURE, ()),
            (UNCOMMITTED, ("draft",)),
        )
    ),
    messages("digests/delivery_detail", edition=FULL, who=WHO, today=TODAY),
    messages(
        "digests/delivery_detail",
        edition=edition(
            asks=FULL.asks * 4,
            troubles=ISSUES * 4,
            other_moves=FULL.other_moves * 4,
            overdue=FULL.overdue * 5,
            soon=FULL.soon * 9,
            wins=FULL.wins * 9,
        ),
        who=WHO,
        today=TODAY,
    ),
    messages(
        "digests/executive_detail", edition=edition(further_troubles=ISSUES, unchanged=FULL.unchanged), today=TODAY
    ),
    messages("digests/executive_detail", edition=edition(further_troubles=ISSUES[:1]), today=TODAY),
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
