"""Times of day beside a date: 5pm, 15:30, noon, EOD, and the zones people write after them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from rules.dates.words import any_of, shape

_ZONES = {
    **dict.fromkeys(("utc", "gmt", "z"), "UTC"),
    **dict.fromkeys(("pst", "pdt", "pt"), "America/Los_Angeles"),
    **dict.fromkeys(("mst", "mdt", "mt"), "America/Denver"),
    **dict.fromkeys(("cst", "cdt", "ct"), "America/Chicago"),
    **dict.fromkeys(("est", "edt", "et"), "America/New_York"),
    **dict.fromkeys(("cet", "cest"), "Europe/Berlin"),
    **dict.fromkeys(("eet", "eest"), "Europe/Helsinki"),
    "bst": "Europe/London",
    "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo",
    **dict.fromkeys(("aest", "aedt"), "Australia/Sydney"),
}
WORDS = frozenset({"noon", "midday", "midnight", "eod", "cob", "eob", "cop", "eop", "close"})
"""The words a time before a day can begin with."""

_OFFSET = r"(?:utc|gmt)?[+-]\d\d?(?::?\d\d)?"
_ZONE = rf"(?: ?(?P<zone>{any_of(_ZONES)}|[a-z]{{2,12}}/[a-z_]{{2,20}}|{_OFFSET}))?"
_SECONDS = r"(?::\d\d(?:\.\d{1,9})?)?"
_SAID = (
    rf"(?:(?P<h>\d{{1,2}})(?::(?P<m>\d\d){_SECONDS})? ?(?P<half>am|pm|a\.m\.|p\.m\.)"
    rf"|(?P<h2>\d{{1,2}}):(?P<m2>\d\d){_SECONDS}|(?P<word>noon|midday|midnight)){_ZONE}"
)
_END_OF_DAY = (
    r"(?P<eod>eod|cob|eob|cop|eop|end of (?:the )?(?:business |working |work )?day|close of (?:business|play))"
)
_LOOSE = r"(?P<loose>(?:in the |first thing (?:in the )?|this )?(?:morning|afternoon|evening|night|lunchtime|am|pm))"
_BARE = r",? (?:at|@) ?(?P<bare>\d{1,2})(?![:.,/]\d|%| (?:am|pm))"
_LEAD = shape(rf"(?:{_SAID}|{_END_OF_DAY})(?![a-z0-9])(?: on|,| of)? ?", closed=False)
_TRAIL = shape(rf"(?:t|,? (?:at |by |around |before )?|,? ?@ ?)(?:{_SAID}|{_END_OF_DAY}|{_LOOSE})|{_BARE}")
_BEGINS_LEAD = frozenset("0123456789nmec")
_BEGINS_TRAIL = frozenset(" ,@t")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day that ends at `end`; `at` None for a loose one such as "morning" or "EOD"."""

    end: int
    at: time | None = None
    zone: str = ""
    whole_day: bool = False


def leading(text: str, at: int) -> Clock | None:
    """This will read a time before a day ("5pm ET Friday", "EOD tomorrow")."""
    match = _LEAD.match(text, at) if text[at : at + 1] in _BEGINS_LEAD else None
    return _clock(match) if match else None


def trailing(text: str, at: int) -> Clock | None:
    """This will read a time after a day ("Friday at 10", "tomorrow morning", "2026-12-01T09:00Z")."""
    match = _TRAIL.match(text, at) if text[at : at + 1] in _BEGINS_TRAIL else None
    return _clock(match) if match else None


def _clock(match: re.Match[str]) -> Clock | None:
    said = match.groupdict()
    if said["eod"] or said.get("loose"):
        return Clock(match.end(), whole_day=bool(said["eod"]))
    if said["word"]:
        return Clock(match.end(), time(0 if said["word"] == "midnight" else 12), said["zone"] or "")
    hour = int(said["h"] or said["h2"] or said["bare"])
    minute = int(said["m"] or said["m2"] or 0)
    if said["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if said["half"].startswith("p") else 0)
    if hour > 23 or minute > 59:
        return None
    return Clock(match.end(), time(hour, minute), said["zone"] or "")


def moment(day: date, at: time, zone: str, default: str) -> datetime:
    """This will give the moment with its zone: the one written, else the reader's."""
    return datetime.combine(day, at, _zone(zone) or _zone(default) or UTC)


_SIGNED = re.compile(r"(?:utc|gmt)?([+-])(\d\d?):?(\d\d)?")


def _zone(name: str) -> tzinfo | None:
    if offset := _SIGNED.fullmatch(name):
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-away if offset[1] == "-" else away) if away < timedelta(hours=24) else None
    key = _ZONES.get(name, name)
    try:
        return ZoneInfo(_spelled(key) if key.islower() else key)
    except (KeyError, ValueError, OSError):
        return None


def _spelled(key: str) -> str:
    """The capitals of a zone's name, which the grammar has folded away: america/new_york → America/New_York."""
    return "/".join("_".join(word.capitalize() for word in part.split("_")) for part in key.split("/"))
