"""Reading `"Vendor is late" M-12 to 14 Mar, cancel M-14, owner M-3 @bo because …` into the changes it asks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules import dates
from rules.change_requests.fields import FieldKind
from rules.figures import LARGEST_FIGURE
from rules.refusal import Refusal
from rules.text import plain, tokens

USAGE = '`change "Vendor is late" M-12 to 14 Mar, cancel M-14, owner M-3 @bo because …`'
MAX_TITLE, MAX_REASON, MAX_CHANGES = 200, 1000, 20
_MILESTONE = r"M-?(?P<number>\d{1,7})"
_MOVE = re.compile(
    rf"(?:(?:move|commit|slip)\s+)?{_MILESTONE}[:,]?\s+(?:(?:commit|slip|move)\s+)?(?:to|for|by|→)\s+(?P<day>.+)",
    re.IGNORECASE,
)
_SHIFT = re.compile(
    rf"(?:(?:move|slip)\s+)?{_MILESTONE}\s*[:=]?\s*(?P<sign>[+-])\s?(?P<count>\d{{1,3}})\s*(?P<unit>wd|d|w)?(?:ays?|eeks?)?",
    re.IGNORECASE,
)
_SHORTEN = re.compile(
    rf"shorten\s+{_MILESTONE}\s+by\s+(?P<count>\d{{1,3}})\s*(?:wd|d)?(?:ays?)?|"
    rf"M-?(?P<second>\d{{1,7}})\s+(?:takes|duration)\s+(?P<days>\d{{1,4}})\s*(?:wd|d)?(?:ays?)?",
    re.IGNORECASE,
)
_CANCEL = re.compile(rf"(?:cancel|drop)\s+{_MILESTONE}|M-?(?P<second>\d{{1,7}})\s+cancel", re.IGNORECASE)
_USER = r"(?:<@(?P<user>[A-Z0-9]+)[^>]*>|@(?P<handle>[^\s,;<>]+))"
_OWNER = re.compile(
    rf"(?:owner\s+(?:of\s+)?{_MILESTONE}|M-?(?P<second>\d{{1,7}})\s+owner)\s+(?:to\s+)?{_USER}", re.IGNORECASE
)
_ADD = re.compile(
    r"(?:add|new milestone)\s+[\"“](?P<name>[^\"“”]+)[\"”]\s+(?:in|to)\s+PRJ-?(?P<project>\d{1,7})"
    rf"(?:\s+(?:by|on|for)\s+(?P<day>[^<@]+?))?(?:\s+{_USER})?",
    re.IGNORECASE,
)
_BUDGET = re.compile(
    r"budget\s+(?:of\s+)?PRJ-?(?P<project>\d{1,7})\s+(?P<sign>[+-])\s?(?P<amount>\d[\d .’']*)(?P<kilo>k)?"
    r"(?:\s*(?P<currency>[A-Za-z]{3}))?",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r"\s*\bbecause\b:?\s+", re.IGNORECASE)
_COMMA_IN_NUMBER = re.compile(r"(?<=\d),(?=\d{3}\b)")
_SEPARATOR = re.compile(r"[,;\n]|\band\b(?=\s+(?:M-?\d|cancel|owner|add|budget|move|commit|shorten)\b)", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")


@dataclass(frozen=True, slots=True)
class RequestedChange:
    """A change as it was asked for, before its present value is known; `days` are working days to move a date by."""

    subject: str
    kind: FieldKind
    after: Any = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class RequestText:
    """A request or scenario as written: its title, its changes and why."""

    title: str = ""
    changes: tuple[RequestedChange, ...] = ()
    why: str = ""


def parse_request(text: str, *, today: date, locale: str) -> RequestText:
    """Read a change request; raise Refusal that quotes the first part that is not understood."""
    title, rest = _split_title(text)
    rest, why = _split_reason(rest)
    changes = parse_changes(rest, today=today, locale=locale)
    return RequestText(" ".join(title.split())[:MAX_TITLE], changes, plain(why).strip()[:MAX_REASON])


def parse_changes(text: str, *, today: date, locale: str) -> tuple[RequestedChange, ...]:
    """Read changes that are separated by commas, semicolons or line ends."""
    parts = [part for raw in _split_parts(_COMMA_IN_NUMBER.sub("", text)) if (part := raw.strip(" .,&"))]
    if len(parts) > MAX_CHANGES:
        raise Refusal(f"That is {len(parts)} changes.", f"A request holds up to {MAX_CHANGES}.", "Make two of them.")
    return tuple(_parse_part(part, today=today, locale=locale) for part in parts)


def is_change(text: str) -> bool:
    """Return whether a line of a thread is meant as a change: its form is that of one, whatever its values."""
    parts = [part for raw in _split_parts(_COMMA_IN_NUMBER.sub("", text)) if (part := raw.strip(" .,&"))]
    patterns = (_SHIFT, _SHORTEN, _CANCEL, _OWNER, _ADD, _BUDGET, _MOVE)
    return bool(parts) and all(any(pattern.fullmatch(part) for pattern in patterns) for part in parts)


def _split_title(text: str) -> tuple[str, str]:
    """Split a quoted title from the start of a text."""
    words = tokens(text)
    if words and words[0].kind == "quoted":
        return words[0].text, text[words[0].end :]
    return "", text


def _split_reason(text: str) -> tuple[str, str]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for match in _BECAUSE.finditer(text):
        if not any(start < match.start() < end for start, end in quoted):
            return text[: match.start()], text[match.end() :]
    return text, ""


def _split_parts(text: str) -> Iterator[str]:
    quoted, start = [match.span() for match in _QUOTED.finditer(text)], 0
    for match in _SEPARATOR.finditer(text):
        if not any(begin < match.start() < end for begin, end in quoted):
            yield text[start : match.start()]
            start = match.end()
    yield text[start:]


def _parse_part(part: str, *, today: date, locale: str) -> RequestedChange:
    if match := _SHIFT.fullmatch(part):
        days = int(match["count"]) * (5 if (match["unit"] or "").casefold() == "w" else 1)
        return RequestedChange(
            _id("M", match["number"]), FieldKind.COMMITTED, days=-days if match["sign"] == "-" else days
        )
    if match := _SHORTEN.fullmatch(part):
        subject = _id("M", match["number"] or match["second"])
        if match["days"]:
            return RequestedChange(subject, FieldKind.DURATION, after=int(match["days"]))
        return RequestedChange(subject, FieldKind.DURATION, days=-int(match["count"]))
    if match := _CANCEL.fullmatch(part):
        return RequestedChange(_id("M", match["number"] or match["second"]), FieldKind.CANCELLED, after=True)
    if match := _OWNER.fullmatch(part):
        return RequestedChange(_id("M", match["number"] or match["second"]), FieldKind.OWNER, after=_user(match))
    if match := _ADD.fullmatch(part):
        day = dates.read_day(match["day"].strip(), today=today, locale=locale).isoformat() if match["day"] else None
        name = " ".join(plain(match["name"]).split())[:MAX_TITLE]
        after = {"name": name, "day": day, "owner": _user(match)}
        return RequestedChange(_id("PRJ", match["project"]), FieldKind.ADDED, after=after)
    if match := _BUDGET.fullmatch(part):
        return RequestedChange(_id("PRJ", match["project"]), FieldKind.BUDGET, after=_amount(match))
    if match := _MOVE.fullmatch(part):
        new_day = dates.read_day(match["day"].strip(), today=today, locale=locale).isoformat()
        return RequestedChange(_id("M", match["number"]), FieldKind.COMMITTED, after=new_day)
    raise Refusal(f"I don't understand “{plain(part)[:80]}”.", "", f"Try {USAGE}.")


def _user(match: re.Match[str]) -> str | None:
    """Return the id of a person mentioned, "@name" for one written in plain letters, or None."""
    return match["user"].upper() if match["user"] else f"@{match['handle']}" if match["handle"] else None


def _amount(match: re.Match[str]) -> dict[str, Any]:
    amount = float(re.sub(r"[ ’']", "", match["amount"]).rstrip(".")) * (1000 if match["kilo"] else 1)
    currency = match["currency"].upper() if match["currency"] else ""
    if amount > LARGEST_FIGURE:
        raise Refusal(f"“{match['amount'].strip()[:30]}” is too large.", "", f"Try {USAGE}.")
    if not amount:
        raise Refusal("A budget that changes by 0 stays as it is.", "", "Leave it out, or give an amount.")
    return {"add": -amount if match["sign"] == "-" else amount, "currency": currency}


def _id(prefix: str, number: str) -> str:
    return f"{prefix}-{int(number)}"
