"""Facts for the templates of checkins/ in the corpus."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.checkins.prompt_view import PromptView, PulsePrompt, Reminder
from handlers.checkins.typed_answers import OpenQuestion
from rules.checkins.summary import AnswerKind, AnswerLine
from rules.nudges import Nudge, NudgeKind
from rules.plan import Milestone, Project
from tests.rendering.scenes import message, thing, view

TUESDAY = date(2026, 3, 10)
UPCOMING = datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
AUTH = Milestone("M-1", "PRJ-1", "Auth API", forecast=date(2026, 3, 13), computed=date(2026, 3, 13))
LATE = Milestone("M-2", "PRJ-1", "Checkout", forecast=date(2026, 3, 6))
PUSHED = Milestone("M-3", "PRJ-1", "Wallet", forecast=date(2026, 3, 20), computed=date(2026, 4, 2), pushed_by="M-1")
DONE = Milestone("M-4", "PRJ-1", "Schema", forecast=date(2026, 3, 13), actual=date(2026, 3, 10))
IDENTITY = Project("PRJ-1", "Identity")
REASONS = {"M-3": "you said Fri 20 Mar; Auth API (M-1) pushes it"}
SILENT = tuple(AnswerLine(item, AnswerKind.SILENT) for item in (AUTH, LATE, PUSHED))
ANSWERED = (
    AnswerLine(AUTH, AnswerKind.MOVED, text="the vendor is late"),
    AnswerLine(DONE, AnswerKind.DONE),
    AnswerLine(LATE, AnswerKind.BLOCKED, text="no keys"),
    AnswerLine(replace(AUTH, id="M-5", percent=40), AnswerKind.PROGRESS),
    AnswerLine(replace(AUTH, id="M-6"), AnswerKind.UNCHANGED),
)
UNCHANGED = tuple(replace(line, said=AnswerKind.UNCHANGED) for line in SILENT)
ASKS = (
    Nudge(NudgeKind.CHECK, "U1", "A-1", "A-1@2026-03-10", 0, "the store review takes a week", sentence="assumption"),
    Nudge(NudgeKind.CHECK, "U1", "R-1", "R-1@2026-03-10", 0, "the vendor may leave", sentence="risk"),
    Nudge(NudgeKind.REQUEST, "U1", "D-7", "D-7@1", 0, "Accounts API v2", date(2026, 3, 30), "Kenji"),
    Nudge(NudgeKind.REQUEST, "U1", "D-8", "D-8@1", 0, "Accounts API v3"),
    Nudge(NudgeKind.AMBER, "U1", "D-9", "D-9#1", 0, sentence="Auth API (M-1) has 2 days of slack", milestone="M-1"),
    Nudge(NudgeKind.UNBLOCK, "U00HDUZ8H07", "B-1", "B-1@x", 1, "Checkout", date(2026, 3, 11), "no test cards", "M-2"),
    Nudge(NudgeKind.EXPLAIN, "U00HDUZ8H07", "PRJ-2", "PRJ-2@x", 1, "Payments", date(2026, 3, 17), "green red"),
    Nudge(NudgeKind.READING, "U1", "BEN-1", "BEN-1@x", 1, "Churn falls", date(2026, 3, 10), "Churn, from CRM"),
)
REMINDERS = tuple(Reminder(ask, ask.kind is not NudgeKind.AMBER) for ask in ASKS)
OPEN_PROMPT = PromptView(
    TUESDAY,
    SILENT,
    ((IDENTITY, False), (replace(IDENTITY, id="PRJ-2", name="Payments"), True)),
    (("What outside your control could stop you?", False), ("Staffed?", True)),
    0,
    (date(2026, 3, 5),),
    PulsePrompt(IDENTITY, "2026-W11"),
    REMINDERS,
    REASONS,
    {"M-1": date(2026, 3, 12)},
)
PROMPTS = (
    *((OPEN_PROMPT, UPCOMING, mark) for mark in ("", "preview", "test", "change")),
    (replace(OPEN_PROMPT, lines=SILENT[:1], reminders=(), pulse=None, is_checkin=False), None, ""),
    (replace(OPEN_PROMPT, lines=(SILENT[1], *ANSWERED), reasons={}), UPCOMING, ""),
    (replace(OPEN_PROMPT, lines=UNCHANGED), UPCOMING, ""),
    (replace(OPEN_PROMPT, lines=(AnswerLine(Milestone("M-9", "PRJ-1", "Undated"), AnswerKind.SILENT),)), None, ""),
    *((PromptView(TUESDAY, (), ((IDENTITY, False),), (), nudge), UPCOMING, "") for nudge in (1, 2)),
    *(
        (replace(OPEN_PROMPT, lines=(), pulse=pulse), UPCOMING, mark)
        for pulse in (
            PulsePrompt(IDENTITY, "2026-W11", answer=4),
            PulsePrompt(IDENTITY, "2026-W11", answer=0),
            PulsePrompt(IDENTITY, "2026-W10", sealed=True),
        )
        for mark in ("", "change")
    ),
    *(
        (PromptView(TUESDAY, lines, ((IDENTITY, True),), (), reasons=REASONS), UPCOMING, mark)
        for lines in (ANSWERED, UNCHANGED)
        for mark in ("", "change")
    ),
    (
        PromptView(TUESDAY, (), (), (), reminders=tuple(Reminder(ask, False) for ask in ASKS), is_checkin=False),
        None,
        "change",
    ),
    (
        PromptView(TUESDAY, tuple(replace(SILENT[0], milestone=replace(AUTH, id=f"M-{n}")) for n in range(17)), (), ()),
        UPCOMING,
        "preview",
    ),
)

SCENES = (
    *(
        message("checkins/answered", shown=PromptView(TUESDAY, lines, (), (), reasons=REASONS), today=TUESDAY)
        for lines in ((), UNCHANGED, UNCHANGED * 8)
    ),
    message("checkins/declined", milestone="Auth API (M-1)"),
    message("checkins/proposal_answered", accepted=True, name="New milestone Load test in Identity (PRJ-1)"),
    message("checkins/proposal_answered", accepted=False, name="New milestone Load test in Identity (PRJ-1)"),
    message(
        "checkins/entry_kept",
        question=thing(id="A-1", name="the store review takes a week"),
        again=date(2026, 4, 7),
        today=TUESDAY,
    ),
    *(message("checkins/nothing_open", day=day) for day in (None, TUESDAY)),
    *(
        message("checkins/say_more", question=question, on="2026-03-10", blocked=blocked)
        for question, blocked in (
            (OpenQuestion("M-1", "Auth API"), False),
            (OpenQuestion("M-1", "Auth API"), True),
            (OpenQuestion("A-1", "the store review takes a week"), False),
        )
    ),
    *(
        message(
            "checkins/which",
            questions=(
                OpenQuestion("M-1", "Auth API"),
                OpenQuestion("D-2", "Portal"),
                OpenQuestion("proposal-7", "Wallet (M-3)"),
            ),
            total=total,
            text=text,
            all_same=text == "on track",
            day=TUESDAY,
        )
        for total, text in ((3, "done"), (12, "on track"))
    ),
    *(
        message(
            "checkins/which_day",
            question=OpenQuestion("M-1", "Auth API"),
            why=why,
            texts={day: f"-> {day}" for day in days},
            today=TUESDAY,
        )
        for why, days in (("", (date(2026, 4, 3), date(2027, 3, 4))), ("14 March 2026 is a Saturday.", ()))
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
    *(
        message(
            "checkins/prompt",
            shown=shown,
            upcoming=upcoming,
            zone="Asia/Tokyo",
            mark=mark,
            today=shown.day,
        )
        for shown, upcoming, mark in PROMPTS
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
            silent=(thing(milestone=thing(id="M-3", name="Docs")),),
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
            silent=(),
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
            silent=(),
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
            silent=(),
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
            silent=(),
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
            silent=(),
            answered=("U00KG0FHZ06",),
            asked=1,
            away=(),
            lines=(),
            missing=(),
            notes=(),
            unchanged=(
                thing(
                    milestone=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API")
                ),
                thing(
                    milestone=thing(expected=date(2026, 3, 13), own_date=date(2026, 3, 13), id="M-1", name="Auth API")
                ),
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
            silent=(),
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
            silent=(),
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
            silent=(),
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
