"""The file on the disk: one process, nothing lost by kill -9, copies that are whole."""

import multiprocessing
import os
import signal
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.db_command import command
from rules.refusal import Refusal
from storage import restore
from storage.engine import backup, connections, upgrade
from storage.engine.database import Store, open_store
from storage.queues import claims, inbox, intake, outbox
from tests import databases

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)
FORK = multiprocessing.get_context("fork")


def claim(store: Store, slot: str) -> bool:
    return store.transact_now(claims.claim_slot, team="T", name="n", slot=slot, now=NOW)


def post(store: Store, key: str) -> None:
    values: Any = {"key": key, "team": "T", "method": "chat.postMessage", "channel": key, "payload": {}, "now": NOW}
    assert store.transact_now(outbox.enqueue, **values)


def test_a_second_process_is_refused_and_told_who_holds_the_file(sqlite_url: str) -> None:
    with open_store(sqlite_url), pytest.raises(Refusal, match=rf"process {os.getpid()}.*use PostgreSQL"):
        open_store(sqlite_url)
    open_store(sqlite_url).close()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_cannot_be_kept_is_refused(url: str) -> None:
    with pytest.raises(Refusal):
        open_store(url)


def test_a_folder_that_is_not_there_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="No such file or directory"):
        open_store(f"sqlite:///{tmp_path}/none/baton.db")


