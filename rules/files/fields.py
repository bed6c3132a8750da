"""Checking what somebody wrote into a file, field by field: each refusal names the row, the key and the value."""

import re
import reprlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from rules.refusal import Refusal

Check: TypeAlias = Callable[[Any], Any]
Fields: TypeAlias = Mapping[str, Check]

ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
BROKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
YEARS = range(1950, 2151)
LONGEST = 20_000
TEXT = 20_000
shorten = reprlib.Repr()
shorten.maxstring = shorten.maxother = shorten.maxlong = 60


class BadPlan(Refusal):
    """This will be shown when a plan file cannot be read: where, what is wrong, what would be right."""


class Unfit(ValueError):
    """What a check says about a value: "must be …"."""


def shown(value: Any) -> str:
    return shorten.repr(value).encode("utf-8", "backslashreplace").decode()


def row(
    value: Any, where: str, fields: Fields, *, at: int | None = None, required: Collection[str] = ()
) -> dict[str, Any]:
    """This will check an object against its fields; null counts as absent. Raises BadPlan.

    `where` names the object in a refusal; with `at` it is the kind of a row, called by its id or its number.
    """
    if not isinstance(value, dict):
        raise BadPlan(f"{_place(where, at, value)} must be an object in braces, not {shown(value)}.")
    found = {}
    for key, raw in value.items():
        if key not in fields:
            raise _unknown(key, _place(where, at, value), fields)
        if raw is not None:
            try:
                found[key] = fields[key](raw)
            except Unfit as wrong:
                raise BadPlan(f"{_place(where, at, value)}: “{key}” {wrong}, not {shown(raw)}.") from None
    for key in required:
        if key not in found:
            raise BadPlan(f"{_place(where, at, value)} has no “{key}”.", "It is required.")
    return found


def _place(where: str, at: int | None, value: Any) -> str:
    if at is None:
        return where
    label = value.get("id") if isinstance(value, dict) else None
    return f"{where} {label[:60]}" if isinstance(label, str) and label.isprintable() else f"{where} number {at + 1}"


def _unknown(key: str, where: str, fields: Fields) -> BadPlan:
    near = get_close_matches(key[:60], fields, n=1)
    instead = f"Did you mean “{near[0]}”?" if near else f"Known keys: {', '.join(fields)}."
    return BadPlan(f"{where} has an unknown key {shown(key)}.", "", instead)


def rows(value: Any, name: str, most: int) -> Sequence[Any]:
    """This will check that a list is one, and not absurdly long."""
    if not isinstance(value, list):
        raise BadPlan(f"“{name}” must be a list, not {shown(value)}.")
    if len(value) > most:
        raise BadPlan(f"“{name}” has {len(value):,} rows; at most {most:,} are read.", "", "Split the program.")
    return value


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("must be text in quotes")
    if len(value) > TEXT:
        raise Unfit(f"must be at most {TEXT:,} characters")
    if BROKEN.search(value):
        raise Unfit("must be readable text")
    return value


def name(value: Any) -> str:
    """An id: short, one line, not empty."""
    if not isinstance(value, str) or len(value) > 100 or not value.isprintable() or not value.strip():
        raise Unfit("must be a short id in quotes")
    return value


def day(value: Any) -> date:
    if not isinstance(value, str) or not ISO.fullmatch(value):
        raise Unfit("must be a date like “2026-03-14”")
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise Unfit("must be a day that exists, like “2026-03-14”") from None
    if found.year not in YEARS:
        raise Unfit(f"must be a date between {YEARS[0]} and {YEARS[-1]}")
    return found


def zone(value: Any) -> str:
    """The name of a time zone that the system knows."""
    try:
        return ZoneInfo(name(value)).key
    except (ValueError, OSError, KeyError):  # KeyError: no such zone; the others: no name of a file in its folder
        raise Unfit("must be a time zone like “Europe/Berlin”") from None


def whole(low: int, high: int) -> Check:
    """A whole number within `low` and `high`, both included."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value or value % 1 != 0:
            raise Unfit("must be a whole number")
        if not low <= value <= high:
            raise Unfit(f"must be between {low:,} and {high:,}")
        return int(value)

    return check


def number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e15 <= value <= 1e15:
        raise Unfit("must be a number")
    return value


def one_of(*choices: str) -> Check:
    """One of some words (or members of an enumeration of words, which it then gives)."""
    known = {str(choice): choice for choice in choices}

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise Unfit(f"must be one of {', '.join(known)}")
        return known[value]

    return check


def several(check: Check) -> Check:
    """A list of what `check` takes."""

    def each(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Unfit("must be a list")
        return tuple(check(item) for item in value)

    return each


def shares(value: Any) -> dict[str, float]:
    """An object of numbers by id, like {"G-1": 100}."""
    if not isinstance(value, dict):
        raise Unfit("must be an object of numbers by id")
    return {name(key): number(share) for key, share in value.items()}
