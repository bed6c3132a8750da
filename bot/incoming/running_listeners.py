"""Running listeners: in order of arrival per conversation, limited in number, awaited at the stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

ListenerSlot = Callable[[], AbstractAsyncContextManager[None]]
MAX_TURN_WAIT_SECONDS = 1.0


class ListenerPool:
    """The listeners at work.

    A listener that a person waits for (command, click, form) starts after a second at most: Slack gives it 3.
    """

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

    def slot_for(self, conversation: str, *, waiting: bool) -> ListenerSlot:
        """Return the slot that a listener occupies for as long as it works."""
        return lambda: self._occupy_slot(conversation, waiting)

    async def wait_until_done(self, *, within: float | None = None) -> bool:
        """Wait until no listener is running; return False if that takes more than `within` seconds."""
        try:
            await asyncio.wait_for(self._none.wait(), within)
        except TimeoutError:
            return False
        return True

    @asynccontextmanager
    async def _occupy_slot(self, conversation: str, waiting: bool) -> AsyncIterator[None]:
        task = asyncio.current_task()
        # An asynchronous context manager is always entered by a task.
        assert task is not None
        self._tasks.add(task)
        self._none.clear()
        try:
            if waiting:
                async with self._turn_with_timeout(conversation):
                    yield
            else:
                async with self._conversation_lock(conversation), self._seats:
                    yield
        finally:
            self._tasks.discard(task)
            self.on_landing()
            if not self._tasks:
                self._none.set()

    @asynccontextmanager
    async def _turn_with_timeout(self, conversation: str) -> AsyncIterator[None]:
        lock = self._conversation_lock(conversation)
        try:
            await asyncio.wait_for(lock.acquire(), MAX_TURN_WAIT_SECONDS)
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def _conversation_lock(self, conversation: str) -> asyncio.Lock:
        return self._turns.setdefault(conversation, asyncio.Lock())