def test_writes_are_synchronous_and_the_log_is_written_ahead(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store, store.engines[1].connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert found == ["wal", 2, 1, 5000]


def test_what_was_answered_survives_kill_minus_nine(sqlite_url: str) -> None:
    heard, said = os.pipe()

    def child() -> None:
        store = open_store(sqlite_url)
        for n in range(100_000):
            claim(store, str(n))
            os.write(said, f"{n}\n".encode())

    process = FORK.Process(target=child)
    process.start()
    answered = b""
    while answered.count(b"\n") < 100:
        answered += os.read(heard, 4096)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    os.close(said)
    while more := os.read(heard, 4096):
        answered += more
    os.close(heard)
    with open_store(sqlite_url) as store:
        assert not any(claim(store, slot) for slot in answered.decode().split("\n")[:-1])


@pytest.mark.postgres
def test_four_processes_on_postgresql_share_the_work_and_none_does_it_twice(postgres_url: str) -> None:
    with open_store(postgres_url) as store:
        for n in range(60):
            arrival = intake.Arrival(team="T", kind="k", key=f"e{n}", nat_key=None, payload={})
            [id] = store.transact_now(intake.receive_all, [arrival], now=NOW, lease=LEASE)
            assert id
            store.transact_now(inbox.give_back, work_id=id, token=inbox.FIRST_TOKEN, now=NOW)
            if n < 12:
                post(store, f"C{n}")
    results = FORK.Queue()

    def child() -> None:
        done: list[str] = []
        with open_store(postgres_url, readers=2) as mine:
            for at in range(12):
                works = mine.transact_now(inbox.claim, now=NOW, lease=LEASE, limit=3)
                done += [f"work {work.id}" for work in works]
                posts = mine.transact_now(outbox.claim_next, now=NOW + timedelta(seconds=at), lease=LEASE, limit=3)
                done += [f"post {post.id}" for post in posts]
                done += [f"slot {at}"] * claim(mine, str(at))
        results.put(done)

    processes = [FORK.Process(target=child) for _ in range(4)]
    for process in processes:
        process.start()
    done = [name for _ in processes for name in results.get(timeout=60)]
    for process in processes:
        process.join()
    assert len(done) == len(set(done)) == 60 + 12 + 12


def test_a_backup_taken_while_the_bot_writes_is_whole(sqlite_url: str, tmp_path: Path) -> None:
    stop = threading.Event()
    with open_store(sqlite_url) as store:
        claim(store, "first")

        def write() -> None:
            n = 0
            while not stop.is_set():
                claim(store, str(n))
                n += 1

        writer = threading.Thread(target=write)
        writer.start()
        copies = [backup.create_backup(sqlite_url, tmp_path / f"{n}.db") for n in range(5)]
        stop.set()
        writer.join()
    counts = [copy.rows["claim"] for copy in copies]
    assert counts == sorted(counts)
    assert counts[0] >= 1
    assert upgrade.is_current(f"sqlite:///{tmp_path / '0.db'}")


def test_a_restore_brings_the_rows_back_and_doubts_what_had_been_tried(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with open_store(sqlite_url) as store:
        claim(store, "before")
        post(store, "a")
        [tried] = store.transact_now(outbox.claim_next, now=NOW, lease=LEASE, limit=1)
        assert store.transact_now(outbox.retry_later, id=tried.id, token=tried.token, now=NOW, delay=LEASE)
        backup.create_backup(sqlite_url, copy)
        claim(store, "after")
        with pytest.raises(Refusal, match="Another Baton"):
            restore.restore_database(sqlite_url, copy, now=NOW)
    assert restore.restore_database(sqlite_url, copy, now=NOW).rows["claim"] == 1
    with open_store(sqlite_url) as store:
        assert not claim(store, "before")
        assert claim(store, "after")
        assert store.read_now(outbox.counts).states == {"unknown": 1}
    with sqlite3.connect(tmp_path / "baton.db-replaced") as replaced:
        assert replaced.execute("SELECT count(*) FROM claim").fetchone() == (2,)


@pytest.mark.parametrize("contents", [b"", b"not a database, but long enough to be looked at" * 99])
def test_what_is_no_backup_of_batons_is_not_restored(sqlite_url: str, tmp_path: Path, contents: bytes) -> None:
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(contents)
    with pytest.raises(Refusal):
        restore.restore_database(sqlite_url, wrong, now=NOW)
    assert upgrade.is_current(sqlite_url)


def test_a_damaged_backup_is_not_restored(sqlite_url: str, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    databases.fresh(damaged)
    body = bytearray(damaged.read_bytes())
    body[8192:60_000] = bytes(60_000 - 8192)
    damaged.write_bytes(body)
    with pytest.raises(Refusal):
        restore.restore_database(sqlite_url, damaged, now=NOW)
    assert upgrade.is_current(sqlite_url)


def test_backups_never_write_over_a_file(sqlite_url: str, tmp_path: Path) -> None:
    (taken := tmp_path / "taken.db").touch()
    with pytest.raises(Refusal, match="exists already"):
        backup.create_backup(sqlite_url, taken)
    with pytest.raises(Refusal, match="no such file"):
        backup.create_backup(f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "copy.db")
    with pytest.raises(Refusal, match="pg_dump"):
        backup.create_backup("postgresql://u@h/d", tmp_path / "copy.db")


def test_the_command_line_upgrades_backs_up_and_restores(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    said = []
    for words in (["upgrade"], ["upgrade"], ["backup", str(tmp_path / "b.db")], ["restore", str(tmp_path / "b.db")]):
        result = CliRunner().invoke(command, [words[0], "--database", url, *words[1:]])
        assert result.exit_code == 0, result.output
        said.append(result.output)
    assert said[0] == f"Upgraded from nothing to {upgrade.newest_version()}.\n"
    assert said[1] == f"Already at version {upgrade.newest_version()}.\n"
    assert "tables, undamaged" in said[2]
    assert "looked for before sending" in said[3]


def test_a_lock_is_free_again_when_its_process_is_gone(tmp_path: Path) -> None:
    def child() -> None:
        connections.DatabaseLock.acquire(tmp_path / "baton.db")
        os.kill(os.getpid(), signal.SIGKILL)

    process = FORK.Process(target=child)
    process.start()
    process.join()
    connections.DatabaseLock.acquire(tmp_path / "baton.db").release()
