"""Import and export programs: load, decide, save, return."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.exports
import storage.imports.changes
import storage.imports.write
import storage.people
import storage.privacy
import templates
from handlers.common import posting
from handlers.common.requests import local_date
from handlers.imports import budget_tables
from handlers.schedule import recompute
from rules.files import imports as program_imports
from rules.files.imports import ImportedPlan
from rules.files.references import ids_elsewhere
from rules.people import Action, Person, Role
from rules.plan import Plan
from rules.privacy import Secrets, visible_text
from rules.refusal import NotAllowed, Refusal
from rules.time.working_time import local_day
from storage.imports.changes import ImportChanges
from storage.queues import outbox

NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class ImportChange:
    """One change, in words."""

    subject: str
    name: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The effects of an import, ready to be shown.

    `first` and `last` span the dates of the new milestones; `past` counts those that lie before today and are not done.
    `names` are the names of people by id.
    """

    changes: ImportChanges
    first: date | None
    last: date | None
    past: int
    changed: tuple[ImportChange, ...]
    kept: tuple[ImportChange, ...]
    names: Mapping[str, str]


def named_changes(session: Session, *, team: str, changes: ImportChanges, today: date) -> ImportPreview:
    """Describe the changes of an import with the names of owners."""
    owners = frozenset(milestone.owner for milestone in changes.milestones if milestone.owner)
    names = storage.people.display_names(session, team=team, ids=owners)
    return describe_changes(changes, today=today, names=names)


def describe_changes(changes: ImportChanges, *, today: date, names: Mapping[str, str] = NO_NAMES) -> ImportPreview:
    days = [day for milestone in changes.milestones if (day := milestone.own_date)]
    return ImportPreview(
        changes=changes,
        first=min(days, default=None),
        last=max(days, default=None),
        past=sum(1 for m in changes.milestones if m.is_overdue(today)),
        changed=tuple(_describe_change(change) for change in changes.changed),
        kept=tuple(_describe_change(change) for change in changes.kept),
        names=names,
    )


def _describe_change(change: storage.imports.changes.FieldChange) -> ImportChange:
    field_name = change.field.replace("_", " ")
    return ImportChange(change.subject, change.name, field_name, _value_text(change.old), _value_text(change.new))


def _value_text(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%a} {value.day} {value:%b %Y}"
    if isinstance(value, list | tuple | frozenset | dict):
        return f"{len(value)} of them" if len(value) > 3 else ", ".join(map(str, value)) or "nothing"
    return str(value) if value not in (None, "") else "nothing"


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


def import_program(
    session: Session,
    *,
    person: Person,
    imported: ImportedPlan,
    program: str | None,
    mark: str,
    past_done: bool,
    source: str,
    command: str,
    receipt: tuple[str, str] | None,
    now: datetime,
) -> ImportChanges:
    """Make the changes that the person agreed to, identified by `mark`, or none.

    The message that asked becomes the receipt. Raise Refusal if the changes differ by now.
    """
    changes = preview_changes(session, person=person, imported=imported, program=program, now=now)
    if changes.fingerprint != mark:
        raise Refusal(
            "Nothing was imported.",
            "The program or the file has changed since you looked, or this import was done already.",
            "Import the file again to see what it would change now.",
        )
    if past_done:
        imported = program_imports.mark_past_done(imported, today=local_date(person, now))
        changes = preview_changes(session, person=person, imported=imported, program=program, now=now)
    _save_changes(session, team=person.team, changes=changes, by=person.id, manager=person.id, source=source, now=now)
    if receipt:
        today = local_date(person, now)
        shown = named_changes(session, team=person.team, changes=changes, today=today)
        message = templates.render("imports/done", shown=shown, command=command, today=today)
        replace_message(session, person=person, at=receipt, message=message, now=now)
    return changes


def import_from_command_line(
    session: Session, *, team: str, imported: ImportedPlan, program: str | None, source: str, now: datetime
) -> ImportChanges:
    """Import without a permission check: whoever runs the command line can write to the database anyway."""
    imported = program_imports.settle_days(imported, today=local_day("UTC", now))
    changes = storage.imports.changes.preview_import(session, team=team, imported=imported, program=program)
    _save_changes(
        session, team=team, changes=changes, by=storage.audit.BATON_ACTOR, manager=None, source=source, now=now
    )
    return changes


def _save_changes(
    session: Session, *, team: str, changes: ImportChanges, by: str, manager: str | None, source: str, now: datetime
) -> None:
    if changes.nothing:
        return
    storage.imports.write.write_import(
        session, team=team, changes=changes, by=by, manager=manager, now=now, source=source
    )
    recompute.recompute_affected(session, team=team, program=changes.plan.program.id, now=now)


def replace_message(
    session: Session, *, person: Person, at: tuple[str, str], message: templates.RenderedMessage, now: datetime
) -> None:
    """Edit a question in a direct message into its answer, so that it cannot be answered twice."""
    channel, ts = at
    payload = {"channel": channel, "ts": ts, "text": message.text, "blocks": posting.blocks_for_edit(message)}
    key = f"import:{channel}:{ts}"
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


def exported_plan(session: Session, *, person: Person, program: str | None, channel: str) -> Plan:
    """Return a program as far as the person may see it.

    Money and workload depend on their role; other people's closed channels are left out.
    """
    served = storage.channels.served_programs(session, team=person.team, channel=channel)
    requested = program or (served[0] if len(served) == 1 else None)
    id = storage.exports.choose_program(session, team=person.team, requested=requested)
    storage.people.require_permission(session, person=person, action=Action.EXPORT, program=id)
    plan = storage.exports.program_plan(session, team=person.team, program=id)
    roles = storage.people.roles_of(session, person=person, program=id, project=None)
    if not roles & {Role.ADMIN, Role.MANAGER, Role.SPONSOR}:
        plan = replace(plan, budget=(), settings={key: plan.settings[key] for key in plan.settings if key != "rates"})
    if not roles & {Role.ADMIN, Role.MANAGER}:
        plan = replace(plan, resources=(), allocations=())
    by = storage.privacy.reader_for(session, person=person)
    return _without_secrets(plan, storage.privacy.secrets_hidden_from(session, team=person.team, by=by))


def _without_secrets(plan: Plan, secrets: Secrets) -> Plan:
    """Drop secret milestones, and everything that names them or repeats what was said in private."""
    secret_ids = secrets.ids

    def readable_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        return tuple(row for row in rows if not (secrets and secrets.occur_in(visible_text(dict(row)))))

    readable = replace(
        plan,
        milestones=tuple(m for m in plan.milestones if m.id not in secret_ids),
        dependencies=tuple(d for d in plan.dependencies if not {d.provider, d.consumer} & secret_ids),
        targets=tuple(target for target in plan.targets if target not in secret_ids),
        benefits=readable_rows(plan.benefits),
        risks=readable_rows(plan.risks),
        decisions=readable_rows(plan.decisions),
        change_requests=readable_rows(plan.change_requests),
        closeouts=readable_rows(plan.closeouts),
        lessons=readable_rows(plan.lessons),
        history=readable_rows(plan.history),
    )
    return replace(readable, elsewhere=ids_elsewhere(readable))
