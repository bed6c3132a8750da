"""Transactions: a flow is applied completely or not at all, however many write at once."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session

import storage.audit
import storage.changes
import storage.plan
from rules.refusal import NotFound
from storage.engine.database import Store, open_store
from storage.queues import claims
from storage.tables.queues import ClaimRow, claim_table, inbox_table

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def add_slot(session: Session, slot: str) -> None:
    session.add(ClaimRow(team="T1", name="n", slot=slot, claimed_at=NOW))


def add_slot_and_fail(session: Session, slot: str) -> None:
    add_slot(session, slot)
    session.flush()
    raise KeyError(slot)


def slots(session: Session) -> list[str]:
    return list(session.connection().execute(select(claim_table.c.slot).order_by(claim_table.c.slot)).scalars())


def increase(session: Session) -> None:
    value = session.connection().execute(select(inbox_table.c.attempts).with_for_update()).scalar_one()
    session.connection().execute(update(inbox_table).values(attempts=value + 1))


def add_counter(session: Session) -> None:
    values: dict[str, Any] = {"team": "T", "kind": "k", "key": "k", "payload": {}, "received_at": NOW, "held": False}
    values |= {"token": 0, "attempts": 0, "crashes": 0, "dead": False, "error": ""}
    session.connection().execute(inbox_table.insert().values(**values))


def hold_writer(store: Store) -> threading.Event:
    """Keep the writer busy until the returned event is set, so that later flows queue up."""
    started, release = threading.Event(), threading.Event()

    def wait(_: Session) -> None:
        started.set()
        release.wait(10)

    store.writer.submit(wait)
    started.wait(10)
    return release


async def test_failed_flow_leaves_nothing_and_spares_the_others(store: Store) -> None:
    jobs = [store.transact(add_slot_and_fail if number % 3 == 0 else add_slot, f"{number:02}") for number in range(30)]
    answers = await asyncio.gather(*jobs, return_exceptions=True)
    assert [number for number, answer in enumerate(answers) if isinstance(answer, KeyError)] == list(range(0, 30, 3))
    assert await store.read(slots) == [f"{number:02}" for number in range(30) if number % 3]


async def test_waiting_flows_are_committed_together(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        commits: list[object] = []
        event.listen(store.engines[1], "commit", commits.append)
        release = hold_writer(store)
        jobs = [asyncio.ensure_future(store.transact(add_slot, f"{number:03}")) for number in range(300)]
        await asyncio.sleep(0)
        release.set()
        await asyncio.gather(*jobs)
    # The held flow, then batches of 256 and 44.
    assert len(commits) == 3


async def test_row_that_breaks_its_flush_fails_alone(store: Store) -> None:
    answers = await asyncio.gather(*(store.transact(add_slot, "same") for _ in range(5)), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["IntegrityError"] * 4 + ["NoneType"]


async def test_read_sees_all_earlier_commits(store: Store) -> None:
    for number in range(50):
        await store.transact(add_slot, f"{number:02}")
        assert len(await store.read(slots)) == number + 1


async def test_reader_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        await store.read(claims.claim_slot, team="T", name="n", slot="s", now=NOW)


def test_transaction_holds_the_write_lock_from_the_start(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        release = hold_writer(store)
        connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0)
        with closing(connection), pytest.raises(sqlite3.OperationalError, match="locked"):
            connection.execute("BEGIN IMMEDIATE")
        release.set()


async def test_eight_writers_lose_no_update(store: Store) -> None:
    store.transact_now(add_counter)
    await asyncio.gather(*(store.transact(increase) for _ in range(400)))
    assert store.read_now(lambda session: session.connection().execute(select(inbox_table.c.attempts)).scalar()) == 400


def test_sixty_four_writers_never_see_a_lock(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store, ThreadPoolExecutor(64) as threads:
        slots_wanted = [f"{number:04}" for number in range(640)]
        list(threads.map(lambda slot: store.transact_now(add_slot, slot), slots_wanted))
        assert store.read_now(slots) == slots_wanted


async def test_cancelled_flow_never_runs_and_the_writer_survives(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        release = hold_writer(store)
        waiting = asyncio.ensure_future(store.transact(add_slot, "cancelled"))
        await asyncio.sleep(0)
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
        await asyncio.sleep(0)
        release.set()
        await store.transact(add_slot, "next")
        assert await store.read(slots) == ["next"]


def test_close_finishes_submitted_flows_and_refuses_new_ones(url: str) -> None:
    store = open_store(url)
    futures = [
        store.writer.submit(lambda session, number=number: add_slot(session, f"{number:03}")) for number in range(200)
    ]  # type: ignore[misc]
    store.close()
    assert all(future.done() and future.exception() is None for future in futures)
    with pytest.raises(RuntimeError):
        store.transact_now(add_slot, "late")
    with open_store(url) as reopened:
        assert len(reopened.read_now(slots)) == 200


def flow_failing_first(times: int, error: Exception) -> Callable[[Session, str], None]:
    remaining = [error] * times

    def flow(session: Session, slot: str) -> None:
        add_slot(session, slot)
        session.flush()
        if remaining:
            raise remaining.pop()

    return flow


def busy_error() -> OperationalError:
    locked = Exception("database is locked")
    locked.sqlite_errorcode = 5  # type: ignore[attr-defined]
    locked.sqlstate = "40001"  # type: ignore[attr-defined]
    return OperationalError("UPDATE", {}, locked)


async def test_temporary_error_is_retried_silently(store: Store) -> None:
    await asyncio.gather(
        store.transact(add_slot, "a"),
        store.transact(flow_failing_first(2, busy_error()), "b"),
        store.transact(add_slot, "c"),
    )
    assert await store.read(slots) == ["a", "b", "c"]


@pytest.mark.postgres
async def test_connection_lost_before_commit_is_replaced_and_retried(postgres_url: str) -> None:
    tries: list[int] = []

    def cut_the_first(session: Session) -> None:
        add_slot(session, "s")
        session.flush()
        tries.append(1)
        if len(tries) == 1:
            session.connection().exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with open_store(postgres_url) as store:
        await store.transact(cut_the_first)
        assert (len(tries), await store.read(slots)) == (2, ["s"])


@pytest.mark.postgres
async def test_connection_lost_during_commit_raises_without_a_retry(postgres_url: str) -> None:
    tries: list[int] = []

    def cut_at_commit(session: Session) -> None:
        tries.append(1)
        pid = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        event.listen(session, "before_commit", lambda _: kill(store, pid), once=True)

    def kill(store: Store, pid: int) -> None:
        store.read_now(lambda session: session.connection().exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 999)"))

    with open_store(postgres_url) as store:
        with pytest.raises(OperationalError):
            await store.transact(cut_at_commit)
        assert len(tries) == 1


async def test_lasting_error_is_raised_after_a_few_retries(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.writer.RETRY_PAUSES_SECONDS", (0, 0))
    monkeypatch.setattr("storage.engine.pool.RETRY_PAUSES_SECONDS", (0, 0))
    with pytest.raises(OperationalError):
        await store.transact(flow_failing_first(3, busy_error()), "a")
    await store.transact(add_slot, "b")
    assert await store.read(slots) == ["b"]


async def test_flow_that_rolls_back_the_batch_fails_alone(sqlite_url: str) -> None:
    def roll_everything_back(session: Session) -> None:
        session.connection().connection.driver_connection.rollback()  # type: ignore[union-attr]
        raise KeyError

    with open_store(sqlite_url) as store:
        release = hold_writer(store)
        jobs = [store.transact(add_slot, "a"), store.transact(roll_everything_back), store.transact(add_slot, "b")]
        gathered = asyncio.gather(*jobs, return_exceptions=True)
        await asyncio.sleep(0)
        release.set()
        answers = await gathered
        assert [answer is None for answer in answers] == [True, False, True]
        assert await store.read(slots) == ["a", "b"]


async def test_row_used_outside_its_session_raises(store: Store) -> None:
    def claimed(session: Session) -> ClaimRow | None:
        return session.get(ClaimRow, ("T1", "n", "s"))

    await store.transact(add_slot, "s")
    row = await store.read(claimed)
    assert row is not None
    with pytest.raises(Exception, match="not bound to a Session"):
        _ = row.claimed_at


@pytest.mark.parametrize("moment", [NOW.replace(tzinfo=None), datetime.fromisoformat("2026-03-02T10:00+01:00")])
async def test_times_must_be_aware_and_are_returned_in_utc(store: Store, moment: datetime) -> None:
    def write(session: Session) -> None:
        session.add(ClaimRow(team="T", name="n", slot="s", claimed_at=moment))

    def read(session: Session) -> Any:
        return session.connection().execute(select(claim_table.c.claimed_at)).scalar_one()

    if moment.tzinfo is None:
        with pytest.raises(ValueError, match="no time zone"):
            await store.transact(write)
    else:
        await store.transact(write)
        assert (await store.read(read), (await store.read(read)).tzinfo) == (NOW, UTC)


def test_slot_is_claimed_once_among_many(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        results = list(
            threads.map(
                lambda number: store.transact_now(
                    claims.claim_slot, team="T", name="digest", slot=f"W{number % 25}", now=NOW
                ),
                range(100),
            )
        )
    assert sum(results) == 25


def test_errors_do_not_quote_what_was_to_be_saved(sqlite_url: str) -> None:
    def repeat(session: Session) -> None:
        session.connection().execute(insert(claim_table), [{"team": "T1", "name": "n", "slot": "secret words"}])

    with open_store(sqlite_url) as store, pytest.raises(IntegrityError) as failed:
        store.transact_now(repeat)
    assert "parameters hidden" in str(failed.value)
    assert "secret words" not in str(failed.value)


def add_program(session: Session, *, name: str, at: datetime) -> int:
    storage.audit.set_actor(session, team="T1", actor="U1", now=at)
    with storage.changes.record(session, f"new program {name}"):
        storage.plan.add_program(
            session, team="T1", name=name, start=date(2026, 1, 5), zone="UTC", manager="U1", now=at
        )
        id = storage.changes.current_id(session)
    assert id is not None
    return id


def test_old_changes_are_purged_and_newer_ones_stay(store: Store) -> None:
    old = store.transact_now(add_program, name="Atlas", at=NOW)
    new = store.transact_now(add_program, name="Borealis", at=NOW + timedelta(days=1))
    assert store.transact_now(storage.changes.purge, before=NOW + timedelta(hours=1)) == 1
    with pytest.raises(NotFound):
        store.transact_now(storage.changes.get, team="T1", id=old)
    assert store.transact_now(storage.changes.get, team="T1", id=new).summary == "new program Borealis"
    assert store.transact_now(storage.changes.purge, before=NOW + timedelta(hours=1)) == 0
