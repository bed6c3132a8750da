"""Explicit forms as plain JSON and back: what a draft will say once its author says yes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from rules.capture import Block, Decided, Done, Explicit, Owner, Percent, Raise, Slip, Span, Unblock
from rules.dates import Found

NO_LINE = Span("", 0, 0)
Json = dict[str, Any]
CHANGES = ("slip", "done", "percent", "owner")
"""The forms that change a milestone and therefore belong to its owner."""


def written(said: Explicit) -> Json:
    """This will be the form as JSON; a length of time must have been made a day before."""
    match said:
        case Done(milestone=id, on=on):
            return {"form": "done", "milestone": id, "day": _iso(on)}
        case Slip(milestone=id, to=to, reason=reason):
            return {"form": "slip", "milestone": id, "day": _iso(to), "reason": reason}
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
                "day": _iso(by),
            }
        case Unblock(target=target):
            return {"form": "unblock", "target": target}
        case Raise(kind=kind, text=text):
            return {"form": "note", "kind": kind, "text": text}
        case Decided(text=text):
            return {"form": "note", "kind": "decision", "text": text}


def read(said: Mapping[str, Any]) -> Explicit:
    """This will be the form that `written` wrote."""
    day, id = _found(said.get("day")), said.get("milestone", "")
    match said["form"]:
        case "done":
            return Done(id, day, NO_LINE)
        case "slip" if day:
            return Slip(id, day, said.get("reason", ""), NO_LINE)
        case "percent":
            return Percent(id, said["percent"], NO_LINE)
        case "owner":
            return Owner(id, said["user"], NO_LINE)
        case "block":
            return Block(id, said["text"], said.get("needs", ""), tuple(said.get("users", ())), day, NO_LINE)
        case "unblock":
            return Unblock(said["target"], NO_LINE)
        case "note" if said["kind"] == "decision":
            return Decided(said["text"], NO_LINE)
        case "note":
            return Raise(said["kind"], said["text"], None, NO_LINE)
    raise ValueError(f"no form {said!r}")


def bare(said: Explicit) -> Explicit:
    """The form without the place it stood at: two that say the same are equal."""
    bared = replace(said, line=NO_LINE)
    match bared:
        case Slip(to=to):
            return replace(bared, to=replace(to, start=0, end=0))
        case Done(on=Found() as on):
            return replace(bared, on=replace(on, start=0, end=0))
        case Block(by=Found() as by):
            return replace(bared, by=replace(by, start=0, end=0))
        case Raise(check=Found() as check):
            return replace(bared, check=replace(check, start=0, end=0))
    return bared


def on_day(day: date) -> Found:
    """A day that is certain, as the forms take it."""
    return Found("day", 0, 0, day)


def _iso(found: Found | None) -> str | None:
    return found.day.isoformat() if found and found.day else None


def _found(day: str | None) -> Found | None:
    return on_day(date.fromisoformat(day)) if day else None
