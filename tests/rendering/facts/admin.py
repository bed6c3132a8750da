"""Facts for the templates of admin/ in the corpus."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rules.reporting.confidence import ConfidenceLevel, DeliveryConfidence
from tests.rendering.scenes import message, thing, view, word

BLOCKER = {"milestone": "M-1", "text": "no staging data"}
ESCALATION = {"item": "M-1"}
NOTE = {"kind": "decision", "subject": "", "project": "PRJ-1", "text": "we go with <region> A"}
MESSAGE_LINK = "https://northwind.slack.com/archives/C01IT3S4X09/p1773129602509200"
MOVED = (
    ("forecast", date(2026, 3, 13), date(2026, 3, 19)),
    ("percent", 0, 40),
    ("owner", None, "Bo"),
    ("restricted", False, True),
    ("duration", 3, 5),
)
AUDIT_LINES: tuple[tuple[str, str, str, str, dict[str, Any], tuple[Any, ...], str, bool], ...] = (
    ("Ana", "changed", "milestone", "M-1", {"name": "Auth API"}, MOVED, MESSAGE_LINK, False),
    ("Ana", "created", "project", "PRJ-1", {"name": "Identity"}, (), "app.csv", False),
    ("Ana", "created", "blocker", "B-1", BLOCKER, (), MESSAGE_LINK, True),
    ("Bo", "resolved", "blocker", "B-1", BLOCKER, (), "", False),
    ("Bo", "closed", "entry", "R-1", {"text": "the vendor is late"}, (), "", False),
    ("Bo", "created", "dependency", "D-1", {"provider": "M-1", "consumer": "M-2"}, (), "", False),
    ("Baton", "created", "alert", "x", {"level": "red", "sentence": "Checkout (M-2) is 3 days late"}, (), "", False),
    ("Baton", "created", "escalation", "E-1", ESCALATION, (), "", False),
    ("Ana", "changed", "escalation_policy", "PRG-1", {}, (("policy", {"a": 1}, {"a": 2}),), "", False),
    ("Ana", "created", "role", "x", {"user": "Bo", "role": "sponsor", "scope": "PRG-1"}, (), "", False),
    ("Ana", "created", "channel_link", "x", {"channel": "#identity", "subject": "PRJ-1"}, (), "", False),
    ("Ana", "changed", "checkin", "PRJ-1", {}, (("questions", [], ["Next <! channel>?"]),), "", False),
    ("Bo", "created", "leave", "Bo", {"user": "Bo", "start": date(2026, 3, 2), "end": date(2026, 3, 4)}, (), "", False),
    ("Bo", "changed", "hours", "Bo", {"user": "Bo"}, (("country", "", "DE"),), "", False),
    ('","blocks":[{"type":"divider"}],"x":"', "created", "update", "x", NOTE, (), "", False),
)
SCENES = (
    message("admin/apps", apps=[("B0CI", "B0CI")]),
    message("admin/apps", apps=[]),
    message(
        "admin/audit_lines",
        lines=tuple(
            thing(
                at=datetime(2026, 3, 10, 8, 0, second, tzinfo=UTC),
                who=who,
                deed=deed,
                kind=kind,
                subject=subject,
                values=values,
                changes=changes,
                source=source,
                gone=gone,
            )
            for second, (who, deed, kind, subject, values, changes, source, gone) in enumerate(AUDIT_LINES)
        ),
        total=32,
        subject="PRJ-1",
        page=0,
        size=20,
        today=date(2026, 3, 10),
    ),
    *(
        message(
            "admin/audit_item",
            then=thing(
                day=date(2026, 3, 3),
                at=at,
                kind="blocker",
                subject="B-1",
                values=BLOCKER,
                resolved=resolved,
                fields=(("text", "no staging data"), ("needs", "Bo"), ("needed_by", date(2026, 3, 13))),
            ),
            today=date(2026, 3, 10),
        )
        for at, resolved in ((None, False), (time(10, 30), True))
    ),
    message("admin/audit_lines", lines=(), total=0, subject="", page=0, size=20, today=date(2026, 3, 2)),
    message(
        "admin/audit_since",
        since=thing(
            added=(),
            day=date(2026, 3, 3),
            done=(("M-2", "Checkout", date(2026, 3, 3)),),
            moved=(("M-1", "Auth API", date(2026, 3, 13), date(2026, 3, 27)),),
            other=0,
            quiet=False,
            raised=(("B-1", "M-1", "no staging data"),),
            solved=(),
        ),
        today=date(2026, 3, 3),
    ),
    message(
        "admin/audit_since",
        since=thing(
            added=(("M-1", "Part of dan"),),
            day=date(2025, 3, 25),
            done=(),
            moved=(),
            other=1,
            quiet=False,
            raised=(),
            solved=(),
        ),
        today=date(2026, 3, 18),
    ),
    message(
        "admin/audit_since",
        since=thing(
            added=(("M-2", "Checkout"), ("M-3", "API ready")),
            day=date(2026, 3, 1),
            done=(("M-1", "Auth API", date(2026, 3, 2)),),
            moved=(),
            other=4,
            quiet=True,
            raised=(("B-2", "M-1", "no staging data"),),
            solved=(("B-1", "M-1", "no staging data"),),
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "admin/audit_then",
        then=thing(
            at=None,
            closed=None,
            confidence=DeliveryConfidence(
                ConfidenceLevel.AMBER, "the vendor helps", "Ana", datetime(2026, 3, 2, 9, tzinfo=UTC)
            ),
            day=date(2026, 3, 2),
            milestones=(
                ("M-3", "API ready", date(2026, 3, 14), 0, "Ana", False),
                ("M-2", "Checkout", date(2026, 3, 20), 0, "no one", False),
                ("M-1", "Auth API", date(2026, 3, 2), 100, "Ana", True),
            ),
            name="",
            subject="PRG-1",
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "admin/audit_then",
        then=thing(
            at=None,
            closed=date(2026, 3, 6),
            confidence=None,
            day=date(2026, 3, 9),
            milestones=(("M-1", "Auth API", date(2026, 3, 13), 0, "Ana", False),),
            name="Identity",
            subject="PRJ-1",
        ),
        today=date(2026, 3, 10),
    ),
    message(
        "admin/audit_then",
        then=thing(
            at=None, closed=None, confidence=None, day=date(2026, 3, 2), milestones=(), name="", subject="PRG-1"
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "admin/desk",
        desk=thing(
            deliveries=(),
            left=(),
            oldest=None,
            parked=0,
            posts=(),
            undone=(
                thing(
                    count=2,
                    error="RuntimeError",
                    item="E-1",
                    job="escalations climbing",
                    since=datetime(2026, 3, 10, 8, 1, 1, tzinfo=UTC),
                ),
            ),
            waiting=0,
        ),
        most=10,
    ),
    message(
        "admin/desk",
        desk=thing(deliveries=(), left=(), oldest=timedelta(seconds=0), parked=45, posts=(), undone=(), waiting=1),
        most=10,
    ),
    message(
        "admin/desk",
        desk=thing(
            deliveries=(),
            left=(),
            oldest=None,
            parked=0,
            posts=(),
            undone=(
                *[
                    thing(
                        count=2,
                        error="RuntimeError",
                        item="E-1",
                        job="escalations climbing",
                        since=datetime(2026, 3, 10, 8, 1, 1, tzinfo=UTC),
                    )
                ]
                * 21,
            ),
            waiting=0,
        ),
        most=10,
    ),
    message(
        "admin/fit_review",
        program=thing(id="PRG-1", name="Atlas"),
        last=thing(
            at=datetime(2025, 3, 3, 10, 0, tzinfo=UTC),
            count=4,
            signs=("Several projects serve one strategic goal", "The projects depend on each other"),
        ),
        total=6,
        today=date(2026, 3, 3),
    ),
    message(
        "admin/fit_answer",
        answer=thing(signs=(), subject="Lunch", verdict="neither"),
        before=None,
        total=6,
        command="/program",
        program="",
        today=date(2026, 3, 2),
    ),
    message(
        "admin/fit_answer",
        answer=thing(signs=("Several projects serve one strategic goal",), subject="atlas", verdict="project"),
        before=thing(
            count=4,
            at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
            signs=(
                "It is ongoing, or changes as it goes",
                "Several projects serve one strategic goal",
                "The projects depend on each other",
                "They share people, money or tools, coordinated in one place",
            ),
            verdict="program",
        ),
        total=6,
        command="/program",
        program="PRG-1",
        today=date(2027, 3, 2),
    ),
    message(
        "admin/fit_answer",
        answer=thing(signs=("Several projects serve one strategic goal",), subject="atlas", verdict="program"),
        before=thing(
            count=4,
            at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
            signs=(
                "It is ongoing, or changes as it goes",
                "Several projects serve one strategic goal",
                "The projects depend on each other",
                "They share people, money or tools, coordinated in one place",
            ),
            verdict="program",
        ),
        total=6,
        command="/program",
        program="",
        today=date(2026, 3, 2),
    ),
    view(
        "admin/fit_form",
        metadata="C0HERE",
        signs=(
            word("It is ongoing, or changes as it goes", name="ONGOING"),
            word("Several projects serve one strategic goal", name="GOAL"),
            word("The projects depend on each other", name="WAITING"),
            word("They share people, money or tools, coordinated in one place", name="SHARING"),
            word("Its value is tracked long after delivery", name="VALUE"),
            word("Stakeholders, senior leaders among them, need one view of it", name="STAKEHOLDERS"),
        ),
        subject="",
        last=None,
        today=date(2026, 3, 2),
    ),
    view(
        "admin/fit_form",
        metadata="C0HERE",
        signs=(
            word("It is ongoing, or changes as it goes", name="ONGOING"),
            word("Several projects serve one strategic goal", name="GOAL"),
            word("The projects depend on each other", name="WAITING"),
            word("They share people, money or tools, coordinated in one place", name="SHARING"),
            word("Its value is tracked long after delivery", name="VALUE"),
            word("Stakeholders, senior leaders among them, need one view of it", name="STAKEHOLDERS"),
        ),
        subject="atlas",
        last=thing(
            count=4,
            at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
            signs=(
                word("It is ongoing, or changes as it goes", name="ONGOING"),
                word("Several projects serve one strategic goal", name="GOAL"),
                word("The projects depend on each other", name="WAITING"),
                word("They share people, money or tools, coordinated in one place", name="SHARING"),
            ),
            verdict="program",
        ),
        today=date(2026, 3, 2),
    ),
    message(
        "admin/given",
        given=thing(
            kept=(),
            things=(
                thing(id="PRJ-2", name="Payments"),
                thing(id="M-2", name="Checkout"),
                thing(id="B-1", name="no staging data"),
                thing(id="D-1", name="M-2 depends on M-1"),
            ),
        ),
        to="U01CAXOC008",
    ),
    *(
        message(
            "admin/help",
            start=thing(page=page, program=program, project=project),
            topics=("updates", "planning", "handovers"),
            command="/program",
        )
        for page, program, project in (
            ("contributor", "PRG-1", "PRJ-1"),
            ("lead", "PRG-1", "PRJ-1"),
            ("manager", "PRG-1", ""),
            ("executive", "PRG-1", ""),
            ("admin", "", ""),
            ("newcomer", "PRG-1", ""),
            ("first", "", ""),
            ("guest", "", ""),
        )
    ),
    message(
        "admin/help_topic",
        topic="handovers",
        commands=(
            thing(verb="depend", summary="Make one milestone depend on another. I ask its owner to commit."),
            thing(verb="deps", summary="List the hand-overs, worst first."),
        ),
        topics=("updates", "planning", "handovers"),
        command="/program",
    ),
    message(
        "admin/help_verb",
        entry=thing(examples=("back",), summary="You are back earlier.", usage="back"),
        command="/program",
    ),
    message(
        "admin/help_verb", entry=thing(examples=(), summary="You are back earlier.", usage="back"), command="/program"
    ),
    message("admin/orphans", left=()),
    message(
        "admin/orphans",
        left=(thing(held=(thing(id="M-1", name="Auth API", what="owns"),), name="Otto", user="U00VVG1FY0E"),),
    ),
    message(
        "admin/reactions",
        reactions={
            "triangular_flag_on_post": "update",
            "octagonal_sign": "blocker",
            "link": "dependency",
            "scales": "decision",
            "game_die": "risk",
            "twisted_rightwards_arrows": "change",
            "dart": "benefit",
        },
    ),
    message("admin/role", done=thing(removed=False, role="sponsor", scope="PRG-1", user="U00KG0FHZ06")),
    message("admin/role", done=thing(removed=True, role="sponsor", scope="PRG-1", user="U00KG0FHZ06")),
    message(
        "admin/roles",
        roles=(
            thing(name="Ana", role="program manager", scope="PRG-1"),
            thing(name="Ana", role="project lead", scope="PRJ-1"),
            thing(name="Cleo", role="project lead", scope="PRJ-2"),
        ),
    ),
    message("admin/roles", roles=()),
    message("admin/channels", places=()),
    message(
        "admin/channels",
        places=(
            thing(id="C00A", serves=("PRJ-1", "PRG-1"), here=True, external=False, closed=False, archived=False),
            thing(id="C00B", serves=("PRJ-2",), here=False, external=True, closed=True, archived=True),
        ),
    ),
    message(
        "admin/given",
        to="U00BOHAI000",
        given=thing(things=(thing(id="M-1", name="API"), thing(id="M-2", name="UI")), kept=(1,)),
    ),
    message("admin/given", to="U00BOHAI000", given=thing(things=(thing(id="M-1", name="API"),) * 14, kept=(1, 2))),
)
