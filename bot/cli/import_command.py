"""`baton import`: print the changes that a file would make, then make them in one transaction."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import DATABASE_OPTION
from rules.files.printable import printable_text
from rules.time.working_time import local_day

if TYPE_CHECKING:
    from handlers.imports.previews import ImportPreview
    from rules.files.imports import ImportedPlan

MAX_PRINTED_LINES = 60
PATIENCE_SECONDS = 2.0

RECORD_NOUNS = {
    "goals": "new goal",
    "benefits": "new benefit",
    "risks": "new register entry",
    "decisions": "new decision",
    "change_requests": "new change request",
    "closeouts": "new close-out",
    "lessons": "new lesson",
}


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--program", help="The program of a table: PRG-1, or a name. Plan files name their own.")
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@click.option("--past-done", is_flag=True, help="Mark milestones with a date before today as done on that date.")
@click.option("--cancel-missing", is_flag=True, help="Cancel what an earlier import made and FILE names no more.")
@click.option(
    "--day-first/--month-first", default=None, help="How FILE writes 3/4/2026, where none of its dates tells."
)
@click.option("--team", metavar="ID", help="The Slack workspace; needed when the database has several.")
@DATABASE_OPTION
def command(
    file: Path,
    program: str | None,
    dry_run: bool,
    past_done: bool,
    cancel_missing: bool,
    day_first: bool | None,
    team: str | None,
    url: str,
) -> None:
    """Read FILE into the database: a table (CSV, Excel), an MS Project XML or a plan file (JSON)."""
    from bot.offline import databases
    from handlers.imports import flows as imports_flows
    from handlers.imports import previews
    from storage import exports
    from storage.imports.changes import preview_import

    now = datetime.now(UTC)
    today = local_day("UTC", now)
    imported = _settled(_read_file(file, day_first), past_done, today)
    if dry_run:
        with _step("Comparing"), exports.open_read_only(url) as session:
            workspace = databases.chosen_team(session, team)
            changes = preview_import(session, team=workspace, imported=imported, program=program)
            shown = previews.named_changes(session, team=workspace, changes=changes, today=today)
        _print_changes(shown, "Nothing was changed (dry run).")
        return
    with _step("Saving"), databases.open_for_changes(url) as store:
        workspace = store.read_now(databases.chosen_team, team)
        changes = store.transact_now(
            imports_flows.import_from_command_line,
            team=workspace,
            imported=imported,
            program=program,
            source=file.name,
            cancel_missing=cancel_missing,
            now=now,
        )
        shown = store.read_now(previews.named_changes, team=workspace, changes=changes, today=today)
    _print_changes(shown, "Nothing to change." if changes.nothing else f"Imported into {changes.plan.program.id}.")


@contextmanager
def _step(words: str) -> Iterator[None]:
    """Say on a terminal what is being done, and anywhere how long it took if that was more than two seconds."""
    if sys.stderr.isatty():
        click.echo(f"{words}…", err=True)
    started = time.monotonic()
    yield
    if (seconds := time.monotonic() - started) > PATIENCE_SECONDS:
        click.echo(f"{words}: {seconds:.0f} s", err=True)


def _settled(imported: "ImportedPlan", past_done: bool, today: date) -> "ImportedPlan":
    from rules.files import imports

    return imports.settle_days(imports.mark_past_done(imported, today=today) if past_done else imported, today=today)


def _read_file(file: Path, day_first: bool | None) -> "ImportedPlan":
    from rules.files import imports
    from rules.files.fields import BadPlan
    from rules.schedule.network import Cycle

    try:
        if file.stat().st_size > imports.MAX_FILE_BYTES:
            raise BadPlan(f"The file is larger than {imports.MAX_FILE_BYTES // 10**6} MB.", "", "Split the program.")
        imported = imports.read(file.read_bytes(), name=file.name, day_first=day_first)
    except OSError as error:
        raise BadPlan(f"{file} cannot be read: {(error.strerror or 'unreadable').lower()}.") from None
    except Cycle as cycle:
        cycle.args = (f"{file}: {cycle}",)
        raise
    except BadPlan as error:
        raise BadPlan(f"{file}: {error.what}", error.why, error.instead) from None
    if imported.ambiguous_days:
        click.echo(
            "No date of the file tells whether the day or the month comes first. They are read as 3/4 = 3 April;"
        )
        click.echo("with --month-first as 4 March.")
    return imported


def _print_changes(preview: "ImportPreview", outcome: str) -> None:
    """Print the changes as readable lines, with long lists cut short."""
    changes, program = preview.changes, preview.changes.plan.program
    new = "New program" if changes.creates else "Program"
    counts = (
        (len(changes.projects), "new project"),
        (len(changes.milestones), "new milestone"),
        (len(changes.dependencies), "new link"),
        *((count, RECORD_NOUNS[section]) for section, count in changes.new_records.items()),
        (len(preview.changed) + len(changes.changed_records), "change"),
    )
    summary = ", ".join(f"{count:,} {_plural(noun, count)}" for count, noun in counts)
    click.echo(printable_text(f"{new} {program.id} “{program.name}”: {summary}."))
    _print_lines(
        [
            f"+ {m.id:<6} {f'{m.own_date:%a %-d %b %Y}' if m.own_date else 'no date':<15} {m.name}"
            + (f" ({preview.names.get(m.owner, m.owner)})" if m.owner else "")
            + (", done" if m.done else ", cancelled" if m.cancelled else "")
            for m in changes.milestones
        ]
    )
    _print_lines([f"~ {line.subject} {line.name}: {line.what} {line.old} → {line.new}" for line in preview.changed])
    _print_lines([f"~ {record.id} {record.name}: {', '.join(record.new)}" for record in changes.changed_records])
    _print_lines(
        [f"= {line.subject} keeps its {line.what} {line.old}; the file says {line.new}" for line in preview.kept]
    )
    _print_reimport(preview)
    if changes.staying:
        click.echo(f"{changes.staying:,} milestones that the file does not name stay as they are.")
    if changes.left_out:
        click.echo(printable_text(f"Not read: {', '.join(changes.left_out[:20])}."))
    click.echo(outcome)


def _print_reimport(preview: "ImportPreview") -> None:
    """Print what differs from the last import of the file, and what of it is left out."""
    changes = preview.changes
    _print_lines([f"~ {line.subject} {line.old} is now called {line.new}" for line in preview.renamed])
    _print_lines([f"~ {line.subject} {line.name} is back in the file: reopened" for line in preview.returning])
    _print_lines(
        [
            f"= {line.subject} keeps its {line.what} {line.old}, changed here since the last import"
            for line in preview.local
        ]
    )
    _print_lines([f"- {m.id:<6} {m.name} is gone from the file" for m in changes.gone])
    _print_lines([f"! {remark.text}{_names(remark.names)}" for remark in changes.remarks])
    _print_lines([f"! Line {row.line} was left out: {row.reason}" for row in changes.unread])


def _names(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
    return f" ({', '.join(names[:5])}{more})" if names else ""


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"


def _print_lines(lines: list[str]) -> None:
    for line in lines[:MAX_PRINTED_LINES]:
        click.echo(printable_text(line))
    if len(lines) > MAX_PRINTED_LINES:
        click.echo(f"  and {len(lines) - MAX_PRINTED_LINES:,} more")
