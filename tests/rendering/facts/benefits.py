"""Facts for the templates of benefits/ in the corpus."""

from datetime import date

from tests.rendering.scenes import message, thing, view, word

TODAY = date(2026, 3, 2)
BO = "U00BO000001"
_PROFILE = {
    "accepted_by": None,
    "baseline": 4.2,
    "baseline_on": date(2026, 1, 1),
    "baseline_source": "CRM report",
    "cadence": word("monthly"),
    "currency": "EUR",
    "curve": word("ramp"),
    "delay_rule": word("fixed_end"),
    "description": "A kept customer is cheap.",
    "ends": date(2028, 12, 31),
    "go_live": date(2026, 2, 1),
    "half_life": 26.0,
    "high": 1500.0,
    "id": "BEN-1",
    "is_open": True,
    "kind": word("benefit"),
    "kpi": "Customers who cancel in a month",
    "likely": 1000.0,
    "low": 800.0,
    "lower_is_better": True,
    "measure": "CRM, sheet 2",
    "milestones": ("M-1", "M-2"),
    "name": "Churn falls",
    "next_ask": date(2026, 4, 1),
    "outcome": "Fewer customers cancel.",
    "owner": BO,
    "ramp_days": 90,
    "shares": {"PRJ-1": 60.0, "PRJ-2": 40.0},
    "stop": date(2029, 12, 31),
    "target": 3.8,
    "target_on": date(2026, 12, 31),
    "unit": "%",
}
_CHURN = thing(**_PROFILE)
_SUMS = thing(**_PROFILE | {"id": "BEN-2", "name": "Savings", "unit": "EUR", "baseline": 0.0, "target": 350000.0})
_DRAFT = thing(
    **_PROFILE
    | dict.fromkeys(
        ("baseline", "baseline_on", "currency", "ends", "go_live", "half_life", "high", "likely", "low", "stop")
    )
    | dict.fromkeys(("owner", "target", "target_on"))
    | dict.fromkeys(("baseline_source", "description", "kpi", "measure", "outcome", "unit"), "")
    | {"id": "BEN-3", "kind": word("dis-benefit"), "name": "Better support", "milestones": (), "shares": {}}
    | {"ramp_days": 0, "lower_is_better": False}
)
_STOPPED = thing(**_PROFILE | {"is_open": False, "accepted_by": BO, "likely": None})
_LATEST = thing(day=date(2026, 3, 1), value=3.9)
_SHORT = thing(falls_short=True, share=0.72, value=3.91, day=date(2026, 12, 31), readings=4)
_FINE = thing(falls_short=False, share=0.98, value=3.8, day=date(2026, 12, 31), readings=5)


def _facts(benefit: object, state: str, latest: object = None, outlook: object = None) -> object:
    return thing(benefit=benefit, state=word(state), latest=latest, outlook=outlook)


def _line(facts: object, benefit: object, **values: object) -> object:
    defaults = {"realised": None, "planned": None, "money": True, "due": None, "falls_short": False}
    return thing(facts=facts, benefit=benefit, **defaults | values)


def _card(line: object, **values: object) -> object:
    defaults = {
        "doubled": 0.0,
        "drawable": False,
        "assumptions": (),
        "evidence": (),
        "may": frozenset(),
        "milestones": (),
        "missing": (),
        "names": {BO: "Bo"},
        "others": (),
        "others_hidden": 0,
        "planned_value": None,
        "program": "Atlas",
        "projects": {"PRJ-1": "Identity", "PRJ-2": "Payments"},
        "vague": False,
    }
    return thing(line=line, **defaults | values)


