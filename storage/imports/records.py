"""Goals, benefits, register entries, decisions, requests, close-outs and lessons as rows of a plan file, and back.

A row of the file is first brought into one form: what is left out has its default, and a short spelling (`project`,
`milestone`, `per_week`) stands for the long one. Equal rows are then equal records.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from rules.register import KIND_BY_PREFIX, PREFIX_BY_KIND, EntryKind, RiskResponse
from storage.imports.record_sections import SECTIONS, VALUE_RANGE, Section
from storage.plan_values import id_sort_key
from storage.tables.benefits import ReadingRow
from storage.tables.goals import KeyResultRow
from storage.tables.plan import ProjectRow
from storage.tables.register import EntryRow
from storage.tables.resources import AllocationRow, ResourceRow

Record = dict[str, Any]
_EMPTY: tuple[Any, ...] = (None, "", [], {}, ())
_OPEN = "open"


def records_of(session: Session, *, team: str, program: str) -> dict[str, tuple[Record, ...]]:
    """Return the records of a program by section, each section in the order of its ids."""
    return {key: tuple(_section_records(session, section, team, program)) for key, section in SECTIONS.items()}


def file_records(session: Session, *, team: str, program: str) -> dict[str, tuple[Record, ...]]:
    """Return the records of a program as a file has them: without the ids of sections that have none there."""
    found = records_of(session, team=team, program=program)
    return {
        name: tuple(
            {key: value for key, value in record.items() if key != "id"} if SECTIONS[name].natural_key else record
            for record in records
        )
        for name, records in found.items()
    }


def existing_keys(session: Session, *, team: str) -> dict[str, dict[tuple[str, ...], str]]:
    """Return the program of each record of the workspace, by section and key."""
    projects = select(col(ProjectRow.id), col(ProjectRow.program)).where(col(ProjectRow.team) == team)
    program_of_project: dict[str, str] = {id: program for id, program in session.execute(projects)}  # noqa: C416
    found = {}
    for name, section in SECTIONS.items():
        columns = (getattr(section.row_class, column) for column in (section.place, *section.keys))
        rows = session.execute(select(*columns).where(section.row_class.team == team))
        found[name] = {tuple(key): program_of_project.get(place, place) for place, *key in rows}
    return found


def normal_record(section: Section, row: Mapping[str, Any], *, project: str | None) -> Record:
    """Return a row of a file in the one form of its section; `project` is for an entry that names none."""
    record = dict(row)
    if section.key == "risks":
        record = _normal_entry(record, project)
    return _record(section, _columns(section.columns, record), _normal_parts(section, record))


def add_record(
    session: Session, section: Section, record: Record, *, team: str, program: str, by: str, now: datetime
) -> None:
    """Add a record with its parts."""
    blank = {section.title: "", section.author: by, section.written: now}
    if section.key == "risks":
        blank["kind"] = _kind_of(record["id"])
    values = blank | _columns(section.columns, record)
    row = section.row_class(team=team, **values)
    if section.place == "program":
        row.program = program
    if isinstance(row, EntryRow) and row.outcome:
        row.closed_by, row.closed_at = by, now
    session.add(row)
    session.flush()
    _write_parts(session, section, record, record, team=team, by=by, now=now)


def change_record(
    session: Session, section: Section, key: tuple[str, ...], changed: Record, *, team: str, by: str, now: datetime
) -> None:
    """Write the changed keys of a record; parts are added to those that are there, key results replace them."""
    row = session.get_one(section.row_class, (team, *key))
    for name, value in _columns(section.columns, changed).items():
        setattr(row, name, value)
    if isinstance(row, EntryRow) and "state" in changed:
        row.closed_by, row.closed_at = (by, now) if row.outcome else (None, None)
    _write_parts(session, section, row.model_dump(), changed, team=team, by=by, now=now)
    session.flush()


def next_prefix(section: Section, row: Mapping[str, Any]) -> str:
    """Return the prefix of the id that a row without one gets."""
    return PREFIX_BY_KIND[row.get("kind", EntryKind.RISK)] if section.key == "risks" else section.prefix


def _section_records(session: Session, section: Section, team: str, program: str) -> Iterator[Record]:
    query = select(section.row_class).where(section.row_class.team == team)
    if section.place == "project":
        projects = select(col(ProjectRow.id)).where(col(ProjectRow.team) == team, col(ProjectRow.program) == program)
        query = query.where(section.row_class.project.in_(projects))
    elif section.row_class is ResourceRow:
        booked = select(col(AllocationRow.resource)).where(
            col(AllocationRow.team) == team, col(AllocationRow.program) == program
        )
        query = query.where((col(ResourceRow.program) == program) | col(ResourceRow.id).in_(booked))
    else:
        query = query.where(section.row_class.program == program)
    rows = [row.model_dump() for row in session.scalars(query)]
    rows.sort(key=lambda row: [id_sort_key(part) for part in section.key_of(row)])
    parts = _stored_parts(session, section, team)
    for row in rows:
        yield _record(section, row, parts.get(section.key_of(row)[0], []))


def _stored_parts(session: Session, section: Section, team: str) -> dict[str, list[Record]]:
    parts = section.parts
    if parts is None:
        return {}
    order = [getattr(parts.row_class, name) for name in parts.order]
    found: dict[str, list[Record]] = {}
    for row in session.scalars(select(parts.row_class).where(parts.row_class.team == team).order_by(*order)):
        found.setdefault(getattr(row, parts.owner), []).append(_filled(section, parts.columns, row.model_dump()))
    return found


def _filled(section: Section, columns: Mapping[str, str], values: Mapping[str, Any]) -> Record:
    """Return the values by key of the file, without those that are empty or the default."""
    return {
        key: _plain(value)
        for key, column in columns.items()
        if (value := values.get(column)) not in _EMPTY and value != section.defaults.get(column)
    }


def _record(section: Section, values: Mapping[str, Any], parts: list[Record]) -> Record:
    record = _filled(section, section.columns, values)
    if section.key == "benefits":
        record = _short_benefit(record)
    elif section.key == "risks" and record["kind"] == _kind_of(record["id"]):
        del record["kind"]
    return record | ({section.parts.key: parts} if section.parts and parts else {})


def _plain(value: Any) -> Any:
    """Return whole numbers without a fraction, words as text, times in UTC, so that equal values are written alike."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _columns(columns: Mapping[str, str], record: Mapping[str, Any]) -> dict[str, Any]:
    values = _long_benefit(record) if "target_on" in columns.values() else dict(record)
    return {
        column: list(values[key]) if isinstance(values[key], tuple) else values[key]
        for key, column in columns.items()
        if key in values
    }


