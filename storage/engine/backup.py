"""Copies of a SQLite database that is in use, made with SQLite's own backup and never by copying the file.

A file is replaced only when the new one is whole: it is made beside it, checked, and then takes its place.
"""

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from rules.refusal import Failure, Refusal
from storage.engine import connections
from storage.engine.database import engine_name

# Writers get a turn each time a backup has copied this many pages.
PAGES_PER_STEP = 1024
# SQLite's own files beside a database: changes not yet in it, and their index.
SIDE_FILES = ("-wal", "-shm")


class DamagedDatabase(Refusal):
    """Raised for a file that is not an intact SQLite database."""


@dataclass(frozen=True)
class BackupCopy:
    """A checked copy, with the number of rows in each of its tables."""

    path: Path
    rows: dict[str, int]


def create_backup(url: str, target: Path, *, replace: bool = False) -> BackupCopy:
    """Copy the database, in use or not, to a new file `target`, which appears only once it is complete.

    Raises Refusal when there is no database, `target` exists (unless told to replace it), the engine is PostgreSQL, or
    the database is damaged; Failure when one of the two cannot be read or written.
    """
    source = database_path(url)
    if not source.exists():
        raise Refusal(f"I can't back up {source}.", "The file does not exist.", "Check --database.")
    if target.exists() and not replace:
        raise Refusal(f"I can't write {target}.", "It exists already.", "Name a new file.")
    with new_folder_beside(target) as folder:
        partial_file = folder / target.name
        rows = copy_database(source, partial_file, named=target)
        with refuse_errors(target):
            partial_file.replace(target)
    return BackupCopy(target, rows)


def copy_database(source: Path, target: Path, *, named: Path) -> dict[str, int]:
    """Copy an open or closed database to a new file, check the copy and return the number of rows in each table.

    `named` is what the new file will become, for the sentence of a failure.
    """
    with refuse_errors(source), closing(open_for_reading(source)) as source_database:
        source_database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        with refuse_errors(named, damaged=source), closing(sqlite3.connect(target)) as target_database:
            source_database.backup(target_database, pages=PAGES_PER_STEP)
            target_database.execute("PRAGMA journal_mode = WAL")
    return check_integrity(target, named=source)


def replace_database(target: Path, new: Path) -> None:
    """Put the whole file `new` in the place of the database, which is kept as `-replaced`; hold its lock.

    At every moment there is a whole database: the old one keeps its name until the new one has it.
    """
    replaced = target.with_name(f"{target.name}-replaced")
    with refuse_errors(target):
        _flush(new)
        if target.exists():
            _fold_log(target)
            kept = new.with_name(replaced.name)
            _link_or_copy(target, kept)
            _move_side_files(target, kept)
            new.replace(target)
            kept.replace(replaced)
            _move_side_files(kept, replaced)
        else:
            _move_side_files(target, replaced)
            new.replace(target)
        _flush(target.parent)


def check_integrity(path: Path, *, named: Path | None = None) -> dict[str, int]:
    """Return the number of rows in each table; raise `DamagedDatabase` (for `named`) unless every page is intact."""
    try:
        with closing(open_for_reading(path)) as database:
            verdict = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if verdict != "ok":
                raise _damaged(named or path, verdict)
            names = [
                row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            ]
            return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise _damaged(named or path, str(error)) from None


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open a database that may be in use, or lie where nothing can be written."""
    # Not mode=ro: that would leave SQLite's own files beside a backup.
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
    try:
        database.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        database.close()
        log = path.with_name(f"{path.name}-wal")
        if os.access(path.parent, os.W_OK) or (log.exists() and log.stat().st_size):
            raise
        # Reading in WAL mode writes an index beside the file; without a log there is nothing to index.
        return sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
    except sqlite3.DatabaseError:
        # The caller finds out how it is damaged.
        return database
    return database


def database_path(url: str) -> Path:
    """Return the path of a SQLite database; raise Refusal for PostgreSQL."""
    if engine_name(url) == "postgresql":
        raise Refusal("I back up SQLite only.", "PostgreSQL has its own tools.", "Use pg_dump and pg_restore.")
    return connections.sqlite_path(url)


def file_url(path: Path) -> str:
    """Return the URL of a SQLite file, whatever characters its name has."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


@contextmanager
def new_folder_beside(path: Path) -> Iterator[Path]:
    """Yield a folder on the same disk as `path` for files that may become `path`; it is removed at the end."""
    with refuse_errors(path), tempfile.TemporaryDirectory(prefix=".baton-", dir=path.parent) as folder:
        yield Path(folder)


@contextmanager
def refuse_errors(path: Path, *, damaged: Path | None = None) -> Iterator[None]:
    """Turn errors of the system and of SQLite into a sentence about `path`; only `damaged` can be what is damaged."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Failure(
            f"I can't use {path}.", f"SQLite says: {error}.", "Check the file, its folder and the disk."
        ) from None
    except sqlite3.Error as error:
        raise _damaged(damaged or path, str(error)) from None
    except OSError as error:
        is_absent = isinstance(error, FileNotFoundError | NotADirectoryError)
        raise (Refusal if is_absent else Failure)(
            f"I can't use {path}.", f"{error.strerror}.", "Check the folder, its permissions and the disk."
        ) from None


def _damaged(path: Path, verdict: str) -> DamagedDatabase:
    return DamagedDatabase(
        f"{path} is damaged.", f"SQLite says: {verdict.strip().splitlines()[-1]}.", "Use another backup."
    )


def _fold_log(path: Path) -> None:
    """Write the log into the database and remove it, so that one file holds everything; a damaged one stays as is."""
    with closing(sqlite3.connect(path, timeout=connections.BUSY_TIMEOUT_MS / 1000)) as database:
        try:
            database.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            return


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _move_side_files(database: Path, other: Path) -> None:
    """Move SQLite's files beside one database to another, whose own (of a former state) end."""
    for suffix in SIDE_FILES:
        with contextlib.suppress(FileNotFoundError):
            other.with_name(other.name + suffix).unlink()
        with contextlib.suppress(FileNotFoundError):
            database.with_name(database.name + suffix).replace(other.with_name(other.name + suffix))


def _flush(path: Path) -> None:
    """Have the disk write a file or a folder before anything depends on it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
