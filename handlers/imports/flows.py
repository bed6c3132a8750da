"""Import and export programs: load, decide, save, return."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import partial

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.channels
import storage.exports
import storage.imports.changes
import storage.imports.write
import storage.people
import storage.plan
import storage.privacy
import templates
from handlers.common import posting
from handlers.common.requests import local_date
from handlers.imports import budget_tables, previews
from handlers.schedule import recompute
from rules.files import imports as program_imports
from rules.files.imports import ImportedPlan
from rules.people import Action, Person
from rules.refusal import NotAllowed, Refusal
from rules.time.working_time import local_day
from storage.imports.bulk import RowBatch
from storage.imports.changes import ImportChanges
from storage.queues import outbox

# With more new milestones and changes an import is saved in two steps.
LARGE_IMPORT = 2_000


class ImportChoice(StrEnum):
    """Further effects of an import: past dates count as done then, or what the file names no more is cancelled."""

    PLAIN = "import_go"
    PAST_DONE = "import_past"
    CANCEL_MISSING = "import_missing"


def preview_changes(
    session: Session, *, person: Person, imported: ImportedPlan, program: str | None, now: datetime
) -> ImportChanges:
    """Return the changes a file would make. Requires the right to create or change the program."""
    if person.outsider:
        raise NotAllowed("You may not import a program.", "That is for members of the workspace.")
    if imported.budget:
        imported, home = budget_tables.resolve_budget_table(session, person=person, imported=imported, now=now)
        return storage.imports.changes.preview_import(session, team=person.team, imported=imported, program=home)
    imported = program_imports.settle_days(imported, today=local_date(person, now))
    if not imported.whole:
        # A table has no time zone and no leads: use the person importing it, as for a program created by hand.
        plan = imported.plan
        led = tuple(replace(project, lead=project.lead or person.id) for project in plan.projects)
        imported = replace(imported, plan=replace(plan, program=replace(plan.program, zone=person.zone), projects=led))
    changes = storage.imports.changes.preview_import(session, team=person.team, imported=imported, program=program)
    if not changes.creates:
        program_record = changes.plan.program
        act = f"import into {program_record.name} ({program_record.id})"
        storage.people.require_permission(
            session, person=person, action=Action.EDIT_PROGRAM, program=program_record.id, act=act
        )
    elif not storage.people.may_create_program(session, person=person):
        raise NotAllowed(
            "You may not create a program.",
            "That is for administrators, sponsors and program managers.",
            "Ask one of them to import the file, or to make you its manager.",
        )
    return changes


@dataclass(frozen=True, slots=True)
class ReadyImport:
    """An import that only has to be written: its changes and their rows, as of the newest audit entry."""

    changes: ImportChanges
    batches: tuple[RowBatch, ...]
    entry: int


def prepare_import(
    session: Session,
    *,
    person: Person,
    imported: ImportedPlan,
    program: str | None,
    mark: str,
    choice: ImportChoice = ImportChoice.PLAIN,
    source: str,
    now: datetime,
) -> ReadyImport:
    """Return the import that the person agreed to, identified by `mark`; raise Refusal if it differs by now."""
    entry = storage.audit.newest_entry(session, team=person.team)
    changes = preview_changes(session, person=person, imported=imported, program=program, now=now)
    if changes.fingerprint != mark:
        raise Refusal(
            "Nothing was imported.",
            "The program or the file has changed since you looked, or this import was done already.",
            "Import the file again to see what it would change now.",
        )
    if choice is ImportChoice.PAST_DONE:
        imported = program_imports.mark_past_done(imported, today=local_date(person, now))
        changes = preview_changes(session, person=person, imported=imported, program=program, now=now)
    convert = partial(storage.imports.write.convert_import, session, team=person.team, changes=changes)
    return ReadyImport(changes, convert(by=person.id, now=now, source=source), entry)


def import_program(
    session: Session,
    *,
    person: Person,
    ready: ReadyImport,
    again: Callable[[Session], ReadyImport],
    choice: ImportChoice = ImportChoice.PLAIN,
    source: str,
    command: str,
    receipt: tuple[str, str] | None,
    now: datetime,
) -> ReadyImport:
    """Make the changes that are ready, all or none; prepare them `again` if something has changed since.

    The message that asked becomes the receipt.
    """
    if storage.audit.newest_entry(session, team=person.team) != ready.entry:
        ready = again(session)
    changes, today = ready.changes, local_date(person, now)
    cancel_on = today if choice is ImportChoice.CANCEL_MISSING else None
    save = partial(_save_changes, session, team=person.team, changes=changes, by=person.id, manager=person.id)
    # New rows are inserted past the journal, so that only half of it could be taken back.
    with storage.changes.record_nothing(session):
        save(source=source, cancel_on=cancel_on, batches=ready.batches, now=now)
    storage.changes.record_final(session, team=person.team, actor=person.id, summary=f"Import of {source}", now=now)
    if receipt:
        shown = previews.named_changes(session, team=person.team, changes=changes, today=today)
        message = templates.render("imports/done", shown=shown, command=command, today=today, cancelled=bool(cancel_on))
        replace_message(session, person=person, at=receipt, step="done", message=message, now=now)
    return ready


def import_from_command_line(
    session: Session,
    *,
    team: str,
    imported: ImportedPlan,
    program: str | None,
    source: str,
    now: datetime,
    cancel_missing: bool = False,
) -> ImportChanges:
    """Import without a permission check: whoever runs the command line can write to the database anyway."""
    imported = program_imports.settle_days(imported, today=local_day("UTC", now))
    changes = storage.imports.changes.preview_import(session, team=team, imported=imported, program=program)
    _save_changes(
        session,
        team=team,
        changes=changes,
        by=storage.audit.BATON_ACTOR,
        manager=None,
        source=source,
        cancel_on=local_day("UTC", now) if cancel_missing else None,
        now=now,
    )
    return changes


def remember_ids(session: Session, *, person: Person, changes: ImportChanges, now: datetime) -> None:
    """Save the file's own ids where it changes nothing else, so that the next file is recognised by them."""
    storage.imports.write.save_file_ids(session, team=person.team, changes=changes, now=now)


