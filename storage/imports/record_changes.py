"""The goals, benefits, register entries, decisions and other records that an import adds or changes."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

import storage.imports.records
import storage.plan
from rules.files.references import require_references
from rules.plan import Plan
from rules.refusal import Refusal
from storage.imports.record_sections import SECTIONS, Section
from storage.imports.records import Record

# A decision or request that is closed stays as it was made, and so does a close-out.
_SETTLED_SECTIONS = ("decisions", "change_requests", "closeouts")


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that is new, or the keys of one that the file has otherwise; `old` is None for a new one."""

    section: str
    key: tuple[str, ...]
    name: str
    new: Record
    old: Record | None = None

    @property
    def id(self) -> str:
        return self.key[0]


def record_changes(session: Session, *, team: str, plan: Plan) -> tuple[RecordChange, ...]:
    """Return what the file's records add and change; raise Refusal where an id belongs to another program."""
    if not any(getattr(plan, key) for key in SECTIONS):
        return ()
    program = plan.program.id
    stored = storage.imports.records.records_of(session, team=team, program=program)
    taken = storage.imports.records.existing_keys(session, team=team)
    _refuse_unknown_resources(plan, {key[0] for key in taken["resources"]})
    require_references(plan, stored=_stored_ids(session, team=team, program=program, taken=taken))
    changes: list[RecordChange] = []
    for name, section in SECTIONS.items():
        known = {section.key_of(record): record for record in stored[name]}
        for record in _with_ids(session, section, plan, stored[name], team):
            key = section.key_of(record)
            owner = taken[name].get(key, program)
            if owner != program and name == "resources":
                # Another program keeps it; this one only books it.
                continue
            if owner != program:
                raise Refusal(
                    f"{key[0]} of the file belongs to {owner} here.",
                    "The same id would mean two things.",
                    "Give it another id in the file.",
                )
            changes += _changes_of(section, record, known.get(key))
    return tuple(changes)


def _stored_ids(
    session: Session, *, team: str, program: str, taken: Mapping[str, Mapping[tuple[str, ...], str]]
) -> dict[str, set[str]]:
    """Return the ids that a file's records may name, by kind."""
    projects = storage.plan.projects(session, team=team, with_cancelled=True)
    milestones = storage.plan.milestones(session, team=team, with_cancelled=True)
    sections = {"goal": "goals", "benefit": "benefits", "decision": "decisions", "change request": "change_requests"}
    return {
        "project": {project.id for project in projects},
        "own project": {project.id for project in projects if project.program == program},
        "milestone": {milestone.id for milestone in milestones},
        **{kind: {key[0] for key in taken[section]} for kind, section in sections.items()},
    }


def write_record_changes(
    session: Session, *, team: str, program: str, changes: tuple[RecordChange, ...], by: str, now: datetime
) -> None:
    """Write the records that an import adds and changes, and reserve their ids."""
    for change in changes:
        section = SECTIONS[change.section]
        if change.old is None:
            storage.imports.records.add_record(session, section, change.new, team=team, program=program, by=by, now=now)
        else:
            storage.imports.records.change_record(session, section, change.key, change.new, team=team, by=by, now=now)
    ids = [change.id for change in changes if SECTIONS[change.section].prefix]
    storage.plan.reserve_ids(session, team=team, ids=ids)


def _with_ids(
    session: Session, section: Section, plan: Plan, stored: tuple[Record, ...], team: str
) -> Iterator[Record]:
    """Yield the file's records in their one form.

    Those without an id get that of the stored record they mean, else the next free one.
    """
    rows: tuple[Mapping[str, Any], ...] = getattr(plan, section.key)
    projects = {milestone.id: milestone.project for milestone in plan.milestones}
    first_project = next((project.id for project in plan.projects), None)
    known = _ids_by_natural_key(section, stored)
    last = storage.plan.last_numbers(session, team=team)
    for row in rows:
        prefix, _, number = str(row.get("id", "")).rpartition("-")
        if number.isdecimal():
            last[prefix] = max(last.get(prefix, 0), int(number))
    for row in rows:
        project = projects.get(str(row.get("milestone")), first_project)
        if section.prefix and "id" not in row:
            id = _meant_id(section, row, known, project=project)
            if id is None:
                prefix = storage.imports.records.next_prefix(section, row)
                last[prefix] = last.get(prefix, 0) + 1
                id = f"{prefix}-{last[prefix]}"
            row = {"id": id, **row}
        if section.key == "risks" and not (row.get("project") or project):
            raise Refusal(f"{row['id']} belongs to no project.", "The file has none.", "Name one as its “project”.")
        yield storage.imports.records.normal_record(section, row, project=project)


def _ids_by_natural_key(section: Section, stored: tuple[Record, ...]) -> dict[tuple[Any, ...], deque[str]]:
    """Return the ids of the stored records by natural key, none for a section that has ids in the file."""
    known: dict[tuple[Any, ...], deque[str]] = defaultdict(deque)
    for record in stored if section.natural_key else ():
        known[_natural_key(section, record)].append(record["id"])
    return known


def _meant_id(
    section: Section, row: Mapping[str, Any], known: dict[tuple[Any, ...], deque[str]], *, project: str | None
) -> str | None:
    """Return the id of the stored record that a row without an id means; each record is meant once."""
    if not section.natural_key:
        return None
    record = storage.imports.records.normal_record(section, row, project=project)
    ids = known.get(_natural_key(section, record))
    return ids.popleft() if ids else None


def _natural_key(section: Section, record: Record) -> tuple[Any, ...]:
    return tuple(record.get(key) for key in section.natural_key)


def _refuse_unknown_resources(plan: Plan, stored: Collection[str]) -> None:
    """Raise Refusal for an allocation of a resource that neither the file nor the workspace has."""
    known = {str(row["id"]) for row in plan.resources if "id" in row} | set(stored)
    for row in plan.allocations:
        if row.get("resource") not in known:
            raise Refusal(
                f"An allocation names the resource {row.get('resource')}.",
                "Neither the file nor Baton has it.",
                "Add it to “resources” in the file.",
            )


def _changes_of(section: Section, record: Record, old: Record | None) -> Iterator[RecordChange]:
    key = section.key_of(record)
    name = str(record.get(section.title) or key[0])
    if old is None:
        yield RecordChange(section.key, key, name, record)
        return
    if section.key in _SETTLED_SECTIONS and (section.key == "closeouts" or old.get("state")):
        return
    changed = {key: value for key, value in record.items() if value != old.get(key)}
    if changed:
        yield RecordChange(section.key, key, name, changed, {name: old.get(name) for name in changed})
