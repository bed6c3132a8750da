"""The one writer of a SQLite database: a thread that commits gathered work together."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from storage.engine.connections import RETRY_PAUSES_SECONDS, is_transient

T = TypeVar("T")
MAX_GROUP_SIZE = 256
log = logging.getLogger(__name__)


class StoreClosedError(RuntimeError):
    """Raised for work that is submitted after the store was closed."""


class TransactionLostError(Exception):
    """Raised when SQLite has rolled back a whole transaction because of an error in one flow."""


@dataclass(frozen=True)
class WriteJob:
    """A flow that waits for its turn, and the future that gets its result."""

    work: Callable[[Session], Any]
    future: Future[Any]


class Writer:
    """A thread that runs each flow in a savepoint of its own and commits up to 256 of them together.

    A flow that fails is rolled back alone. Futures resolve after COMMIT, so every result they give is durable.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[WriteJob | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._open = True
        self._thread = threading.Thread(target=self._run_loop, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Session], T]) -> Future[T]:
        """Queue `work`; raise StoreClosedError after `close`."""
        future: Future[T] = Future()
        with self._gate:
            if not self._open:
                raise StoreClosedError("The database is closed.")
            self._jobs.put(WriteJob(work, future))
        return future

    def close(self) -> None:
        """Commit what was queued, then stop the thread."""
        with self._gate:
            if self._open:
                self._open = False
                self._jobs.put(None)
        self._thread.join()

    def _run_loop(self) -> None:
        while (first := self._jobs.get()) is not None:
            batch = [first]
            ending = self._gather_batch(batch)
            jobs = [job for job in batch if job.future.set_running_or_notify_cancel()]
            if jobs:
                self._commit_jobs(jobs)
            if ending:
                return

    def _gather_batch(self, batch: list[WriteJob]) -> bool:
        while len(batch) < MAX_GROUP_SIZE:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return False
            if job is None:
                return True
            batch.append(job)
        return False

    def _commit_jobs(self, jobs: list[WriteJob]) -> None:
        try:
            results = self._try_commit(jobs)
        except BaseException as error:
            self._fail_jobs(jobs, error)
            return
        for job, (result, failure) in zip(jobs, results, strict=True):
            if failure is None:
                job.future.set_result(result)
            else:
                job.future.set_exception(failure)

    def _fail_jobs(self, jobs: list[WriteJob], error: BaseException) -> None:
        # The job failed alone, or no job can write at all.
        if len(jobs) == 1 or is_transient(error):
            for job in jobs:
                job.future.set_exception(error)
            return
        # One job broke the transaction for all; run alone, only that one fails.
        for job in jobs:
            self._commit_jobs([job])

    def _try_commit(self, jobs: list[WriteJob]) -> list[tuple[Any, BaseException | None]]:
        for pause in RETRY_PAUSES_SECONDS:
            try:
                return self._run_transaction(jobs)
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("commit_repeated", extra={"error": type(error).__name__})
                time.sleep(pause)
        return self._run_transaction(jobs)

    def _run_transaction(self, jobs: list[WriteJob]) -> list[tuple[Any, BaseException | None]]:
        with self._engine.begin() as connection:
            return [_run_job(connection, job) for job in jobs]


def _run_job(connection: Connection, job: WriteJob) -> tuple[Any, BaseException | None]:
    try:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            result = job.work(session)
            session.commit()
            return result, None
    except BaseException as error:
        if is_transient(error):
            raise
        if not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
            raise TransactionLostError from error
        return None, error
