"""The grammar of the Block Kit rules: small checks that are combined into larger ones.

A check takes a value and its JSON pointer and yields problems.
"""

import json
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """A reason for Slack to refuse, with its place (JSON pointer below the list of blocks) and a special error code."""

    pointer: str
    message: str
    error: str = ""


@dataclass(frozen=True)
class Where:
    """The surface of the blocks (message, modal or home), and the files that exist."""

    surface: str
    files: Container[str] = ()


Check = Callable[[Any, str, Where], Iterator[Problem]]
Fields = dict[str, Check]


def string(high: int, low: int = 1) -> Check:
    """Return a check for a text of `low` to `high` characters."""

    def check(value: Any, at: str, where: Where) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
        elif len(value) < low:
            yield Problem(at, f"must be more than {low - 1} characters")
        elif len(value) > high:
            yield Problem(at, f"must be less than {high + 1} characters")

    return check


def matching(fits: Callable[[str], bool], kind: str, high: int = 3000) -> Check:
    """Return a check for a text that `fits` accepts; `kind` names it in the problem."""

    def check(value: Any, at: str, where: Where) -> Iterator[Problem]:
        if not isinstance(value, str) or len(value) > high or not fits(value):
            yield Problem(at, f"must be a valid {kind}")

    return check


def integer(low: int, high: int) -> Check:
    def check(value: Any, at: str, where: Where) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must be an integer")
        elif not low <= value <= high:
            yield Problem(at, f"must be between {low} and {high}")

    return check


def boolean(value: Any, at: str, where: Where) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield Problem(at, "must be a boolean")


def one_of(*known: Any) -> Check:
    def check(value: Any, at: str, where: Where) -> Iterator[Problem]:
        if isinstance(value, dict | list) or value not in known:
            yield Problem(at, f"must be a valid enum value: {', '.join(map(str, known))}")

    return check


def array(check_item: Check, high: int, low: int = 1) -> Check:
    """Return a check for a list of `low` to `high` items."""

    def check(value: Any, at: str, where: Where) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must be an array")
            return
        if len(value) < low:
            yield Problem(at, f"no less than {low} items allowed")
        if len(value) > high:
            yield Problem(at, f"no more than {high} items allowed")
        for index, item in enumerate(value):
            yield from check_item(item, f"{at}/{index}", where)

    return check


def record(required: Fields, optional: Fields | None = None, *rules: Check) -> Check:
    """Return a check for an object with these fields and no others.

    The rules look at the whole object once its fields are right.
    """
    fields = {**required, **(optional or {})}

    def check(value: Any, at: str, where: Where) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object")
            return
        problems = [Problem(at, f"missing required field: {key}") for key in required if key not in value]
        for key, item in value.items():
            if key not in fields:
                problems.append(Problem(f"{at}/{key}", f"invalid additional property: {key}"))
            else:
                problems += fields[key](item, f"{at}/{key}", where)
        yield from problems
        if not problems:
            for rule in rules:
                yield from rule(value, at, where)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """Return a check for an object whose `type` says which check it must pass."""

    def check(value: Any, at: str, where: Where) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object")
            return
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in kinds:
            yield Problem(f"{at}/type", f"unsupported type: {kind}")
            return
        yield from kinds[kind](value, at, where)

    return check


def exactly_one(*names: str) -> Check:
    """Return a rule for records: one of these fields, and not two."""

    def check(value: Any, at: str, where: Where) -> Iterator[Problem]:
        if sum(name in value for name in names) != 1:
            yield Problem(at, f"must have exactly one of: {', '.join(names)}")

    return check


def only_on(*surfaces: str) -> Check:
    """Return a rule for records that are allowed only on these surfaces."""

    def check(value: Any, at: str, where: Where) -> Iterator[Problem]:
        if where.surface not in surfaces:
            yield Problem(f"{at}/type", f"unsupported type: {value['type']} in a {where.surface}")

    return check


def unique(values: list[tuple[str, str]], name: str) -> Iterator[Problem]:
    """Yield a problem for each repeated value of the (pointer, value) pairs."""
    seen: set[str] = set()
    for pointer, value in values:
        if value in seen:
            yield Problem(pointer, f"{name} must be unique: {value}")
        seen.add(value)


def size(value: Any) -> int:
    """Return the number of characters of a value as compact JSON."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def anything(value: Any, at: str, where: Where) -> Iterator[Problem]:
    """Accept every value: for a `type` that has been checked already."""
    return iter(())
