"""Editions of a digest that hold a line of every kind, or none."""

from datetime import date

from rules.digests.clash_summary import ClashSummary
from rules.digests.editions import (
    ClosedSince,
    DecidedChange,
    DigestEdition,
    DigestIssue,
    MoneyLine,
    MovedMilestone,
    ProjectUpdate,
    RequestedAction,
    StatusGap,
    UnconfirmedCommitment,
    ValueLine,
)
from rules.goals.scores import Goal
from rules.plan import Milestone, Project
from rules.truth.colours import Colour, ComputedStatus

AUTH = Milestone("M-3", "PRJ-1", "Auth API")
IDENTITY = Project("PRJ-1", "Identity")
RED = ComputedStatus(Colour.RED, "Auth API (M-3): 10 days late")
CALM = DigestEdition("PRG-1", "Atlas", 11, "2026-W11", RED)
FULL = DigestEdition(
    "PRG-1",
    "Atlas",
    11,
    "2026-W11",
    RED,
    asks=(RequestedAction("B-1", "M-3", "no test keys", "Kenji"), RequestedAction("DEC-4", "", "Which region?", "Ana")),
    troubles=(DigestIssue("M-3", "red", "Auth API (M-3): 10 days late", label="Auth API"),),
    moved=(MovedMilestone(Milestone("M-18", "PRJ-1", "Wallet"), None, date(2026, 3, 9), 0, "", ""),),
    added=(Milestone("M-20", "PRJ-1", "Portal"),),
    overdue=(Milestone("M-4", "PRJ-1", "Refunds"),),
    soon=(Milestone("M-16", "PRJ-1", "Points"),),
    wins=(Milestone("M-7", "PRJ-1", "Brand"),),
    closed=(ClosedSince(IDENTITY, None, None),),
    goals=(Goal("G-1", "PRG-1", "Keep our customers"),),
    value=(ValueLine("BEN-1", "Churn falls", "%", 0.5, None, None, None, None, False),),
    clashes=ClashSummary(2),
    money=(MoneyLine("EUR", "amber", "104%"),),
    silent=(Project("PRJ-4", "Marketing"),),
    finish=date(2026, 3, 16),
    gaps=(StatusGap(IDENTITY, "green", "red", ""),),
    doubts=(UnconfirmedCommitment("D-3", AUTH, AUTH, None, "low"),),
    decided=(DecidedChange("CR-2", "Vendor is late", "approved", "Priya", 5),),
    updates=(ProjectUpdate(IDENTITY, "On our way.", "green", "Maya", ""),),
)
