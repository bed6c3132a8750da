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
# Words that a time before a day can begin with.
TIME_WORDS = frozenset({"noon", "midday", "midnight", "eod", "cob", "eob", "cop", "eop", "close"})

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
    """A time of day that ends at position `end`; `at` is None for a loose one such as "morning" or "EOD"."""

    end: int
    at: time | None = None
    zone: str = ""
    whole_day: bool = False


def leading_time(text: str, position: int) -> ClockTime | None:
    """Read a time before a day ("5pm ET Friday", "EOD tomorrow")."""
    match = _LEADING_TIME.match(text, position) if text[position : position + 1] in _LEADING_INITIALS else None
    return _to_clock_time(match) if match else None


def trailing_time(text: str, position: int) -> ClockTime | None:
    """Read a time after a day ("Friday at 10", "tomorrow morning", "2026-12-01T09:00Z")."""
    match = _TRAILING_TIME.match(text, position) if text[position : position + 1] in _TRAILING_INITIALS else None
    return _to_clock_time(match) if match else None


def _to_clock_time(match: re.Match[str]) -> ClockTime | None:
    parts = match.groupdict()
    if parts["eod"] or parts.get("loose"):
        return ClockTime(match.end(), whole_day=bool(parts["eod"]))
    if parts["word"]:
        return ClockTime(match.end(), time(0 if parts["word"] == "midnight" else 12), parts["zone"] or "")
    hour = int(parts["h"] or parts["h2"] or parts["bare"])
    minute = int(parts["m"] or parts["m2"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"].startswith("p") else 0)
    if hour > 23 or minute > 59:
        return None
    return ClockTime(match.end(), time(hour, minute), parts["zone"] or "")


def zoned_moment(day: date, time_of_day: time, zone: str, default_zone: str) -> datetime:
    """Return the moment in the zone that was written, else in the reader's."""
    return datetime.combine(day, time_of_day, _time_zone(zone) or _time_zone(default_zone) or UTC)


_UTC_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d\d?):?(\d\d)?")


def _time_zone(name: str) -> tzinfo | None:
    if offset_match := _UTC_OFFSET.fullmatch(name):
        utc_offset = timedelta(hours=int(offset_match[2]), minutes=int(offset_match[3] or 0))
        return (
            timezone(-utc_offset if offset_match[1] == "-" else utc_offset)
            if utc_offset < timedelta(hours=24)
            else None
        )
    key = _ZONE_BY_ABBREVIATION.get(name, name)
    try:
        return ZoneInfo(_with_capitals(key) if key.islower() else key)
    except (KeyError, ValueError, OSError):
        return None


def _with_capitals(key: str) -> str:
    """Restore the capitals of a zone's name, which the grammar has folded: america/new_york → America/New_York."""
    return "/".join("_".join(word.capitalize() for word in part.split("_")) for part in key.split("/"))
