"""One store, two engines: `Store.transact` runs a flow in one transaction, `Store.read` in one that only reads.

A flow is an ordinary function that takes a session first. It must be safe to run again: a transient error of the
database (a lock, a lost connection) rolls it back and repeats it.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Concatenate, ParamSpec, Protocol, Self, TypeVar

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from rules.refusal import Refusal
from storage.engine import connections
from storage.engine.pool import Pool
from storage.engine.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")


class Runner(Protocol):
    """An executor that runs each piece of work with its own session, on its own thread."""

    def submit(self, work: Callable[[Session], T]) -> Future[T]:
        """Run `work` in one transaction; the future resolves after the commit."""
        ...

    def close(self) -> None:
        """Finish what was submitted, then stop."""
        ...


@dataclass(frozen=True)
class Store:
    """The open database. Close it, or use it as a context manager: submitted work is finished first."""

    engine_name: str
    writer: Runner
    reader: Runner
    engines: tuple[Engine, ...]
    lock: connections.DatabaseLock | None = None

    async def transact(self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `flow` in a transaction and return after the commit. If cancelled while queued, it never runs."""
        return await asyncio.wrap_future(self.writer.submit(lambda session: flow(session, *args, **kwargs)))

    async def read(self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `flow` where it cannot write; it sees everything committed before the call."""
        return await asyncio.wrap_future(self.reader.submit(lambda session: flow(session, *args, **kwargs)))

    def transact_now(self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what `transact` does, for a caller without an event loop."""
        return self.writer.submit(lambda session: flow(session, *args, **kwargs)).result()

    def read_now(self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what `read` does, for a caller without an event loop."""
        return self.reader.submit(lambda session: flow(session, *args, **kwargs)).result()

    def close(self) -> None:
        """Finish what was submitted, fold the log into the database and release the lock."""
        self.reader.close()
        self.writer.close()
        for engine in self.engines:
            engine.dispose()
        if self.lock is not None:
            self.lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_store(url: str, *, readers: int = 4) -> Store:
    """Open `sqlite:///path` (one process only) or `postgresql://…` (any number of replicas).

    `readers` is how many reads (on PostgreSQL also how many writes) run at the same time. Raises Refusal for another
    kind of database, and for a SQLite file that another process holds.
    """
    if engine_name(url) == "postgresql":
        return _open_postgres(url, readers)
    return _open_sqlite(url, readers)


def engine_name(url: str) -> str:
    """Return `sqlite` or `postgresql`; raise Refusal for anything else."""
    try:
        name = make_url(url).get_backend_name()
    except ArgumentError:
        name = ""
    if name not in ("sqlite", "postgresql"):
        raise Refusal(
            "I can't open this database.",
            "Its URL names neither SQLite nor PostgreSQL.",
            "Use sqlite:///baton.db or postgresql://user@host/baton.",
        )
    return name


def _open_sqlite(url: str, readers: int) -> Store:
    lock = connections.DatabaseLock.acquire(connections.sqlite_path(url))
    try:
        writer = connections.sqlite_writer(url)
        reader = connections.sqlite_reader(url, size=readers)
        return Store("sqlite", Writer(writer), Pool(reader, size=readers, commit=False), (reader, writer), lock)
    except BaseException:
        lock.release()
        raise


def _open_postgres(url: str, size: int) -> Store:
    writer = connections.postgres_engine(url, size=size)
    reader = connections.postgres_engine(url, size=size, read_only=True)
    pools = Pool(writer, size=size, commit=True), Pool(reader, size=size, commit=False)
    return Store("postgresql", *pools, (reader, writer))
