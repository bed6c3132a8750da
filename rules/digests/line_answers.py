"""An answer to a line of a digest, as its readers see it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ReaderAnswer(StrEnum):
    """A use of a line; the last two lead elsewhere and leave no answer of their own."""

    ON_IT = "on_it"
    ASKED = "asked"
    HELP = "help"
    MUTED = "muted"
    DECIDE = "decide"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """An answer as readers see it: names, and words only where they may read them."""

    record: str
    kind: ReaderAnswer
    by: str
    at: datetime
    label: str = ""
    text: str = ""
    asked_of: str = ""
    reply: str = ""
    day: date | None = None
