"""Facts for the templates of goals/ in the corpus."""

from datetime import UTC, date, datetime

from tests.rendering.scenes import message, thing, view, word

TODAY = date(2026, 3, 2)
DANA = "U00DANA0001"
_CHURN = thing(
    number=1,
    name="Churn",
    baseline=4.2,
    target=3.8,
    unit="%",
    actual=3.9,
    weight=1.0,
    due=date(2026, 6, 30),
)
_RENEWALS = thing(number=2, name="Renewals", baseline=100.0, target=120.0, unit="", actual=None, weight=3.0, due=None)
_GOAL = thing(
    id="G-1",
    name="Keep our customers",
    description="They leave in their second year.",
    measure="Churn and renewals",
    owner=DANA,
    horizon=date(2026, 12, 31),
    closed=None,
    results=(_CHURN, _RENEWALS),
    unmeasured=(_RENEWALS,),
    score=0.1875,
)
_BARE = thing(
    id="G-2",
    name="Sell abroad",
    description="",
    measure="",
    owner=None,
    horizon=None,
    closed=date(2026, 3, 1),
    results=(),
    unmeasured=(),
    score=None,
)
_SERVING = (
    thing(id="PRJ-2", name="Payments", share=100.0),
    thing(id="PRJ-1", name="Identity", share=60.0),
)
_PROJECT = thing(id="PRJ-1", name="Identity", goals={"G-1": 60.0})

_PARTS = tuple(word(name) for name in ("goals", "projects", "milestones", "benefits"))
_SEVEN = tuple(thing(id=f"M-{number}", label=f"Milestone {number} (M-{number})") for number in range(1, 8))
_REPORT = thing(
    program="PRG-1",
    name="Atlas",
    missing={
        "goals": (thing(id="G-2", label="Sell abroad (G-2)"),),
        "projects": (),
        "milestones": _SEVEN,
        "benefits": (thing(id="BEN-2", label="More sales (BEN-2)"),),
    },
    totals={"goals": 2, "projects": 3, "milestones": 12, "benefits": 1},
    budgets=(
        thing(goal="G-1", currency="EUR", amount=60_000.0),
        thing(goal="G-1", currency="", amount=2_000.0),
        thing(goal="", currency="EUR", amount=40_000.0),
    ),
    goals={"G-1": "Keep our customers (G-1)"},
)
_COVERED = thing(
    program="PRG-1",
    name="Atlas",
    missing={"goals": (), "projects": (), "milestones": (), "benefits": ()},
    totals={"goals": 1, "projects": 2, "milestones": 3, "benefits": 0},
    budgets=(),
    goals={},
)

_LIVE = thing(id="M-3", name="Portal goes live")
_TWINS = thing(
    key=("PRJ-3", "PRJ-4"),
    first=thing(id="PRJ-3", name="Customer portal", program="PRG-1"),
    second=thing(id="PRJ-4", name="Portal for customers", program="PRG-2"),
    like_names=True,
    milestones=((_LIVE, thing(id="M-4", name="Portal live")),),
    people=(DANA,),
    goals=("G-1",),
)
_LIKE = thing(
    key=("PRJ-1", "PRJ-2"),
    first=thing(id="PRJ-1", name="Identity", program="PRG-1"),
    second=thing(id="PRJ-2", name="Identities", program="PRG-1"),
    like_names=True,
    milestones=(),
    people=(),
    goals=("G-1",),
)

_ASKED = thing(
    id=4,
    words='new goal "Sell abroad" in PRG-1',
    author="Lee",
    decider="Mia",
    expires_at=datetime(2026, 3, 5, 9, tzinfo=UTC),
)

