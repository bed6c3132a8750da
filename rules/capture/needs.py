"""The person a blocker's prose needs, and by when: "need @kenji to call them by Wednesday"."""

import re
from datetime import date

from rules import dates
from rules.dates import ParsedDate

_NEEDED_PERSON = re.compile(r"\bneeds?\s+(?:help\s+from\s+)?@([UW][A-Z0-9]{7,12})\b", re.IGNORECASE)
_BEFORE_DEADLINE = re.compile(r"\b(?:by|before|until)\s+$", re.IGNORECASE)


def read_need(text: str, *, today: date, locale: str = "en_GB") -> tuple[tuple[str, ...], ParsedDate | None]:
    """Return the person mentioned after "need", and the day after "by"; without a person there is no deadline."""
    needed = _NEEDED_PERSON.search(text)
    if needed is None:
        return (), None
    deadlines = (
        found
        for found in dates.find_all(text, today=today, locale=locale)
        if found.start > needed.end() and found.day and _BEFORE_DEADLINE.search(text[: found.start])
    )
    deadline = next(deadlines, None)
    return (needed[1],), deadline if deadline and not deadline.alternatives else None
