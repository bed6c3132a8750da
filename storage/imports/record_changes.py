"""The goals, benefits, register entries, decisions and change requests that an import adds or changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

import storage.imports.records
import storage.plan
from rules.plan import Plan
from rules.refusal import Refusal
from storage.imports.record_sections import SECTIONS, Section
from storage.imports.records import Record

# A decision or request that is closed stays as it was made.
_SETTLED_SECTIONS = ("decisions", "change_requests")


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that is new, or the keys of one that the file has otherwise; `old` is None for a new one."""

    section: str
    id: str
    name: str
    new: Record
    old: Record | None = None


def record_changes(session: Session, *, team: str, plan: Plan) -> tuple[RecordChange, ...]:
    """Return what the file's records add and change; raise Refusal where an id belongs to another program."""
    if not any(getattr(plan, key) for key in SECTIONS):
        return ()
    program = plan.program.id
    stored = storage.imports.records.records_of(session, team=team, program=program)
    taken = storage.imports.records.existing_ids(session, team=team)
    changes: list[RecordChange] = []
    for key, section in SECTIONS.items():
        known = {record["id"]: record for record in stored[key]}
        for record in _with_ids(session, section, plan, team):
            owner = taken[key].get(record["id"], program)
            if owner != program:
                raise Refusal(
                    f"{record['id']} of the file belongs to {owner} here.",
                    "The same id would mean two things.",
                    "Give it another id in the file.",
                )
            changes += _changes_of(section, record, known.get(record["id"]))
    return tuple(changes)


def write_record_changes(
    session: Session, *, team: str, program: str, changes: tuple[RecordChange, ...], by: str, now: datetime
) -> None:
    """Write the records that an import adds and changes, and reserve their ids."""
    for change in changes:
        section = SECTIONS[change.section]
        if change.old is None:
            storage.imports.records.add_record(session, section, change.new, team=team, program=program, by=by, now=now)
        else:
            storage.imports.records.change_record(session, section, change.id, change.new, team=team, by=by, now=now)
    storage.plan.reserve_ids(session, team=team, ids=[change.id for change in changes])


def _with_ids(session: Session, section: Section, plan: Plan, team: str) -> Iterator[Record]:
    """Yield the file's records in their one form; those without an id get the next free one."""
    rows: tuple[Mapping[str, Any], ...] = getattr(plan, section.key)
    projects = {milestone.id: milestone.project for milestone in plan.milestones}
    first_project = next((project.id for project in plan.projects), None)
    last = storage.plan.last_numbers(session, team=team)
    for row in rows:
        prefix, _, number = str(row.get("id", "")).rpartition("-")
        if number.isdecimal():
            last[prefix] = max(last.get(prefix, 0), int(number))
    for row in rows:
        id = row.get("id")
        if id is None:
            prefix = storage.imports.records.next_prefix(section, row)
            last[prefix] = last.get(prefix, 0) + 1
            id = f"{prefix}-{last[prefix]}"
        project = projects.get(str(row.get("milestone")), first_project)
        if section.key == "risks" and not (row.get("project") or project):
            raise Refusal(f"{id} belongs to no project.", "The file has none.", "Name one as its “project”.")
        yield storage.imports.records.normal_record(section, row, project=project, id=str(id))


def _changes_of(section: Section, record: Record, old: Record | None) -> Iterator[RecordChange]:
    name = str(record.get(section.title) or record["id"])
    if old is None:
        yield RecordChange(section.key, record["id"], name, record)
        return
    if section.key in _SETTLED_SECTIONS and old.get("state"):
        return
    changed = {key: value for key, value in record.items() if value != old.get(key)}
    if changed:
        yield RecordChange(section.key, record["id"], name, changed, {key: old.get(key) for key in changed})
