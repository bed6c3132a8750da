"""Times of day beside a date: 5pm, 15:30, noon, EOD, and the zones people write after them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from rules.dates.words import any_of, compile_form

_ZONE_BY_ABBREVIATION = {
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
TIME_WORDS = frozenset({"noon", "midday", "midnight", "eod", "cob", "eob", "cop", "eop", "close"})
"""The words a time before a day can begin with."""

_OFFSET_FORM = r"(?:utc|gmt)?[+-]\d\d?(?::?\d\d)?"
_ZONE_FORM = rf"(?: ?(?P<zone>{any_of(_ZONE_BY_ABBREVIATION)}|[a-z]{{2,12}}/[a-z_]{{2,20}}|{_OFFSET_FORM}))?"
_SECONDS_FORM = r"(?::\d\d(?:\.\d{1,9})?)?"
_EXACT_TIME = (
    rf"(?:(?P<h>\d{{1,2}})(?::(?P<m>\d\d){_SECONDS_FORM})? ?(?P<half>am|pm|a\.m\.|p\.m\.)"
    rf"|(?P<h2>\d{{1,2}}):(?P<m2>\d\d){_SECONDS_FORM}|(?P<word>noon|midday|midnight)){_ZONE_FORM}"
)
_END_OF_DAY = (
    r"(?P<eod>eod|cob|eob|cop|eop|end of (?:the )?(?:business |working |work )?day|close of (?:business|play))"
)
_LOOSE_TIME = (
    r"(?P<loose>(?:in the |first thing (?:in the )?|this )?(?:morning|afternoon|evening|night|lunchtime|am|pm))"
)
_BARE_HOUR = r",? (?:at|@) ?(?P<bare>\d{1,2})(?![:.,/]\d|%| (?:am|pm))"
_LEADING_TIME = compile_form(rf"(?:{_EXACT_TIME}|{_END_OF_DAY})(?![a-z0-9])(?: on|,| of)? ?", closed=False)
_TRAILING_TIME = compile_form(
    rf"(?:t|,? (?:at |by |around |before )?|,? ?@ ?)(?:{_EXACT_TIME}|{_END_OF_DAY}|{_LOOSE_TIME})|{_BARE_HOUR}"
)
_LEADING_INITIALS = frozenset("0123456789nmec")
_TRAILING_INITIALS = frozenset(" ,@t")


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day that ends at `end`; `at` None for a loose one such as "morning" or "EOD"."""

    end: int
    at: time | None = None
    zone: str = ""
    whole_day: bool = False


def leading_time(text: str, position: int) -> ClockTime | None:
    """This will read a time before a day ("5pm ET Friday", "EOD tomorrow")."""
    match = _LEADING_TIME.match(text, position) if text[position : position + 1] in _LEADING_INITIALS else None
    return _to_clock_time(match) if match else None


def trailing_time(text: str, position: int) -> ClockTime | None:
    """This will read a time after a day ("Friday at 10", "tomorrow morning", "2026-12-01T09:00Z")."""
    match = _TRAILING_TIME.match(text, position) if text[position : position + 1] in _TRAILING_INITIALS else None
    return _to_clock_time(match) if match else None


def _to_clock_time(match: re.Match[str]) -> ClockTime | None:
    said = match.groupdict()
    if said["eod"] or said.get("loose"):
        return ClockTime(match.end(), whole_day=bool(said["eod"]))
    if said["word"]:
        return ClockTime(match.end(), time(0 if said["word"] == "midnight" else 12), said["zone"] or "")
    hour = int(said["h"] or said["h2"] or said["bare"])
    minute = int(said["m"] or said["m2"] or 0)
    if said["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if said["half"].startswith("p") else 0)
    if hour > 23 or minute > 59:
        return None
    return ClockTime(match.end(), time(hour, minute), said["zone"] or "")


def zoned_moment(day: date, time_of_day: time, zone: str, default_zone: str) -> datetime:
    """This will give the moment with its zone: the one written, else the reader's."""
    return datetime.combine(day, time_of_day, _time_zone(zone) or _time_zone(default_zone) or UTC)


_UTC_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d\d?):?(\d\d)?")


def _time_zone(name: str) -> tzinfo | None:
    if offset := _UTC_OFFSET.fullmatch(name):
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-away if offset[1] == "-" else away) if away < timedelta(hours=24) else None
    key = _ZONE_BY_ABBREVIATION.get(name, name)
    try:
        return ZoneInfo(_with_capitals(key) if key.islower() else key)
    except (KeyError, ValueError, OSError):
        return None


def _with_capitals(key: str) -> str:
    """The capitals of a zone's name, which the grammar has folded away: america/new_york → America/New_York."""
    return "/".join("_".join(word.capitalize() for word in part.split("_")) for part in key.split("/"))
