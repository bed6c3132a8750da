"""Facts for the templates of scenarios/ and levelling/ in the corpus."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from tests.rendering.facts.change_requests import CHANGES, IMPACT, QUIET
from tests.rendering.scenes import message, thing, view

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 10, 0, 1, tzinfo=UTC)
EFFECT = {**IMPACT, "measure": {"x": "Checkout (M-3)"}, "missed_count": 1}


def _scenario(**more: object) -> SimpleNamespace:
    values = {
        "id": "SC-1",
        "name": "Second vendor",
        "state": "open",
        "adopted_as": None,
        "created_at": AT,
        "expires_at": datetime(2026, 4, 1, 10, 0, 1, tzinfo=UTC),
    }
    return thing(**values | more)


ROWS = (
    thing(label="Launch (M-8)", plan=date(2026, 4, 1), scenario=date(2026, 4, 8), days=5, committed=date(2026, 4, 2)),
    thing(label="Beta (M-5)", plan=date(2026, 3, 20), scenario=date(2026, 3, 20), days=0, committed=None),
)


def _view(scenario: SimpleNamespace, **more: object) -> SimpleNamespace:
    values = {
        "scenario": scenario,
        "program": "Atlas (PRG-1)",
        "changes": CHANGES[:3],
        "impact": EFFECT,
        "rows": ROWS,
        "people": ("Otto", "Lee"),
        "creator": "Con",
        "today": TODAY,
        "may_publish": False,
    }
    return thing(**values | more)


EMPTY = {**QUIET, "measure": {"x": ""}, "missed_count": 0}
EXPIRED = _scenario(id="SC-2", state="expired")
ADOPTED = _scenario(id="SC-3", state="adopted", adopted_as="CR-2")
COMMAND = 'scenario "Levelled plan" M-4 to 2026-03-20'
MOVE = thing(before=date(2026, 3, 13), after=date(2026, 3, 20), days=5, missed=date(2026, 3, 13))
MOVES = (
    thing(label="Portal (M-4)", people=("Cleo",), command=COMMAND, move=MOVE),
    thing(label="Load test (M-3)", people=("Cleo", "Test rig"), command=COMMAND, move=MOVE),
)


def _level(
    moves: tuple[SimpleNamespace, ...],
    overbooked: tuple[int, int],
    *,
    left_out: int,
    proof: str,
    is_project: bool = False,
) -> object:
    plan = thing(
        overbooked=overbooked, finish=(date(2026, 3, 20), date(2026, 3, 27)), earliest=date(2026, 3, 27), proof=None
    )
    return thing(
        title="Atlas",
        plan=plan,
        moves=moves,
        followers=tuple(thing(label=one.label, move=MOVE) for one in moves[:1]),
        left_out=left_out,
        proof=proof,
        command=COMMAND,
        today=TODAY,
        money=_money(seen=bool(moves), moves=bool(left_out)),
        is_project=is_project,
    )


def _money(*, seen: bool, moves: bool) -> object:
    delay = thing(benefit=thing(id="BEN-1", name="Fewer tickets"), days=5)
    totals = (("EUR", thing(low=7_000.0, likely=14_000.0, high=21_000.0)),)
    return thing(
        seen=seen,
        is_free=not moves,
        delay=thing(delays=(delay,), totals=totals) if moves else thing(delays=(), totals=()),
        forecasts=(thing(label="Identity (PRJ-1)", currency="EUR", before=12_000.0, after=13_500.0),) if moves else (),
        months=(thing(amount=4_000.0, before=date(2026, 3, 1), after=date(2026, 4, 1)),) if moves else (),
        currency="EUR",
    )


def _bought(days: int, *, cost: float, pinned: str = "") -> object:
    rows = (
        thing(label="Load test (M-3)", days=2, cost=1000.0),
        thing(label="Launch (M-5)", days=1, cost=900.0),
    )[: 2 if days else 0]
    return thing(
        title="Launch (M-5)",
        wanted=3,
        bought=thing(days=days),
        rows=rows,
        cost=cost,
        currency="EUR",
        pinned=pinned,
        command='scenario "3 days bought" shorten M-3 by 2 days, shorten M-5 by 1 days' if days else "",
    )


def _worth(is_project: bool) -> object:
    label = "Identity (PRJ-1)" if is_project else "Load test (M-3)"
    values = dict.fromkeys(("credit", "cost", "crash_cost", "crash_days"), "")
    return thing(label=label, is_project=is_project, currency="EUR", **values)


def _saved(*changed: str) -> object:
    return thing(label="Load test (M-3)", project="PRJ-1", changed=changed)


MILESTONE = thing(id="M-3", name="Load test")
LEVELLING = (
    message("levelling/level", view=_level(MOVES, (5, 0), left_out=3, proof="Cleo"), today=TODAY),
    message("levelling/level", view=_level(MOVES, (5, 0), left_out=0, proof=""), today=TODAY),
    message("levelling/level", view=_level((), (0, 0), left_out=0, proof=""), today=TODAY),
    message("levelling/level", view=_level(MOVES, (5, 2), left_out=0, proof="", is_project=True), today=TODAY),
    message("levelling/bought", view=_bought(3, cost=1900.0)),
    message("levelling/bought", view=_bought(1, cost=900.0, pinned="Load test (M-3)")),
    message("levelling/bought", view=_bought(0, cost=0.0, pinned="Load test (M-3)")),
    message("levelling/crash_set", milestone=MILESTONE, data=thing(days=2, cost=500.0)),
    message("levelling/crash_set", milestone=MILESTONE, data=None),
    view("levelling/worth_form", form=_worth(False), metadata="C1 M-3"),
    view("levelling/worth_form", form=_worth(True), metadata="C1 PRJ-1"),
    message("levelling/worth_saved", saved=_saved("cost", "credit rule")),
    message("levelling/worth_saved", saved=_saved()),
)
SCENES = (
    message("scenarios/thread", view=_view(_scenario()), today=TODAY),
    message("scenarios/thread", view=_view(ADOPTED, impact=EMPTY, rows=(), people=()), today=TODAY),
    message("scenarios/card", view=_view(_scenario()), today=TODAY),
    message("scenarios/card", view=_view(EXPIRED, impact=EMPTY, may_publish=True), today=TODAY),
    *(
        message("scenarios/drawn", scenario=_scenario(), sent=sent, in_thread=in_thread, replaced=replaced)
        for sent, in_thread, replaced in (
            (True, True, False),
            (True, True, True),
            (True, False, False),
            (True, False, True),
            (False, False, False),
        )
    ),
    message(
        "scenarios/picture", picture=thing(file="F0PICTURE1", title="What if: Second vendor", alt="Launch 8 days later")
    ),
    message("scenarios/opened", scenario=_scenario()),
    message(
        "scenarios/list",
        listed=thing(
            page=thing(
                items=((_scenario(), "Con"), (ADOPTED, "Bo"), (EXPIRED, "Bo")),
                number=1,
                count=2,
                left=9,
                size=10,
                total=19,
            )
        ),
        again="scenarios",
        today=TODAY,
    ),
    message("scenarios/list", listed=thing(page=thing(items=())), again="scenarios", today=TODAY),
    message(
        "scenarios/compared",
        compared=thing(
            first=_view(_scenario()),
            second=_view(EXPIRED, impact=EMPTY),
            rows=(("Launch (M-8)", date(2026, 4, 1), date(2026, 4, 8), date(2026, 4, 1)),),
        ),
        today=TODAY,
    ),
    *LEVELLING,
)
