"""Resources, allocations, clashes, budget lines and exchange rates; parts kept as a plan file had them become rows."""

import json
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = {"resources": "resource", "allocations": "allocation", "budget": "budget_line"}
_PREFIXES = {"resources": "RES", "allocations": "AL", "budget": "BUD"}
program = sa.table("program", *map(sa.column, ("team", "id", "more")))
project = sa.table("project", *map(sa.column, ("team", "id")))
milestone = sa.table("milestone", *map(sa.column, ("team", "id", "project")))
counter = sa.table("counter", *map(sa.column, ("team", "prefix", "last")))


def upgrade() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("into", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team", "currency", "into", "day", name=op.f("pk_exchange_rate")),
    )
    op.create_table(
        "resource",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=True),
        sa.Column("part_of", sa.String(), nullable=True),
        sa.Column("lead", sa.String(), nullable=True),
        sa.Column("capacity", sa.Float(), nullable=True),
        sa.Column("periods", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "program"], ["program.team", "program.id"], name=op.f("fk_resource_team_program_program")
        ),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_resource")),
    )
    op.create_index("ix_resource_program", "resource", ["team", "program"])
    op.create_index("ix_resource_user", "resource", ["team", "user"])

    op.create_table(
        "allocation",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=True),
        sa.Column("milestone", sa.String(), nullable=True),
        sa.Column("percent", sa.Float(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("anchor", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "project"], ["project.team", "project.id"], name=op.f("fk_allocation_team_project_project")
        ),
        sa.ForeignKeyConstraint(
            ["team", "resource"], ["resource.team", "resource.id"], name=op.f("fk_allocation_team_resource_resource")
        ),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_allocation")),
    )
    op.create_index("ix_allocation_milestone", "allocation", ["team", "milestone"])
    op.create_index("ix_allocation_project", "allocation", ["team", "project"])
    op.create_index("ix_allocation_resource", "allocation", ["team", "resource"])

    op.create_table(
        "budget_line",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("planned", sa.Float(), nullable=True),
        sa.Column("committed", sa.Float(), nullable=True),
        sa.Column("actual", sa.Float(), nullable=True),
        sa.Column("forecast", sa.Float(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "program"], ["program.team", "program.id"], name=op.f("fk_budget_line_team_program_program")
        ),
        sa.ForeignKeyConstraint(
            ["team", "project"], ["project.team", "project.id"], name=op.f("fk_budget_line_team_project_project")
        ),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_budget_line")),
    )
    op.create_index("ix_budget_line_program", "budget_line", ["team", "program"])
    op.create_index("ix_budget_line_project", "budget_line", ["team", "project"])

    op.create_table(
        "clash",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("peak", sa.Float(), nullable=False),
        sa.Column("capacity", sa.Float(), nullable=False),
        sa.Column("allocations", sa.Text(), nullable=False),
        sa.Column("ways", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["team", "resource"], ["resource.team", "resource.id"], name=op.f("fk_clash_team_resource_resource")
        ),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_clash")),
    )
    op.create_index("ix_clash_resource", "clash", ["team", "resource", "state"])

    op.add_column("milestone", sa.Column("cost", sa.Float(), nullable=True))
    op.add_column("milestone", sa.Column("credit", sa.String(), nullable=True))
    op.add_column("milestone", sa.Column("crash_cost", sa.Float(), nullable=True))
    op.add_column("milestone", sa.Column("crash_days", sa.Integer(), nullable=True))

    op.add_column("project", sa.Column("credit", sa.String(), nullable=True))
    _move_parts(op.get_bind())


def downgrade() -> None:
    for table, columns in (("project", ("credit",)), ("milestone", ("cost", "credit", "crash_cost", "crash_days"))):
        for column in columns:
            op.drop_column(table, column)
    for table in ("clash", "budget_line", "allocation", "resource", "exchange_rate"):
        op.drop_table(table)


def _move_parts(connection: sa.Connection) -> None:
    """Move resources, allocations and budget lines out of what programs keep of their files."""
    tables = {name: sa.Table(name, sa.MetaData(), autoload_with=connection) for name in _TABLES.values()}
    for row in connection.execute(sa.select(program)).all():
        more = json.loads(row.more) if row.more.startswith("{") else {}
        parts = {part: more.pop(part, []) for part in _TABLES}
        if not any(parts.values()):
            continue
        projects = _ids(connection, project, row.team)
        milestones = dict(
            connection.execute(sa.select(milestone.c.id, milestone.c.project).where(milestone.c.team == row.team)).all()
        )
        known: dict[str, str] = {}
        for part, record in ((part, record) for part, records in parts.items() for record in records):
            table = tables[_TABLES[part]]
            id = _free_id(connection, table, row.team, part, record.get("id"))
            if part == "resources":
                known[record.get("id", id)] = id
            values = _values(part, record, known, projects, milestones)
            if values is None:
                more.setdefault(part, []).append(record)
                continue
            signed = {"team": row.team, "id": id, "program": row.id, "created_by": "baton", "source": ""}
            connection.execute(table.insert().values(**signed, created_at=datetime.now(UTC), **values))
            _reserve(connection, row.team, id)
        text = json.dumps(more, sort_keys=True, separators=(",", ":"))
        own_row = (program.c.team == row.team, program.c.id == row.id)
        connection.execute(program.update().where(*own_row).values(more=text))


def _values(
    part: str, record: dict[str, Any], known: dict[str, str], projects: set[str], milestones: dict[str, str]
) -> dict[str, Any] | None:
    """Return the columns of a record; None for an allocation of a resource that the file does not describe."""

    def day(key: str) -> date | None:
        return date.fromisoformat(record[key]) if record.get(key) else None

    about = record.get("milestone") if record.get("milestone") in milestones else None
    place = {"project": record.get("project") if record.get("project") in projects else None}
    if part == "resources":
        return {
            "kind": record.get("kind"),
            "name": record.get("name", ""),
            "user": record.get("user"),
            "part_of": record.get("team"),
            "capacity": record.get("capacity"),
            "periods": "[]",
            "skills": "[]",
        }
    if part == "allocations":
        if record.get("resource") not in known or record.get("percent") is None:
            return None
        dates = {"percent": record["percent"], "first": day("from"), "last": day("to")}
        return place | dates | {"resource": known[record["resource"]], "milestone": about, "note": ""}
    amounts = {name: record.get(name) for name in ("planned", "committed", "actual", "forecast")}
    month = day("date")
    return (
        place
        | amounts
        | {
            "name": record.get("name", ""),
            "currency": record.get("currency"),
            "month": month,
        }
    )


def _ids(connection: sa.Connection, table: Any, team: str) -> set[str]:
    return set(connection.execute(sa.select(table.c.id).where(table.c.team == team)).scalars())


def _free_id(connection: sa.Connection, table: sa.Table, team: str, part: str, id: str | None) -> str:
    """Return the id if it is free in the workspace, else the next one of its kind."""
    taken = _ids(connection, table, team)
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
