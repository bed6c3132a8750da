"""The keys of people and tools, budget lines, goals, decisions and all other records in a plan file."""

from collections.abc import Mapping
from typing import Any

from rules.benefits.profile import BenefitKind, BenefitState, Cadence, Curve, DelayRule
from rules.change_requests.tolerance import ApprovalLevel
from rules.decisions.decision import DecisionState, option_problem
from rules.files.fields import (
    BadPlan,
    FieldCheck,
    FieldChecks,
    UnfitValueError,
    check_day,
    check_id,
    check_number,
    check_object,
    check_shares,
    check_text,
    list_of,
    one_of,
    whole_number,
)
from rules.files.keptfacts import (
    check_changed_field,
    check_effect,
    check_instant,
    check_instant_text,
    check_scorecard,
    check_truth,
)
from rules.money import BudgetKind
from rules.register import EntryKind, EntryOutcome
from rules.resources.bookings import ResourceKind

REQUEST_STATES = ("open", "approved", "rejected", "withdrawn")
MAX_RAMP_DAYS = 10_000


def check_options(value: Any) -> list[str]:
    """Check the options of a decision: none, or at least two that differ."""
    options = list_of(check_text)(value)
    problem = option_problem(options) if options else None
    if problem:
        raise UnfitValueError(f"must be options to choose between. {problem[0]}")
    return list(options)


def _objects(name: str, fields: FieldChecks, *, required: tuple[str, ...]) -> FieldCheck:
    def check_part(value: Any) -> dict[str, Any]:
        try:
            values = check_object(value, name, fields, required=required)
        except BadPlan as refusal:
            raise UnfitValueError(f"can't be read: {str(refusal).rstrip('.')}") from None
        if empty := next((key for key in required if values[key] == ""), None):
            raise UnfitValueError(f"can't be read: {name} needs words in “{empty}”")
        return values

    return list_of(check_part)


