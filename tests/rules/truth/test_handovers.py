"""Slack and colour of hand-overs (B-32)."""

from dataclasses import replace
from datetime import date

import pytest

from rules.plan import CalendarSpec, Dependency, HandoverState, LinkType, Milestone
from rules.time.calendars import Calendar
from rules.truth.colours import Colour, ComputedStatus
from rules.truth.handovers import status_of_handover

TODAY = date(2026, 3, 2)
CALENDAR = Calendar.of(CalendarSpec(holidays=frozenset({date(2026, 3, 9)})))
API = Milestone("M-17", "PRJ-1", "Auth API", "U1", forecast=date(2026, 3, 12))
APP = Milestone("M-42", "PRJ-2", "Login", "U2", forecast=date(2026, 3, 6))
HAND_OVER = Dependency("D-9", "M-17", "M-42")


def status_between(
    provider: Milestone = API, consumer: Milestone = APP, link: Dependency = HAND_OVER, today: date = TODAY
) -> ComputedStatus:
    status = status_of_handover(link, provider, consumer, CALENDAR, today=today)
    assert status is not None
    return status


def test_late_provider_is_red_by_its_working_days() -> None:
    assert (status_between().colour, status_between().days) == (Colour.RED, -3)


@pytest.mark.parametrize(
    ("day", "colour"),
    [(11, Colour.RED), (12, Colour.AMBER), (18, Colour.AMBER), (19, Colour.GREEN), (20, Colour.GREEN)],
)
def test_colour_changes_at_zero_slack_and_at_the_buffer(day: int, colour: Colour) -> None:
    assert status_between(consumer=replace(APP, forecast=date(2026, 3, day))).colour is colour


def test_lag_and_the_consumers_work_shorten_the_slack() -> None:
    consumer = replace(APP, forecast=date(2026, 3, 20), duration=2)
    assert status_between(consumer=consumer, link=replace(HAND_OVER, lag=3)).days == 6 - 2 - 3


@pytest.mark.parametrize(("kind", "days"), [(LinkType.FS, -5), (LinkType.SS, -1), (LinkType.FF, -3), (LinkType.SF, 1)])
def test_each_link_type_compares_its_own_events(kind: LinkType, days: int) -> None:
    status = status_between(replace(API, duration=4), replace(APP, duration=2), replace(HAND_OVER, type=kind))
    assert status.days == days


def test_missing_date_is_grey() -> None:
    assert status_between(consumer=replace(APP, forecast=None)).colour is Colour.GREY
    assert status_between(provider=replace(API, forecast=None)).colour is Colour.GREY


def test_need_by_date_replaces_a_missing_consumer_date() -> None:
    link = replace(HAND_OVER, need_by=date(2026, 3, 16))
    assert status_between(consumer=replace(APP, forecast=None), link=link).days == 2


def test_computed_date_of_the_provider_counts() -> None:
    assert status_between(provider=replace(API, forecast=date(2026, 2, 20), computed=date(2026, 3, 5))).days == 1


def test_need_by_date_goes_before_the_consumers_own_date() -> None:
    assert status_between(link=replace(HAND_OVER, need_by=date(2026, 3, 13))).days == 1


@pytest.mark.parametrize("state", [HandoverState.PROPOSED, HandoverState.REQUESTED, HandoverState.COUNTERED])
def test_late_request_is_amber_because_nobody_has_committed(state: HandoverState) -> None:
    assert status_between(link=replace(HAND_OVER, state=state)).colour is Colour.AMBER


def test_unanswered_request_turns_amber_after_five_days() -> None:
    asked = replace(HAND_OVER, state=HandoverState.REQUESTED, need_by=date(2026, 4, 30), state_on=date(2026, 2, 24))
    assert status_between(link=asked).colour is Colour.GREEN
    assert status_between(link=replace(asked, state_on=date(2026, 2, 23))).colour is Colour.AMBER


def test_low_confidence_is_amber_whatever_the_slack() -> None:
    link = replace(HAND_OVER, need_by=date(2026, 4, 30), confidence="low")
    assert status_between(link=link).colour is Colour.AMBER


def test_declined_hand_over_stays_amber() -> None:
    assert status_between(link=replace(HAND_OVER, state=HandoverState.DECLINED)).colour is Colour.AMBER


@pytest.mark.parametrize("state", [HandoverState.WAIVED, HandoverState.DELIVERED])
def test_settled_hand_overs_have_no_status(state: HandoverState) -> None:
    assert status_of_handover(replace(HAND_OVER, state=state), API, APP, CALENDAR, today=TODAY) is None


def test_hand_overs_with_a_done_end_have_no_status() -> None:
    done = date(2026, 3, 2)
    assert status_of_handover(HAND_OVER, replace(API, actual=done), APP, CALENDAR, today=TODAY) is None
    assert status_of_handover(HAND_OVER, API, replace(APP, actual=done), CALENDAR, today=TODAY) is None


def test_day_off_counts_as_the_working_day_before_it() -> None:
    friday, sunday, monday = date(2026, 3, 13), date(2026, 3, 15), date(2026, 3, 16)
    consumer = replace(APP, forecast=friday)
    on_sunday = status_between(replace(API, forecast=sunday), consumer)
    assert (on_sunday.colour, on_sunday.days) == (Colour.AMBER, 0)
    assert on_sunday.why == "no slack (Sun 15 Mar 2026 is a day off and counts as Fri 13 Mar 2026)"
    assert status_between(replace(API, forecast=friday), consumer).days == 0
    committed = replace(HAND_OVER, state=HandoverState.COMMITTED)
    on_monday = status_between(replace(API, forecast=monday), consumer, committed)
    assert (on_monday.colour, on_monday.days) == (Colour.RED, -1)
