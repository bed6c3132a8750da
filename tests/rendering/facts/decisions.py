"""Facts for the templates of decisions/ in the corpus."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from tests.rendering.scenes import answers, message, sentence, thing, view, word

TODAY = date(2026, 3, 2)
ANA, BO, CLEO = "U00ANA00001", "U00BO000001", "U00CLEO0001"
NAMES = {ANA: "Ana", BO: "Bo", CLEO: "Cleo"}
AT = datetime(2026, 3, 2, 10, 0, 4, tzinfo=UTC)
UNTIL = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
LABELS = {"M-2": "Checkout (M-2)", "M-3": "Launch (M-3)"}


class People(dict[str, str]):
    """Names by id; people that a grown scene adds are called like their id."""

    def __missing__(self, user: str) -> str:
        return f"Member {user[-3:]}"


def decision(**changes: Any) -> SimpleNamespace:
    """Build a decision as a template reads it."""
    values: dict[str, Any] = {
        "id": "DEC-4",
        "question": "Which region?",
        "options": ("EU", "US"),
        "decider": BO,
        "must_agree": (),
        "consulted": (),
        "informed": (),
        "gates": (),
        "decide_by": None,
        "state": word("open"),
        "open": True,
        "made": False,
        "logged": False,
        "outcome": "",
        "chosen": "",
        "because": "",
        "proposed": "",
        "agreed": (),
        "window_from": None,
        "window_until": None,
        "supersedes": None,
        "superseded_by": None,
        "raised_by": ANA,
        "raised_at": AT,
        "decided_by": None,
        "decided_at": None,
        "escalated_to": None,
        "source": "",
    }
    return thing(**values | changes)


def made(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "state": word("decided"),
        "open": False,
        "made": True,
        "outcome": "EU",
        "chosen": "EU",
        "because": "the data must stay here",
        "decided_by": BO,
        "decided_at": AT,
    }
    return decision(**values | changes)


def timing(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "needed": None,
        "colour": word("grey"),
        "today": TODAY,
        "days": None,
        "moment": None,
        "price": None,
    }
    return thing(**values | changes)


LATE = timing(
    needed=date(2026, 2, 26),
    colour=word("red"),
    days=-2,
    moment=thing(day=date(2026, 2, 26), milestone="M-2", start=date(2026, 3, 5)),
    price=thing(
        free_until=date(2026, 2, 26), causes=("M-2",), moved=(("Launch (M-3)", 1), ("Checkout (M-2)", 1)), finish_days=1
    ),
)
SOON = timing(
    needed=date(2026, 3, 5),
    colour=word("amber"),
    days=3,
    moment=thing(day=date(2026, 3, 10), milestone="M-2", start=date(2026, 3, 17)),
    price=thing(free_until=date(2026, 3, 10), causes=("M-2",), moved=(), finish_days=0),
)


def facts(one: SimpleNamespace, when: SimpleNamespace | None = None, **changes: Any) -> SimpleNamespace:
    """Build what every view of a decision gets beside it."""
    consent = thing(awaited=(), objections=(), overruled=())
    values: dict[str, Any] = {
        "name": answers(People(NAMES)),
        "labels": {},
        "timing": when or timing(),
        "consent": consent,
        "costs": (),
        "decision": one,
    }
    return thing(**values | changes)


DAILY = (("EUR", thing(low=3100.0, high=4200.0)),)
OPEN = decision(consulted=(CLEO,), informed=(ANA,), gates=("M-2", "M-3"))
PROPOSED = decision(
    must_agree=(ANA, CLEO), proposed="EU", because="it is nearer", window_from=AT, window_until=UNTIL, agreed=(ANA,)
)
STOPPED = decision(must_agree=(CLEO,), proposed="EU", window_from=AT)
OBJECTION = thing(user=CLEO, text="the data would leave the country", overruled_because="", overruled_by=None)
OVERRULED = thing(user=CLEO, text="too dear", overruled_because="the budget allows it", overruled_by=BO)
WORDS = decision(question="How do we call it?", options=())
LOGGED = made(
    question="We ship without dark mode", options=(), logged=True, chosen="", because="", source="https://x.y/z"
)
REPLACED = made(state=word("superseded"), superseded_by="DEC-7")
CONSENTED = made(state=word("by_consent"), supersedes="DEC-2")
GONE = decision(state=word("withdrawn"), open=False, because="the vendor chose")
ALL = frozenset({"decide", "agree", "object", "withdraw_objection", "overrule", "edit", "withdraw", "publish"})


ASSUMPTIONS = (
    thing(id="A-1", text="the licence is renewed", outcome=None),
    thing(id="A-2", text="the old gateway stays up", outcome="broken"),
)


def card(
    one: SimpleNamespace, saved: str = "", may: frozenset[str] = frozenset(), costs: Any = (), **changes: Any
) -> Any:
    known = facts(one, **changes)
    return message(
        "decisions/card",
        card=thing(
            home="Identity", may=may, gone=False, assumptions=ASSUMPTIONS if saved == "change" else (), costs=costs
        ),
        facts=known,
        decision=one,
        saved=saved,
        reader=BO,
        today=TODAY,
    )


def notice(template: str, one: SimpleNamespace, user: str, part: str = "", **changes: Any) -> Any:
    known = facts(one, **changes)
    return message(template, facts=known, decision=one, user=user, part=part, today=TODAY)


def proposal(one: SimpleNamespace, user: str, *, current: bool = True, **consent: Any) -> Any:
    state = thing(**{"awaited": (), "objections": (), "overruled": ()} | consent)
    known = facts(one, consent=state)
    return message("decisions/proposed", facts=known, decision=one, user=user, current=current, today=TODAY)


SCENES = (
    card(OPEN, "asked", frozenset({"decide", "edit", "withdraw"}), when=LATE, labels=LABELS),
    card(OPEN, "", frozenset({"decide"}), when=SOON, labels=LABELS),
    card(OPEN, when=SOON, labels=LABELS, costs=(("EUR", thing(low=3100.0, high=4200.0)),)),
    card(OPEN, when=LATE, labels=LABELS, costs=(("EUR", thing(low=3100.0, high=3100.0)),)),
    card(WORDS, "change", frozenset({"decide", "edit"}), when=timing(needed=date(2026, 4, 1), colour=word("green"))),
    card(
        PROPOSED,
        "propose",
        frozenset({"agree", "object"}),
        consent=thing(awaited=(CLEO,), objections=(), overruled=(OVERRULED,)),
    ),
    card(
        STOPPED,
        "object",
        ALL,
        consent=thing(awaited=(CLEO,), objections=(OBJECTION,), overruled=()),
    ),
    card(made(), "decide", frozenset({"supersede"}), labels=LABELS),
    card(CONSENTED, "agree"),
    card(REPLACED),
    card(LOGGED, "", frozenset({"withdraw", "supersede"})),
    card(GONE, "withdraw"),
    message(
        "decisions/list",
        listed=thing(
            page=thing(
                items=(OPEN, PROPOSED, made(id="DEC-2"), GONE, CONSENTED), total=14, number=1, count=2, left=4, size=10
            ),
            timings={"DEC-4": LATE},
            names=NAMES,
            labels=LABELS,
            open=3,
            late=1,
            soon=1,
            costs={"DEC-4": DAILY},
        ),
        subject="",
        state="",
        again="decisions",
        today=TODAY,
    ),
    message(
        "decisions/list",
        listed=thing(
            page=thing(items=(made(),), total=1, number=1, count=1, left=0, size=10),
            timings={},
            names=NAMES,
            labels=LABELS,
            open=0,
            late=0,
            soon=0,
            costs={},
        ),
        subject="PRJ-1",
        state="decided",
        again="decisions decided PRJ-1",
        today=TODAY,
    ),
    message(
        "decisions/list",
        listed=thing(page=thing(items=(), total=0, number=1, count=1, left=0, size=10), open=0, late=0, soon=0),
        subject="",
        state="open",
        again="decisions open",
        today=TODAY,
    ),
    notice("decisions/asked", OPEN, BO, "decider", when=LATE, labels=LABELS),
    notice("decisions/asked", OPEN, BO, "decider", when=SOON, labels=LABELS, costs=DAILY),
    notice("decisions/asked", WORDS, BO, "decider"),
    notice("decisions/asked", OPEN, CLEO, "consulted", when=SOON, labels=LABELS),
    notice("decisions/asked", PROPOSED, CLEO, "must_agree"),
    notice("decisions/asked", OPEN, ANA, ""),
    notice("decisions/escalated", OPEN, CLEO, when=LATE, labels=LABELS, costs=DAILY),
    notice("decisions/escalated", WORDS, CLEO),
    proposal(PROPOSED, CLEO, awaited=(CLEO,)),
    proposal(PROPOSED, ANA, awaited=(CLEO,)),
    proposal(STOPPED, CLEO, awaited=(CLEO,), objections=(OBJECTION,)),
    proposal(STOPPED, ANA, awaited=(CLEO,), objections=(OBJECTION,)),
    proposal(PROPOSED, CLEO, current=False),
    message("decisions/made", facts=facts(made(), labels=LABELS), decision=made(), today=TODAY),
    message("decisions/made", facts=facts(CONSENTED), decision=CONSENTED, today=TODAY),
    message("decisions/made", facts=facts(REPLACED), decision=REPLACED, today=TODAY),
    message("decisions/made", facts=facts(GONE), decision=GONE, today=TODAY),
    message("decisions/made", facts=facts(OPEN), decision=OPEN, today=TODAY),
    message("decisions/withdrawn", decision=GONE, by="Ana", today=TODAY),
    message("decisions/objected", decision=STOPPED, by="Cleo", text="the data would leave the country", today=TODAY),
    message("decisions/objection_over", decision=PROPOSED, by="Cleo", today=TODAY),
    message("decisions/objection_over", decision=STOPPED, by="Cleo", today=TODAY),
    message(
        "decisions/overruled", decision=PROPOSED, by="Bo", text="too dear", because="the budget allows it", today=TODAY
    ),
    sentence("decisions/exported", count=3, subject="PRG-1"),
    message("decisions/export_sent", count=1, subject=""),
    view(
        "decisions/form",
        decision=None,
        choices=thing(projects=(("PRJ-1", "Identity"),), milestones=(("M-2", "Checkout (M-2)"),)),
        supersedes="DEC-2",
        metadata="C00U9S2OL0A new",
    ),
    view(
        "decisions/form",
        decision=decision(must_agree=(ANA,), decide_by=date(2026, 3, 20), gates=("M-2",)),
        choices=thing(projects=(("PRJ-1", "Identity"),), milestones=(("M-2", "Checkout (M-2)"),)),
        supersedes="",
        metadata="C00U9S2OL0A DEC-4",
    ),
    view(
        "decisions/decide_form",
        facts=facts(OPEN, LATE),
        decision=OPEN,
        chosen="EU",
        metadata="C00U9S2OL0A DEC-4",
        today=TODAY,
    ),
    view(
        "decisions/decide_form",
        facts=facts(WORDS, consent=thing(awaited=(CLEO,), objections=(), overruled=())),
        decision=WORDS,
        chosen="",
        metadata="C00U9S2OL0A DEC-4",
        today=TODAY,
    ),
    view(
        "decisions/reason_form",
        act="overrule",
        facts=facts(STOPPED, consent=thing(awaited=(), objections=(OBJECTION,), overruled=())),
        decision=STOPPED,
        metadata="C00U9S2OL0A DEC-4/overrule",
        today=TODAY,
    ),
    view(
        "decisions/reason_form",
        act="withdraw",
        facts=facts(OPEN),
        decision=OPEN,
        metadata="C00U9S2OL0A DEC-4/withdraw",
        today=TODAY,
    ),
)
