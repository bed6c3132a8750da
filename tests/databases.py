"""Empty databases with all tables: one is upgraded in each process and then copied, which is much quicker."""

import atexit
import shutil
import tempfile
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sqlmodel import Session

from storage.engine.database import Store, open_store
from storage.engine.upgrade import upgrade_database
from storage.tables.base import BaseRow

Rows = dict[str, list[tuple[Any, ...]]]


def fresh(path: Path) -> str:
    """This will put an empty SQLite database with all tables at `path`; its URL."""
    shutil.copy(_upgraded(), path)
    return f"sqlite:///{path}"


class Shared:
    """A database that stays open in this process: its engine has compiled most statements once."""

    @cached_property
    def store(self) -> Store:
        return open_store(fresh(self.path))

    @cached_property
    def path(self) -> Path:
        return _folder() / "shared.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def emptied(self) -> Store:
        """The store, with all tables and no rows."""
        self.store.transact_now(replace_rows, rows={})
        return self.store


SHARED = Shared()


def all_rows(session: Session) -> Rows:
    """Every row of every table, as the driver gives them."""
    connection, tables = session.connection(), BaseRow.metadata.sorted_tables
    found = ((one.name, connection.exec_driver_sql(f'SELECT * FROM "{one.name}"').all()) for one in tables)
    return {name: [tuple(row) for row in rows] for name, rows in found if rows}


def replace_rows(session: Session, *, rows: Rows) -> None:
    """This will empty all tables and put these rows into them."""
    connection = session.connection()
    for one in reversed(BaseRow.metadata.sorted_tables):
        connection.exec_driver_sql(f'DELETE FROM "{one.name}"')
    for name, some in rows.items():
        places = ", ".join("?" * len(some[0]))
        connection.exec_driver_sql(f'INSERT INTO "{name}" VALUES ({places})', some)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="baton-test-"))
    atexit.register(shutil.rmtree, folder)
    return folder


@cache
def _upgraded() -> Path:
    path = _folder() / "empty.db"
    upgrade_database(f"sqlite:///{path}")
    return path