def is_large(changes: ImportChanges) -> bool:
    """Return whether dates are computed after the import is saved, so that nobody's click waits for it."""
    return len(changes.milestones) + len(changes.changed) > LARGE_IMPORT


def _save_changes(
    session: Session,
    *,
    team: str,
    changes: ImportChanges,
    by: str,
    manager: str | None,
    source: str,
    cancel_on: date | None,
    now: datetime,
    batches: tuple[RowBatch, ...] | None = None,
) -> None:
    """Write the changes; with `cancel_on`, also cancel on that day what the file names no more."""
    storage.audit.set_actor(session, team=team, actor=by, now=now, source=source)
    if cancel_on and changes.gone:
        storage.imports.write.cancel_missing(session, team=team, changes=changes, day=cancel_on, now=now)
    elif changes.nothing:
        storage.imports.write.save_file_ids(session, team=team, changes=changes, now=now)
        return
    if not changes.nothing:
        storage.imports.write.write_import(
            session, team=team, changes=changes, by=by, manager=manager, now=now, source=source, batches=batches
        )
    if is_large(changes) and batches is not None:
        return
    recompute.recompute_affected(session, team=team, program=changes.plan.program.id, now=now)


def replace_message(
    session: Session,
    *,
    person: Person,
    at: tuple[str, str],
    step: str,
    message: templates.RenderedMessage,
    now: datetime,
) -> None:
    """Edit a question in a direct message into its answer or its next `step`, so that it cannot be answered twice."""
    channel, ts = at
    payload = {"channel": channel, "ts": ts, "text": message.text, "blocks": posting.blocks_for_edit(message)}
    key = f"import:{channel}:{ts}:{step}"
    outbox.enqueue(
        session,
        key=key,
        team=person.team,
        method="chat.update",
        channel=channel,
        payload=payload,
        kind="update",
        now=now,
    )