GOAL_FIELDS: FieldChecks = {
    "id": check_id,
    "name": check_text,
    "description": check_text,
    "owner": check_id,
    "measure": check_text,
    "due": check_day,
    "closed": check_day,
    "key_results": _objects(
        "a key result",
        {
            "name": check_text,
            "unit": check_text,
            "baseline": check_number,
            "target": check_number,
            "actual": check_number,
            "weight": check_number,
            "due": check_day,
        },
        required=("name", "baseline", "target"),
    ),
}
READING_FIELDS: FieldChecks = {"date": check_day, "value": check_number, "source": check_text, "note": check_text}
BENEFIT_FIELDS: FieldChecks = {
    "id": check_id,
    "kind": one_of(*BenefitKind),
    "name": check_text,
    "description": check_text,
    "outcome": check_text,
    "owner": check_id,
    "goal": check_id,
    "project": check_id,
    "shares": check_shares,
    "milestone": check_id,
    "milestones": list_of(check_id),
    "kpi": check_text,
    "unit": check_text,
    "baseline": check_number,
    "baseline_on": check_day,
    "baseline_source": check_text,
    "target": check_number,
    "due": check_day,
    "measure": check_text,
    "cadence": one_of(*Cadence),
    "curve": one_of(*Curve),
    "ramp_days": whole_number(0, MAX_RAMP_DAYS),
    "go_live": check_day,
    "delay_rule": one_of(*DelayRule),
    "ends": check_day,
    "half_life": check_number,
    "currency": check_id,
    "per_week": check_number,
    "low": check_number,
    "likely": check_number,
    "high": check_number,
    "stop": check_day,
    "state": one_of(*BenefitState),
    "accepted_by": check_id,
    "readings": _objects("a reading", READING_FIELDS, required=("date", "value")),
}
ENTRY_FIELDS: FieldChecks = {
    "id": check_id,
    "kind": one_of(*EntryKind),
    "text": check_text,
    "owner": check_id,
    "project": check_id,
    "milestone": check_id,
    "probability": check_number,
    "impact": check_number,
    "response": check_text,
    "plan": check_text,
    "check": check_day,
    "rests": list_of(check_id),
    "state": one_of("open", *EntryOutcome),
}
OBJECTION_FIELDS: FieldChecks = {
    "user": check_id,
    "text": check_text,
    "at": check_instant,
    "ended_at": check_instant,
    "overruled_by": check_id,
    "overruled_because": check_text,
}
DECISION_FIELDS: FieldChecks = {
    "id": check_id,
    "project": check_id,
    "question": check_text,
    "options": check_options,
    "decider": check_id,
    "must_agree": list_of(check_id),
    "consulted": list_of(check_id),
    "informed": list_of(check_id),
    "gates": list_of(check_id),
    "decide_by": check_day,
    "state": one_of(*DecisionState),
    "chosen": check_text,
    "because": check_text,
    "proposed": check_text,
    "agreed": list_of(check_id),
    "window_from": check_instant,
    "window_until": check_instant,
    "supersedes": check_id,
    "superseded_by": check_id,
    "raised_by": check_id,
    "raised_at": check_instant,
    "decided_by": check_id,
    "decided_at": check_instant,
    "escalated_to": check_id,
    "source": check_text,
    "objections": _objects("an objection", OBJECTION_FIELDS, required=("user", "text", "at")),
}
CHANGE_REQUEST_FIELDS: FieldChecks = {
    "id": check_id,
    "title": check_text,
    "why": check_text,
    "fields": list_of(check_changed_field),
    "impact": check_effect,
    "level": one_of(*ApprovalLevel),
    "approver": check_id,
    "effective": check_day,
    "state": one_of(*REQUEST_STATES),
    "because": check_text,
    "comments": _objects(
        "a comment", {"user": check_id, "at": check_instant_text, "text": check_text}, required=("user", "at", "text")
    ),
    "part_of": check_id,
    "requested_by": check_id,
    "requested_at": check_instant,
    "decided_by": check_id,
    "decided_at": check_instant,
    "source": check_text,
    "objections": _objects("an objection", OBJECTION_FIELDS, required=("user", "text", "at")),
}
CLOSEOUT_FIELDS: FieldChecks = {
    "project": check_id,
    "day": check_day,
    "scorecard": check_scorecard,
    "accepted": check_truth,
    "accepted_by": check_id,
    "accepted_at": check_instant,
    "comment": check_text,
    "closed_by": check_id,
    "closed_at": check_instant,
}
LESSON_FIELDS: FieldChecks = {
    "project": check_id,
    "user": check_id,
    "asked_at": check_instant,
    "text": check_text,
    "answered_at": check_instant,
}
# The sections that have tables of their own; `risks` holds the whole register.
CAPACITY_FIELDS: FieldChecks = {"from": check_day, "to": check_day, "capacity": check_number}
RESOURCE_FIELDS: FieldChecks = {
    "id": check_id,
    "name": check_text,
    "kind": one_of(*ResourceKind),
    "capacity": check_number,
    "periods": _objects("a period", CAPACITY_FIELDS, required=("capacity",)),
    "user": check_id,
    "team": check_id,
    "lead": check_id,
    "skills": list_of(check_text),
    "closed": check_day,
}
ALLOCATION_FIELDS: FieldChecks = {
    "resource": check_id,
    "project": check_id,
    "milestone": check_id,
    "percent": check_number,
    "from": check_day,
    "to": check_day,
    "anchor": check_day,
    "note": check_text,
}
BUDGET_FIELDS: FieldChecks = {
    "project": check_id,
    "kind": one_of(*BudgetKind),
    "name": check_text,
    "currency": check_id,
    "date": check_day,
    "planned": check_number,
    "committed": check_number,
    "actual": check_number,
    "forecast": check_number,
}
RECORD_FIELDS: Mapping[str, FieldChecks] = {
    "resources": RESOURCE_FIELDS,
    "allocations": ALLOCATION_FIELDS,
    "budget": BUDGET_FIELDS,
    "goals": GOAL_FIELDS,
    "benefits": BENEFIT_FIELDS,
    "risks": ENTRY_FIELDS,
    "decisions": DECISION_FIELDS,
    "change_requests": CHANGE_REQUEST_FIELDS,
    "closeouts": CLOSEOUT_FIELDS,
    "lessons": LESSON_FIELDS,
}
