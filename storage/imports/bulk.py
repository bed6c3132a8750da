"""Many rows at once, converted beforehand, so that the database's writer is held only to insert them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Table, insert
from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class RowBatch:
    """A statement of the driver with the rows it inserts, in the form that the driver takes."""

    statement: str
    rows: Sequence[Any]


def convert_rows(table: Table, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> RowBatch | None:
    """Return rows as the driver takes them, None without any; all have the same columns."""
    if not rows:
        return None
    names = list(rows[0])
    compiled = insert(table).inline().compile(dialect=dialect, column_keys=names)
    columns = {name: _converted_column(table, name, rows, dialect) for name in names}
    order = getattr(compiled, "positiontup", None)
    if order is not None:
        return RowBatch(str(compiled), list(zip(*(columns[name] for name in order), strict=True)))
    return RowBatch(str(compiled), [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)])


def _converted_column(table: Table, name: str, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> list[Any]:
    """Return the values of a column; one that is the same object in every row is converted once."""
    values = [row[name] for row in rows]
    convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return values
    if all(value is values[0] for value in values):
        return [convert(values[0])] * len(values)
    return [convert(value) for value in values]


def insert_batches(session: Session, batches: Sequence[RowBatch]) -> None:
    """Insert the rows of each batch in turn."""
    session.flush()
    for batch in batches:
        session.connection().exec_driver_sql(batch.statement, batch.rows)
