"""Exporting a program as an iCalendar (RFC 5545): its milestones as all-day events that mark no one as busy."""

from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from rules.files.printable import printable_line
from rules.plan import Milestone, Plan, Project

# Calendars replace an event by one with the same UID and a higher number.
_NUMBERS_FROM = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def export_calendar(plan: Plan, *, names: dict[str, str], now: datetime, zone: str | None = None) -> str:
    """Return the dated milestones as events; the UID of each is the same in every export, its number only grows."""
    calendar = Calendar()
    calendar.add("prodid", "-//Baton//Baton//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", printable_line(plan.program.name) or plan.program.id)
    calendar.add("x-wr-timezone", zone or plan.program.zone)
    projects = {project.id: project for project in plan.projects}
    for milestone in plan.milestones:
        if day := milestone.expected:
            event = _event(milestone, projects[milestone.project], day, names, now)
            event.add("uid", f"{milestone.id}.{plan.program.id}@baton")
            calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def _event(milestone: Milestone, project: Project, day: date, names: dict[str, str], now: datetime) -> Event:
    event = Event()
    name = printable_line(milestone.name) or milestone.id
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("sequence", int((now - _NUMBERS_FROM).total_seconds()))
    event.add("status", "CANCELLED" if milestone.cancelled or project.cancelled else "CONFIRMED")
    event.add("summary", f"{'✓ ' if milestone.done else ''}{name} ({milestone.id})")
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [printable_line(project.name) or project.id])
    event.add("description", _description(milestone, names))
    return event


def _description(milestone: Milestone, names: dict[str, str]) -> str:
    days: tuple[tuple[str, date | None], ...] = (
        ("Baseline", milestone.baseline),
        ("Committed", milestone.committed),
        ("Forecast", milestone.forecast),
        ("Done", milestone.actual),
    )
    lines = [f"{name}: {day:%a %-d %b %Y}" for name, day in days if day]
    if milestone.owner:
        lines.append(f"Owner: {printable_line(names.get(milestone.owner, milestone.owner))}")
    return "\n".join(lines)
