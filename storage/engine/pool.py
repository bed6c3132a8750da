"""A few threads, each with a connection, for all reads and for the writes of PostgreSQL."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from storage.engine.connections import RETRY_PAUSES_SECONDS, is_transient
from storage.engine.reads import ReadSession

T = TypeVar("T")
log = logging.getLogger(__name__)


class Pool:
    """Threads that run each flow in a transaction of its own, and repeat it after a transient error.

    A connection lost during COMMIT is not repeated: whether it took effect is unknown, so the caller gets the error.
    """

    def __init__(self, engine: Engine, *, size: int, commit: bool) -> None:
        self._engine = engine
        self._commit = commit
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="writer" if commit else "reader")

    def submit(self, work: Callable[[Session], T]) -> Future[T]:
        """Queue `work`; raise RuntimeError after `close`."""
        return self._threads.submit(self._run_with_retries, work)

    def close(self) -> None:
        """Finish what was queued, then stop the threads."""
        self._threads.shutdown(wait=True)

    def _run_with_retries(self, work: Callable[[Session], T]) -> T:
        for pause in RETRY_PAUSES_SECONDS:
            try:
                return self._run_once(work)
            except Exception as error:
                if not is_transient(error) or getattr(error, "committing", False):
                    raise
                log.warning("transaction_repeated", extra={"error": type(error).__name__})
                time.sleep(pause)
        return self._run_once(work)

    def _run_once(self, work: Callable[[Session], T]) -> T:
        with Session(self._engine) if self._commit else ReadSession(self._engine) as session:
            result = work(session)
            if not self._commit:
                # A row that escapes from a read raises, as one from a write does.
                session.expire_all()
                return result
            session.flush()
            self._commit_session(session)
            return result

    def _commit_session(self, session: Session) -> None:
        try:
            session.commit()
        except Exception as error:
            error.committing = getattr(error, "connection_invalidated", False)  # type: ignore[attr-defined]
            raise
