"""Values that are kept in JSON as they were computed or asked for once: effects, scorecards, changed fields."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rules.change_requests.fields import FieldKind
from rules.files.fields import (
    MAX_DURATION_DAYS,
    FieldCheck,
    FieldChecks,
    UnfitValueError,
    check_day,
    check_id,
    check_number,
    check_text,
    list_of,
    optional,
    quote_value,
    whole_number,
)

MAX_COUNT = 1_000_000


def check_instant(value: Any) -> datetime:
    """Check a time with its offset, like "2026-03-14T09:00:00+00:00"."""
    example = "like “2026-03-14T09:00:00+00:00”"
    try:
        instant = datetime.fromisoformat(value)
        if instant.utcoffset() is None:
            raise UnfitValueError(f"must be a time with its offset, {example}")
        check_day(instant.astimezone(UTC).date().isoformat())
    except UnfitValueError as complaint:
        raise UnfitValueError(str(complaint)) from None
    except (TypeError, ValueError, OverflowError):
        raise UnfitValueError(f"must be a time {example}") from None
    return instant


def check_instant_text(value: Any) -> str:
    """Check a time that is kept as text, and write it in UTC."""
    return check_instant(value).astimezone(UTC).isoformat()


def check_day_text(value: Any) -> str:
    """Check a day that is kept as text."""
    return check_day(value).isoformat()


def check_truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UnfitValueError("must be true or false")
    return value


def facts(fields: FieldChecks, *, required: tuple[str, ...] = ()) -> FieldCheck:
    """Build a check for an object that is kept as it is, with what a later version may add; null counts as a value."""

    def check_facts(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise UnfitValueError("must be an object in braces")
        missing = next((name for name in required if name not in value), None)
        if missing is not None:
            raise UnfitValueError(f"must have “{missing}”")
        checked = {}
        for name, part in value.items():
            try:
                checked[name] = fields.get(name, _check_json)(part)
            except UnfitValueError as complaint:
                raise UnfitValueError(f"can't be read: “{name}” {complaint}, not {quote_value(part)}") from None
        return checked

    return check_facts


def _check_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {check_text(name): _check_json(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_check_json(part) for part in value]
    return check_text(value) if isinstance(value, str) else value


def rows_of(fields: FieldChecks) -> FieldCheck:
    """Build a check for a list of objects with exactly these keys, kept as a list."""
    check = list_of(facts(fields, required=tuple(fields)))
    return lambda value: list(check(value))


def numbers_of(check: FieldCheck) -> FieldCheck:
    """Build a check for an object of numbers by id."""

    def check_numbers(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise UnfitValueError("must be an object of numbers by id")
        return {check_id(name): check(number) for name, number in value.items()}

    return check_numbers


def exactly(*checks: FieldCheck) -> FieldCheck:
    """Build a check for a list of as many items as there are checks."""

    def check_items(value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) != len(checks):
            raise UnfitValueError(f"must be a list of {len(checks)}")
        return [check(item) for check, item in zip(checks, value, strict=True)]

    return check_items


_days = whole_number(-MAX_DURATION_DAYS, MAX_DURATION_DAYS)
_count = whole_number(0, MAX_COUNT)
_day = optional(check_day_text)
_number = optional(check_number)
_old_and_new = facts({"old": check_day_text, "new": check_day_text}, required=("old", "new"))
_FINISH = {"label": check_text, "old": check_day_text, "new": check_day_text, "days": _days}
_MOVED = {"id": check_id, "label": check_text, "project": check_id, "old": check_day_text, "new": check_day_text}
_CHANCES = {"old": _number, "new": _number}
_TARGET = {
    "id": check_id,
    "label": check_text,
    "p50": _old_and_new,
    "p80": _old_and_new,
    "chance": facts(_CHANCES, required=tuple(_CHANCES)),
}
_VALUE = {
    "id": check_id,
    "name": check_text,
    "program": check_id,
    "project": optional(check_id),
    "days": _days,
    "low": _number,
    "likely": _number,
    "high": _number,
    "currency": optional(check_text),
}
_EFFECT: FieldChecks = {
    "finish": optional(facts(_FINISH, required=tuple(_FINISH))),
    "targets": rows_of(_TARGET | {"days": _days}),
    "moved": rows_of(_MOVED | {"days": _days, "missed": _day}),
    "moved_count": _count,
    "missed_count": _count,
    "cost": check_number,
    "people": list_of(check_id),
    "measure": facts(
        {"days": numbers_of(_days), "costs": numbers_of(check_number), "projects": list_of(check_id), "x": check_text}
    ),
    "why": check_text,
    "drawn": exactly(_days, check_number),
    "value": rows_of(_VALUE),
}
_check_effect = facts(_EFFECT)


def check_effect(value: Any) -> dict[str, Any]:
    """Check the effect of a change request, as it was computed when it was asked for or decided."""
    effect: dict[str, Any] = _check_effect(value)
    if "moved" in effect and (missing := next((name for name in _EFFECT if name not in effect), None)):
        raise UnfitValueError(f"must have “{missing}” beside “moved”")
    return effect


check_scorecard = facts(
    {
        "baseline": _day,
        "committed": _day,
        "finish": _day,
        "late_baseline": optional(_days),
        "late_committed": optional(_days),
        **dict.fromkeys(("done", "open", "cancelled", "reopened", "carried"), _count),
        "handovers": facts(dict.fromkeys(("given_kept", "given_broken", "taken_kept", "taken_broken"), _count)),
        "budget": rows_of(
            {"currency": check_text, "planned": _number, "actual": _number, "committed": _number, "forecast": _number}
        ),
        "enabled": list_of(check_id),
        "causes": rows_of({"kind": check_text, "id": check_id, "days": check_number, "error": check_number}),
    }
)
_ADDED = facts({"name": check_text, "day": _day, "owner": optional(check_id)}, required=("name",))
_MONEY = facts({"add": check_number, "currency": check_text}, required=("add",))
_BEFORE_AND_AFTER: Mapping[FieldKind, tuple[FieldCheck, FieldCheck]] = {
    FieldKind.COMMITTED: (_day, check_day_text),
    FieldKind.CANCELLED: (optional(check_truth), check_truth),
    FieldKind.OWNER: (optional(check_id), check_id),
    FieldKind.ADDED: (optional(check_text), _ADDED),
    FieldKind.BUDGET: (_number, _MONEY),
    FieldKind.DURATION: (optional(_count), _count),
}
_check_changed_field = facts({"subject": check_id, "field": check_id}, required=("subject", "field"))


def check_changed_field(value: Any) -> dict[str, Any]:
    """Check one field that a change request changes; what `before` and `after` are depends on the field."""
    row = _check_changed_field(value)
    if row["field"] not in set(FieldKind):
        raise UnfitValueError(f"can't be read: “field” must be one of {', '.join(FieldKind)}")
    if unknown := row.keys() - {"subject", "field", "before", "after"}:
        raise UnfitValueError(f"has an unknown key {quote_value(min(unknown))}")
    before, after = _BEFORE_AND_AFTER[FieldKind(row["field"])]
    check = facts({"before": before, "after": after}, required=("after",))
    changed: dict[str, Any] = check({"before": None} | row)
    return changed
