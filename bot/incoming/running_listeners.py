"""Listeners under way: in order of arrival per conversation, bounded in number, awaited at the stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

Flight = Callable[[], AbstractAsyncContextManager[None]]
PATIENCE = 1.0


class Flights:
    """Who works now. A person who waits (command, click, form) is let through after a second: Slack gives them 3."""

    def __init__(self, *, limit: int = 64) -> None:
        self._seats = asyncio.Semaphore(limit)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        # Bolt keeps no reference to the tasks it starts, and the event loop only a weak one.
        self._tasks: set[asyncio.Task[Any]] = set()
        self._none = asyncio.Event()
        self._none.set()
        self.on_landing: Callable[[], None] = lambda: None

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    def of(self, conversation: str, *, waiting: bool) -> Flight:
        """This will give what a listener enters for as long as it works."""
        return lambda: self._fly(conversation, waiting)

    async def landed(self, *, within: float | None = None) -> bool:
        """This will wait until nobody works; False when `within` seconds were not enough."""
        try:
            await asyncio.wait_for(self._none.wait(), within)
        except TimeoutError:
            return False
        return True

    @asynccontextmanager
    async def _fly(self, conversation: str, waiting: bool) -> AsyncIterator[None]:
        task = asyncio.current_task()
        assert task is not None  # an asynchronous context manager is always entered by a task
        self._tasks.add(task)
        self._none.clear()
        try:
            if waiting:
                async with self._hasty_turn(conversation):
                    yield
            else:
                async with self._lock(conversation), self._seats:
                    yield
        finally:
            self._tasks.discard(task)
            self.on_landing()
            if not self._tasks:
                self._none.set()

    @asynccontextmanager
    async def _hasty_turn(self, conversation: str) -> AsyncIterator[None]:
        lock = self._lock(conversation)
        try:
            await asyncio.wait_for(lock.acquire(), PATIENCE)
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def _lock(self, conversation: str) -> asyncio.Lock:
        return self._turns.setdefault(conversation, asyncio.Lock())
