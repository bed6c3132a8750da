"""The effects of an import in words, with the names of people and projects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

import storage.people
import storage.plan
from storage.imports.changes import ImportChanges
from storage.imports.field_changes import FieldChange
from storage.imports.match import SLACK_USER_ID

PERSON_FIELDS = ("owner", "lead", "manager", "provider_user", "consumer_user")
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
    `renamed` and `returning` are changes that are shown apart from `changed`. `names` are the names of people by id.
    """

    changes: ImportChanges
    first: date | None
    last: date | None
    past: int
    changed: tuple[ImportChange, ...]
    kept: tuple[ImportChange, ...]
    names: Mapping[str, str]
    renamed: tuple[ImportChange, ...] = ()
    returning: tuple[ImportChange, ...] = ()
    local: tuple[ImportChange, ...] = ()


def named_changes(session: Session, *, team: str, changes: ImportChanges, today: date) -> ImportPreview:
    """Describe the changes of an import with the names of owners."""
    owners = {milestone.owner for milestone in changes.milestones if milestone.owner}
    everything = (*changes.changed, *changes.kept, *changes.local)
    owners |= {
        value for change in everything if change.field in PERSON_FIELDS for value in (change.old, change.new) if value
    }
    names = storage.people.display_names(session, team=team, ids=frozenset(owners))
    projects = {project.id: project.name for project in changes.plan.projects}
    if any(change.field == "project" for change in everything):
        projects |= {project.id: project.name for project in storage.plan.projects(session, team=team)}
    return describe_changes(changes, today=today, names=projects | names)


def describe_changes(changes: ImportChanges, *, today: date, names: Mapping[str, str] = NO_NAMES) -> ImportPreview:
    days = [day for milestone in changes.milestones if (day := milestone.own_date)]
    apart = frozenset((*changes.renamed, *changes.returning)) if changes.renamed or changes.returning else ()

    def describe(found: Iterable[FieldChange]) -> tuple[ImportChange, ...]:
        return tuple(_describe_change(change, names) for change in found)

    return ImportPreview(
        changes=changes,
        first=min(days, default=None),
        last=max(days, default=None),
        past=sum(1 for m in changes.milestones if m.is_overdue(today)),
        changed=describe(change for change in changes.changed if change not in apart),
        kept=describe(changes.kept),
        names=names,
        renamed=describe(changes.renamed),
        returning=describe(changes.returning),
        local=describe(changes.local),
    )


def _describe_change(change: FieldChange, names: Mapping[str, str]) -> ImportChange:
    field_name = change.field.replace("_", " ")
    old, new = (_value_text(value, names) for value in (change.old, change.new))
    return ImportChange(change.subject, change.name, field_name, old, new)


def _value_text(value: Any, names: Mapping[str, str] = NO_NAMES) -> str:
    if isinstance(value, str) and value in names:
        return names[value]
    if isinstance(value, str) and SLACK_USER_ID.fullmatch(value):
        return "someone I can't look up"
    if isinstance(value, date):
        return f"{value:%a} {value.day} {value:%b %Y}"
    if isinstance(value, list | tuple | frozenset | dict):
        return f"{len(value)} of them" if len(value) > 3 else ", ".join(map(str, value)) or "nothing"
    return str(value) if value not in (None, "") else "nothing"
