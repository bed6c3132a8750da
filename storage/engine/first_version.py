"""Repair of databases that an early state of the first migration made.

Migration 0001 was edited some fifteen times in the weeks before it was frozen, so a database that states 0001 may lack
tables and columns. What can be added without guessing is added; otherwise the database is refused.
"""

import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Index, MetaData, Table

from rules.refusal import Refusal
from storage.engine.schema import SchemaDifference, list_differences, schema_differences

FIRST_VERSION = "0001"
FIRST_MIGRATION = Path(__file__).parents[1] / "migrations" / "versions" / "0001_first_tables.py"
# The values of columns that rows made before them get: what a new row has until a person says otherwise.
VALUES_OF_OLD_ROWS = {
    ("checkin", "pulse"): "true",
    ("dependency", "confidence"): "'high'",
    ("program", "labels"): "'{}'",
    ("project", "extra"): "'[]'",
    ("project", "holidays"): "'[]'",
    ("project", "labels"): "'{}'",
}


class UnknownTables(Refusal):
    """Raised for a database whose tables are not those of its version and cannot be made so."""


class TableRecorder:
    """The operations of a migration, which record the tables in `metadata` instead of creating them."""

    def __init__(self, metadata: MetaData) -> None:
        self.metadata = metadata

    def f(self, name: str) -> str:
        return name

    def create_table(self, name: str, *parts: Any) -> None:
        Table(name, self.metadata, *parts)

    @contextmanager
    def batch_alter_table(self, name: str, **_: Any) -> Iterator["IndexRecorder"]:
        yield IndexRecorder(self.metadata.tables[name])


class IndexRecorder:
    """The operations on one table."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def f(self, name: str) -> str:
        return name

    def create_index(self, name: str, columns: Sequence[str], **options: Any) -> None:
        Index(name, *(self.table.columns[column] for column in columns), **options)


def first_tables() -> MetaData:
    """Return the tables that the first migration makes, read from the migration itself."""
    specification = importlib.util.spec_from_file_location("first_migration", FIRST_MIGRATION)
    assert specification
    assert specification.loader
    migration = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(migration)
    metadata = MetaData()
    migration.op = TableRecorder(metadata)  # type: ignore[attr-defined]
    migration.upgrade()
    return metadata


def repair_first_version(connection: Connection) -> tuple[str, ...]:
    """Add what a database of version 0001 lacks and return what was added, in words; raise `UnknownTables`."""
    expected = first_tables()
    differences = schema_differences(connection, expected)
    unrepairable = [difference for difference in differences if not _can_add(difference.missing)]
    if unrepairable:
        _refuse(unrepairable)
    for difference in differences:
        _add_missing(connection, difference)
    if left := schema_differences(connection, expected):
        _refuse(left)
    return tuple(difference.words.removesuffix(" is missing") for difference in differences)


def _can_add(missing: object) -> bool:
    if isinstance(missing, Column):
        return bool(missing.nullable) or (missing.table.name, missing.name) in VALUES_OF_OLD_ROWS
    return missing is not None


def _add_missing(connection: Connection, difference: SchemaDifference) -> None:
    missing = difference.missing
    if isinstance(missing, Column):
        _add_column(connection, missing)
    elif isinstance(missing, Table | Index):
        missing.create(connection)


def _add_column(connection: Connection, missing: Column[Any]) -> None:
    """Add a column; the value of old rows is no default of the database, as it is none in the migration."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    operations = Operations(MigrationContext.configure(connection))
    table, value = missing.table.name, VALUES_OF_OLD_ROWS.get((missing.table.name, missing.name))
    with operations.batch_alter_table(table) as batch:
        batch.add_column(Column(missing.name, missing.type, nullable=True))
    if not missing.nullable:
        operations.execute(f'UPDATE "{table}" SET "{missing.name}" = {value}')  # noqa: S608
        with operations.batch_alter_table(table) as batch:
            batch.alter_column(missing.name, existing_type=missing.type, nullable=False)


def _refuse(differences: Sequence[SchemaDifference]) -> None:
    raise UnknownTables(
        "I can't upgrade this database.",
        f"It states version {FIRST_VERSION}, but its tables are of an early state: {list_differences(differences)}.",
        "Export each program with the Baton that made it (`baton export`), and import it into a new database.",
    )
