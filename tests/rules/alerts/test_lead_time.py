"""Lead times of hand-overs (B-32)."""

from dataclasses import replace
from datetime import date

import pytest

from rules.alerts.lead_time import Colour, LeadTime, assess_lead_time
from rules.plan import CalendarSpec, Dependency, HandoverState, LinkType, Milestone
from rules.time.calendars import Calendar

TODAY = date(2026, 3, 2)
CALENDAR = Calendar.of(CalendarSpec(holidays=frozenset({date(2026, 3, 9)})))
API = Milestone("M-17", "PRJ-1", "Auth API", "U1", forecast=date(2026, 3, 12))
APP = Milestone("M-42", "PRJ-2", "Login", "U2", forecast=date(2026, 3, 6))
HAND_OVER = Dependency("D-9", "M-17", "M-42")


def lead_time_between(
    provider: Milestone = API, consumer: Milestone = APP, link: Dependency = HAND_OVER, today: date = TODAY
) -> LeadTime:
    lead = assess_lead_time(link, provider, consumer, CALENDAR, today=today)
    assert lead is not None
    return lead


def test_late_provider_is_red_by_its_working_days() -> None:
    assert lead_time_between() == LeadTime(Colour.RED, -3)


@pytest.mark.parametrize(
    ("day", "colour"),
    [(11, Colour.RED), (12, Colour.AMBER), (18, Colour.AMBER), (19, Colour.GREEN), (20, Colour.GREEN)],
)
def test_colour_changes_at_zero_lead_and_at_the_buffer(day: int, colour: Colour) -> None:
    assert lead_time_between(consumer=replace(APP, forecast=date(2026, 3, day))).colour is colour


def test_lag_and_the_consumers_work_shorten_the_lead() -> None:
    consumer = replace(APP, forecast=date(2026, 3, 20), duration=2)
    assert lead_time_between(consumer=consumer, link=replace(HAND_OVER, lag=3)).days == 6 - 2 - 3


@pytest.mark.parametrize(("kind", "days"), [(LinkType.FS, -5), (LinkType.SS, -1), (LinkType.FF, -3), (LinkType.SF, 1)])
def test_each_link_type_compares_its_own_events(kind: LinkType, days: int) -> None:
    lead = lead_time_between(replace(API, duration=4), replace(APP, duration=2), replace(HAND_OVER, type=kind))
    assert lead.days == days


def test_missing_date_is_grey() -> None:
    assert lead_time_between(consumer=replace(APP, forecast=None)) == LeadTime(Colour.GREY, None)
    assert lead_time_between(provider=replace(API, forecast=None)) == LeadTime(Colour.GREY, None)


def test_need_by_date_replaces_a_missing_consumer_date() -> None:
    link = replace(HAND_OVER, need_by=date(2026, 3, 16))
    assert lead_time_between(consumer=replace(APP, forecast=None), link=link).days == 2


def test_overdue_provider_is_ready_today_at_the_earliest() -> None:
    assert lead_time_between(provider=replace(API, forecast=date(2026, 2, 20)), today=date(2026, 3, 5)).days == 1


@pytest.mark.parametrize("state", [HandoverState.DECLINED, HandoverState.WAIVED, HandoverState.DELIVERED])
def test_settled_hand_overs_have_no_lead_time(state: HandoverState) -> None:
    assert assess_lead_time(replace(HAND_OVER, state=state), API, APP, CALENDAR, today=TODAY) is None


def test_hand_overs_with_a_done_end_have_no_lead_time() -> None:
    done = date(2026, 3, 2)
    assert assess_lead_time(HAND_OVER, replace(API, actual=done), APP, CALENDAR, today=TODAY) is None
    assert assess_lead_time(HAND_OVER, API, replace(APP, actual=done), CALENDAR, today=TODAY) is None
