"""Copies of a SQLite database that is in use, made with SQLite's own backup and never by copying the file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rules.refusal import Refusal
from storage.engine import connections
from storage.engine.database import engine_name

# Writers get a turn each time a backup has copied this many pages.
PAGES_PER_STEP = 1024


@dataclass(frozen=True)
class BackupCopy:
    """A checked copy, with the number of rows in each of its tables."""

    path: Path
    rows: dict[str, int]


def create_backup(url: str, target: Path, *, replace: bool = False) -> BackupCopy:
    """Copy the database, in use or not, to a new file `target`, which appears only once it is complete.

    Raises Refusal when there is no database, `target` exists (unless told to replace it), the engine is PostgreSQL, or
    the copy is damaged.
    """
    source = _database_path(url)
    if not source.exists():
        raise Refusal(f"I cannot back up {source}.", "There is no such file.", "Check --database.")
    if target.exists() and not replace:
        raise Refusal(f"I cannot write {target}.", "It exists already.", "Name a new file.")
    with _refuse_errors(target):
        partial_file = target.with_name(f"{target.name}.part")
        partial_file.unlink(missing_ok=True)
        rows = _copy_database(source, partial_file)
        partial_file.replace(target)
    return BackupCopy(target, rows)


def restore_backup(url: str, source: Path) -> BackupCopy:
    """Replace the database with the backup `source`; the old database stays beside it, as `-replaced`.

    Raises Refusal while Baton runs on it, and when `source` is not an intact backup of Baton's.
    """
    target = _database_path(url)
    lock = connections.DatabaseLock.acquire(target)
    try:
        with _refuse_errors(source):
            if "alembic_version" not in _check_integrity(source):
                raise Refusal(f"I cannot restore {source}.", "It is no backup of Baton's.", "Name another file.")
            if target.exists():
                replaced_file = target.with_name(f"{target.name}-replaced")
                replaced_file.unlink(missing_ok=True)
                _copy_database(target, replaced_file)
            return BackupCopy(target, _copy_database(source, target))
    finally:
        lock.release()


def _copy_database(source: Path, target: Path) -> dict[str, int]:
    with closing(_open_file(source)) as source_database, closing(sqlite3.connect(target)) as target_database:
        source_database.backup(target_database, pages=PAGES_PER_STEP)
        target_database.execute("PRAGMA journal_mode = WAL")
    return _check_integrity(target)


def _check_integrity(path: Path) -> dict[str, int]:
    with closing(_open_file(path)) as database:
        verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise Refusal(f"{path} is damaged.", f"SQLite says: {verdict}.", "Use another backup.")
        names = [
            row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        ]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _open_file(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)


def _database_path(url: str) -> Path:
    if engine_name(url) == "postgresql":
        raise Refusal("I back up SQLite only.", "PostgreSQL brings its own tools.", "Use pg_dump and pg_restore.")
    return connections.sqlite_path(url)


@contextmanager
def _refuse_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise Refusal(f"I cannot use {path}.", f"{error}.", "Check the file, its folder and its rights.") from None
