"""The one writer of a SQLite database: a thread that commits what has gathered in one go."""

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

from storage.engine.connections import PAUSES, passing

T = TypeVar("T")
GROUP = 256
log = logging.getLogger(__name__)


class Closed(RuntimeError):
    """This will be raised for work that comes after the store was closed."""


class TransactionLost(Exception):
    """This will be raised when SQLite has rolled back a whole transaction because of an error in one flow."""


@dataclass(frozen=True)
class Job:
    """A flow that waits for its turn, and where its answer goes."""

    work: Callable[[Session], Any]
    future: Future[Any]


class Writer:
    """This will run each flow in a savepoint of its own and commit up to 256 of them together.

    A flow that fails is rolled back alone. Futures resolve after COMMIT, so whoever has an answer has it durably.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._open = True
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Session], T]) -> Future[T]:
        """This will queue `work`; raises Closed after `close`."""
        future: Future[T] = Future()
        with self._gate:
            if not self._open:
                raise Closed("The database is closed.")
            self._jobs.put(Job(work, future))
        return future

    def close(self) -> None:
        """This will commit what was queued, then stop the thread."""
        with self._gate:
            if self._open:
                self._open = False
                self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            batch = [first]
            ending = self._gather(batch)
            jobs = [job for job in batch if job.future.set_running_or_notify_cancel()]
            if jobs:
                self._commit(jobs)
            if ending:
                return

    def _gather(self, batch: list[Job]) -> bool:
        while len(batch) < GROUP:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return False
            if job is None:
                return True
            batch.append(job)
        return False

    def _commit(self, jobs: list[Job]) -> None:
        try:
            answers = self._try(jobs)
        except BaseException as error:
            self._fail(jobs, error)
            return
        for job, (answer, failure) in zip(jobs, answers, strict=True):
            if failure is None:
                job.future.set_result(answer)
            else:
                job.future.set_exception(failure)

    def _fail(self, jobs: list[Job], error: BaseException) -> None:
        if len(jobs) == 1 or passing(error):  # alone, or nobody can write at all
            for job in jobs:
                job.future.set_exception(error)
            return
        for job in jobs:  # one of them spoils the transaction for all: alone, only that one fails
            self._commit([job])

    def _try(self, jobs: list[Job]) -> list[tuple[Any, BaseException | None]]:
        for pause in PAUSES:
            try:
                return self._transaction(jobs)
            except Exception as error:
                if not passing(error):
                    raise
                log.warning("commit repeated: %s", type(error).__name__)
                time.sleep(pause)
        return self._transaction(jobs)

    def _transaction(self, jobs: list[Job]) -> list[tuple[Any, BaseException | None]]:
        with self._engine.begin() as connection:
            return [_run_one(connection, job) for job in jobs]


def _run_one(connection: Connection, job: Job) -> tuple[Any, BaseException | None]:
    try:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            answer = job.work(session)
            session.commit()
            return answer, None
    except BaseException as error:
        if passing(error):
            raise
        if not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
            raise TransactionLost from error
        return None, error
