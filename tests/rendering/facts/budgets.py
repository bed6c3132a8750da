"""Facts for the templates of budgets/ in the corpus."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from tests.rendering import earned_scenes
from tests.rendering.scenes import answers, message, thing, view, word

TODAY = date(2026, 3, 2)
FIGURES = ("planned", "committed", "actual", "forecast")
KINDS = tuple(word(kind) for kind in ("people", "tools", "vendor", "other"))
_SHARE_TEXT = answers({0.9: "90%", 1.04: "104%", 1.15: "115%"})
_COLOUR = answers({0.9: "green", 1.04: "amber", 1.15: "red"})
_SHOWN = {"share_text": _SHARE_TEXT, "colour_of": _COLOUR, "today": TODAY}
_PROGRAM = thing(id="PRG-1", name="Atlas")
_PROJECT = thing(id="PRJ-1", name="Identity")


def figures(planned: float | None = None, share: float | None = None, **given: float) -> SimpleNamespace:
    values: dict[str, Any] = dict.fromkeys(FIGURES) | {"planned": planned, "share": share}
    return thing(**values | given)


def line(id: str = "BUD-1", **changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = dict.fromkeys(FIGURES) | {
        "id": id,
        "name": "",
        "kind": KINDS[0],
        "month": date(2026, 3, 1),
        "currency": "EUR",
        "planned": 12_000.0,
    }
    return thing(**values | changes)


def page(*items: Any, number: int = 1, count: int = 1, total: int = 0) -> SimpleNamespace:
    return thing(items=items, number=number, count=count, left=max(total - 12, 0), size=12, total=total or len(items))


def row(label: str, kind: str, money: SimpleNamespace, share: float | None = None, currency: str = "EUR") -> Any:
    return thing(label=label, kind=kind, currency=currency, figures=money, share=share)


_FULL = figures(12_000.0, 1.04, committed=2_000.0, actual=4_300.0, forecast=12_480.0)
_ROWS = (
    row("Identity (PRJ-1)", "people", figures(10_000.0, actual=4_300.0)),
    row("Identity (PRJ-1)", "all", _FULL, 1.04),
    row("Payments (PRJ-2)", "vendor", figures(1_000.0, 0.9, forecast=900.0), 0.9, "USD"),
)
_TOTALS = (
    thing(currency="EUR", figures=_FULL, share=1.04, rounded={}),
    thing(currency="USD", figures=figures(1_000.0, 0.9, forecast=900.0), share=0.9, rounded={}),
    thing(currency="", figures=figures(5.0), share=None, rounded={}),
)
_CONVERTED = thing(
    currency="EUR",
    figures=figures(12_910.0, 1.04, forecast=13_426.4),
    rates=(thing(currency="USD", into="EUR", rate=0.91, day=date(2026, 3, 1)),),
    left_out=("",),
)
_ROUNDED = thing(
    currency="EUR",
    figures=figures(32_000.0, 1.15, forecast=36_800.0),
    share=1.15,
    rounded={"planned": "about 32 k EUR", "forecast": "about 37 k EUR"},
)


def program(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "program": _PROGRAM,
        "rows": page(),
        "totals": (),
        "converted": None,
        "sees_all": True,
        "may_edit": True,
    }
    return thing(**values | changes)


_RUN = thing(amount=13_000.0, because="4,300 paid in Feb is 4,300 a month, with 2 months left until Apr")
_SLIP = thing(amount=12_480.0, because="people for 10,000 were planned for 60 days and take 63: 480 more")
_PARTS = (
    thing(currency="EUR", figures=_FULL, forecast=thing(typed=0, because="", run_rate=_RUN, schedule=_SLIP)),
    thing(
        currency="USD",
        figures=figures(1_000.0, 0.9, forecast=900.0),
        forecast=thing(typed=1, because="typed for 1 of 2 lines, the others as planned", run_rate=None, schedule=None),
    ),
)


def project(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "project": _PROJECT,
        "program": _PROGRAM,
        "id": "PRJ-1",
        "parts": (),
        "kinds": (),
        "months": page(),
        "lines": page(),
        "may_edit": True,
    }
    return thing(**values | changes)


_LINES = page(
    line(), line("BUD-2", name="Acme", kind=KINDS[2], month=None, committed=8_000.0), number=1, count=2, total=14
)
_MONTHS = page(row("Mar 2026", "", _FULL), number=1, count=1)
_RATES = (
    thing(currency="USD", into="EUR", rate=0.91, day=date(2026, 3, 1)),
    thing(currency="GBP", into="EUR", rate=1.17, day=date(2025, 3, 1)),
)


def card(one: SimpleNamespace, **changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "line": one,
        "project": _PROJECT,
        "program": _PROGRAM,
        "request": "",
        "may_edit": True,
        "before": None,
    }
    return thing(**values | changes)


SCENES = (
    message("budgets/program", view=program(), again="budget PRG-1", **_SHOWN),
    message(
        "budgets/program",
        view=program(rows=page(*_ROWS, count=2, total=14), totals=_TOTALS, converted=_CONVERTED),
        again="budget PRG-1",
        **_SHOWN,
    ),
    message(
        "budgets/program",
        view=program(totals=(_ROUNDED,), sees_all=False, may_edit=False),
        again="budget PRG-1",
        **_SHOWN,
    ),
    message("budgets/project", view=project(), again="budget PRJ-1", **_SHOWN),
    message(
        "budgets/project",
        view=project(parts=_PARTS, kinds=_ROWS[:2], months=_MONTHS, lines=_LINES),
        again="budget PRJ-1",
        **_SHOWN,
    ),
    message("budgets/project", view=project(project=None, id="PRG-1", may_edit=False), again="budget PRG-1", **_SHOWN),
    message("budgets/lines", view=project(lines=_LINES), again="budget PRJ-1 lines", **_SHOWN),
    message("budgets/months", view=project(months=_MONTHS), again="budget PRJ-1 months", **_SHOWN),
    message("budgets/months", view=project(project=None, id="PRG-1"), again="budget PRG-1 months", **_SHOWN),
    message("budgets/card", card=card(line()), saved=False, figures=FIGURES),
    message(
        "budgets/card",
        card=card(
            line(name="More people (CR-1)", month=None, planned=None, actual=4_300.0),
            project=None,
            request="CR-1",
            may_edit=False,
            before=line(planned=12_000.0, actual=4_000.0),
        ),
        saved=True,
        figures=FIGURES,
    ),
    message("budgets/deleted", label="People, Mar 2026 (BUD-1)", today=TODAY),
    view(
        "budgets/form",
        line=None,
        projects=(("PRJ-1", "Identity"), ("PRJ-2", "Payments")),
        metadata="C1",
        kinds=KINDS,
    ),
    view("budgets/form", line=line(name="Acme"), projects=(), metadata="C1 BUD-1", kinds=KINDS),
    message("budgets/rate", rate=_RATES[0], today=TODAY),
    message("budgets/rates", rates=page(), again="rates", today=TODAY),
    message("budgets/rates", rates=page(*_RATES, count=2, total=20), again="rates", today=TODAY),
    message(
        "budgets/then",
        then=thing(program=_PROGRAM, day=date(2026, 3, 1), rows=page(*_ROWS), totals=_TOTALS),
        today=TODAY,
    ),
    message("budgets/then", then=thing(program=_PROGRAM, day=date(2026, 3, 1), rows=page(), totals=()), today=TODAY),
    *earned_scenes.SCENES,
)
