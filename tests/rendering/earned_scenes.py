"""Scenes of earned value, for the corpus of budgets."""

from dataclasses import replace
from datetime import date, time

from handlers.budgets.earned_contrast import LateStatus
from handlers.budgets.earned_flows import SavedWorth
from handlers.budgets.earned_queries import EarnedView, ProjectLine
from rules.earned_value.credit import parse_credit
from rules.earned_value.figures import money_figures, time_figures
from rules.earned_value.performance import WorkItem, measure
from tests.rendering.scenes import message

TODAY = date(2026, 3, 24)
PERCENT = parse_credit("percent")
ITEMS = (
    WorkItem("M-1", 40_000.0, PERCENT, 101, 120, 100, 122),
    WorkItem("M-2", 60_000.0, PERCENT, 121, 150, 40),
    WorkItem("M-3", 20_000.0, parse_credit("effort"), 101, 150),
)
IN_MONEY = measure(ITEMS, day=140, spent=80_000.0)
EXHAUSTED = measure(ITEMS, day=140, spent=130_000.0)
IN_DAYS = measure(ITEMS, day=110, spent=None)
UNSPENT = measure(ITEMS, day=110, spent=0.0)
COMPLETE = measure([replace(item, done=115) for item in ITEMS[:2]], day=140, spent=90_000.0)
VIEW = EarnedView(
    subject="PRJ-1",
    name="Identity",
    program="PRG-1",
    day=TODAY,
    past=False,
    currency="EUR",
    sees_money=True,
    has_budget=True,
    performance=IN_MONEY,
    finish=date(2026, 5, 12),
    figures=money_figures(IN_MONEY, currency="EUR", milestones=3),
    credit="percent",
    closed=None,
    unpriced=1,
    undated=2,
    unconverted=(),
    left_over=5_000.0,
    lines=(),
    cancelled=0,
)
DAYS = replace(
    VIEW, performance=IN_DAYS, figures=time_figures(IN_DAYS), sees_money=False, unpriced=0, undated=0, left_over=0.0
)
LINES = (
    ProjectLine("PRJ-2", "Payments", 0.2, -6.5, 0.9, None, date(2026, 6, 1), None),
    ProjectLine("PRJ-1", "Identity", 0.5, 0.0, None, 0.97, date(2026, 5, 12), TODAY),
    ProjectLine("PRJ-3", "News", 0.0, None, None, None, None, None),
)
EXHAUSTED_VIEW = replace(
    VIEW,
    performance=EXHAUSTED,
    figures=money_figures(EXHAUSTED, currency="EUR", milestones=3),
    unpriced=0,
    undated=0,
    left_over=0.0,
    past=True,
)

SCENES = (
    message("budgets/earned", view=VIEW, at=None, today=TODAY),
    message("budgets/earned", view=replace(VIEW, late=LateStatus("red", 9)), at=None, today=TODAY),
    message("budgets/earned", view=DAYS, at=None, today=TODAY),
    message("budgets/earned", view=EXHAUSTED_VIEW, at=time(10, 30), today=TODAY),
    message(
        "budgets/earned",
        view=replace(VIEW, performance=UNSPENT, figures=money_figures(UNSPENT, currency="EUR", milestones=3)),
        at=None,
        today=TODAY,
    ),
    message("budgets/earned", view=replace(DAYS, sees_money=True, has_budget=False), at=None, today=TODAY),
    message("budgets/earned", view=replace(DAYS, sees_money=True, unconverted=("GBP", "USD")), at=None, today=TODAY),
    message(
        "budgets/earned",
        view=replace(VIEW, performance=COMPLETE, figures=time_figures(COMPLETE), closed=TODAY),
        at=None,
        today=TODAY,
    ),
    message(
        "budgets/earned",
        view=replace(VIEW, subject="PRG-1", name="Atlas", lines=LINES, cancelled=1),
        at=None,
        today=TODAY,
    ),
    message("budgets/earned_because", view=VIEW, today=TODAY),
    message("budgets/earned_picture", title="Identity (PRJ-1)", sent=True),
    message("budgets/earned_picture", title="Identity (PRJ-1)", sent=False),
    message("budgets/earned_saved", saved=SavedWorth("M-1", "Auth API (M-1)", "PRJ-1", cost="12,000 EUR"), today=TODAY),
    message("budgets/earned_saved", saved=SavedWorth("M-1", "Auth API (M-1)", "PRJ-1", cost=""), today=TODAY),
    message(
        "budgets/earned_saved", saved=SavedWorth("PRJ-1", "Identity (PRJ-1)", "PRJ-1", credit="50/50"), today=TODAY
    ),
    message("budgets/earned_saved", saved=SavedWorth("PRJ-1", "Identity (PRJ-1)", "PRJ-1", credit=""), today=TODAY),
)
