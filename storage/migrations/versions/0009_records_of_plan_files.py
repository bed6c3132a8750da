"""Goals, benefits and risks that were kept as a plan file had them, as rows of their own tables."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_AUTHOR = "baton"
_KINDS = {"R": "risk", "I": "issue", "A": "assumption"}
_PREFIXES = {"goals": "G", "benefits": "BEN", "risks": "R"}
_TABLES = {"goals": "goal", "benefits": "benefit", "risks": "entry"}
program = sa.table("program", *map(sa.column, ("team", "id", "more")))
project = sa.table("project", *map(sa.column, ("team", "id", "program")))
counter = sa.table("counter", *map(sa.column, ("team", "prefix", "last")))


def upgrade() -> None:
    connection = op.get_bind()
    names = ("goal", "benefit", "entry", "reading")
    tables = {name: sa.Table(name, sa.MetaData(), autoload_with=connection) for name in names}
    for row in connection.execute(sa.select(program)).all():
        more = json.loads(row.more) if row.more.startswith("{") else {}
        records = {part: more.pop(part, []) for part in _PREFIXES}
        if not any(records.values()):
            continue
        own = sa.select(project.c.id).where(project.c.team == row.team, project.c.program == row.id)
        projects = connection.execute(own.order_by(project.c.id)).scalars().all()
        for part, record in ((part, record) for part, found in records.items() for record in found):
            if part == "risks" and not projects:
                more.setdefault(part, []).append(record)
                continue
            id = _free_id(connection, tables[_TABLES[part]], row.team, part, record.get("id"))
            for name, values in _rows(part, record, id, row.id, projects):
                connection.execute(tables[name].insert().values(_signed(tables[name], {"team": row.team, **values})))
            _reserve(connection, row.team, id)
        text = json.dumps(more, sort_keys=True, separators=(",", ":"))
        own_row = (program.c.team == row.team, program.c.id == row.id)
        connection.execute(program.update().where(*own_row).values(more=text))


def downgrade() -> None:
    """Leave the rows where they are: the older Baton does not read them."""


def _signed(table: sa.Table, values: dict[str, Any]) -> dict[str, Any]:
    authors = {name: _AUTHOR for name in ("created_by", "raised_by", "by") if name in table.c}
    return values | authors | {name: datetime.now(UTC) for name in ("created_at", "raised_at", "at") if name in table.c}


def _rows(
    part: str, record: dict[str, Any], id: str, program_id: str, projects: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    def day(key: str) -> date | None:
        return date.fromisoformat(record[key]) if record.get(key) else None

    if part == "goals":
        yield (
            "goal",
            {"id": id, "program": program_id, "name": record.get("name", ""), "owner": record.get("owner")}
            | {
                "description": record.get("description", ""),
                "measure": record.get("measure", ""),
                "horizon": day("due"),
            },
        )
    elif part == "benefits":
        week = record.get("per_week")
        yield (
            "benefit",
            {"id": id, "program": program_id, "kind": "benefit", "name": record.get("name", "")}
            | {"description": record.get("description", ""), "outcome": "", "owner": record.get("owner")}
            | {"goal": record.get("goal"), "kpi": "", "unit": record.get("unit", "")}
            | {"baseline": record.get("baseline"), "baseline_source": "", "target": record.get("target")}
            | {"target_on": day("due"), "measure": "", "cadence": "monthly", "stop": day("stop"), "state": "draft"}
            | {"shares": json.dumps({record["project"]: 100}) if record.get("project") else "{}"}
            | {"milestones": json.dumps([record["milestone"]]) if record.get("milestone") else "[]"}
            | {"curve": "step", "ramp_days": 0, "delay_rule": "fixed_end", "low": week, "likely": week, "high": week}
            | {"source": "", "restricted": False},
        )
        for reading in record.get("readings", ()):
            if reading.get("date") and reading.get("value") is not None:
                yield (
                    "reading",
                    {"benefit": id, "day": date.fromisoformat(reading["date"]), "value": reading["value"]}
                    | {"note": "", "source": reading.get("source", "")},
                )
    else:
        probability, impact = record.get("probability"), record.get("impact")
        share = probability is not None and 0 < probability < 1
        kind = record.get("kind") or _KINDS.get(id.partition("-")[0])
        yield (
            "entry",
            {"id": id, "project": record["project"] if record.get("project") in projects else projects[0]}
            | {"milestone": record.get("milestone"), "text": record.get("text", "")}
            | {"kind": kind if kind in _KINDS.values() else "risk"}
            | {"owner": record.get("owner"), "plan": record.get("response", ""), "check": day("check"), "rests": "[]"}
            | {"probability": None if probability is None else round(probability * 100 if share else probability)}
            | {"impact": None if impact is None else round(impact), "source": "", "restricted": False},
        )


def _free_id(connection: sa.Connection, table: sa.Table, team: str, part: str, id: str | None) -> str:
    """Return the id if it is free in the workspace, else the next one of its kind."""
    taken = set(connection.execute(sa.select(table.c.id).where(table.c.team == team)).scalars())
    if id and id not in taken:
        return id
    prefix = _PREFIXES[part]
    own = (counter.c.team == team, counter.c.prefix == prefix)
    number = (connection.execute(sa.select(counter.c.last).where(*own)).scalar() or 0) + 1
    while f"{prefix}-{number}" in taken:
        number += 1
    return f"{prefix}-{number}"


def _reserve(connection: sa.Connection, team: str, id: str) -> None:
    prefix, _, number = id.rpartition("-")
    if not (prefix and number.isdigit() and len(number) < 9):
        return
    own = (counter.c.team == team, counter.c.prefix == prefix)
    last = connection.execute(sa.select(counter.c.last).where(*own)).scalar()
    if last is None:
        connection.execute(counter.insert().values(team=team, prefix=prefix, last=int(number)))
    elif last < int(number):
        connection.execute(counter.update().where(*own).values(last=int(number)))
