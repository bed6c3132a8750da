"""The progress of reading a file, told to whoever waits for it."""

from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
# Counted in steps, because a row takes less time than saying so.
_STEP = 500


@dataclass(slots=True)
class Progress:
    """Rows that were read, of how many; another thread may look at it meanwhile."""

    done: int = 0
    total: int = 0


WATCHED: ContextVar[Progress | None] = ContextVar("WATCHED", default=None)


def counted(rows: Sequence[T]) -> Iterator[T]:
    """Yield the rows, and count them where someone watches."""
    progress = WATCHED.get()
    if progress is None:
        yield from rows
        return
    progress.done, progress.total = 0, len(rows)
    for number, row in enumerate(rows):
        if number % _STEP == 0:
            progress.done = number
        yield row
    progress.done = len(rows)
