"""Days of a plan, told from headings of periods and meetings, past releases, past events and bare periods."""

from datetime import date

import pytest

from rules.capture import index_milestones, interpret_message

TODAY = date(2026, 3, 4)


def days_in(wire: str) -> list[str]:
    return [str(mentioned.parsed_date.day) for mentioned in interpret_message(wire, today=TODAY).dates]


@pytest.mark.parametrize(
    "wire",
    [
        "*Week of 9 March*\nDone: the importer",
        "Sprint 12: 3–14 March\nDone: search",
        "Status report 2–13 March\nStatus: on track",
        "Meeting notes, Thu 12 March\nDone: search",
        "v1.2 (released 4 Feb)\nDone: search",
        "v1.9 came out on 2 March",
        "On Wednesday several members gave talks",
        "See you all next year!",
        "We'd like to continue this as a goal for 2026H2",
    ],
)
def test_heading_past_event_or_bare_period_is_no_plan(wire: str) -> None:
    assert days_in(wire) == []


@pytest.mark.parametrize(
    ("wire", "day"),
    [
        ("*Week of 9 March*\nNext: beta on 20 March", "2026-03-20"),
        ("v1.2 (released 4 Feb)\nNext: v1.3 expected 2 April", "2026-04-02"),
        ("Sprint ends 20 March", "2026-03-20"),
        ("Report is due Fri 13 March", "2026-03-13"),
        ("We will meet the vendor on Friday", "2026-03-06"),
        ("Launch is planned for Q3", "2026-09-30"),
        ("Released on 2026-02-17.", "2026-02-17"),
    ],
)
def test_day_of_a_plan_is_kept(wire: str, day: str) -> None:
    assert days_in(wire) == [day]


def test_day_beside_a_milestone_is_always_kept() -> None:
    index = index_milestones([("M-1", "Weekly report", ())])
    heard = interpret_message("Weekly report: 12 March", today=TODAY, milestone_index=index)
    assert [(mentioned.milestone, str(mentioned.parsed_date.day)) for mentioned in heard.dates] == [
        ("M-1", "2026-03-12")
    ]
