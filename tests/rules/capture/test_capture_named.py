"""Milestones mentioned by name: plain-word reports about them are proposed for confirmation."""

from datetime import date

import pytest

from rules.capture import Interpretation, index_milestones, interpret_message

TODAY = date(2026, 3, 11)
KNOWN = index_milestones([("M-1", "Auth API", ()), ("M-2", "Portal beta", ())])


def interpret(wire: str) -> Interpretation:
    return interpret_message(wire, today=TODAY, milestone_index=KNOWN)


@pytest.mark.parametrize(
    "wire",
    [
        "Auth API is blocked by the lawyers",
        "Auth API: waiting for Jo to come back",
        "Auth API can't ship until the keys are rotated",
        "Auth API is stuck",
    ],
)
def test_blocked_named_milestone_is_proposed(wire: str) -> None:
    interpretation = interpret(wire)
    assert interpretation.proposal
    assert interpretation.blockers
    assert not interpretation.explicit


@pytest.mark.parametrize(
    "wire",
    [
        "we pushed Auth API to 3 April, legal needs more time",
        "new ETA for Auth API: 3 April",
        "Auth API now expected on 3 April instead of 20 March",
        "Auth API will be ready by 3 April",
    ],
)
def test_new_date_of_a_named_milestone_is_proposed(wire: str) -> None:
    interpretation = interpret(wire)
    assert interpretation.proposal
    assert [(mention.milestone, mention.parsed_date.day) for mention in interpretation.dates][:1] == [
        ("M-1", date(2026, 4, 3))
    ]


@pytest.mark.parametrize(
    "wire",
    ["Auth API shipped yesterday!", "we shipped Auth API", "Finished the Auth API.", "Auth API has finally landed"],
)
def test_finished_named_milestone_is_proposed(wire: str) -> None:
    assert interpret(wire).completed == ("M-1",)


@pytest.mark.parametrize(
    "wire",
    [
        "Auth API isn't blocked by the lawyers",
        "if Auth API is blocked by the lawyers we should escalate",
        "was Auth API blocked by the lawyers?",
        "Auth API was blocked last month",
        "the Auth API docs describe how a thread is blocked on a mutex",
        "is Auth API expected on 3 April?",
        "if we push Auth API to 3 April nobody will notice",
        "Auth API is not expected on 3 April",
        "I will review the Auth API docs by Friday",
        "Auth API talk on Thursday at 3pm, come by!",
        "someone should look at Auth API before 3 April",
        "did we ship Auth API?",
        "we haven't shipped Auth API",
        "Auth API is almost done",
        "Auth API is done when the tests pass",
        "once Auth API is done we can start",
    ],
)
def test_mention_without_a_report_is_not_proposed(wire: str) -> None:
    assert not interpret(wire).proposal


@pytest.mark.parametrize(
    "wire", ["the meeting moved to Thursday", "beta blockers are a medication", "our call slipped to Monday"]
)
def test_unrelated_talk_is_not_proposed(wire: str) -> None:
    assert not interpret(wire).proposal


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        ("*Status:* :large_green_circle:\n*Next:* load test", "on_track"),
        ("*Status:* 🟡\n*Blockers:* none", "at_risk"),
        ("Green across the board. Launch stays 1 June.", "on_track"),
        ("TL;DR: we are two weeks behind schedule.", "off_track"),
        ("We are not behind schedule.", None),
    ],
)
def test_status_is_read_from_lights_and_words(wire: str, status: str | None) -> None:
    assert interpret(wire).status == status


@pytest.mark.parametrize(
    "wire",
    [
        "Blocker → infra: need prod DB access. ETA unknown.",
        "BLOCKED 🚫 on data retention policy (Legal)",
        "[BLOCKED] Firmware signing — HSM not delivered",
        "🔴 Billing - blocked on finance sign-off",
    ],
)
def test_one_line_blockers_are_read(wire: str) -> None:
    assert len(interpret(wire).blockers) == 1


def test_blocker_with_brackets_can_be_resolved() -> None:
    assert interpret("The blocker from last week (missing test data) has been resolved.").resolved_blockers
    assert not interpret("The blocker from last week has not been resolved.").resolved_blockers


@pytest.mark.parametrize(
    "wire", ["Could use another pair of hands on the docs.", "Looking for a volunteer to run the game day"]
)
def test_help_wanted_needs_no_subject(wire: str) -> None:
    assert interpret(wire).help_wanted


TABLE = """| Workstream | Status | ETA | Blockers |
|---|:--:|---|---|
| API | green | 3 Apr | none |
| Mobile | red | 17 Apr | App Store review stuck |"""


def test_table_cells_belong_to_their_column_label() -> None:
    interpretation = interpret(TABLE)
    assert interpretation.update is not None
    assert [item.text for item in interpretation.blockers] == ["App Store review stuck"]
    assert [item.parsed_date.day for item in interpretation.dates] == [date(2026, 4, 3), date(2026, 4, 17)]


def test_two_column_table_is_a_list_of_labels() -> None:
    interpretation = interpret(
        "| | |\n|--|--|\n| Done | the parser |\n| Blockers | no test data |\n| Help wanted | null |"
    )
    assert interpretation.update is not None
    assert [item.text for item in interpretation.update.done] == ["the parser"]
    assert [item.text for item in interpretation.blockers] == ["no test data"]
    assert not interpretation.help_wanted


@pytest.mark.parametrize(
    "wire", ["blockers: 0 :)", "*Blockers*: ~waiting for legal~ resolved!", "Blockers: all cleared"]
)
def test_resolved_or_empty_blockers_are_not_reported(wire: str) -> None:
    assert not interpret(wire).blockers


@pytest.mark.parametrize(
    "wire",
    [
        "waiting for the build...",
        "waiting on CI",
        "we're waiting for you in room 3",
        "ok waiting",
        "beta, waiting for you",
    ],
)
def test_idle_waiting_is_not_proposed(wire: str) -> None:
    assert not interpret(wire).proposal


@pytest.mark.parametrize(
    "wire",
    ["We expect a two-week delay due to the audit.", "Slip: 1 week (legal)", "We will miss the 31 March deadline."],
)
def test_delay_in_any_words_is_a_slip(wire: str) -> None:
    assert interpret(wire).slip


def test_status_with_a_date_is_an_update() -> None:
    interpretation = interpret_message("Status: delayed by 2 weeks, new date 3/27", today=TODAY, locale="en_US")
    assert interpretation.update is not None
    assert interpretation.proposal
