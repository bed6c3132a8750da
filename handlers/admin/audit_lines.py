"""The lines of the audit log: who did what to which item, with names in place of ids and dates as dates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.people
import storage.updates
from rules import audit, slack_ids
from storage.audit import AuditRecord

_DATE_FIELDS = (
    "baseline",
    "committed",
    "forecast",
    "not_before",
    "need_by",
    "needed_by",
    "offered",
    "check",
    "horizon",
    "due",
    "start",
    "end",
    "decide_by",
    "baseline_on",
    "target_on",
    "go_live",
    "ends",
    "stop",
    "day",
    "first",
    "last",
)
# Found by Baton, whoever caused it to look.
_COMPUTED_KINDS = ("alert",)
# An objection or an answer is named after what it is about and its author.
_BY_PERSON = re.compile(r"/(?=[UW][A-Z0-9]{6,}$)")


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the audit log.

    `values` are the item's own after the change, or before it was deleted. `changes` are (field, old, new). `gone`: the
    source message was deleted.
    """

    at: datetime
    who: str
    deed: str
    kind: str
    subject: str
    values: Mapping[str, Any]
    changes: tuple[tuple[str, Any, Any], ...]
    source: str
    gone: bool


def build_lines(session: Session, team: str, entries: Sequence[AuditRecord]) -> tuple[AuditLine, ...]:
    """Return a line for each entry, with people and public channels by name."""
    ids = slack_ids.find(" ".join(_texts(entries)))
    names = storage.people.names_of_ids(session, team=team, ids=ids)
    sources = frozenset(entry.source for entry in entries)
    deleted_sources = storage.updates.deleted_sources(session, team=team, permalinks=sources)
    return tuple(_build_line(entry, names, entry.source in deleted_sources) for entry in entries)


def _build_line(entry: AuditRecord, names: Mapping[str, str], gone: bool) -> AuditLine:
    values = entry.after or entry.before or {}
    is_computed = entry.kind in _COMPUTED_KINDS or entry.actor == storage.audit.BATON_ACTOR
    return AuditLine(
        at=entry.at,
        who="Baton" if is_computed else names.get(entry.actor, "someone"),
        deed=audit.deed_of(entry) or "changed",
        kind=entry.kind,
        subject=slack_ids.replace(_BY_PERSON.sub(" of ", entry.subject), names),
        values={field: readable_value(field, value, names) for field, value in values.items()},
        changes=tuple(
            (field, readable_value(field, old, names), readable_value(field, new, names))
            for field, old, new in audit.readable_changes(entry)
        ),
        source=entry.source,
        gone=gone,
    )


def readable_value(field: str, value: Any, names: Mapping[str, str]) -> Any:
    """Return a stored value with names in place of ids and, in a date field, as a date."""
    if isinstance(value, list):
        return [readable_value("", item, names) for item in value]
    if not isinstance(value, str):
        return value
    if field in _DATE_FIELDS and (day := _parse_day(value)):
        return day
    return slack_ids.replace(value, names)


def _parse_day(text: str) -> date | None:
    """Return the day of a stored date or instant; None for other text, such as a clock time."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _texts(entries: Iterable[AuditRecord]) -> Iterable[str]:
    for entry in entries:
        yield entry.actor
        for values in (entry.before, entry.after):
            yield from (str(value) for value in (values or {}).values())