def _normal_parts(section: Section, record: Record) -> list[Record]:
    parts = section.parts
    if parts is None:
        return []
    return [_filled(section, parts.columns, _columns(parts.columns, row)) for row in record.get(parts.key, ())]


def _long_benefit(record: Mapping[str, Any]) -> Record:
    """Write the short spellings of a benefit out."""
    values = dict(record)
    if project := values.pop("project", None):
        values.setdefault("shares", {project: 100})
    if milestone := values.pop("milestone", None):
        values.setdefault("milestones", [milestone])
    if (value := values.pop("per_week", None)) is not None:
        values = dict.fromkeys(VALUE_RANGE, value) | values
    return values


def _short_benefit(record: Record) -> Record:
    """Write a benefit of one project, one milestone and one value a week in the short spellings."""
    values = dict(record)
    if len(values.get("shares", ())) == 1 and (share := next(iter(values["shares"].items())))[1] == 100:
        values |= {"project": share[0]}
        del values["shares"]
    if len(values.get("milestones", ())) == 1:
        values |= {"milestone": values.pop("milestones")[0]}
    amounts = [values.get(key) for key in VALUE_RANGE]
    if amounts[0] is not None and len(set(amounts)) == 1:
        values = {key: value for key, value in values.items() if key not in VALUE_RANGE} | {"per_week": amounts[0]}
    return values


def _kind_of(id: str) -> str:
    """Return the kind of an entry by the prefix of its id; with any other prefix it is a risk."""
    return KIND_BY_PREFIX.get(id.partition("-")[0], EntryKind.RISK).value


def _normal_entry(record: Record, project: str | None) -> Record:
    """Return a register entry with whole percentages and days, its project, and its response as one of the four."""
    values: Record = {
        "project": project,
        "kind": KIND_BY_PREFIX.get(record["id"].partition("-")[0], EntryKind.RISK),
    } | record
    values["kind"] = EntryKind(values["kind"]).value
    if (probability := values.get("probability")) is not None:
        # Between 0 and 1 it is a share, as risk tools write it.
        values["probability"] = round(probability * 100 if 0 < probability < 1 else probability)
    if (impact := values.get("impact")) is not None:
        values["impact"] = round(impact)
    if (response := values.pop("response", None)) in set(RiskResponse):
        values["response"] = str(response)
    elif response:
        values["plan"] = values.get("plan") or response
    if values.get("state") == _OPEN:
        del values["state"]
    return values


def _write_parts(
    session: Session, section: Section, row: Record, record: Record, *, team: str, by: str, now: datetime
) -> None:
    parts = section.parts
    if parts is None or parts.key not in record:
        return
    id = row["id"]
    old = _stored_parts(session, section, team).get(id, [])
    for number, values in enumerate(record[parts.key], start=1):
        columns: Record = {"name": ""} if parts.row_class is KeyResultRow else {}
        columns |= _columns(parts.columns, values) | {parts.owner: id}
        if parts.row_class is KeyResultRow:
            session.merge(KeyResultRow(team=team, number=number, **columns))
        elif values not in old:
            signed = {"by": by, "at": now} if parts.row_class is ReadingRow else {}
            session.add(parts.row_class(team=team, **signed, **columns))
    session.flush()
