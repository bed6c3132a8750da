"""Keys of the lines of an edition, which edits and answers refer to."""

from datetime import date

import pytest

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
from rules.digests.lines import DigestSection, LineKind, line_key, lines_of, section_key
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


def test_keys_name_kind_and_record_in_reading_order() -> None:
    assert [line.key for line in lines_of(FULL)] == [
        "ask:B-1", "ask:DEC-4", "trouble:M-3", "overdue:M-4", "moved:M-18", "decided:CR-2", "closed:PRJ-1", "done:M-7",
        "added:M-20", "update:PRJ-1", "silent:PRJ-4", "gap:PRJ-1", "outlook:PRG-1", "goal:G-1", "value:BEN-1",
        "money:PRG-1", "clash:PRG-1", "soon:M-16", "doubt:D-3",
    ]  # fmt: skip


def test_lines_are_named_without_ids() -> None:
    names = {line.key: line.name for line in lines_of(FULL)}
    assert names["trouble:M-3"] == "Auth API"
    assert names["ask:B-1"] == "no test keys"
    assert names["money:PRG-1"] == "Money"


def test_edition_without_news_has_no_lines() -> None:
    assert lines_of(CALM) == ()


def test_every_kind_belongs_to_a_section() -> None:
    sections = {line.section for line in lines_of(FULL)}
    assert sections == {*DigestSection}
    assert line_key(LineKind.MOVED, "M-18") == line_key("moved", "M-18") == "moved:M-18"
    assert section_key("updates") == "section:updates"


def test_unknown_kind_is_no_key() -> None:
    with pytest.raises(ValueError, match="rumour"):
        line_key("rumour", "M-1")
