"""Pages of a list that is too long for one message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list with `total` items; `number` counts from 1."""

    items: tuple[Item, ...]
    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """The number of pages; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def left(self) -> int:
        """The number of items after this page."""
        return max(0, self.total - self.number * self.size)

    def show(self, items: Iterable[Shown]) -> "Page[Shown]":
        """Return the same page with its items in another form."""
        return Page(tuple(items), self.number, self.size, self.total)


def cut_page(items: Sequence[Item], *, number: int, size: int) -> Page[Item]:
    """Return the page with this number, or the nearest one there is."""
    number = max(1, min(number, -(-len(items) // size)))
    return Page(tuple(items[(number - 1) * size : number * size]), number, size, len(items))
