"""Connections for each engine, and the lock that keeps a second process off a SQLite file."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TextIO

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError

from rules.refusal import Failure, Refusal

BUSY_TIMEOUT_MS = 5000
# The pauses between attempts at work that met a transient error.
RETRY_PAUSES_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8)
SERIALIZATION_FAILURE = "40001"
DEADLOCK_DETECTED = "40P01"
LOCK_TIMEOUT = "55P03"
# SQLITE_BUSY and SQLITE_LOCKED; extended codes keep them in the low byte.
SQLITE_BUSY_CODES = (5, 6)


@dataclass(frozen=True)
class DatabaseLock:
    """A locked file beside the database: this process writes there. The system unlocks it however the process ends."""

    file: TextIO

    @classmethod
    def acquire(cls, database: Path) -> Self:
        """Lock `database` for this process; raise Refusal when another one has it."""
        path = database.with_name(f"{database.name}-lock")
        try:
            file = path.open("a+", encoding="ascii")
        except OSError as error:
            missing = isinstance(error, FileNotFoundError | NotADirectoryError)
            raise (Refusal if missing else Failure)(
                f"I can't open {database}.", f"{error.strerror}.", "Check the folder and its permissions."
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise Failure(
                f"I can't write to {database}.",
                f"Another Baton has it open (process {holder}).",
                "Stop that one first; for several replicas use PostgreSQL.",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return cls(file)

    def release(self) -> None:
        """Let the next process in."""
        self.file.close()


class QuickSavepoints(SQLiteDialect_pysqlite):
    """SQLite without recompiling SAVEPOINT each time, which takes as long as a small flow does."""

    supports_statement_cache = True

    def do_savepoint(self, connection: Connection, name: str) -> None:
        connection.connection.cursor().execute(f"SAVEPOINT {name}")

    def do_release_savepoint(self, connection: Connection, name: str) -> None:
        connection.connection.cursor().execute(f"RELEASE {name}")


registry.register("sqlite.baton", __name__, QuickSavepoints.__name__)


def sqlite_path(url: str) -> Path:
    """Return the path of the file; raise Refusal for an in-memory database, which no second connection could see."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise Refusal(
            "I can't keep a program in memory.",
            "It would be gone at the next start.",
            "Name a file: sqlite:///baton.db.",
        )
    return Path(name)


def sqlite_writer(url: str, *, foreign_keys: bool = True) -> Engine:
    """Create a one-connection engine whose transactions lock for writing at BEGIN (deferred ones lose updates)."""
    foreign_keys_pragma = f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}"
    return _sqlite_engine(
        url, 1, "BEGIN IMMEDIATE", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", foreign_keys_pragma
    )


def sqlite_reader(url: str, *, size: int) -> Engine:
    """Create an engine whose connections cannot write."""
    return _sqlite_engine(url, size, "BEGIN", "PRAGMA query_only = ON")


def _sqlite_engine(url: str, size: int, begin: str, *pragmas: str) -> Engine:
    connect_args = {"isolation_level": None, "check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000}
    quick_url = make_url(url).set(drivername="sqlite+baton")
    # An error that quotes the parameters would carry what people wrote into the log.
    engine = create_engine(
        quick_url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        connect_args=connect_args,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def postgres_engine(url: str, *, size: int, read_only: bool = False) -> Engine:
    """Create a psycopg engine: READ COMMITTED, UTC, short limits on lock waits and idle transactions."""
    settings = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s", "TimeZone": "UTC"}
    if read_only:
        settings["default_transaction_read_only"] = "on"
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={"options": options, "connect_timeout": 5},
    )


def is_transient(error: BaseException) -> bool:
    """Return whether the same work may succeed when it is simply done again."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE_BUSY_CODES
    return getattr(error.orig, "sqlstate", None) in (SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_TIMEOUT)
