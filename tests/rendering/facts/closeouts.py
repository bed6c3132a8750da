"""Facts for the templates of closeouts/ in the corpus."""

from datetime import UTC, date, datetime
from typing import Any

from rules.benefits.profile import Benefit, BenefitState
from rules.benefits.worth import Worth
from rules.closeouts.lateness import LatenessCause
from rules.closeouts.scorecards import BudgetTotal, HandoverRecord, ProjectScorecard
from rules.goals.scores import Goal, KeyResult
from rules.plan import Milestone, Program, Project
from tests.rendering.scenes import message, thing, view, word

TODAY = date(2026, 3, 24)
AT = datetime(2026, 3, 24, 10, 0, tzinfo=UTC)
PAYMENTS = Project("PRJ-2", "Payments", "PRG-1", closed=TODAY)
IDENTITY = Project("PRJ-1", "Identity", "PRG-1")
ATLAS = Program("PRG-1", "Atlas", date(2026, 1, 5))
SCORE = ProjectScorecard(
    baseline=date(2026, 3, 20),
    committed=date(2026, 3, 23),
    finish=TODAY,
    late_baseline=2,
    late_committed=1,
    done=12,
    cancelled=1,
    reopened=1,
    carried=2,
    handovers=HandoverRecord(3, 1, 2, 0),
    budget=(BudgetTotal("EUR", 90_000.0, 99_000.0, 97_000.0, 98_500.0), BudgetTotal("USD", 5_000.0, None)),
    enabled=("BEN-1",),
    causes=(
        LatenessCause("hand-over", "M-1", 4.0),
        LatenessCause("slip", "M-2", -1.5, 0.1),
        LatenessCause("change", "CR-2", 1.0),
        LatenessCause("merge", "", -1.5),
    ),
)
OPEN_SCORE = ProjectScorecard(open=2)


def _work(**facts: Any) -> Any:
    given = {"milestones": (), "blockers": (), "entries": (), "sponsors": (), "names": {}, "is_empty": True} | facts
    return thing(project=PAYMENTS, **given)


FULL = _work(
    milestones=(Milestone("M-2", "PRJ-2", "Checkout", committed=TODAY), Milestone("M-5", "PRJ-2")),
    blockers=(thing(id="B-1", milestone="M-2", text="no keys"),),
    entries=(thing(id="R-1", kind=word("risk"), text="the key is lost"),),
    sponsors=("U03",),
    names={"U03": "Cleo"},
    is_empty=False,
)
EMPTY = _work()


def _closeout(**facts: Any) -> Any:
    given = {"accepted": None, "accepted_by": None, "comment": "", "scorecard": SCORE} | facts
    return thing(day=TODAY, closed_by="U02", closed_at=AT, project="PRJ-2", **given)


MISSING = _closeout(accepted=False, accepted_by="U03", comment="the handbook is missing")
ACCEPTED = _closeout(accepted=True, accepted_by="U03")
TICKETS = Benefit("BEN-1", "PRG-1", "Fewer tickets", unit="tickets", target=300.0, state=BenefitState.PLANNED)
SAVED = Benefit("BEN-2", "PRG-1", "Saved cost", unit="EUR", target=350_000.0)
LESSON = thing(project="PRJ-2", user="U02", text="test the keys earlier")


def _scorecard(score: ProjectScorecard, closeout: Any, **facts: Any) -> Any:
    given = {
        "labels": {"M-1": "Auth API (M-1)", "M-2": "Checkout (M-2)", "CR-2": "CR-2"},
        "enabled": (TICKETS,),
    } | facts
    return thing(
        project=PAYMENTS, score=score, closeout=closeout, names={"U02": "Bo", "U03": "Cleo"}, sees_money=True, **given
    )


