"""Backup and restore: files are replaced only by whole ones, whatever fails on the way."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rules.refusal import Failure, Refusal
from storage import restore
from storage.engine import backup, connections, upgrade
from storage.engine.database import open_store
from tests import databases
from tests.storage.slots import FORK, NOW, claim_slot


def overwrite_pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:60_000] = bytes(60_000 - 8192)
    path.write_bytes(content)


@pytest.mark.parametrize("damage", ["pages", "header"])
def test_damaged_database_is_replaced_by_its_backup(sqlite_url: str, tmp_path: Path, damage: str) -> None:
    database, copy = tmp_path / "baton.db", tmp_path / "copy.db"
    with open_store(sqlite_url) as store:
        claim_slot(store, "before")
    backup.create_backup(sqlite_url, copy)
    if damage == "pages":
        overwrite_pages(database)
    else:
        database.write_bytes(b"no database at all" * 999)
    spoiled = database.read_bytes()
    with pytest.raises(Refusal, match=r"baton\.db is damaged|not a database"):
        backup.create_backup(sqlite_url, tmp_path / "second.db")
    assert restore.restore_database(sqlite_url, copy, now=NOW).rows["claim"] == 1
    with open_store(sqlite_url) as store:
        assert not claim_slot(store, "before")
    # The header says whether there is a log.
    assert (tmp_path / "baton.db-replaced").read_bytes()[100:] == spoiled[100:]
    assert folder_names(tmp_path) == {"baton.db", "baton.db-lock", "baton.db-replaced", "copy.db"}


def folder_names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_old_log_is_never_applied_to_a_restored_database(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup.create_backup(sqlite_url, copy)

    def child() -> None:
        store = open_store(sqlite_url)
        claim_slot(store, "in the log only")
        os.kill(os.getpid(), signal.SIGKILL)

    process = FORK.Process(target=child)
    process.start()
    process.join()
    assert (tmp_path / "baton.db-wal").stat().st_size
    restore.restore_database(sqlite_url, copy, now=NOW)
    with open_store(sqlite_url) as store:
        assert claim_slot(store, "in the log only")
    with sqlite3.connect(tmp_path / "baton.db-replaced") as replaced:
        assert replaced.execute("SELECT count(*) FROM claim").fetchone() == (1,)


@pytest.mark.parametrize("step", ["copy_database", "check_integrity", "replace_database", "_link_or_copy", "_flush"])
def test_restore_that_fails_changes_no_file(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    copy = tmp_path / "copy.db"
    backup.create_backup(sqlite_url, copy)
    with open_store(sqlite_url) as store:
        claim_slot(store, "kept")
    (tmp_path / "baton.db-replaced").write_text("an earlier one")
    before = backup_files(tmp_path)

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, step, fail)
    with pytest.raises((Refusal, OSError), match="No space left on device"):
        restore.restore_database(sqlite_url, copy, now=NOW)
    assert backup_files(tmp_path) == before
    assert folder_names(tmp_path) == {"baton.db", "baton.db-lock", "baton.db-replaced", "copy.db"}
    with open_store(sqlite_url) as store:
        assert not claim_slot(store, "kept")


def backup_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".db-replaced"} | {
        "copy.db": (folder / "copy.db").read_bytes()
    }


def test_backup_that_fails_leaves_no_file(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target_folder = tmp_path / "backups"
    target_folder.mkdir()

    def fail(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "check_integrity", fail)
    with pytest.raises(Failure, match=r"backups.*database or disk is full"):
        backup.create_backup(sqlite_url, target_folder / "copy.db")
    assert folder_names(target_folder) == set()


def test_restore_whose_database_is_being_read_waits_then_fails(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.db"
    backup.create_backup(sqlite_url, copy)
    monkeypatch.setattr(connections, "BUSY_TIMEOUT_MS", 100)
    with closing(sqlite3.connect(tmp_path / "baton.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM claim").fetchall()
        with pytest.raises(Failure, match="locked"):
            restore.restore_database(sqlite_url, copy, now=NOW)
    restore.restore_database(sqlite_url, copy, now=NOW)


def test_file_names_with_special_characters_are_restored(tmp_path: Path) -> None:
    folder = tmp_path / "a?b#c%d é"
    folder.mkdir()
    source = folder / "x?y#z.db"
    databases.fresh(source)
    restore.restore_database(f"sqlite:///{tmp_path / 'new.db'}", source, now=NOW)
    assert upgrade.is_current(f"sqlite:///{tmp_path / 'new.db'}")


def test_damaged_backup_is_not_restored(sqlite_url: str, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    databases.fresh(damaged)
    overwrite_pages(damaged)
    with pytest.raises(Refusal):
        restore.restore_database(sqlite_url, damaged, now=NOW)
    assert upgrade.is_current(sqlite_url)


def test_failed_copy_names_the_file_that_was_wanted(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def connect_to_full_disk(path: Any, **options: Any) -> sqlite3.Connection:
        if ".baton-" in str(path):
            raise sqlite3.OperationalError("database or disk is full")
        return connect(path, **options)

    monkeypatch.setattr(sqlite3, "connect", connect_to_full_disk)
    with pytest.raises(Failure, match=r"I can't use .*/copy\.db\. SQLite says: database or disk is full") as failed:
        backup.create_backup(sqlite_url, tmp_path / "copy.db")
    assert ".baton-" not in str(failed.value)
