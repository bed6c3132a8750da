"""Spans of a snooze as people write them: `2h`, `1d`."""

import re
from datetime import datetime

from rules.escalations.states import MAX_SNOOZE_DAYS, workdays_later
from rules.refusal import Refusal
from rules.time.working_time import HOUR, WorkTime

_SNOOZE_SPAN = re.compile(r"(\d{1,3})\s*(h|wd|d)", re.IGNORECASE)


def parse_snooze(span: str, *, work: WorkTime, now: datetime) -> datetime:
    """Return the end of a snooze of "2h" or "3d" (working days); raise Refusal for anything else."""
    match = _SNOOZE_SPAN.fullmatch(span.strip())
    if not match:
        raise Refusal("I don't understand for how long.", "", "Write `2h` for hours or `1d` for a working day.")
    count = int(match[1])
    if match[2].casefold() == "h":
        return now + count * HOUR
    return workdays_later(work, now, days=min(max(count, 1), MAX_SNOOZE_DAYS + 1))
