"""Facts for the templates of home/ in the corpus."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rules.digests.editions import EditionAudience
from rules.digests.subscriptions import ChannelDigest
from rules.reporting.confidence import ConfidenceLevel, DeliveryConfidence
from rules.weeks import Rhythm
from tests.rendering.scenes import message, thing, view, word

DIGEST_CHANNELS = (
    thing(channel="C0078WVSZ0B", digest=ChannelDigest()),
    thing(
        channel="C0078WVSZ0B",
        digest=ChannelDigest(EditionAudience.EXECUTIVE, (Rhythm.MONTHLY, Rhythm.ANNUAL), quiet=True),
    ),
)

FINISH = thing(expected=date(2026, 3, 20), committed=date(2026, 3, 13))
NO_GLANCE = thing(outlook=None, value=(), money=(), confidence=None)
GLANCE = thing(
    confidence=DeliveryConfidence(
        ConfidenceLevel.AMBER, "the vendor is late", "Ana", datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    ),
    outlook=thing(
        p50=date(2026, 3, 17),
        p80=date(2026, 4, 1),
        committed=date(2026, 3, 13),
        on_time=0.39,
        before=0.52,
        health=(9, 14),
    ),
    value=(
        thing(
            id="BEN-1",
            name="Churn falls",
            unit="%",
            realised=0.75,
            baseline=4.2,
            actual=3.9,
            planned=3.8,
            heading_for=None,
            falls_short=False,
        ),
    ),
    money=(thing(currency="EUR", colour="amber", text="104%"),),
)


def _week(day: int, percent: int, colour: str) -> object:
    week = date(2026, 3, day)
    return thing(week=week, booked=percent, percent=float(percent), whole_percent=percent, colour=word(colour))


_WEEKS = (_week(2, 0, "green"), _week(9, 80, "green"), _week(16, 140, "red"), _week(23, 110, "amber"))
NO_LOAD = thing(mine=None, overbooked=())
LOAD = thing(
    mine=thing(resource="RES-1", name="Ana", weeks=_WEEKS, worst=_WEEKS[2]),
    overbooked=(thing(resource="RES-2", name="Cleo", weeks=_WEEKS, worst=_WEEKS[2]),),
)


def followed(colour: str, id: str, name: str, why: str) -> object:
    return thing(
        colour=colour,
        id=id,
        name=name,
        part_of="",
        closed=False,
        glance=NO_GLANCE,
        reported=None,
        update=None,
        why=why,
        finish=FINISH,
        trend=thing(days=5, since=date(2026, 3, 2)),
        held_up=(),
    )


def late(*ids: str) -> dict[str, object]:
    return {id: thing(colour="amber", why="5 days late (committed Fri 13 Mar 2026)") for id in ids}


def owned(n: int, **values: Any) -> object:
    benefit = thing(id=f"BEN-{n}", name="Churn falls", unit=values.pop("unit", "%"), is_open=True)
    facts = thing(benefit=benefit, **{"latest": None, "outlook": None, "state": word("planned")} | values)
    return thing(
        benefit=benefit,
        facts=facts,
        money=benefit.unit == "%",
        planned_value=3.85 if facts.latest else None,
        due=date(2026, 2, 28) if n == 1 else date(2026, 4, 1),
        may_be_read=facts.state != "draft",
    )


READ = thing(value=3.9, day=date(2026, 2, 1))
BENEFITS = (
    owned(1, latest=READ, outlook=thing(share=0.62, day=date(2026, 12, 31), falls_short=True), state=word("realising")),
    owned(2, latest=READ, outlook=thing(share=0.97, day=date(2026, 12, 31), falls_short=False), unit="EUR"),
    owned(3, latest=READ, state=word("realising")),
    owned(4),
    owned(5, state=word("draft")),
    owned(6),
)


SCENES = (
    message(
        "home/briefing",
        brief=thing(
            digests=(),
            done=0,
            manager="Ana",
            next=(
                thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
                thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),
            ),
            program=thing(id="PRG-1", name="Atlas", start=date(2026, 3, 2)),
            projects=(
                thing(
                    channel="C01IT3S4X09",
                    colour="green",
                    id="PRJ-1",
                    lead="Ana",
                    name="Identity",
                    update=thing(
                        colour="amber",
                        text="Beta scope agreed.",
                        by="Maya",
                        at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
                        permalink="",
                        help_wanted=(),
                    ),
                ),
                thing(channel="C00U9S2OL0A", colour="green", id="PRJ-2", lead="", name="Payments", update=None),
            ),
            red=(),
            total=2,
        ),
        command="/program",
        today=date(2026, 3, 2),
        joined="C01IT3S4X09",
    ),
    message(
        "home/briefing",
        brief=thing(
            digests=(),
            done=0,
            manager="",
            next=(),
            program=thing(id="PRG-1", name="Atlas", start=date(2026, 3, 2)),
            projects=(),
            red=(
                (
                    "Auth API (M-1) cannot keep Fri 13 Mar 2026: it is computed for Fri 3 Apr 2026, "
                    "15 working days over, by its own forecast and work."
                ),
                (
                    "Checkout (M-2) of Payments is expected Fri 20 Mar 2026 but needs Auth API (M-1) "
                    "of Identity, now expected Fri 3 Apr 2026: 10 days late."
                ),
            ),
            total=2,
        ),
        command="/program",
        today=date(2026, 3, 2),
        joined="",
    ),
    message(
        "home/briefing",
        brief=thing(
            digests=DIGEST_CHANNELS,
            done=0,
            manager="Cleo",
            next=(
                thing(expected=date(2026, 3, 12), own_date=date(2026, 3, 12), id="M-3", name="<!channel>"),
                thing(
                    expected=date(2026, 3, 12),
                    own_date=date(2026, 3, 12),
                    id="M-5",
                    name=(
                        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
                    ),
                ),
                thing(expected=date(2026, 3, 14), own_date=date(2026, 3, 14), id="M-4", name="＠channel"),
                thing(expected=date(2026, 3, 19), own_date=date(2026, 3, 19), id="M-1", name="Auth API"),
                thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout"),
            ),
            program=thing(id="PRG-1", name="Atlas", start=date(2026, 3, 2)),
            projects=(
                thing(channel="C01IT3S4X09", colour="amber", id="PRJ-1", lead="Ana", name="Identity", update=None),
                thing(
                    channel="C00U9S2OL0A",
                    colour="amber",
                    id="PRJ-2",
                    lead='","blocks":[{"type":"divider"}],"x":"',
                    name="Payments",
                    update=None,
                ),
                thing(channel="", colour="undated", id="PRJ-3", lead="Cleo", name="<@U0ANA>", update=None),
                thing(
                    channel="", colour="undated", id="PRJ-4", lead="Cleo", name="<context>small</context>", update=None
                ),
            ),
            red=(),
            total=5,
        ),
        command="/program",
        today=date(2026, 3, 10),
        joined="",
    ),
    view(
        "home/home",
        home=thing(
            away=False,
            load=LOAD,
            benefits=BENEFITS,
            desk=None,
            follows=(),
            mine=(),
            statuses=late(),
            troubled=2,
            news=(),
            next_prompt=None,
            programs=(),
            seen=(
                thing(
                    colour="red",
                    id="PRJ-1",
                    name="Identity",
                    part_of="",
                    closed=False,
                    glance=NO_GLANCE,
                    finish=FINISH,
                    trend=thing(days=-2, since=date(2026, 2, 24)),
                    held_up=tuple(
                        thing(
                            first=f"Schema migration (M-{n})",
                            colour="red",
                            why="14 days late (committed Thu 5 Mar 2026)",
                            milestones=("Session service (M-4)", "Accounts API (M-5)", "Load test (M-6)", "Beta (M-7)"),
                        )
                        for n in range(6)
                    ),
                    update=None,
                    reported="green",
                    why="",
                ),
                thing(
                    colour="green",
                    id="PRJ-2",
                    name="Payments",
                    part_of="",
                    closed=False,
                    glance=NO_GLANCE,
                    finish=thing(expected=date(2026, 3, 20), committed=date(2026, 3, 20)),
                    trend=thing(days=0, since=date(2026, 2, 24)),
                    held_up=(),
                    update=None,
                    reported=None,
                    why="1 open milestone, on time",
                ),
            ),
            waiting=(
                thing(about=(), by=None, id="PRJ-1 2026-03-02", kind="update", text="Identity (PRJ-1)"),
                thing(about=(), by=None, id="PRG-1 2026-W11", kind="review", text="Atlas (PRG-1)"),
                thing(about=(), by=date(2026, 3, 1), id="BEN-1 2026-03-01", kind="reading", text="Churn falls (BEN-1)"),
                thing(
                    about=("+5 working days",),
                    by=None,
                    id="CR-2 0123456789abcdef",
                    kind="change",
                    text="Vendor is late",
                    who="Otto",
                ),
                thing(
                    about=("Checkout (M-2)", "Auth API (M-1)"),
                    by=date(2026, 2, 27),
                    id="D-1",
                    kind="request",
                    text="",
                    who="Ana",
                ),
                thing(about=("EU",), by=None, id="DEC-1", kind="agree", text="Which region?", who=""),
                thing(
                    about=(),
                    by=None,
                    id="BEN-1",
                    kind="shortfall",
                    text="Churn falls (BEN-1) is heading for 62% of its plan by Thu 31 Dec 2026. Find out why.",
                    who="Bo",
                ),
                thing(
                    about=(),
                    by=None,
                    id="budget PRJ-1",
                    kind="overrun",
                    text="Identity (PRJ-1) is forecast at 104% of its budget.",
                    who="",
                ),
                thing(about=(), by=None, id="PRJ-2", kind="accept", text="Payments (PRJ-2)", who=""),
                thing(about=(), by=None, id="PRJ-2", kind="lesson", text="Payments (PRJ-2)", who=""),
                thing(
                    about=("Checkout (M-2)",), by=date(2026, 2, 27), id="B-1", kind="stuck", text="no keys", who="Bo"
                ),
                thing(
                    about=("140%", "Identity (PRJ-1)", "Payments (PRJ-2)"),
                    by=date(2026, 3, 9),
                    id="CL-1",
                    kind="clash",
                    text="Dina",
                    who="",
                ),
                thing(about=("green", "red"), by=None, id="PRJ-1", kind="explain", text="Identity", who=""),
                thing(about=("amber", "red"), by=None, id="gap PRJ-2", kind="gap", text="Payments", who=""),
                thing(
                    about=("Identity (PRJ-1)", "Login (PRJ-3)"), by=None, id="duplicates", kind="duplicate", text="1"
                ),
            ),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "wed", "fri")),
            zone="Europe/Berlin",
        ),
        command="/program",
        today=date(2026, 3, 2),
    ),
    view(
        "home/home",
        home=thing(
            away=False,
            load=NO_LOAD,
            benefits=(),
            desk=None,
            follows=(),
            mine=(),
            statuses=late(),
            troubled=0,
            news=(),
            next_prompt=None,
            programs=tuple((f"PRG-{n}", f"Program {n}") for n in range(1, 8)),
            seen=(),
            waiting=(),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed", "thu", "fri")),
            zone="Europe/Berlin",
        ),
        command="/program",
        today=date(2026, 3, 2),
    ),
    view(
        "home/home",
        home=thing(
            away=False,
            load=NO_LOAD,
            benefits=(),
            desk=None,
            follows=(),
            mine=(thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout", percent=0),),
            statuses=late("M-2"),
            troubled=1,
            news=(
                thing(id="B-1", kind="blocker", values={"milestone": "M-2", "text": "no staging data"}, what="done"),
                thing(
                    id="D-1",
                    kind="dependency",
                    values={"consumer": "M-2", "provider": "M-1", "state": "waived"},
                    what="state",
                ),
                thing(id="R-1", kind="entry", values={"text": "the vendor may leave"}, what="new"),
            ),
            next_prompt=datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("America/Sao_Paulo")),
            programs=(),
            seen=(
                thing(
                    colour="green",
                    id="PRJ-2",
                    name="Payments",
                    part_of="",
                    closed=False,
                    glance=NO_GLANCE,
                    finish=FINISH,
                    trend=None,
                    held_up=(),
                    reported="amber",
                    update=thing(
                        text="Beta scope agreed.",
                        by="Maya",
                        at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
                        permalink="",
                        help_wanted=(),
                    ),
                    why="1 open, all on their dates",
                ),
            ),
            since=datetime(2026, 3, 2, 10, 0, 1, tzinfo=UTC),
            waiting=(),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed", "thu", "fri")),
            zone="America/Sao_Paulo",
        ),
        command="/program",
        today=date(2026, 3, 2),
    ),
    view(
        "home/home",
        home=thing(
            away=True,
            load=NO_LOAD,
            benefits=(),
            desk=None,
            follows=(),
            mine=(thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API", percent=0),),
            statuses=late("M-1"),
            troubled=1,
            news=(),
            programs=(),
            seen=(
                thing(
                    colour="green",
                    id="PRG-1",
                    name="Atlas",
                    part_of="",
                    closed=False,
                    glance=GLANCE,
                    finish=FINISH,
                    trend=None,
                    held_up=(),
                    update=None,
                    reported=None,
                    why="Identity: 1 open, all on their dates",
                ),
                thing(
                    colour="green",
                    id="PRJ-1",
                    name="Identity",
                    part_of="",
                    closed=False,
                    glance=NO_GLANCE,
                    finish=FINISH,
                    trend=None,
                    held_up=(),
                    update=None,
                    reported=None,
                    why="1 open, all on their dates",
                ),
            ),
            waiting=(),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed", "thu", "fri")),
            zone="Europe/Berlin",
        ),
        command="/program",
        today=date(2026, 3, 10),
    ),
    view(
        "home/home",
        home=thing(
            away=False,
            load=NO_LOAD,
            benefits=(),
            desk=None,
            follows=(),
            mine=(thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API", percent=0),),
            statuses=late("M-1"),
            troubled=1,
            news=(),
            next_prompt=datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
            programs=(),
            seen=(
                thing(
                    colour="green",
                    id="PRG-1",
                    name="Atlas",
                    part_of="",
                    closed=False,
                    glance=NO_GLANCE,
                    finish=FINISH,
                    trend=None,
                    held_up=(),
                    update=None,
                    reported=None,
                    why="Identity: 1 open, all on their dates",
                ),
                thing(
                    colour="green",
                    id="PRJ-1",
                    name="Identity",
                    part_of="",
                    closed=False,
                    glance=NO_GLANCE,
                    finish=FINISH,
                    trend=None,
                    held_up=(),
                    update=None,
                    reported=None,
                    why="1 open, all on their dates",
                ),
            ),
            waiting=(thing(about=(), by=None, id="E-1", kind="escalation", text="no answer for 6 days"),),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed", "thu", "fri")),
            zone="Europe/Berlin",
        ),
        command="/program",
        today=date(2026, 3, 2),
    ),
    view(
        "home/home",
        home=thing(
            away=False,
            load=NO_LOAD,
            benefits=(),
            desk=thing(left=(), parked=0, undone=()),
            follows=(),
            mine=(),
            statuses=late(),
            troubled=0,
            news=(),
            next_prompt=None,
            programs=(),
            seen=(),
            waiting=(),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed", "thu", "fri")),
            zone="Europe/Berlin",
        ),
        command="/program",
        today=date(2026, 3, 2),
    ),
    view(
        "home/home",
        home=thing(
            away=False,
            load=NO_LOAD,
            benefits=(),
            desk=None,
            follows=(),
            mine=(thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout", percent=0),),
            statuses=late("M-2"),
            troubled=1,
            news=(
                thing(id="B-1", kind="blocker", values={"milestone": "M-2", "text": "no staging data"}, what=""),
                thing(
                    id="D-1",
                    kind="dependency",
                    values={"consumer": "M-2", "provider": "M-1", "state": "waived"},
                    what="gone",
                ),
                thing(id="R-1", kind="entry", values={"text": "the vendor may leave"}, what="gone"),
            ),
            next_prompt=datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("America/Sao_Paulo")),
            programs=(),
            seen=(followed("green", "PRJ-2", "Payments", ""),),
            since=datetime(2026, 3, 2, 10, 0, 1, tzinfo=UTC),
            waiting=(),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed", "thu", "fri")),
            zone="America/Sao_Paulo",
        ),
        command="/program",
        today=date(2026, 3, 2),
    ),
    view(
        "home/home",
        home=thing(
            away=False,
            load=NO_LOAD,
            benefits=(),
            desk=None,
            follows=(),
            mine=(
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-10", name="Step 7", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-11", name="Step 8", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-12", name="Step 9", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-13", name="Step 10", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-14", name="Step 11", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-15", name="Step 12", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-16", name="Step 13", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-17", name="Step 14", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-18", name="Step 15", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-19", name="Step 16", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-20", name="Step 17", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-21", name="Step 18", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-22", name="Step 19", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-3", name="Step 0", percent=0),
                thing(expected=date(2026, 2, 2), own_date=date(2026, 2, 2), id="M-4", name="Step 1", percent=0),
                *[thing()] * 6,
            ),
            statuses=late(*(f"M-{number}" for number in range(1, 60))),
            troubled=15,
            news=(),
            next_prompt=None,
            programs=(),
            seen=(
                thing(
                    colour="red",
                    id="PRG-1",
                    name="Atlas",
                    part_of="",
                    closed=False,
                    glance=NO_GLANCE,
                    finish=FINISH,
                    trend=None,
                    held_up=(),
                    update=None,
                    reported=None,
                    why="Identity: Step 0 (M-3) 20 wd later than promised",
                ),
                thing(
                    colour="red",
                    id="PRJ-1",
                    name="Identity",
                    part_of="",
                    closed=False,
                    glance=NO_GLANCE,
                    finish=FINISH,
                    trend=None,
                    held_up=(),
                    update=None,
                    reported=None,
                    why="Step 0 (M-3) 20 wd later than promised",
                ),
            ),
            waiting=(
                thing(about=("M-3", "M-3"), by=date(2026, 3, 6), id="B-1", kind="late", text="stuck 0"),
                thing(about=("M-4",), by=date(2026, 3, 6), id="B-2", kind="late", text="stuck 1"),
                thing(about=("M-5",), by=date(2026, 3, 6), id="B-3", kind="proposal", text="stuck 2"),
                thing(about=(), by=None, id="4", kind="goal", text="PRJ-1 goals G-1 100%"),
                thing(about=(), by=None, id="5", kind="assign", text="Cleo, 60% for Auth API (M-1)"),
                thing(about=("M-6",), by=date(2026, 3, 6), id="B-4", kind="blocker", text="stuck 3"),
                thing(about=("M-7",), by=date(2026, 3, 6), id="B-5", kind="blocker", text="stuck 4"),
                thing(about=("M-8",), by=date(2026, 3, 6), id="B-6", kind="blocker", text="stuck 5"),
                thing(about=("M-9",), by=date(2026, 3, 6), id="B-7", kind="blocker", text="stuck 6"),
                thing(about=("M-10",), by=date(2026, 3, 6), id="B-8", kind="blocker", text="stuck 7"),
                thing(about=("M-11",), by=date(2026, 3, 6), id="B-9", kind="blocker", text="stuck 8"),
                thing(about=("M-12",), by=date(2026, 3, 6), id="B-10", kind="blocker", text="stuck 9"),
                thing(about=("M-13",), by=date(2026, 3, 6), id="B-11", kind="blocker", text="stuck 10"),
                thing(about=("M-14",), by=date(2026, 3, 6), id="B-12", kind="blocker", text="stuck 11"),
                *[thing()] * 28,
            ),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed", "thu", "fri")),
            zone="Europe/Berlin",
        ),
        command="/program",
        today=date(2026, 3, 2),
    ),
    view(
        "home/home",
        home=thing(
            away=False,
            load=NO_LOAD,
            benefits=(),
            desk=None,
            follows=(thing(mute=True, subject=""), thing(mute=True, subject="")),
            mine=(),
            statuses=late(),
            troubled=0,
            news=(),
            next_prompt=None,
            programs=(),
            seen=(),
            waiting=(),
            work=thing(end=time(15, 0), start=time(7, 0), workdays=("mon", "tue", "wed", "thu")),
            zone="Europe/Berlin",
        ),
        command="/program",
        today=date(2026, 3, 2),
    ),
    view(
        "home/home",
        home=thing(
            away=False,
            load=NO_LOAD,
            benefits=(),
            desk=None,
            follows=(),
            mine=(thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout", percent=0),),
            statuses=late("M-2"),
            troubled=1,
            news=(
                thing(
                    id="D-1",
                    kind="dependency",
                    values={"consumer": "M-2", "provider": "M-1", "state": "declined"},
                    what="state",
                ),
                thing(
                    id="B-2", kind="blocker", values={"milestone": "M-1", "text": "&#60;!channel&#62;"}, what="owner"
                ),
                thing(
                    id="M-1",
                    kind="milestone",
                    now=date(2026, 3, 19),
                    values={"name": "Auth API"},
                    was=date(2026, 3, 13),
                    what="forecast",
                ),
                thing(id="B-4", kind="blocker", values={"milestone": "M-1", "text": "' value='steal"}, what="new"),
            ),
            next_prompt=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("America/Sao_Paulo")),
            programs=(),
            seen=(
                thing(
                    colour="amber",
                    id="PRJ-2",
                    name="Payments",
                    part_of="",
                    closed=False,
                    glance=NO_GLANCE,
                    finish=FINISH,
                    trend=None,
                    held_up=(),
                    reported=None,
                    update=None,
                    why="Checkout (M-2) blocked",
                ),
            ),
            since=datetime(2026, 3, 3, 12, 0, 26, tzinfo=UTC),
            waiting=(thing(about=(*["M-2"] * 6,), by=None, id="2026-03-10", kind="checkin"),),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed", "thu", "fri")),
            zone="America/Sao_Paulo",
        ),
        command="/program",
        today=date(2026, 3, 10),
    ),
    message(
        "home/my_card",
        card=thing(troubled=0, statuses=late("M-1", "M-2"), milestones=(), programs=(), waiting=()),
        command="/program",
        today=date(2026, 3, 2),
    ),
    message(
        "home/my_card",
        card=thing(
            statuses=late("M-1", "M-2"),
            milestones=(
                thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API", percent=0),
            ),
            programs=(),
            waiting=(thing(about=("M-3 Invoices", "M-1 Auth API"), by=date(2026, 4, 1), id="D-2", kind="handover"),),
        ),
        command="/program",
        today=date(2026, 3, 2),
    ),
    message(
        "home/my_card",
        card=thing(
            statuses=late("M-1", "M-2"),
            milestones=(),
            programs=(
                thing(
                    colour="amber",
                    id="PRG-1",
                    name="Atlas",
                    part_of="",
                    closed=False,
                    glance=NO_GLANCE,
                    finish=FINISH,
                    trend=None,
                    held_up=(),
                    update=None,
                    reported=None,
                    why="PRJ-1 Identity: Auth API (M-1) blocked",
                ),
            ),
            waiting=(
                thing(about=("M-1",), by=date(2026, 3, 9), id="B-1", kind="blocker", text="no keys"),
                thing(about=("M-2",), by=date(2026, 3, 12), id="B-3", kind="blocker", text="<user id='U0ANA'/>"),
                thing(
                    about=("M-2",),
                    by=date(2026, 3, 12),
                    id="B-5",
                    kind="blocker",
                    text="!!python/object/apply:os.system ['id']",
                ),
            ),
        ),
        command="/program",
        today=date(2026, 3, 10),
    ),
    message(
        "home/my_card",
        card=thing(
            statuses=late("M-1", "M-2"),
            milestones=(
                *[thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-2", name="Checkout", percent=0)]
                * 21,
            ),
            programs=(),
            waiting=(
                thing(about=("M-2",), by=None, kind="checkin"),
                *[thing(by=date(2026, 3, 12), id="A-1", kind="entry", text="the licence is renewed")] * 20,
            ),
        ),
        command="/program",
        today=date(2026, 3, 12),
    ),
    view(
        "home/week",
        waiting=(thing(about=("M-2",), by=date(2026, 3, 10), id="B-1", kind="blocker", text="no staging data"),),
        milestones=[],
        today=date(2026, 3, 2),
    ),
    view(
        "home/week",
        waiting=(),
        milestones=[
            thing(expected=date(2026, 3, 6), own_date=date(2026, 3, 6), id="M-3", name="Login page", percent=0)
        ],
        today=date(2026, 3, 2),
    ),
    view("home/week", waiting=(), milestones=[], today=date(2026, 3, 2)),
    message(
        "home/my_card",
        card=thing(
            waiting=(
                thing(kind="checkin", id="2026-03-16", about=("M-1",) * 7, by=None),
                thing(kind="proposal", id="P-1", text="M-1 is done", by=None),
                thing(kind="goal", id="4", text="PRJ-1 goals G-1 100%", by=None),
                thing(kind="late", id="M-1", text="API", by=date(2026, 3, 2)),
                thing(kind="blocker", id="B-1", text="no key", about=("M-1",), by=date(2026, 3, 20)),
            ),
            milestones=(),
            programs=(),
        ),
        today=date(2026, 3, 16),
        command="/baton",
    ),
)
