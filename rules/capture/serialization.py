"""Explicit forms as plain JSON and back: what a draft will say once its author says yes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from rules.capture import Block, Decided, Done, ExplicitForm, Owner, Percent, Raise, Slip, Span, Unblock
from rules.dates import ParsedDate

NO_LINE = Span("", 0, 0)
Json = dict[str, Any]
MILESTONE_CHANGES = ("slip", "done", "percent", "owner")
"""The forms that change a milestone and therefore belong to its owner."""


def to_json(form: ExplicitForm) -> Json:
    """This will be the form as JSON; a length of time must have been made a day before."""
    match form:
        case Done(milestone=id, on=on):
            return {"form": "done", "milestone": id, "day": _iso_day(on)}
        case Slip(milestone=id, to=to, reason=reason):
            return {"form": "slip", "milestone": id, "day": _iso_day(to), "reason": reason}
        case Percent(milestone=id, percent=percent):
            return {"form": "percent", "milestone": id, "percent": percent}
        case Owner(milestone=id, user=user):
            return {"form": "owner", "milestone": id, "user": user}
        case Block(milestone=id, text=text, needs=needs, users=users, by=by):
            return {
                "form": "block",
                "milestone": id,
                "text": text,
                "needs": needs,
                "users": list(users),
                "day": _iso_day(by),
            }
        case Unblock(target=target):
            return {"form": "unblock", "target": target}
        case Raise(kind=kind, text=text):
            return {"form": "note", "kind": kind, "text": text}
        case Decided(text=text):
            return {"form": "note", "kind": "decision", "text": text}


def from_json(stored: Mapping[str, Any]) -> ExplicitForm:
    """This will be the form that `written` wrote."""
    day, id = _exact_day_or_none(stored.get("day")), stored.get("milestone", "")
    match stored["form"]:
        case "done":
            return Done(id, day, NO_LINE)
        case "slip" if day:
            return Slip(id, day, stored.get("reason", ""), NO_LINE)
        case "percent":
            return Percent(id, stored["percent"], NO_LINE)
        case "owner":
            return Owner(id, stored["user"], NO_LINE)
        case "block":
            return Block(id, stored["text"], stored.get("needs", ""), tuple(stored.get("users", ())), day, NO_LINE)
        case "unblock":
            return Unblock(stored["target"], NO_LINE)
        case "note" if stored["kind"] == "decision":
            return Decided(stored["text"], NO_LINE)
        case "note":
            return Raise(stored["kind"], stored["text"], None, NO_LINE)
    raise ValueError(f"no form {stored!r}")


def without_position(form: ExplicitForm) -> ExplicitForm:
    """The form without the place it stood at: two that say the same are equal."""
    bared = replace(form, line=NO_LINE)
    match bared:
        case Slip(to=to):
            return replace(bared, to=replace(to, start=0, end=0))
        case Done(on=ParsedDate() as on):
            return replace(bared, on=replace(on, start=0, end=0))
        case Block(by=ParsedDate() as by):
            return replace(bared, by=replace(by, start=0, end=0))
        case Raise(check=ParsedDate() as check):
            return replace(bared, check=replace(check, start=0, end=0))
    return bared


def exact_day(day: date) -> ParsedDate:
    """A day that is certain, as the forms take it."""
    return ParsedDate("day", 0, 0, day)


def _iso_day(parsed_date: ParsedDate | None) -> str | None:
    return parsed_date.day.isoformat() if parsed_date and parsed_date.day else None


def _exact_day_or_none(day: str | None) -> ParsedDate | None:
    return exact_day(date.fromisoformat(day)) if day else None
