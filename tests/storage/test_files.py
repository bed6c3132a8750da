"""The SQLite file: one process at a time, nothing lost by kill -9, complete copies."""

import os
import signal
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.db_command import command
from rules.refusal import Refusal
from storage import restore
from storage.engine import backup, connections, upgrade
from storage.engine.database import Store, open_store
from storage.queues import inbox, intake, outbox
from tests.storage.slots import FORK, NOW, claim_slot

LEASE = timedelta(seconds=30)


def enqueue_post(store: Store, key: str) -> None:
    values: Any = {"key": key, "team": "T", "method": "chat.postMessage", "channel": key, "payload": {}, "now": NOW}
    assert store.transact_now(outbox.enqueue, **values)


def test_second_process_is_refused_with_the_owner_of_the_file(sqlite_url: str) -> None:
    with open_store(sqlite_url), pytest.raises(Refusal, match=rf"process {os.getpid()}.*use PostgreSQL"):
        open_store(sqlite_url)
    open_store(sqlite_url).close()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "", "sqlite://", "sqlite:///:memory:"])
def test_unsupported_database_is_refused(url: str) -> None:
    with pytest.raises(Refusal):
        open_store(url)


def test_missing_folder_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="No such file or directory"):
        open_store(f"sqlite:///{tmp_path}/none/baton.db")


def test_sqlite_uses_wal_and_synchronous_writes(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store, store.engines[1].connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert values == ["wal", 2, 1, 5000]


def test_acknowledged_writes_survive_kill_minus_nine(sqlite_url: str) -> None:
    read_end, write_end = os.pipe()

    def child() -> None:
        store = open_store(sqlite_url)
        for number in range(100_000):
            claim_slot(store, str(number))
            os.write(write_end, f"{number}\n".encode())

    process = FORK.Process(target=child)
    process.start()
    answered = b""
    while answered.count(b"\n") < 100:
        answered += os.read(read_end, 4096)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    os.close(write_end)
    while chunk := os.read(read_end, 4096):
        answered += chunk
    os.close(read_end)
    with open_store(sqlite_url) as store:
        assert not any(claim_slot(store, slot) for slot in answered.decode().split("\n")[:-1])


@pytest.mark.postgres
def test_four_postgresql_processes_share_work_without_repeats(postgres_url: str) -> None:
    with open_store(postgres_url) as store:
        for number in range(60):
            arrival = intake.Arrival(team="T", kind="k", key=f"e{number}", nat_key=None, payload={})
            [id] = store.transact_now(intake.receive_all, [arrival], now=NOW, lease=LEASE)
            assert id
            store.transact_now(inbox.give_back, work_id=id, token=inbox.FIRST_TOKEN, now=NOW)
            if number < 12:
                enqueue_post(store, f"C{number}")
    results = FORK.Queue()

    def child() -> None:
        done: list[str] = []
        with open_store(postgres_url, readers=2) as child_store:
            for second in range(12):
                events = child_store.transact_now(inbox.claim, now=NOW, lease=LEASE, limit=3)
                done += [f"work {event.id}" for event in events]
                claimed_posts = child_store.transact_now(
                    outbox.claim_next, now=NOW + timedelta(seconds=second), lease=LEASE, limit=3
                )
                done += [f"post {claimed_post.id}" for claimed_post in claimed_posts]
                done += [f"slot {second}"] * claim_slot(child_store, str(second))
        results.put(done)

    processes = [FORK.Process(target=child) for _ in range(4)]
    for process in processes:
        process.start()
    done = [item for _ in processes for item in results.get(timeout=60)]
    for process in processes:
        process.join()
    assert len(done) == len(set(done)) == 60 + 12 + 12


def test_backup_during_writes_is_consistent(sqlite_url: str, tmp_path: Path) -> None:
    stop = threading.Event()
    with open_store(sqlite_url) as store:
        claim_slot(store, "first")

        def write() -> None:
            number = 0
            while not stop.is_set():
                claim_slot(store, str(number))
                number += 1

        writer = threading.Thread(target=write)
        writer.start()
        copies = [backup.create_backup(sqlite_url, tmp_path / f"{number}.db") for number in range(5)]
        stop.set()
        writer.join()
    counts = [copy.rows["claim"] for copy in copies]
    assert counts == sorted(counts)
    assert counts[0] >= 1
    assert upgrade.is_current(f"sqlite:///{tmp_path / '0.db'}")


def test_restore_brings_rows_back_and_doubts_attempted_posts(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with open_store(sqlite_url) as store:
        claim_slot(store, "before")
        enqueue_post(store, "a")
        [attempted] = store.transact_now(outbox.claim_next, now=NOW, lease=LEASE, limit=1)
        assert store.transact_now(outbox.retry_later, id=attempted.id, token=attempted.token, now=NOW, delay=LEASE)
        backup.create_backup(sqlite_url, copy)
        claim_slot(store, "after")
        with pytest.raises(Refusal, match="Another Baton"):
            restore.restore_database(sqlite_url, copy, now=NOW)
    assert restore.restore_database(sqlite_url, copy, now=NOW).rows["claim"] == 1
    with open_store(sqlite_url) as store:
        assert not claim_slot(store, "before")
        assert claim_slot(store, "after")
        assert store.read_now(outbox.counts).states == {"unknown": 1}
    with sqlite3.connect(tmp_path / "baton.db-replaced") as replaced:
        assert replaced.execute("SELECT count(*) FROM claim").fetchone() == (2,)


@pytest.mark.parametrize("contents", [b"", b"not a database, but long enough to be looked at" * 99])
def test_foreign_file_is_not_restored(sqlite_url: str, tmp_path: Path, contents: bytes) -> None:
    foreign = tmp_path / "wrong.db"
    foreign.write_bytes(contents)
    with pytest.raises(Refusal):
        restore.restore_database(sqlite_url, foreign, now=NOW)
    assert upgrade.is_current(sqlite_url)


def test_backup_never_overwrites_a_file(sqlite_url: str, tmp_path: Path) -> None:
    (existing := tmp_path / "taken.db").touch()
    with pytest.raises(Refusal, match="exists already"):
        backup.create_backup(sqlite_url, existing)
    with pytest.raises(Refusal, match="does not exist"):
        backup.create_backup(f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "copy.db")
    with pytest.raises(Refusal, match="pg_dump"):
        backup.create_backup("postgresql://u@h/d", tmp_path / "copy.db")


def test_command_line_upgrades_backs_up_and_restores(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    outputs = []
    for arguments in (
        ["upgrade"],
        ["upgrade"],
        ["backup", str(tmp_path / "b.db")],
        ["restore", str(tmp_path / "b.db")],
    ):
        result = CliRunner().invoke(command, [arguments[0], "--database", url, *arguments[1:]])
        assert result.exit_code == 0, result.output
        outputs.append(result.output)
    assert outputs[0] == f"Created at version {upgrade.newest_version()}.\n"
    assert outputs[1] == f"Already at version {upgrade.newest_version()}.\n"
    assert "tables, undamaged" in outputs[2]
    assert "looked for before they are sent" in outputs[3]


def test_lock_is_released_when_its_process_dies(tmp_path: Path) -> None:
    def child() -> None:
        connections.DatabaseLock.acquire(tmp_path / "baton.db")
        os.kill(os.getpid(), signal.SIGKILL)

    process = FORK.Process(target=child)
    process.start()
    process.join()
    connections.DatabaseLock.acquire(tmp_path / "baton.db").release()
