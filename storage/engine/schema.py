"""Comparison of a database's real tables with the expected ones.

The version that a database states says which migrations ran, not which tables they made: the first one was edited
while databases made by it existed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Index, Inspector, MetaData, Table, TypeDecorator, UniqueConstraint, inspect

MAX_LISTED = 6


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """A difference in words; `missing` is what would end it by being added."""

    words: str
    missing: Table | Column[Any] | Index | None = None


@dataclass(frozen=True, slots=True)
class RealTable:
    """A table as the database describes it."""

    columns: dict[str, Any]
    primary_key: tuple[str, ...]
    indexes: dict[str, tuple[tuple[str | None, ...], bool]]
    unique: frozenset[tuple[str, ...]]
    foreign_keys: frozenset[tuple[tuple[str, ...], str]]


def expected_tables() -> MetaData:
    """Return the tables that this Baton works with."""
    import storage.tables  # noqa: F401  (fills BaseRow.metadata)
    from storage.tables.base import BaseRow

    return BaseRow.metadata


def schema_differences(connection: Connection, expected: MetaData) -> tuple[SchemaDifference, ...]:
    """Return what is missing or would break a statement; further tables and columns that may stay empty do no harm."""
    real = _read_tables(inspect(connection))
    return tuple(
        difference for table in expected.sorted_tables for difference in _table_differences(table, real.get(table.name))
    )


def list_differences(differences: Iterable[SchemaDifference]) -> str:
    """Return the differences as the end of a sentence, long lists cut short."""
    words = [difference.words for difference in differences]
    more = f" and {len(words) - MAX_LISTED} more" if len(words) > MAX_LISTED else ""
    return ", ".join(words[:MAX_LISTED]) + more


def _read_tables(inspector: Inspector) -> dict[str, RealTable]:
    keys, indexes = inspector.get_multi_pk_constraint(), inspector.get_multi_indexes()
    unique, foreign_keys = inspector.get_multi_unique_constraints(), inspector.get_multi_foreign_keys()
    return {
        place[1]: RealTable(
            columns={column["name"]: column for column in columns},
            primary_key=tuple(keys[place]["constrained_columns"]),
            indexes={str(i["name"]): (tuple(i["column_names"]), bool(i["unique"])) for i in indexes[place]},
            unique=frozenset(tuple(constraint["column_names"]) for constraint in unique[place]),
            foreign_keys=frozenset(
                (tuple(key["constrained_columns"]), key["referred_table"]) for key in foreign_keys[place]
            ),
        )
        for place, columns in inspector.get_multi_columns().items()
    }


def _table_differences(table: Table, real: RealTable | None) -> Iterator[SchemaDifference]:
    if real is None:
        yield SchemaDifference(f"table {table.name} is missing", table)
        return
    for column in table.columns:
        yield from _column_differences(column, real.columns.get(column.name))
    for name, column in real.columns.items():
        if name not in table.columns and not column["nullable"] and column["default"] is None:
            yield SchemaDifference(f"column {table.name}.{name} is unknown and must be filled")
    if set(real.primary_key) != {column.name for column in table.primary_key}:
        yield SchemaDifference(f"the key of {table.name} has other columns")
    yield from _index_differences(table, real)
    for key in table.foreign_key_constraints:
        if (tuple(key.column_keys), key.referred_table.name) not in real.foreign_keys:
            yield SchemaDifference(f"{table.name} does not refer to {key.referred_table.name}")


def _column_differences(column: Column[Any], real: Any) -> Iterator[SchemaDifference]:
    name = f"column {column.table.name}.{column.name}"
    if real is None:
        yield SchemaDifference(f"{name} is missing", column)
    elif _python_type(real["type"]) is not _python_type(column.type):
        yield SchemaDifference(f"{name} is of another type")
    elif real["nullable"] != column.nullable and not column.primary_key:
        yield SchemaDifference(f"{name} {'may' if column.nullable else 'must not'} be empty")


def _index_differences(table: Table, real: RealTable) -> Iterator[SchemaDifference]:
    for index in table.indexes:
        columns = tuple(column.name for column in index.columns)
        if str(index.name) not in real.indexes:
            yield SchemaDifference(f"index {index.name} is missing", index)
        elif real.indexes[str(index.name)] != (columns, bool(index.unique)):
            yield SchemaDifference(f"index {index.name} is over other columns")
    for constraint in table.constraints:
        columns = tuple(column.name for column in getattr(constraint, "columns", ()))
        if isinstance(constraint, UniqueConstraint) and columns not in real.unique:
            yield SchemaDifference(f"{table.name} may repeat {', '.join(columns)}")


def _python_type(kind: Any) -> type | None:
    """Return the Python type of values of an SQL type: VARCHAR and TEXT are the same to a statement."""
    if isinstance(kind, TypeDecorator):
        return _python_type(kind.impl_instance)
    try:
        python_type: type = kind.python_type
    except NotImplementedError:
        return None
    return python_type
