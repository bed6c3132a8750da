"""`baton export`: a program as a plan file, a table or a calendar; it may run beside a running Baton."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import DATABASE_OPTION
from bot.cli.shown import printable_line
from bot.cli.whole_files import write_whole

if TYPE_CHECKING:
    from rules.plan import Milestone, Plan

EXPORT_SUFFIXES = (".json", ".csv", ".ics")


@click.command(name="export")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--program", help="The program: PRG-1, or its name; needed when there are several.")
@click.option("--team", metavar="ID", help="The Slack workspace; needed when the database has several.")
@DATABASE_OPTION
def command(file: Path | None, program: str | None, team: str | None, url: str) -> None:
    """Write a program to FILE: .json (a plan file), .csv or .ics. Without FILE, print the plan file."""
    from bot.offline import databases
    from rules.refusal import AmbiguousInput, Refusal
    from storage import exports

    suffix = file.suffix.casefold() if file else ".json"
    if suffix not in EXPORT_SUFFIXES:
        raise Refusal(
            f"I can't write {suffix or 'a file without an ending'}.",
            "",
            f"End the name with {', '.join(EXPORT_SUFFIXES)}.",
        )
    with exports.open_read_only(url) as session:
        workspace = databases.chosen_team(session, team)
        try:
            id = exports.choose_program(session, team=workspace, requested=program)
        except AmbiguousInput as ambiguity:
            ids = ", ".join(f"{id} ({name})" for id, name in ambiguity.choices)
            raise Refusal(ambiguity.what, f"There are {ids}.", "Name one with --program.") from None
        plan = exports.program_plan(session, team=workspace, program=id)
    content = _file_content(plan, suffix, now=datetime.now(UTC))
    if file is None:
        sys.stdout.write(content)
        return
    write_whole(file, content.encode())


def _file_content(plan: "Plan", suffix: str, *, now: datetime) -> str:
    from rules.files import exports

    if suffix == ".ics":
        return calendar_text(plan, now=now)
    return exports.export_table(plan) if suffix == ".csv" else exports.export_plan_file(plan)


def calendar_text(plan: "Plan", *, now: datetime) -> str:
    """Return the dated milestones as all-day events of an iCalendar (RFC 5545) that mark no one as busy."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Baton//Baton//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", printable_line(plan.program.name))
    projects = {project.id: printable_line(project.name) for project in plan.projects}
    for milestone in plan.milestones:
        if day := milestone.own_date:
            event = Event()
            event.add("uid", f"{milestone.id}.{plan.program.id}@baton")
            event.add("dtstamp", now)
            event.add(
                "summary",
                f"{'✓ ' if milestone.done else ''}{printable_line(milestone.name) or milestone.id} ({milestone.id})",
            )
            event.add("dtstart", day)
            event.add("dtend", day + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
            event.add("categories", [projects[milestone.project]])
            event.add("description", _event_description(milestone))
            calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def _event_description(milestone: "Milestone") -> str:
    days: tuple[tuple[str, date | None], ...] = (
        ("Baseline", milestone.baseline),
        ("Committed", milestone.committed),
        ("Forecast", milestone.forecast),
        ("Done", milestone.actual),
    )
    lines = [f"{name}: {day:%a %-d %b %Y}" for name, day in days if day]
    return "\n".join([*lines, *([f"Owner: {milestone.owner}"] if milestone.owner else [])])
