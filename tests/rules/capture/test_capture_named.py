"""A milestone called by its name: what is said of it is worth asking about, in whatever plain words it is said."""

from datetime import date

import pytest

from rules.capture import Interpretation, index_milestones, interpret_message

TODAY = date(2026, 3, 11)
KNOWN = index_milestones([("M-1", "Auth API", ()), ("M-2", "Portal beta", ())])


def hear(wire: str) -> Interpretation:
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
def test_a_named_milestone_that_is_held_up_is_asked_about(wire: str) -> None:
    heard = hear(wire)
    assert heard.proposal
    assert heard.blockers
    assert not heard.explicit


@pytest.mark.parametrize(
    "wire",
    [
        "we pushed Auth API to 3 April, legal needs more time",
        "new ETA for Auth API: 3 April",
        "Auth API now expected on 3 April instead of 20 March",
        "Auth API will be ready by 3 April",
    ],
)
def test_a_day_given_to_a_named_milestone_is_asked_about(wire: str) -> None:
    heard = hear(wire)
    assert heard.proposal
    assert [(one.milestone, one.parsed_date.day) for one in heard.dates][:1] == [("M-1", date(2026, 4, 3))]


@pytest.mark.parametrize(
    "wire",
    ["Auth API shipped yesterday!", "we shipped Auth API", "Finished the Auth API.", "Auth API has finally landed"],
)
def test_a_named_milestone_that_was_finished_is_asked_about(wire: str) -> None:
    assert hear(wire).completed == ("M-1",)


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
def test_a_name_in_talk_that_reports_nothing_bothers_nobody(wire: str) -> None:
    assert not hear(wire).proposal


@pytest.mark.parametrize(
    "wire", ["the meeting moved to Thursday", "beta blockers are a medication", "our call slipped to Monday"]
)
def test_what_sounds_like_work_and_is_none_bothers_nobody(wire: str) -> None:
    assert not hear(wire).proposal


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
def test_a_status_is_read_from_lights_and_from_plain_words(wire: str, status: str | None) -> None:
    assert hear(wire).status == status


@pytest.mark.parametrize(
    "wire",
    [
        "Blocker → infra: need prod DB access. ETA unknown.",
        "BLOCKED 🚫 on data retention policy (Legal)",
        "[BLOCKED] Firmware signing — HSM not delivered",
        "🔴 Billing - blocked on finance sign-off",
    ],
)
def test_blockers_in_one_line_are_heard(wire: str) -> None:
    assert len(hear(wire).blockers) == 1


def test_a_blocker_with_words_in_brackets_may_be_resolved() -> None:
    assert hear("The blocker from last week (missing test data) has been resolved.").resolved_blockers
    assert not hear("The blocker from last week has not been resolved.").resolved_blockers


@pytest.mark.parametrize(
    "wire", ["Could use another pair of hands on the docs.", "Looking for a volunteer to run the game day"]
)
def test_help_is_wanted_without_saying_who_wants_it(wire: str) -> None:
    assert hear(wire).help_wanted


TABLE = """| Workstream | Status | ETA | Blockers |
|---|:--:|---|---|
| API | green | 3 Apr | none |
| Mobile | red | 17 Apr | App Store review stuck |"""


def test_each_cell_of_a_table_belongs_to_the_label_above_it() -> None:
    heard = hear(TABLE)
    assert heard.update is not None
    assert [one.text for one in heard.blockers] == ["App Store review stuck"]
    assert [one.parsed_date.day for one in heard.dates] == [date(2026, 4, 3), date(2026, 4, 17)]


def test_a_table_of_two_columns_is_a_list_of_labels_and_their_parts() -> None:
    heard = hear("| | |\n|--|--|\n| Done | the parser |\n| Blockers | no test data |\n| Help wanted | null |")
    assert heard.update is not None
    assert [one.text for one in heard.update.done] == ["the parser"]
    assert [one.text for one in heard.blockers] == ["no test data"]
    assert not heard.help_wanted


@pytest.mark.parametrize(
    "wire", ["blockers: 0 :)", "*Blockers*: ~waiting for legal~ resolved!", "Blockers: all cleared"]
)
def test_blockers_that_are_over_or_none_are_none(wire: str) -> None:
    assert not hear(wire).blockers


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
def test_idle_waiting_bothers_nobody(wire: str) -> None:
    assert not hear(wire).proposal


@pytest.mark.parametrize(
    "wire",
    ["We expect a two-week delay due to the audit.", "Slip: 1 week (legal)", "We will miss the 31 March deadline."],
)
def test_a_delay_is_a_slip_in_whatever_words(wire: str) -> None:
    assert hear(wire).slip


def test_a_status_with_a_date_is_an_update() -> None:
    heard = interpret_message("Status: delayed by 2 weeks, new date 3/27", today=TODAY, locale="en_US")
    assert heard.update is not None
    assert heard.proposal
