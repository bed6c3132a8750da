"""Tables with a status a row, drawn or pasted: each row that names a milestone is read for that milestone."""

from datetime import date

import pytest

from rules.capture import index_milestones, interpret_message
from rules.capture.values import Interpretation

INDEX = index_milestones([("M-1", "Beta", ()), ("M-2", "Schema migration", ()), ("M-3", "Launch site", ())])
DRAWN = (
    "| Milestone | Status | ETA | % | Blockers |\n| --- | :---: | --- | --- | --- |\n"
    "| M-1 | done | | 100% | none |\n"
    "| Schema migration | at risk | 14 Mar 2027 | 60% | vendor keys |\n"
    "| Launch site | blocked | 1 Apr 2027 | | legal |"
)
WITH_BARS = "Milestone | Status | %\nM-1 | done | 100%\nSchema migration | at risk | 60%\nLaunch site | blocked | 20%"
WITH_TABS = "Milestone\tStatus\tETA\nBeta\tdone\t\nSchema migration\tat risk\t14 Mar 2027"


def read(wire: str) -> Interpretation:
    return interpret_message(wire, today=date(2026, 11, 30), milestone_index=INDEX)


def test_drawn_table_is_read_row_by_row() -> None:
    heard = read(DRAWN)
    assert heard.proposal
    assert heard.status is None
    assert heard.completed == ("M-1",)
    assert [blocker.text for blocker in heard.blockers] == ["vendor keys", "legal"]
    assert [(day.milestone, day.span.text) for day in heard.dates] == [("M-2", "14 Mar 2027"), ("M-3", "1 Apr 2027")]
    assert heard.update is not None
    assert heard.update.percent == (("M-1", 100), ("M-2", 60))
    assert [(row.milestone, row.status) for row in heard.rows] == [
        ("M-1", "done"),
        ("M-2", "at_risk"),
        ("M-3", "off_track"),
    ]


@pytest.mark.parametrize("wire", [WITH_BARS, WITH_TABS])
def test_pasted_table_is_read_row_by_row(wire: str) -> None:
    heard = read(wire)
    assert heard.proposal
    assert heard.status is None
    assert heard.completed == ("M-1",)
    assert [row.milestone for row in heard.rows][:2] == ["M-1", "M-2"]


def test_row_that_only_says_blocked_is_a_blocker() -> None:
    assert [blocker.text for blocker in read(WITH_BARS).blockers] == ["blocked"]


@pytest.mark.parametrize("wire", ["ls | grep done | wc -l\ncat x | sort", "red | green | blue\none | two | three"])
def test_bars_without_labels_are_no_table(wire: str) -> None:
    heard = read(wire)
    assert heard.rows == ()
    assert not heard.proposal


def test_single_status_stays_that_of_the_whole() -> None:
    assert read("| Status | red |\n| Blockers | legal |").status == "off_track"