SCENES = (
    message(
        "goals/card",
        card=thing(
            goal=_GOAL,
            program="Atlas",
            projects=_SERVING,
            benefits=(thing(id="BEN-1", name="Fewer calls", state=word("planned")),),
            names={DANA: "Dana"},
            progress={1: "75% of the way", 2: "not measured yet"},
            weights="0.75 × 1 + 0.00 × 3, divided by 4",
            may=frozenset({"set", "read"}),
        ),
        saved=True,
        today=TODAY,
    ),
    message(
        "goals/card",
        card=thing(
            goal=_BARE,
            program="Atlas",
            projects=(),
            benefits=(),
            names={},
            progress={},
            weights="",
            may=frozenset({"set", "read"}),
        ),
        saved=False,
        today=TODAY,
    ),
    message(
        "goals/list",
        listed=thing(
            page=thing(items=(_GOAL, _BARE), number=1, size=10, total=12, count=2, left=2),
            projects={"G-1": _SERVING},
            names={DANA: "Dana"},
            programs={"PRG-1": "Atlas"},
            idle=1,
        ),
        subject="PRG-1",
        again="goals PRG-1",
        today=TODAY,
    ),
    message(
        "goals/list",
        listed=thing(
            page=thing(items=(), number=1, size=10, total=0, count=1, left=0),
            projects={},
            names={},
            programs={},
            idle=0,
        ),
        subject="",
        again="goals",
        today=TODAY,
    ),
    message(
        "goals/weights",
        view=thing(project=_PROJECT, weights=((_GOAL, 60.0), (_BARE, 40.0)), may=True),
        saved=True,
    ),
    message("goals/weights", view=thing(project=_PROJECT, weights=(), may=False), saved=False),
    message("goals/yours", goal=_GOAL, by="Ana", today=TODAY),
    message("goals/coverage", report=_REPORT, parts=_PARTS),
    message("goals/coverage", report=_COVERED, parts=_PARTS),
    message(
        "goals/coverage_part",
        report=_REPORT,
        part=word("milestones"),
        page=thing(items=_SEVEN, number=1, size=10, total=12, count=2, left=2),
        again="goals coverage PRG-1 milestones",
        button="card",
    ),
    message(
        "goals/coverage_part",
        report=_COVERED,
        part=word("goals"),
        page=thing(items=(), number=1, size=10, total=0, count=1, left=0),
        again="goals coverage PRG-1 goals",
        button="goal",
    ),
    message(
        "goals/picture",
        facts=thing(program="PRG-1", name="Atlas", goals=(_GOAL, _BARE)),
        serving={"G-1": ((thing(name="Identity", colour="green"), 60.0),)},
        sent=True,
    ),
    message("goals/picture", facts=thing(program="PRG-1", name="Atlas", goals=(_GOAL,)), serving={}, sent=False),
    view("goals/form", goal=None, programs=(("PRG-1", "Atlas"), ("PRG-2", "Borealis")), metadata="C001IDENT"),
    view("goals/form", goal=_GOAL, programs=(), metadata="C001IDENT G-1"),
    view("goals/result_form", goal=_GOAL, metadata="C001IDENT G-1"),
    view("goals/reading_form", goal=_GOAL, metadata="C001IDENT G-1"),
    view("goals/weights_form", form=thing(project=_PROJECT, goals=(_GOAL, _BARE)), metadata="C001IDENT PRJ-1 G-1 G-2"),
    message(
        "goals/duplicates",
        listed=thing(
            page=thing(items=(_TWINS, _LIKE), number=1, size=5, total=7, count=2, left=2),
            names={DANA: "Dana"},
            goals={"G-1": "Keep our customers (G-1)"},
            programs={"PRG-1": "Atlas", "PRG-2": "Borealis"},
            open_to=frozenset({("PRJ-3", "PRJ-4")}),
        ),
        again="duplicates",
    ),
    message(
        "goals/duplicates",
        listed=thing(
            page=thing(items=(), number=1, size=5, total=0, count=1, left=0),
            names={},
            goals={},
            programs={},
            open_to=frozenset(),
        ),
        again="duplicates PRG-1",
    ),
    message("goals/dismissed", first=_TWINS.first, second=_TWINS.second),
    message("goals/asked", asked=_ASKED, today=TODAY),
    message("goals/proposed", asked=_ASKED, today=TODAY),
    *(
        message("goals/answered", asked=_ASKED, state=state, by="Mia", to_author=to_author)
        for state in ("accepted", "rejected", "expired")
        for to_author in (True, False)
    ),
    message("goals/answered", asked=_ASKED, state="withdrawn", by="", to_author=False),
)
