"""The version of a database and its upgrade to the newest one: in one transaction, after taking a copy.

Alembic is imported only where tables change: every start asks for the version, and must not wait for that import.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from rules.refusal import Failure, Refusal
from storage.engine import backup, connections
from storage.engine.database import engine_name
from storage.engine.first_version import FIRST_VERSION, UnknownTables, repair_first_version
from storage.engine.schema import SchemaDifference, expected_tables, list_differences, schema_differences

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[1] / "migrations"
LOCK_UPGRADE = text("SELECT pg_advisory_xact_lock(hashtext('baton upgrade'))")


class DatabaseTooNew(Refusal):
    """Raised for a database that a newer Baton has upgraded."""

    def __init__(self) -> None:
        super().__init__(
            "I can't use this database.",
            "A newer Baton has upgraded it.",
            "Install that version, or restore a backup from before.",
        )


class DatabaseOutdated(Refusal):
    """Raised for a database that `baton db upgrade` makes usable."""

    def __init__(self, problem: str, differences: Sequence[SchemaDifference] = ()) -> None:
        why = f"What differs: {list_differences(differences)}." if differences else ""
        super().__init__(problem, why, "Run `baton db upgrade`.")


@dataclass(frozen=True, slots=True)
class UpgradeResult:
    """The versions before (empty for a new database) and after, and what an early state of the first one lacked."""

    before: str
    after: str
    added: tuple[str, ...] = ()


def newest_version() -> str:
    """Return the newest version this Baton knows."""
    return max(known_versions(), default="")


def known_versions() -> frozenset[str]:
    """Return all versions this Baton knows, from their file names: a later version sorts after an earlier one."""
    return frozenset(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[!_]*_*.py"))


def database_version(url: str) -> str:
    """Return the version of the database at `url`, empty when it has no tables yet."""
    if engine_name(url) == "sqlite" and not connections.sqlite_path(url).exists():
        return ""
    with _open_connection(url, read_only=True) as connection:
        return _read_version(connection)


def is_current(url: str) -> bool:
    """Return whether the database can be used as it is; raise a refusal when no upgrade would make it so."""
    try:
        require_current(url)
    except DatabaseOutdated:
        return False
    return True


def require_current(url: str) -> None:
    """Raise a refusal unless the database states the newest version and has its tables."""
    if engine_name(url) == "sqlite" and not connections.sqlite_path(url).exists():
        raise DatabaseOutdated("There is no database yet.")
    with _open_connection(url, read_only=True) as connection:
        version = _read_version(connection)
        _refuse_newer(version)
        if not version:
            raise DatabaseOutdated("There is no database yet.")
        if version != newest_version():
            raise DatabaseOutdated("The database has the tables of an older Baton.")
        if differences := schema_differences(connection, expected_tables()):
            if version == FIRST_VERSION:
                raise DatabaseOutdated(
                    "The database was made by an early Baton and lacks parts of its tables.", differences
                )
            _refuse_tables(version, differences)


def upgrade_database(url: str, *, keep_copy: bool = True) -> UpgradeResult:
    """Upgrade the database to the newest version; all or nothing, however it is interrupted.

    A SQLite file with a version is copied beside itself first. Raises DatabaseTooNew, `UnknownTables` when its tables
    are not those of its version, and Failure while Baton runs on it.
    """
    with _hold_lock(url):
        version = database_version(url)
        _refuse_newer(version)
        if version and is_current(url):
            return UpgradeResult(version, version)
        if version and keep_copy and engine_name(url) == "sqlite":
            path = connections.sqlite_path(url)
            copy = path.with_name(f"{path.name}-before-{version}-to-{newest_version()}")
            # An upgrade that was killed may have left a copy.
            backup.create_backup(url, copy, replace=True)
        with _open_connection(url) as connection:
            return _upgrade_tables(connection, version)


def _upgrade_tables(connection: Connection, version: str) -> UpgradeResult:
    from alembic import command

    added = repair_first_version(connection) if version == FIRST_VERSION else ()
    command.upgrade(_alembic_config(connection), "head")
    if differences := schema_differences(connection, expected_tables()):
        _refuse_tables(version, differences)
    return UpgradeResult(version, newest_version(), added)


def _refuse_tables(version: str, differences: Sequence[SchemaDifference]) -> NoReturn:
    raise UnknownTables(
        "I can't use this database.",
        f"Its tables are not those of version {version or newest_version()}: {list_differences(differences)}.",
        "Restore a backup, or export its programs with the Baton that made it and import them into a new database.",
    )


def check_tables_match(url: str) -> None:
    """Raise alembic's AutogenerateDiffsDetected when the tables in code and in the database differ."""
    from alembic import command

    with _open_connection(url, read_only=True) as connection:
        command.check(_alembic_config(connection))


def write_version(url: str, *, number: str, message: str) -> None:
    """Write the next version file from the differences between the code and the (upgraded) database."""
    from alembic import command

    with _open_connection(url) as connection:
        command.revision(_alembic_config(connection), message=message, autogenerate=True, rev_id=number)


def _alembic_config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config(stdout=StringIO())
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _hold_lock(url: str) -> Iterator[None]:
    if engine_name(url) == "postgresql":
        yield
        return
    lock = connections.DatabaseLock.acquire(connections.sqlite_path(url))
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _open_connection(url: str, *, read_only: bool = False) -> Iterator[Connection]:
    on_sqlite = engine_name(url) == "sqlite"
    if on_sqlite:
        # A batch migration drops and renames tables, which must not cascade.
        engine = (
            connections.sqlite_reader(url, size=1) if read_only else connections.sqlite_writer(url, foreign_keys=False)
        )
    else:
        engine = connections.postgres_engine(url, size=1, read_only=read_only)
    try:
        with engine.begin() as connection:
            if not on_sqlite and not read_only:
                connection.execute(LOCK_UPGRADE)
            yield connection
            if on_sqlite and not read_only and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise Refusal(
                    "I can't upgrade this database.",
                    "Some rows refer to rows that do not exist.",
                    "Nothing was changed.",
                )
    except DBAPIError as error:
        # Other errors are our own mistakes.
        if type(error) not in (OperationalError, DatabaseError):
            raise
        message = str(error.orig).strip().splitlines()[0].rstrip(".")
        raise Failure(
            "I can't use this database.",
            f"It says: {message}.",
            "Check the file and the disk." if on_sqlite else "Check --database and the server.",
        ) from None
    finally:
        engine.dispose()


def _read_version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    versions = connection.execute(text("SELECT version_num FROM alembic_version ORDER BY 1")).scalars().all()
    if len(versions) > 1:
        raise UnknownTables(
            "I can't use this database.",
            f"It states several versions: {', '.join(versions)}.",
            "Restore a backup.",
        )
    return versions[0] if versions else ""


def _refuse_newer(version: str) -> None:
    if version and version not in known_versions():
        raise DatabaseTooNew