CLOSED = thing(open=FULL, target=IDENTITY, score=SCORE)
ENDED = thing(open=_work(milestones=FULL.milestones, is_empty=False), target=None, score=OPEN_SCORE)
DONE = thing(open=EMPTY, target=None, score=SCORE)
LESSONS = thing(items=(LESSON,), number=1, count=2, left=9, size=10, total=19)
NO_LESSONS = thing(items=())
SCENES = (
    message("closeouts/open_work", work=FULL, today=TODAY),
    message("closeouts/open_work", work=EMPTY, today=TODAY),
    view("closeouts/close_form", work=FULL, metadata="C1 PRJ-2", today=TODAY),
    view("closeouts/close_form", work=EMPTY, metadata="C1 PRJ-2", today=TODAY),
    message("closeouts/closed", closed=CLOSED, today=TODAY),
    message("closeouts/closed", closed=ENDED, today=TODAY),
    message("closeouts/notice", closed=DONE, by="Bo", today=TODAY),
    message("closeouts/accept_ask", closed=DONE, by="Bo", today=TODAY),
    view("closeouts/not_yet_form", metadata="C1 PRJ-2"),
    message("closeouts/accepted", closeout=ACCEPTED, project=PAYMENTS),
    message("closeouts/accepted", closeout=MISSING, project=PAYMENTS),
    message("closeouts/accepted_news", closeout=ACCEPTED, project=PAYMENTS, by="Cleo"),
    message("closeouts/accepted_news", closeout=MISSING, project=PAYMENTS, by="Cleo"),
    message("closeouts/scorecard", shown=_scorecard(SCORE, ACCEPTED), today=TODAY),
    message("closeouts/picture", title="Payments: where the days went", sent=True),
    message("closeouts/picture", title="Payments: where the days went", sent=False),
    message("closeouts/scorecard", shown=_scorecard(SCORE, MISSING), today=TODAY),
    message("closeouts/scorecard", shown=_scorecard(OPEN_SCORE, None, enabled=()), today=TODAY),
    message(
        "closeouts/program_scorecard",
        shown=thing(
            program=ATLAS,
            goals=(
                Goal("G-1", "PRG-1", "Happier customers", results=(KeyResult(1, "NPS", 10, 40, actual=25),)),
                Goal("G-2", "PRG-1", "New market"),
            ),
            results=(
                thing(benefit=TICKETS, actual=325.0, share=0.75, is_money=False),
                thing(benefit=SAVED, actual=310_000.0, share=0.885714, is_money=True),
                thing(benefit=TICKETS, actual=None, share=None, is_money=False),
            ),
            value={"EUR": (310_000.0, 350_000.0)},
            worth=(Worth("EUR", 1_250_000.0, 1.4, 0.08), Worth("USD", -5_000.0, None, 0.08)),
            projects=((IDENTITY, None), (PAYMENTS, ACCEPTED)),
            sees_money=True,
        ),
        today=TODAY,
    ),
    message(
        "closeouts/program_scorecard",
        shown=thing(
            program=ATLAS, goals=(), results=(), value={}, worth=(), projects=((IDENTITY, None),), sees_money=False
        ),
        today=TODAY,
    ),
    message("closeouts/lesson_ask", project=PAYMENTS),
    view("closeouts/lesson_form", metadata="C1 PRJ-2"),
    message("closeouts/lesson_saved", project=PAYMENTS, lesson=LESSON),
    message(
        "closeouts/lessons",
        listed=thing(
            projects={"PRJ-2": PAYMENTS},
            page=LESSONS,
            asked=3,
            names={"U02": "Bo"},
        ),
        subject="PRJ-2",
        again="lessons PRJ-2",
        today=TODAY,
    ),
    message(
        "closeouts/lessons",
        listed=thing(projects={}, page=NO_LESSONS, asked=2, names={}),
        subject="",
        again="",
        today=TODAY,
    ),
    message(
        "closeouts/lessons",
        listed=thing(projects={}, page=NO_LESSONS, asked=0, names={}),
        subject="",
        again="",
        today=TODAY,
    ),
)
