"""Conversion of explicit forms to JSON and back, for drafts that wait until their author confirms them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from rules.capture import Block, Decided, Done, ExplicitForm, Owner, Percent, Raise, Slip, Span, Unblock
from rules.dates import ParsedDate

NO_LINE = Span("", 0, 0)
Json = dict[str, Any]


def to_json(form: ExplicitForm) -> Json:
    """Return the form as JSON; a length of time must be resolved to a day first."""
    match form:
        case Done(milestone=id, on=on):
            return {"form": "done", "milestone": id, "day": _iso_day(on), **_sureness(on)}
        case Slip(milestone=id, to=to, reason=reason):
            return {"form": "slip", "milestone": id, "day": _iso_day(to), "reason": reason, **_sureness(to)}
        case Percent(milestone=id, percent=percent):
            return {"form": "percent", "milestone": id, "percent": percent}
        case Owner(milestone=id, user=user):
            return {"form": "owner", "milestone": id, "user": user}
        case Block(milestone=id, text=text, needs=needs, users=users, by=by, sure=sure):
            return {
                "form": "block",
                "milestone": id,
                "text": text,
                "needs": needs,
                "users": list(users),
                "day": _iso_day(by),
                **({"sure": True} if sure else {}),
            }
        case Unblock(target=target, reason=reason):
            return {"form": "unblock", "target": target, **({"reason": reason} if reason else {})}
        case Raise(kind=kind, text=text, check=check, project=project):
            values = {"day": _iso_day(check) if check else "", "project": project}
            return {"form": "note", "kind": kind, "text": text} | {
                name: value for name, value in values.items() if value
            }
        case Decided(text=text, project=project, by=by):
            named = {name: value for name, value in (("project", project), ("by", by)) if value}
            return {"form": "note", "kind": "decision", "text": text} | named


def from_json(stored: Mapping[str, Any]) -> ExplicitForm:
    """Rebuild a form that `to_json` stored; raise ValueError if the form is unknown."""
    day, id = _exact_day_or_none(stored.get("day"), sure=bool(stored.get("sure"))), stored.get("milestone", "")
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
            users, sure = tuple(stored.get("users", ())), bool(stored.get("sure"))
            return Block(id, stored["text"], stored.get("needs", ""), users, day, NO_LINE, sure)
        case "unblock":
            return Unblock(stored["target"], NO_LINE, stored.get("reason", ""))
        case "note" if stored["kind"] == "decision":
            return Decided(stored["text"], NO_LINE, stored.get("project", ""), stored.get("by", ""))
        case "note":
            return Raise(stored["kind"], stored["text"], day, NO_LINE, stored.get("project", ""))
    raise ValueError(f"no form {stored!r}")


def without_position(form: ExplicitForm) -> ExplicitForm:
    """Return the form without its position in the text, so that two forms with the same content are equal."""
    stripped = replace(form, line=NO_LINE)
    match stripped:
        case Slip(to=to):
            return replace(stripped, to=replace(to, start=0, end=0))
        case Done(on=ParsedDate() as on):
            return replace(stripped, on=replace(on, start=0, end=0))
        case Block(by=ParsedDate() as by):
            return replace(stripped, by=replace(by, start=0, end=0))
        case Raise(check=ParsedDate() as check):
            return replace(stripped, check=replace(check, start=0, end=0))
    return stripped


def exact_day(day: date, *, sure: bool = False) -> ParsedDate:
    """Wrap a known day as the date that the forms expect; `sure` if the person chose it in answer to a question."""
    return ParsedDate("day", 0, 0, day, sure=sure)


def with_chosen_day(form: ExplicitForm, day: date) -> ExplicitForm:
    """Return the form with the day that its author chose when asked."""
    return from_json(to_json(form) | {"day": day.isoformat(), "sure": True})


def _iso_day(parsed_date: ParsedDate | None) -> str | None:
    return parsed_date.day.isoformat() if parsed_date and parsed_date.day else None


def _sureness(parsed_date: ParsedDate | None) -> Json:
    return {"sure": True} if parsed_date and parsed_date.sure else {}


def _exact_day_or_none(day: str | None, *, sure: bool) -> ParsedDate | None:
    return exact_day(date.fromisoformat(day), sure=sure) if day else None
