"""Elements of an MS Project file: values as the format writes them, and ids that stay the same in every export."""

import re
from datetime import date, datetime, time
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement
from zlib import crc32

Value: TypeAlias = str | int | float | bool | datetime | time | None

# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A UID is a signed number of 32 bits: own numbers come first, projects and other ids have ranges of their own.
_LAST_OWN_NUMBER = 99_999_999
PROJECT_UIDS = 100_000_000
_HASHED_UIDS = 1_000_000_000


def add_group(parent: Element, name: str) -> Element:
    return SubElement(parent, name)


def add(parent: Element, **values: Value) -> None:
    """Add an element for each value that is not None, in this order: readers expect that of the schema."""
    for name, value in values.items():
        if value is not None:
            SubElement(parent, name).text = _text(value)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime | time):
        return value.isoformat(timespec="seconds")
    return _UNWRITABLE.sub("", str(value)) if isinstance(value, str) else f"{value:.15g}"


def instant(day: date | None, moment: time) -> datetime | None:
    """Return a moment of a day, nothing without a day."""
    return None if day is None else datetime.combine(day, moment)


def hours(count: float) -> str:
    """Return a duration in hours: 12.5 is PT12H30M0S."""
    minutes = round(count * 60)
    return f"PT{minutes // 60}H{minutes % 60}M0S"


class UidRegister:
    """The UIDs of one kind of thing: M-17 is 17; an id without a number gets one that depends on it alone.

    Kinds that share their UIDs, as projects and milestones are both tasks, share the set of those that are `taken`.
    """

    def __init__(self, prefix: str, *, first: int = 0, taken: set[int] | None = None) -> None:
        self._own = re.compile(rf"{prefix}-([1-9]\d*)")
        self._first = first
        self._uids: dict[str, int] = {}
        self._taken = set[int]() if taken is None else taken

    def __getitem__(self, id: str) -> int:
        if id not in self._uids:
            uid = self._preferred(id)
            while uid in self._taken:
                uid += 1
            self._taken.add(uid)
            self._uids[id] = uid
        return self._uids[id]

    def _preferred(self, id: str) -> int:
        match = self._own.fullmatch(id)
        if match and len(match[1]) <= len(str(_LAST_OWN_NUMBER)):
            return self._first + int(match[1])
        return self._first + _HASHED_UIDS + crc32(id.encode("utf-8", "surrogatepass")) % (_HASHED_UIDS - PROJECT_UIDS)
