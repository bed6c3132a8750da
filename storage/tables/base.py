"""The base of all tables: names for constraints, times that are always aware, JSON in one spelling."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Table, Text, TypeDecorator
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel

# SQLite auto-increments only INTEGER.
AutoIncrementId = BigInteger().with_variant(Integer, "sqlite")


class BaseRow(SQLModel):
    """The base of all table classes. Constraints have names, so that migrations can change them on both engines."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class NaiveTimeError(ValueError, DontWrapMixin):
    """Raised for a time without a time zone, because its instant is unknown."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: accepts any aware time and returns it in UTC on both engines; a naive one raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset() is None:
            raise NaiveTimeError(f"{value!r} has no time zone; give an aware time.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """Any JSON value as text with sorted keys, so equal values are equal text; NaN and infinity raise ValueError.

    Escaped to ASCII, because PostgreSQL accepts neither a NUL nor half a surrogate pair in text.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def core_table(row_class: type[BaseRow]) -> Table:
    """Return the Core table of a row class, for statements on the hot paths."""
    return cast(Table, row_class.__table__)  # type: ignore[attr-defined]


def insert_new(session: Session, target: Table, values: Mapping[str, Any]) -> Any | None:
    """Insert a row and return (the first part of) its primary key, or None when a unique key is taken."""
    statement = insert_or_nothing(target, session.get_bind().dialect.name)
    return session.connection().execute(statement, dict(values)).scalar()


def insert_all_new(session: Session, target: Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
    """Insert several rows at once and return the primary keys of those whose unique keys were free."""
    if not rows:
        return ()
    statement = insert_or_nothing(target, session.get_bind().dialect.name)
    return session.connection().execute(statement, list(rows)).all()


@cache
def insert_or_nothing(target: Table, engine: str, *also_returned: str) -> ReturningInsert[Any]:
    """Return the statement that inserts rows whose unique keys are free and returns their primary keys.

    The columns named in `also_returned` follow the primary key.
    """
    dialect = postgresql if engine == "postgresql" else sqlite
    returned = (*target.primary_key, *(target.c[name] for name in also_returned))
    statement: ReturningInsert[Any] = dialect.insert(target).on_conflict_do_nothing().returning(*returned)
    return statement