_REALISING = _line(
    _facts(_CHURN, "realising", _LATEST, _SHORT),
    _CHURN,
    realised=0.75,
    planned=0.9,
    due=date(2026, 2, 28),
    falls_short=True,
)
_SAVING = _line(_facts(_SUMS, "realised", _LATEST, _FINE), _SUMS, realised=1.02, money=False, due=date(2026, 4, 1))
_DRAFTED = _line(_facts(_DRAFT, "draft"), _DRAFT)
_EVIDENCE = (
    thing(text="The June cohort stayed.", by="Ana", permalink="https://northwind.slack.com/archives/C01/p1"),
    thing(text="A note without its message.", by="", permalink=""),
)
_CHOICES = {
    "kinds": (word("benefit"), word("dis-benefit")),
    "cadences": (word("weekly"), word("monthly"), word("quarterly"), word("yearly")),
    "curves": (word("step"), word("ramp"), word("logistic")),
    "delay_rules": (word("fixed_end"), word("moves"), word("window")),
}
SCENES = (
    message(
        "benefits/card",
        card=_card(
            _REALISING,
            doubled=130.0,
            drawable=True,
            evidence=_EVIDENCE,
            assumptions=(thing(text="The licence is renewed", id="A-2", outcome="broken"),),
            may=frozenset({"edit", "read", "publish", "sums"}),
            milestones=(("Auth API (M-1)", date(2026, 2, 1), True), ("Checkout (M-2)", date(2026, 4, 1), False)),
            others=("Loyalty (BEN-9)",),
            others_hidden=1,
            planned_value=3.85,
        ),
        saved=True,
        today=TODAY,
    ),
    message(
        "benefits/card",
        card=_card(
            _SAVING, doubled=120.0, milestones=(("Beta (M-3)", None, False),), others_hidden=2, planned_value=350000.0
        ),
        saved=False,
        today=TODAY,
    ),
    message(
        "benefits/card",
        card=_card(
            _DRAFTED,
            may=frozenset({"edit"}),
            missing=(thing(name="unit", example="unit %"), thing(name="measure (KPI)", example='kpi "churn"')),
            vague=True,
        ),
        saved=False,
        today=TODAY,
    ),
    message(
        "benefits/card",
        card=_card(_line(_facts(_STOPPED, "missed", _LATEST), _STOPPED, realised=0.75), may=frozenset({"edit"})),
        saved=False,
        today=TODAY,
    ),
    message(
        "benefits/list",
        listed=thing(
            counts=((word("realising"), 1), (word("realised"), 1), (word("draft"), 1)),
            doubled=(thing(percent=130.0, kpi="Customers who cancel in a month"),),
            names={BO: "Bo"},
            net=thing(realised=310000.0, planned=350000.0, currency="EUR", left_out=(_SUMS,)),
            page=thing(count=2, items=(_REALISING, _SAVING, _DRAFTED), left=3, number=1, size=10, total=13),
            short=1,
        ),
        subject="PRG-1",
        again="benefits PRG-1",
        today=TODAY,
    ),
    message(
        "benefits/list",
        listed=thing(counts=(), doubled=(), names={}, net=None, page=thing(items=()), short=0),
        subject="",
        again="benefits",
        today=TODAY,
    ),
    message(
        "benefits/list",
        listed=thing(counts=(), doubled=(), names={}, net=None, page=thing(items=()), short=0),
        subject="mine",
        again="benefits mine",
        today=TODAY,
    ),
    message(
        "benefits/list",
        listed=thing(
            counts=((word("realising"), 1),),
            doubled=(),
            names={BO: "Bo"},
            net=None,
            page=thing(count=1, items=(_REALISING,), left=0, number=1, size=10, total=1),
            short=0,
        ),
        subject="mine",
        again="benefits mine",
        today=TODAY,
    ),
    message(
        "benefits/which_reading",
        choices=[(_CHURN, date(2026, 3, 1)), (_SUMS, date(2026, 2, 28))],
        total=12,
        text="3.9",
        today=TODAY,
    ),
    message("benefits/picture", title="Churn falls (BEN-1)", sent=True),
    message("benefits/picture", title="Churn falls (BEN-1)", sent=False),
    message("benefits/read", line=_REALISING, today=TODAY),
    message("benefits/read", line=_SAVING, today=TODAY),
    message("benefits/shortfall", benefit=_CHURN, outlook=_SHORT, owner="Bo", today=TODAY),
    message("benefits/shortfall", benefit=_CHURN, outlook=_SHORT, owner="", today=TODAY),
    message(
        "benefits/handover", benefit=_CHURN, left="Bo", program="Atlas", due=date(2026, 3, 1), taken="", today=TODAY
    ),
    message("benefits/handover", benefit=_CHURN, left="Bo", program="Atlas", due=None, taken="", today=TODAY),
    message("benefits/handover", benefit=_CHURN, left="Bo", taken="Cleo", today=TODAY),
    view("benefits/owner_form", benefit=_CHURN, metadata="D01 BEN-1"),
    message("benefits/yours", benefit=_CHURN, by="Ana", due=[date(2026, 2, 1), date(2026, 3, 1)], today=TODAY),
    message("benefits/yours", benefit=_DRAFT, by="Ana", due=[], today=TODAY),
    view(
        "benefits/form",
        benefit=None,
        programs=(("PRG-1", "Atlas"), ("PRG-2", "Orion")),
        metadata="C01",
        **_CHOICES,
    ),
    view("benefits/form", benefit=_CHURN, programs=(), metadata="C01 BEN-1", **_CHOICES),
    view(
        "benefits/reading_form",
        benefit=_CHURN,
        recent=((date(2026, 2, 1), 4.0), (date(2026, 3, 1), 3.9)),
        day=TODAY,
        metadata="C01 BEN-1",
        today=TODAY,
    ),
    view("benefits/reading_form", benefit=_DRAFT, recent=(), day=TODAY, metadata="C01 BEN-3", today=TODAY),
)
