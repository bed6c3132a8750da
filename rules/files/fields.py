"""Field-by-field checks of plan files: each refusal names the row, the key and the value."""

import re
import reprlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from rules.refusal import Refusal

FieldCheck: TypeAlias = Callable[[Any], Any]
FieldChecks: TypeAlias = Mapping[str, FieldCheck]

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
UNREADABLE_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
VALID_YEARS = range(1950, 2151)
MAX_DURATION_DAYS = 20_000
MAX_TEXT_LENGTH = 20_000
value_repr = reprlib.Repr()
value_repr.maxstring = value_repr.maxother = value_repr.maxlong = 60


class BadPlan(Refusal):
    """Raised when a plan file cannot be read: the location, the mistake, and what would be right."""


class UnfitValueError(ValueError):
    """Raised by a check, with its complaint about a value: "must be …"."""


def quote_value(value: Any) -> str:
    return value_repr.repr(value).encode("utf-8", "backslashreplace").decode()


def check_object(
    value: Any, location: str, fields: FieldChecks, *, index: int | None = None, required: Collection[str] = ()
) -> dict[str, Any]:
    """Check an object against its fields and return the values; null counts as absent. Raises BadPlan.

    `location` names the object in a refusal; with `index` it is the kind of row, named by its id or number.
    """
    if not isinstance(value, dict):
        raise BadPlan(f"{_locate(location, index, value)} must be an object in braces, not {quote_value(value)}.")
    values = {}
    for key, raw in value.items():
        if key not in fields:
            raise _unknown_key(key, _locate(location, index, value), fields)
        if raw is not None:
            try:
                values[key] = fields[key](raw)
            except UnfitValueError as complaint:
                raise BadPlan(
                    f"{_locate(location, index, value)}: “{key}” {complaint}, not {quote_value(raw)}."
                ) from None
    for key in required:
        if key not in values:
            raise BadPlan(f"{_locate(location, index, value)} has no “{key}”.", "It is required.")
    return values


def _locate(location: str, index: int | None, value: Any) -> str:
    if index is None:
        return location
    row_id = value.get("id") if isinstance(value, dict) else None
    return (
        f"{location} {row_id[:60]}"
        if isinstance(row_id, str) and row_id.isprintable()
        else f"{location} number {index + 1}"
    )


def _unknown_key(key: str, location: str, fields: FieldChecks) -> BadPlan:
    similar_keys = get_close_matches(key[:60], fields, n=1)
    instead = f"Did you mean “{similar_keys[0]}”?" if similar_keys else f"Known keys: {', '.join(fields)}."
    return BadPlan(f"{location} has an unknown key {quote_value(key)}.", "", instead)


def check_list(value: Any, name: str, max_rows: int) -> Sequence[Any]:
    """Check that a value is a list of at most `max_rows` rows."""
    if not isinstance(value, list):
        raise BadPlan(f"“{name}” must be a list, not {quote_value(value)}.")
    if len(value) > max_rows:
        raise BadPlan(f"“{name}” has {len(value):,} rows; at most {max_rows:,} are read.", "", "Split the program.")
    return value


def check_text(value: Any) -> str:
    if not isinstance(value, str):
        raise UnfitValueError("must be text in quotes")
    if len(value) > MAX_TEXT_LENGTH:
        raise UnfitValueError(f"must be at most {MAX_TEXT_LENGTH:,} characters")
    if UNREADABLE_CHARACTERS.search(value):
        raise UnfitValueError("must be readable text")
    return value


def check_id(value: Any) -> str:
    """Check an id: short, one line, not empty."""
    if not isinstance(value, str) or len(value) > 100 or not value.isprintable() or not value.strip():
        raise UnfitValueError("must be a short id in quotes")
    return value


def check_day(value: Any) -> date:
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        raise UnfitValueError("must be a date like “2026-03-14”")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise UnfitValueError("must be a day that exists, like “2026-03-14”") from None
    if day.year not in VALID_YEARS:
        raise UnfitValueError(f"must be a date between {VALID_YEARS[0]} and {VALID_YEARS[-1]}")
    return day


def check_zone(value: Any) -> str:
    """Check the name of a time zone."""
    try:
        return ZoneInfo(check_id(value)).key
    # KeyError: no such zone. The others: not a valid file name in the zone folder.
    except (ValueError, OSError, KeyError):
        raise UnfitValueError("must be a time zone like “Europe/Berlin”") from None


def whole_number(low: int, high: int) -> FieldCheck:
    """Build a check for whole numbers from `low` to `high`, both included."""

    def check_range(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value or value % 1 != 0:
            raise UnfitValueError("must be a whole number")
        if not low <= value <= high:
            raise UnfitValueError(f"must be between {low:,} and {high:,}")
        return int(value)

    return check_range


def check_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e15 <= value <= 1e15:
        raise UnfitValueError("must be a number")
    return value


def one_of(*choices: str) -> FieldCheck:
    """Build a check for one of some words; members of a string enumeration are returned as such."""
    choice_by_word = {str(choice): choice for choice in choices}

    def check_choice(value: Any) -> str:
        if not isinstance(value, str) or value not in choice_by_word:
            raise UnfitValueError(f"must be one of {', '.join(choice_by_word)}")
        return choice_by_word[value]

    return check_choice


def list_of(check: FieldCheck) -> FieldCheck:
    """Build a check for a list whose items each pass `check`."""

    def check_items(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise UnfitValueError("must be a list")
        return tuple(check(item) for item in value)

    return check_items


def optional(check: FieldCheck) -> FieldCheck:
    """Build a check that also lets null through."""
    return lambda value: None if value is None else check(value)


def check_shares(value: Any) -> dict[str, float]:
    """Check an object of numbers by id, like {"G-1": 100}."""
    if not isinstance(value, dict):
        raise UnfitValueError("must be an object of numbers by id")
    return {check_id(key): check_number(share) for key, share in value.items()}
