"""Lead times of hand-overs (B-32)."""

from dataclasses import replace
from datetime import date

import pytest

from program.plan import CalendarSpec, Dependency, Handover, Link, Milestone, Plan, Program, Project
from program.risks import Colour, late_starts

TODAY = date(2026, 3, 2)
API = Milestone("M-17", "PRJ-1", "Auth API", "U1", forecast=date(2026, 3, 12))
APP = Milestone("M-42", "PRJ-2", "Login", "U2", forecast=date(2026, 3, 6))


def plan(*, provider: Milestone = API, consumer: Milestone = APP, link: Dependency) -> Plan:
    projects = (Project("PRJ-1", "Identity", lead="L1"), Project("PRJ-2", "App", lead="L2"))
    calendar = CalendarSpec(holidays=frozenset({date(2026, 3, 9)}))
    return Plan(Program("PRG-1", "Atlas", date(2026, 1, 5), calendar=calendar), projects, (provider, consumer), (link,))


HAND_OVER = Dependency("D-9", "M-17", "M-42")


def test_a_provider_later_than_its_consumer_is_red_by_that_many_working_days() -> None:
    (late,) = late_starts(plan(link=HAND_OVER), today=TODAY)
    assert (late.colour, late.days) == (Colour.RED, -3)
    assert (late.ready, late.needed, late.owner) == (date(2026, 3, 12), date(2026, 3, 6), "U1")
    assert (late.provider_name, late.consumer_project) == ("Auth API", "PRJ-2")


@pytest.mark.parametrize(
    ("day", "colour"),
    [(11, Colour.RED), (12, Colour.AMBER), (18, Colour.AMBER), (19, Colour.GREEN), (20, Colour.GREEN)],
)
def test_the_colour_turns_at_no_lead_and_at_the_buffer(day: int, colour: Colour) -> None:
    consumer = replace(APP, forecast=date(2026, 3, day))
    (late,) = late_starts(plan(consumer=consumer, link=HAND_OVER), today=TODAY)
    assert late.colour is colour


def test_lag_and_the_consumers_own_work_shorten_the_lead() -> None:
    consumer = replace(APP, forecast=date(2026, 3, 20), duration=2)
    (late,) = late_starts(plan(consumer=consumer, link=replace(HAND_OVER, lag=3)), today=TODAY)
    assert late.days == 6 - 2 - 3
    assert late.needed == date(2026, 3, 19)


@pytest.mark.parametrize(("kind", "days"), [(Link.FS, -5), (Link.SS, -1), (Link.FF, -3), (Link.SF, 1)])
def test_each_link_type_measures_between_its_own_events(kind: Link, days: int) -> None:
    built = plan(
        provider=replace(API, duration=4), consumer=replace(APP, duration=2), link=replace(HAND_OVER, type=kind)
    )
    assert late_starts(built, today=TODAY)[0].days == days


def test_a_missing_date_is_undated_never_green() -> None:
    (late,) = late_starts(plan(consumer=replace(APP, forecast=None), link=HAND_OVER), today=TODAY)
    assert (late.colour, late.days) == (Colour.GREY, None)


def test_the_need_by_date_stands_in_for_an_undated_consumer() -> None:
    link = replace(HAND_OVER, need_by=date(2026, 3, 16))
    (late,) = late_starts(plan(consumer=replace(APP, forecast=None), link=link), today=TODAY)
    assert (late.days, late.needed) == (2, date(2026, 3, 16))


def test_an_overdue_provider_is_ready_today_at_best() -> None:
    overdue = replace(API, forecast=date(2026, 2, 20))
    (late,) = late_starts(plan(provider=overdue, link=HAND_OVER), today=date(2026, 3, 5))
    assert (late.ready, late.days) == (date(2026, 3, 5), 1)


def test_nobody_else_owns_it_so_the_projects_lead_is_named() -> None:
    (late,) = late_starts(plan(provider=replace(API, owner=None), link=HAND_OVER), today=TODAY)
    assert late.owner == "L1"


@pytest.mark.parametrize("state", [Handover.DECLINED, Handover.WAIVED, Handover.DELIVERED])
def test_hand_overs_that_are_settled_are_left_out(state: Handover) -> None:
    assert late_starts(plan(link=replace(HAND_OVER, state=state)), today=TODAY) == ()
