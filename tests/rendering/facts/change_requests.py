"""Facts for the templates of change_requests/ in the corpus."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from tests.rendering.scenes import message, thing, view, word

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 10, 0, 1, tzinfo=UTC)


def _change(kind: str, label: str, old: object = None, new: object = None, **more: object) -> SimpleNamespace:
    values = {"kind": word(kind), "label": label, "old": old, "new": new, "currency": "", "owner": "", "closed": ""}
    return thing(**values | more)


CHANGES = (
    _change("committed", "Auth API (M-1)", date(2026, 3, 13), date(2026, 3, 27)),
    _change("committed", "Load test (M-9)", None, date(2026, 3, 27)),
    _change("cancelled", "Old gateway (M-4)"),
    _change("committed", "Beta (M-5)", None, date(2026, 3, 27), closed="done"),
    _change("owner", "Checkout (M-3)", "Olga", "Bo"),
    _change("added", "Payments (PRJ-2)", "API ready", date(2026, 3, 3), owner="Bo"),
    _change("budget", "Payments (PRJ-2)", 100000, 5000.0, currency="EUR"),
    _change("budget", "Identity (PRJ-1)", None, -2000.0, currency="EUR"),
    _change("budget", "Identity (PRJ-1)"),
)
MISSED = {
    "id": "M-3",
    "label": "Checkout (M-3)",
    "project": "PRJ-2",
    "old": date(2026, 3, 25),
    "new": date(2026, 4, 8),
    "days": 10,
    "missed": date(2026, 3, 27),
}
IMPACT: dict[str, Any] = {
    "finish": {"label": "Launch (M-8)", "old": date(2026, 4, 1), "new": date(2026, 4, 15), "days": 10},
    "targets": [
        {
            "id": "M-8",
            "label": "Launch (M-8)",
            "p50": {"old": date(2026, 4, 2), "new": date(2026, 4, 16)},
            "p80": {"old": date(2026, 4, 9), "new": date(2026, 4, 23)},
            "chance": {"old": 0.44, "new": 0.31},
            "days": 10,
        }
    ],
    "moved": [MISSED, {**MISSED, "id": "M-5", "label": "Beta (M-5)", "missed": None}],
    "moved_count": 2,
    "value": thing(
        totals=(("EUR", thing(low=20_000.0, high=60_000.0)),),
        delays=(thing(benefit=thing(id="BEN-1", name="Fewer tickets"), days=10),),
    ),
    "why": "It moves a date by 10 working days; a project lead can approve up to 5.",
}
QUIET: dict[str, Any] = {
    "finish": None,
    "targets": [],
    "moved": [],
    "moved_count": 0,
    "value": thing(totals=(), delays=()),
    "why": "It is within 5 working days and 5% of the budget.",
}


def _request(**more: object) -> SimpleNamespace:
    values = {
        "id": "CR-2",
        "program": "PRG-1",
        "title": "Vendor is late",
        "why": "the vendor is late",
        "state": "open",
        "because": "",
        "part_of": None,
        "scenario": None,
        "effective": None,
        "comments": (),
        "basis": "0123456789abcdef",
        "requested_at": AT,
        "decided_at": None,
        "source": "",
    }
    return thing(**values | more)


def _notice(request: SimpleNamespace, **more: object) -> SimpleNamespace:
    values = {
        "request": request,
        "program": "Atlas (PRG-1)",
        "changes": CHANGES[:1],
        "impact": IMPACT,
        "requester": "Otto",
        "approver": "Mia",
        "decider": "Mia",
        "today": TODAY,
    }
    return thing(**values | more)


def _card(notice: SimpleNamespace, **more: object) -> SimpleNamespace:
    values = {
        "notice": notice,
        "fresh": False,
        "basis": "0123456789abcdef",
        "level": "manager",
        "can_name_sponsor": "",
        "stands_in_for": "",
        "objections": (),
        "names": {"U1": "Bo"},
        "may": frozenset(),
        "parts": (),
    }
    return thing(**values | more)


OBJECTIONS = (
    thing(user="U1", text="It breaks the tests", overruled_because="", ended_at=None),
    thing(user="U1", text="Too late", overruled_because="The vendor decides", ended_at=AT),
    thing(user="U2", text="Not now", overruled_because="", ended_at=AT),
)
DECIDER = frozenset({"decide", "object", "comment"})
COMMENTS = (thing(user="U1", at=AT, text="Fine with me"),)
SCENES = (
    message(
        "change_requests/card",
        card=_card(_notice(_request(comments=COMMENTS), changes=CHANGES), may=DECIDER, objections=OBJECTIONS),
        saved=False,
        stale=False,
        today=TODAY,
    ),
    message(
        "change_requests/card",
        card=_card(
            _notice(_request(effective=date(2026, 2, 27), source="https://example.slack.com/1", scenario="SC-1")),
            fresh=True,
            stands_in_for="Lee",
            may=frozenset({"comment", "withdraw", "withdraw_objection"}),
        ),
        saved=True,
        stale=False,
        today=TODAY,
    ),
    message(
        "change_requests/card",
        card=_card(_notice(_request(part_of="CR-1"), impact=QUIET, approver=""), can_name_sponsor="Mia"),
        saved=False,
        stale=True,
        today=TODAY,
    ),
    message(
        "change_requests/card",
        card=_card(_notice(_request(why=""), impact=QUIET, approver=""), may=frozenset({"comment"})),
        saved=False,
        stale=False,
        today=TODAY,
    ),
    message(
        "change_requests/card",
        card=_card(
            _notice(_request(state="rejected", because="we can wait", decided_at=AT)),
            parts=(thing(id="CR-3"),),
            may=frozenset({"publish"}),
        ),
        saved=False,
        stale=False,
        today=TODAY,
    ),
    message(
        "change_requests/card",
        card=_card(_notice(_request(state="approved", decided_at=AT), impact=thing())),
        saved=False,
        stale=False,
        today=TODAY,
    ),
    message(
        "change_requests/list",
        listed=thing(
            page=thing(
                items=(
                    thing(request=_request(), approver="Mia", days=10),
                    thing(request=_request(id="CR-3"), approver="", days=-2),
                    thing(request=_request(id="CR-1", state="approved", decided_at=AT), approver="Mia", days=None),
                ),
                number=1,
                count=2,
                left=9,
                size=10,
                total=19,
            ),
            open_count=2,
            name="Atlas",
        ),
        only_open=False,
        again="changes PRG-1",
        today=TODAY,
    ),
    message(
        "change_requests/list",
        listed=thing(page=thing(items=()), name="Atlas"),
        only_open=True,
        again="changes open",
        today=TODAY,
    ),
    message("change_requests/ask", notice=_notice(_request()), today=TODAY),
    message("change_requests/news", notice=_notice(_request(), impact=QUIET), today=TODAY),
    message("change_requests/decided", notice=_notice(_request(state="approved")), rest=thing(id="CR-3"), today=TODAY),
    message(
        "change_requests/decided", notice=_notice(_request(state="rejected", because="no")), rest=None, today=TODAY
    ),
    message("change_requests/closed", notice=_notice(_request(state="approved"))),
    message("change_requests/closed", notice=_notice(_request(state="withdrawn"))),
    message("change_requests/said", notice=_notice(_request()), by="Bo", kind="objection", text="It breaks the tests"),
    message("change_requests/said", notice=_notice(_request()), by="Bo", kind="comment", text="Fine with me"),
    *(
        message("change_requests/said", notice=_notice(_request()), by="Bo", kind="withdrawn", text="It breaks", left=n)
        for n in (0, 2)
    ),
    *(
        message("change_requests/receipt", request=_request(), deed="unobjected", rest=None, left=number, today=TODAY)
        for number in (0, 1)
    ),
    *(
        message("change_requests/receipt", request=_request(effective=day), deed=deed, rest=rest, left=0, today=TODAY)
        for deed, rest, day in (
            ("approved", thing(id="CR-3"), date(2026, 2, 27)),
            ("approved", None, None),
            ("rejected", None, None),
            ("withdrawn", None, None),
            ("objection", None, None),
            ("comment", None, None),
        )
    ),
    *(
        view(
            "change_requests/answer_form",
            id="CR-2",
            deed=deed,
            objections=OBJECTIONS[:1] if deed in ("approve", "part") else (),
            names={"U1": "Bo"},
            changes=["Auth API (M-1): new committed date", "Old gateway (M-4): cancel"],
            metadata=f"C1 {deed} CR-2",
            today=TODAY,
        )
        for deed in ("approve", "part", "reject", "object", "comment")
    ),
    view("change_requests/form", metadata="C1 new", milestone=None, day=None, title="", why="", callback="change_new"),
    view(
        "change_requests/form",
        metadata="C1 new",
        milestone=thing(id="M-1", name="Auth API"),
        day=date(2026, 3, 27),
        title="Auth API is late",
        why="the vendor is late",
        callback="change_new",
    ),
    message(
        "change_requests/limits",
        used=thing(days=3, cost=1_500.0, currency="EUR"),
        program=thing(id="PRG-1", name="Atlas"),
        limits=thing(
            lead_days=5, lead_percent=5.0, manager_days=15, manager_percent=12.5, budget_days=20, budget_cost=5_000.0
        ),
        saved=True,
    ),
    message(
        "change_requests/limits",
        used=thing(days=0, cost=None, currency=""),
        program=thing(id="PRG-1", name="Atlas"),
        limits=thing(
            lead_days=5, lead_percent=5.0, manager_days=15, manager_percent=10.0, budget_days=None, budget_cost=None
        ),
        saved=False,
    ),
)
