"""Scenes that grow: every list of the facts gets n rows, and every name and text becomes long."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from tests.rendering.scenes import Word

# What people type or name; ids, roles, states and links keep their form.
NAMES = frozenset({"name", "title", "text", "reason", "why", "sentence", "said", "note", "what", "statement", "label"})
_ID = re.compile(r"[A-Z]+-\d+|[UWCDGFT][A-Z0-9]{4,}|\S*:\S*|[a-z_]+")
# Pairs and sequences of a fixed length, and what is limited before it reaches a template.
FIXED = frozenset(
    {"days", "workdays", "levels", "steps", "kinds", "signs", "checks", "examples", "weeks", "odds"}
    | {"suggested", "ends", "responses", "drafts", "questions", "causes", "history", "choices", "follows"}
    | {"checklist", "skipped", "options"}
)
MARK = re.compile(r"§(\d+)\.(\d+)§")
WORDS = " of the unified mobile platform for partners and their customers in twelve countries, second attempt"


@dataclass(slots=True)
class Growth:
    """Grow facts: `rows` in every list, names of `length` characters; each row has a mark of its list and number."""

    rows: int
    length: int
    lists: int = 0
    current: list[str] = field(default_factory=list)
    marked: set[str] = field(default_factory=set)

    def grow(self, value: Any, name: str = "") -> Any:
        """Return the value with more rows and longer names."""
        if isinstance(value, str):
            return self._lengthen(value, name)
        if isinstance(value, SimpleNamespace):
            return SimpleNamespace(**{key: self.grow(part, key) for key, part in vars(value).items()})
        if isinstance(value, Mapping):
            return {key: self.grow(part, name) for key, part in value.items()}
        if isinstance(value, list | tuple) and value and name not in FIXED and _is_list(value):
            return type(value)(self._rows(value))
        return value

    def _rows(self, value: list[Any] | tuple[Any, ...]) -> Iterator[Any]:
        self.lists += 1
        number = self.lists
        # Within a row a few are enough: 500 of 500 would be 250,000.
        for row in range(min(self.rows, 6) if self.current else self.rows):
            self.current.append(f"§{number}.{row}§ ")
            yield self._grow_row(value[row % len(value)])
            self.current.pop()

    def _grow_row(self, row: Any) -> Any:
        if isinstance(row, tuple):
            return tuple(self.grow(part, "name" if number else "") for number, part in enumerate(row))
        return self.grow(row, "name")

    def _lengthen(self, text: str, name: str) -> str:
        if name == "user" and self.current and text[:1] in "UW":
            return f"{text}{self.current[-1].split('.')[-1].rstrip('§ ')}"
        if isinstance(text, Word) or name not in NAMES or not text or _ID.fullmatch(text):
            return text
        long = text + WORDS * (self.length // len(WORDS) + 1)
        self.marked |= set(self.current[-1:])
        return f"{''.join(self.current[-1:])}{long}"[: max(self.length, len(text))]


def _is_list(value: list[Any] | tuple[Any, ...]) -> bool:
    """Return whether these are rows of one kind, and not the fields of one thing."""
    kinds = {type(part) for part in value}
    return len(kinds) == 1 and (isinstance(value, list) or kinds <= {SimpleNamespace, tuple, str})


def rows_by_list(text: str) -> dict[int, int]:
    """Return for each list how many of its rows are named in the text."""
    rows: dict[int, set[int]] = {}
    for number, row in MARK.findall(text):
        rows.setdefault(int(number), set()).add(int(row))
    return {number: len(seen) for number, seen in rows.items()}
