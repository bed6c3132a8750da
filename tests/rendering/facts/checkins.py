"""Facts for the templates of checkins/ in the corpus."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tests.rendering.scenes import message, thing, view

SCENES = (
    message("checkins/answered", lines=(), today=date(2026, 3, 2)),
    message(
        "checkins/answered",
        lines=(thing(milestone=thing(id="M-1"), said=""), thing(milestone=thing(id="M-1"), said="unchanged")),
        today=date(2026, 3, 10),
    ),
    view(
        "checkins/blocked",
        today=date(2026, 3, 10),
        milestone=thing(id="M-1", name="Auth API"),
        metadata="D01B710X20Q M-1 2026-03-10",
    ),
    view(
        "checkins/date",
        today=date(2026, 3, 10),
        milestone=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"),
        metadata="D01B710X20Q M-1 2026-03-10",
    ),
    view(
        "checkins/done",
        today=date(2026, 3, 10),
        milestone=thing(id="M-1", name="Auth API"),
        metadata="D01B710X20Q M-1 2026-03-10",
    ),
    message("checkins/long", length=519, limit=280),
    message("checkins/nothing", day=date(2026, 3, 16), reason="", mine=True, name="Cleo", today=date(2026, 3, 2)),
    message("checkins/nothing", day=date(2026, 3, 16), reason="words", mine=False, name="Cleo", today=date(2026, 3, 2)),
    message("checkins/nothing", day=date(2026, 3, 16), reason="words", mine=True, name="Cleo", today=date(2026, 3, 2)),
    message("checkins/paused", subject="PRJ-1", name="Identity", paused=True),
    message("checkins/paused", subject="", name="", paused=False),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 19),
            lines=(),
            nudge=2,
            open_ids=(),
            pulse=None,
            questions=(),
            skipped=(),
            updates=((thing(id="PRJ-1", name="Identity"), False),),
        ),
        upcoming=datetime(2026, 3, 24, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo")),
        zone="Asia/Tokyo",
        mark="",
        today=date(2026, 3, 19),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 10),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 27), own_date=date(2026, 3, 27), id="M-1", name="Part of dan"
                    ),
                    said="silent",
                ),
            ),
            open_ids=("M-1",),
            pulse=thing(answer=2, project=thing(id="PRJ-1", name="Payments"), sealed=False, week="2026-W11"),
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=(),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 17),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"
                    ),
                    said="silent",
                ),
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 19), own_date=date(2026, 3, 19), id="M-3", name="Docs"
                    ),
                    said="silent",
                ),
            ),
            nudge=0,
            open_ids=("M-1", "M-3"),
            pulse=None,
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=((thing(id="PRJ-1", name="Identity"), False),),
        ),
        upcoming=datetime(2026, 3, 19, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 17),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 11),
            lines=(),
            nudge=1,
            open_ids=(),
            pulse=None,
            questions=(),
            skipped=(),
            updates=((thing(name="<@U0ANA>"), False), (thing(name="<context>small</context>"), False)),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo")),
        zone="Asia/Tokyo",
        mark="preview",
        today=date(2026, 3, 11),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 17),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"
                    ),
                    said="silent",
                ),
            ),
            nudge=0,
            open_ids=("M-1",),
            pulse=None,
            questions=(("What outside your control could stop you?", False),),
            skipped=(date(2026, 3, 10), date(2026, 3, 12)),
            updates=((thing(id="PRJ-1", name="Identity"), False),),
        ),
        upcoming=datetime(2026, 3, 19, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 17),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 10),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"
                    ),
                    said="silent",
                ),
            ),
            nudge=0,
            open_ids=("M-1",),
            pulse=None,
            questions=(("What worries you?", True), ("What outside your control could stop you?", False)),
            skipped=(),
            updates=((thing(id="PRJ-1", name="Identity"), False),),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 14),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"
                    ),
                    said="silent",
                ),
            ),
            nudge=0,
            open_ids=("M-1",),
            pulse=None,
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=((thing(id="PRJ-1", name="Identity"), False),),
        ),
        upcoming=None,
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 14),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 10),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"
                    ),
                    said="blocked",
                    text="no keys",
                ),
            ),
            nudge=0,
            open_ids=(),
            pulse=None,
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=((thing(id="PRJ-1", name="Identity"), False),),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 4, 7),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 1, 1), own_date=date(2026, 1, 1), id="M-9", name="U08"
                    ),
                    said="silent",
                ),
            ),
            open_ids=("M-9",),
            pulse=thing(answer=None, project=thing(id="PRJ-1", name="One"), sealed=False, week="2026-W15"),
            questions=(),
            skipped=(),
            updates=(),
        ),
        upcoming=datetime(2026, 4, 9, 9, 0, tzinfo=ZoneInfo("Australia/Lord_Howe")),
        zone="Australia/Lord_Howe",
        mark="",
        today=date(2026, 4, 7),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 10),
            lines=(
                thing(
                    milestone=thing(
                        actual=date(2026, 3, 10),
                        done=True,
                        expected=date(2026, 3, 10),
                        own_date=date(2026, 3, 10),
                        id="M-1",
                        name="Auth API",
                    ),
                    said="done",
                ),
            ),
            nudge=0,
            open_ids=(),
            pulse=None,
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=((thing(id="PRJ-1", name="Identity"), False),),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 10),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"
                    ),
                    said="silent",
                ),
            ),
            open_ids=("M-1",),
            pulse=None,
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=((thing(id="PRJ-1", name="Identity"), True),),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 10),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 27), own_date=date(2026, 3, 27), id="M-1", name="Auth API"
                    ),
                    said="moved",
                    text="the vendor is late",
                ),
            ),
            nudge=0,
            open_ids=(),
            pulse=None,
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=((thing(id="PRJ-1", name="Identity"), False),),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 10),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 27), own_date=date(2026, 3, 27), id="M-1", name="Part of dan"
                    ),
                    said="silent",
                ),
            ),
            open_ids=("M-1",),
            pulse=thing(answer=2, project=thing(id="PRJ-1", name="Payments"), sealed=True, week="2026-W11"),
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=(),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 10),
            lines=(
                *[
                    thing(
                        milestone=thing(
                            done=False,
                            expected=date(2026, 3, 13),
                            own_date=date(2026, 3, 13),
                            id="M-1",
                            name="Auth API",
                        ),
                        said="silent",
                    )
                ]
                * 21,
            ),
            nudge=0,
            open_ids=("M-1",),
            pulse=None,
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=((thing(name="Identity"), False),),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="test",
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 10),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API"
                    ),
                    said="blocked",
                    text="",
                ),
            ),
            nudge=0,
            open_ids=(),
            pulse=None,
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=((thing(id="PRJ-1", name="Identity"), False),),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/prompt",
        shown=thing(
            day=date(2026, 3, 10),
            lines=(
                thing(
                    milestone=thing(
                        done=False, expected=date(2026, 3, 27), own_date=date(2026, 3, 27), id="M-1", name="Auth API"
                    ),
                    said="moved",
                    text="",
                ),
            ),
            nudge=0,
            open_ids=(),
            pulse=None,
            questions=(("What outside your control could stop you?", False),),
            skipped=(),
            updates=((thing(id="PRJ-1", name="Identity"), False),),
        ),
        upcoming=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        zone="Europe/Berlin",
        mark="",
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/pulse_card",
        card=thing(denied=False, own=((thing(id="PRJ-1", name="Payments"), 1),), seen=()),
        least=4,
    ),
    message("checkins/pulse_card", card=thing(denied=True, own=(), seen=()), least=4),
    message("checkins/pulse_card", card=thing(denied=False, own=(), seen=()), least=4),
    message(
        "checkins/pulse_card",
        card=thing(
            own=(),
            seen=(
                thing(
                    project=thing(id="PRJ-1", name="Payments"),
                    weeks=(thing(spread=thing(count=4, high=5, low=1, median=3.5), week="2026-W11"),),
                ),
            ),
        ),
        least=4,
    ),
    message(
        "checkins/pulse_card",
        card=thing(denied=False, own=((thing(id="PRJ-1", name="Payments"), None),), seen=()),
        least=4,
    ),
    message(
        "checkins/pulse_card",
        card=thing(
            own=(),
            seen=(
                thing(
                    project=thing(id="PRJ-1", name="Payments"),
                    weeks=(thing(spread=None, week="2026-W11"), thing(spread=None, week="2026-W11")),
                ),
                *[thing(project=thing(id="PRJ-1", name="Payments"), weeks=(thing(spread=None, week="2026-W11"),))] * 20,
            ),
        ),
        least=4,
    ),
    message(
        "checkins/pulse_lead",
        project=thing(id="PRJ-1", name="Payments"),
        week=thing(spread=thing(count=4, high=3, low=3, median=3.0), week="2026-W11"),
    ),
    view(
        "checkins/questions",
        today=date(2026, 3, 10),
        questions=["What worries you?", "What outside your control could stop you?"],
        metadata="D00LJDKO10S all 2026-03-10",
    ),
    message(
        "checkins/reminder",
        shown=thing(
            day=date(2026, 5, 12),
            lines=(
                thing(milestone=thing(id="M-2", name="Checkout"), said="silent"),
                thing(milestone=thing(id="M-3", name="Report"), said="silent"),
            ),
            open_ids=("M-2", "M-3"),
            open_questions=(),
        ),
        last=True,
        today=date(2026, 5, 12),
    ),
    message(
        "checkins/reminder",
        shown=thing(
            day=date(2026, 3, 12),
            lines=(*[thing(milestone=thing(id="M-3", name="U03"), said="silent")] * 21,),
            open_ids=(),
            open_questions=(),
        ),
        last=False,
        today=date(2026, 3, 12),
    ),
    message(
        "checkins/setup",
        changed=True,
        shown=(
            thing(
                channel="C01IT3S4X09",
                checkin=thing(at=time(9, 23), days=("mon",), paused=False, people=(), pulse=True, questions=()),
                hours=24,
                id="PRJ-1",
                name="Identity",
            ),
        ),
        mine=datetime(2026, 3, 9, 9, 23, tzinfo=ZoneInfo("UTC")),
        zone="UTC",
        paused=False,
        today=date(2026, 3, 2),
    ),
    message(
        "checkins/setup",
        changed=False,
        shown=(
            thing(
                channel="C010RAFMO0G",
                checkin=thing(at=time(9, 0), days=("tue", "thu"), paused=False, people=(), pulse=False, questions=()),
                hours=24,
                id="PRJ-1",
                name="Payments",
            ),
        ),
        mine=None,
        zone="Europe/Berlin",
        paused=False,
        today=date(2026, 3, 2),
    ),
    message(
        "checkins/setup",
        changed=False,
        shown=(
            thing(
                channel=None,
                checkin=thing(at=time(9, 0), days=("tue", "thu"), paused=True, people=(), pulse=True, questions=()),
                hours=24,
                id="PRJ-1",
                name="Identity",
            ),
            thing(
                channel="C00U9S2OL0A",
                checkin=thing(at=time(9, 0), days=("tue", "thu"), paused=False, people=(), pulse=True, questions=()),
                hours=24,
                id="PRJ-2",
                name="Payments",
            ),
            thing(
                channel=None,
                checkin=thing(at=time(9, 0), days=("tue", "thu"), paused=False, people=(), pulse=True, questions=()),
                hours=24,
                id="PRJ-3",
                name="Identity",
            ),
        ),
        mine=None,
        zone="Europe/Berlin",
        paused=True,
        today=date(2026, 3, 2),
    ),
    message(
        "checkins/summary",
        summary=thing(
            answered=(),
            asked=1,
            away=(),
            lines=(),
            missing=("U00KG0FHZ06",),
            notes=(
                thing(
                    by="U00KG0FHZ06",
                    kind="update",
                    text=(
                        "All is well. All is well. All is well. All is well. All is well. All is well. "
                        "All is well. All is well. All is well. All is well. All is well. All is well. "
                        "All is well. All is well. All is well. All is well. All is well. All is well. "
                        "All is well. All is well. All is well. All is well. All is well. All is well. "
                        "All is well. All is well. All is well. All is well. All is well. All is well. "
                        "All is well. All is well. All is well. All is well. All is well. All is well. "
                        "All is well. All is well. All is well. All is well."
                    ),
                ),
            ),
            unchanged=(),
        ),
        project=thing(name="Identity"),
        names={"U00KG0FHZ06": "Ana"},
        closed=False,
        day=date(2026, 3, 10),
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/summary",
        summary=thing(
            answered=("U00KG0FHZ06",),
            asked=1,
            away=(),
            lines=(
                thing(milestone=thing(id="M-1", name="Auth API"), said="blocked", source="", text="' value='steal"),
            ),
            missing=(),
            notes=(
                thing(
                    by="U00KG0FHZ06",
                    kind="update",
                    text="*Status:* amber &b;\n*Done:* &b;\n*Next:* &b;\n*Blockers:* &b;",
                ),
                thing(by="U00KG0FHZ06", kind="update", text="*Status:* amber '\n*Done:* '\n*Next:* '\n*Blockers:* '"),
            ),
            unchanged=(),
        ),
        project=thing(name="Identity"),
        names={"U00KG0FHZ06": "Ana"},
        closed=True,
        day=date(2026, 3, 10),
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/summary",
        summary=thing(
            answered=("U00KG0FHZ06",),
            asked=1,
            away=(),
            lines=(
                thing(
                    milestone=thing(expected=date(2026, 3, 20), own_date=date(2026, 3, 20), id="M-1", name="Auth API"),
                    said="moved",
                    source="https://northwind.slack.com/archives/C01IT3S4X09/p1773129601190563",
                    text="of the audit",
                    was=date(2026, 3, 13),
                ),
            ),
            missing=(),
            notes=(),
            unchanged=(),
        ),
        project=thing(name="Identity"),
        names={},
        closed=False,
        day=date(2026, 3, 10),
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/summary",
        summary=thing(
            answered=(),
            asked=1,
            away=(),
            lines=(),
            missing=("U00KG0FHZ06",),
            notes=(thing(by="U00KG0FHZ06", kind="answer", milestone="What worries you?", text="The audit."),),
            unchanged=(),
        ),
        project=thing(name="Identity"),
        names={"U00KG0FHZ06": "Ana"},
        closed=False,
        day=date(2026, 3, 10),
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/summary",
        summary=thing(
            answered=("U00KG0FHZ06",),
            asked=1,
            away=(),
            lines=(
                *[thing(milestone=thing(actual=date(2026, 3, 10), id="M-1", name="Auth API"), said="done", source="")]
                * 21,
            ),
            missing=(),
            notes=(),
            unchanged=(),
        ),
        project=thing(name="Identity"),
        names={},
        closed=False,
        day=date(2026, 3, 10),
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/summary",
        summary=thing(
            answered=("U00KG0FHZ06",),
            asked=1,
            away=(),
            lines=(),
            missing=(),
            notes=(),
            unchanged=(
                thing(milestone=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1")),
                thing(milestone=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1")),
            ),
        ),
        project=thing(name="Identity"),
        names={},
        closed=True,
        day=date(2026, 3, 10),
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/summary",
        summary=thing(
            answered=("U00KG0FHZ06",),
            asked=1,
            away=(),
            lines=(
                thing(
                    milestone=thing(expected=date(2026, 3, 27), own_date=date(2026, 3, 27), id="M-1", name="Auth API"),
                    said="moved",
                    source="",
                    text="",
                    was=None,
                ),
            ),
            missing=(),
            notes=(),
            unchanged=(),
        ),
        project=thing(name="Identity"),
        names={},
        closed=False,
        day=date(2026, 3, 10),
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/summary",
        summary=thing(
            answered=(),
            asked=3,
            away=(),
            lines=(),
            missing=("U00VVG1FY0E", "U0177LOQJ0C", *["U01TONB3H0D"] * 19),
            notes=(),
            unchanged=(),
        ),
        project=thing(name="Payments"),
        names={"U00VVG1FY0E": "Fay", "U0177LOQJ0C": "Dan", "U01TONB3H0D": "Eve"},
        closed=True,
        day=date(2026, 3, 10),
        today=date(2026, 3, 10),
    ),
    message(
        "checkins/summary",
        summary=thing(
            answered=("U00KG0FHZ06",),
            asked=1,
            away=(),
            lines=(thing(milestone=thing(id="M-1", name="Auth API"), said="blocked", source="", text=""),),
            missing=(),
            notes=(
                thing(
                    by="U00KG0FHZ06",
                    kind="update",
                    text="*Status:* amber &b;\n*Done:* &b;\n*Next:* &b;\n*Blockers:* &b;",
                ),
                thing(by="U00KG0FHZ06", kind="update", text="*Status:* amber '\n*Done:* '\n*Next:* '\n*Blockers:* '"),
            ),
            unchanged=(),
        ),
        project=thing(name="Identity"),
        names={"U00KG0FHZ06": "Ana"},
        closed=True,
        day=date(2026, 3, 10),
        today=date(2026, 3, 10),
    ),
    view(
        "checkins/update",
        today=date(2026, 3, 10),
        project=thing(name="Identity"),
        metadata="D01B710X20Q PRJ-1 2026-03-10",
    ),
)

# A prompt shows its milestones in pages of seven.
for scene in SCENES:
    if scene.template == "checkins/prompt":
        shown = scene.facts["shown"]
        vars(shown).update(page_lines=shown.lines[:7], page=1, pages=-(-len(shown.lines) // 7))
