"""The sample's people, tools and money: one person and one tool booked twice, one budget at 104 percent."""

from datetime import date

import pytest

from bot.demo import means, sample, story
from rules.files import planfile
from rules.plan import CalendarSpec, Milestone
from rules.resources.bookings import allocations_of_file, book_allocations
from rules.resources.overloads import find_overloads
from rules.time.calendars import Calendar

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("today", [TODAY, date(2026, 11, 30), date(2027, 1, 1)])
def test_sample_books_one_person_and_one_tool_twice(today: date) -> None:
    calendar = Calendar.of(CalendarSpec())
    steps = [step for steps in sample.MILESTONES.values() for step in steps]
    ids = {step.key: f"M-{number}" for number, step in enumerate(steps, start=1)}
    milestones = {
        ids[step.key]: Milestone(ids[step.key], "PRJ-1", forecast=calendar.add(today, step.day), duration=step.work)
        for step in steps
    }
    users = {person.name: f"U{person.name.upper()}" for person in sample.PEOPLE}
    projects = {name: name for name in sample.PROJECTS}
    records = story.records(today=today, users=users, projects=projects, ids=ids)
    plan = planfile.from_json({"program": {"id": "PRG-1", "start": today.isoformat()}, **records})
    bookings = book_allocations(allocations_of_file(plan.allocations), milestones, calendar)
    overloads = find_overloads(bookings, {})
    assert {(overload.resource, overload.peak) for overload in overloads} == {("RES-1", 140.0), ("RES-5", 200.0)}
    assert len(overloads) == 2


def test_backend_upgrade_comes_to_104_percent() -> None:
    rows = [row for row in means.MEANS["budget"] if row["project"] == "backend-upgrade"]
    planned = sum(row["planned"] for row in rows)
    forecast = sum(row.get("forecast") or row.get("actual") or row["planned"] for row in rows)
    assert (planned, forecast / planned) == (180_000, 1.04)
