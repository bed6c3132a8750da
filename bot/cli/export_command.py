"""`baton export`: a program as a file of one of several kinds; it may run beside a running Baton."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import DATABASE_OPTION
from bot.cli.whole_files import write_whole

if TYPE_CHECKING:
    from sqlmodel import Session

    from rules.files.exports import ExportFacts, ExportFormat
    from rules.plan import Plan

# Endings of file names, the longer ones first; a table in Jira's form is a table for everybody else.
EXPORT_SUFFIXES = (".jira.csv", ".json", ".xml", ".csv", ".ics")


@click.command(name="export")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--program", help="The program: PRG-1, or its name; needed when there are several.")
@click.option("--team", metavar="ID", help="The Slack workspace; needed when the database has several.")
@click.option("--format", "words", metavar="KIND", help="plan, xml, csv, ics or jira; else the ending of FILE says it.")
@DATABASE_OPTION
def command(file: Path | None, program: str | None, team: str | None, words: str | None, url: str) -> None:
    """Write a program to FILE: .json (a plan file), .xml (MS Project), .csv, .jira.csv or .ics.

    Without FILE, print it; without --format, that is the plan file.
    """
    from bot.offline import databases
    from rules.files.exports import file_content
    from rules.refusal import AmbiguousInput, Refusal
    from storage import exports

    kind = _kind_of(file, words)
    with exports.open_read_only(url) as session:
        workspace = databases.chosen_team(session, team)
        try:
            id = exports.choose_program(session, team=workspace, requested=program)
        except AmbiguousInput as ambiguity:
            ids = ", ".join(f"{id} ({name})" for id, name in ambiguity.choices)
            raise Refusal(ambiguity.what, f"There are {ids}.", "Name one with --program.") from None
        plan = exports.program_plan(session, team=workspace, program=id)
        plan, facts = _with_facts(session, plan, kind, team=workspace)
    content = file_content(plan, kind, facts)
    if file is None:
        sys.stdout.write(content)
        return
    write_whole(file, content.encode())


def _kind_of(file: Path | None, words: str | None) -> "ExportFormat":
    """Return the kind that was asked for, else that of the file's ending."""
    from rules.files.exports import ExportFormat, split_request
    from rules.refusal import Refusal

    if words:
        rest, kind = split_request(words)
        if rest:
            raise Refusal(f"I can't export as “{rest[:40]}”.", "", "Choose plan, xml, csv, ics or jira.")
        return kind
    if file is None:
        return ExportFormat.PLAN
    kinds = {f".{kind.suffix}": kind for kind in ExportFormat}
    suffix = next((one for one in EXPORT_SUFFIXES if file.name.casefold().endswith(one)), None)
    if suffix is None:
        raise Refusal(
            f"I can't write {file.suffix or 'a file without an ending'}.",
            "",
            f"End the name with {', '.join(EXPORT_SUFFIXES)}.",
        )
    return kinds[suffix]


def _with_facts(session: "Session", plan: "Plan", kind: "ExportFormat", *, team: str) -> "tuple[Plan, ExportFacts]":
    """Return the plan and what its file needs beside it."""
    import storage.people
    from handlers.imports.exports import with_named_holidays
    from rules.files.exports import ExportFacts, ExportFormat
    from rules.files.exports.people import people_named

    names = storage.people.display_names(session, team=team, ids=people_named(plan))
    plan, day_names = with_named_holidays(plan) if kind is ExportFormat.XML else (plan, {})
    return plan, ExportFacts(team, datetime.now(UTC), names, day_names)
