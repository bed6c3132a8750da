"""A plan file with every kind of record, and plan files into a store and out of it."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from rules.files import exports, imports
from storage import exports as stored
from storage.engine.database import Store
from storage.imports import write
from storage.imports.changes import ImportChanges, preview_import

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEAM = "T1"
RECORDS: dict[str, Any] = {
    "settings": {
        "currency": "EUR",
        "discount_rate": 0.065,
        "show_money": True,
        "digest_paused": True,
        "lead_days": 3,
        "manager_percent": 12.5,
        "budget_days": 20,
        "budget_cost": 50000,
        "rates": [
            {"currency": "CHF", "into": "EUR", "from": "2026-01-01", "rate": 1.06},
            {"currency": "USD", "into": "EUR", "from": "2026-03-01", "rate": 0.91},
        ],
    },
    "days_off": [
        {"subject": "PRG-1", "labels": {"2026-12-24": "Christmas Eve"}},
        {
            "subject": "PRJ-1",
            "holidays": ["2026-05-15", "2026-06-05"],
            "extra": ["2026-05-16"],
            "labels": {"2026-05-15": "Bridge day"},
        },
    ],
    "goals": [
        {
            "id": "G-1",
            "name": "Keep our customers",
            "owner": "U7",
            "due": "2027-06-30",
            "key_results": [
                {"name": "Churn", "unit": "%", "baseline": 4.2, "target": 3.8, "actual": 4, "weight": 2},
                {"name": "Calls", "baseline": 900, "target": 500, "due": "2026-12-31"},
            ],
        },
        {"id": "G-2", "name": "One platform", "closed": "2026-02-01"},
    ],
    "benefits": [
        {
            "id": "BEN-1",
            "name": "Churn falls",
            "outcome": "Fewer customers cancel in their first year",
            "owner": "U7",
            "goal": "G-1",
            "shares": {"PRJ-1": 60, "PRJ-2": 40},
            "milestones": ["M-1", "M-2"],
            "kpi": "churn",
            "unit": "%",
            "baseline": 4.2,
            "baseline_on": "2026-01-31",
            "target": 3.8,
            "due": "2026-12-31",
            "cadence": "quarterly",
            "curve": "ramp",
            "ramp_days": 90,
            "delay_rule": "window",
            "half_life": 26,
            "currency": "EUR",
            "low": 1000,
            "likely": 1500.5,
            "high": 3000,
            "stop": "2029-12-31",
            "state": "planned",
            "readings": [
                {"date": "2026-02-01", "value": 4.2, "source": "billing"},
                {"date": "2026-03-01", "value": 4, "note": "after the pilot"},
            ],
        },
        {"id": "BEN-2", "kind": "dis-benefit", "name": "Two systems to run", "project": "PRJ-1", "per_week": 200},
    ],
    "risks": [
        {"id": "A-1", "text": "The licence is renewed", "project": "PRJ-1", "rests": ["M-2", "BEN-1", "DEC-1"]},
        {"id": "R-1", "text": "Vendor late", "project": "PRJ-1", "milestone": "M-1", "probability": 30, "impact": 10},
        {"id": "R-2", "text": "Key person leaves", "project": "PRJ-2", "response": "reduce", "state": "happened"},
    ],
    "decisions": [
        {
            "id": "DEC-1",
            "question": "Which region?",
            "options": ["EU", "US"],
            "decider": "U7",
            "must_agree": ["U8"],
            "agreed": ["U8"],
            "gates": ["M-1"],
            "decide_by": "2026-03-20",
            "state": "decided",
            "chosen": "EU",
            "because": "the data stay here",
            "raised_by": "U8",
            "raised_at": "2026-02-20T09:00:00+00:00",
            "decided_by": "U7",
            "decided_at": "2026-02-24T09:00:00+00:00",
            "objections": [{"user": "U8", "text": "latency", "at": "2026-02-21T09:00:00+00:00"}],
        }
    ],
    "change_requests": [
        {
            "id": "CR-1",
            "title": "A second rehearsal",
            "fields": [
                {"subject": "M-2", "field": "committed", "before": "2026-05-01", "after": "2026-05-08"},
                {"subject": "M-1", "field": "owner", "before": None, "after": "U7"},
                {"subject": "PRJ-1", "field": "added", "before": None, "after": {"name": "Rehearsal", "day": None}},
                {"subject": "PRJ-1", "field": "budget", "before": None, "after": {"add": 500.5, "currency": "EUR"}},
            ],
            "impact": {
                "finish": None,
                "targets": [],
                "moved": [],
                "moved_count": 0,
                "missed_count": 0,
                "cost": 500.5,
                "people": ["U7"],
                "measure": {"days": {"M-2": 5}, "costs": {"PRJ-1": 500.5}, "projects": ["PRJ-1", "PRJ-2"], "x": ""},
                "why": "It moves a committed date by 5 days.",
                "drawn": [5, 500.5],
                "value": [],
            },
            "level": "sponsor",
            "comments": [{"user": "U7", "at": "2026-02-21T09:00:00+00:00", "text": "Can it wait?"}],
            "requested_by": "U8",
            "requested_at": "2026-02-20T09:00:00+00:00",
        }
    ],
    "closeouts": [
        {
            "project": "PRJ-1",
            "day": "2026-02-27",
            "scorecard": {
                "baseline": "2026-02-20",
                "committed": None,
                "finish": "2026-02-27",
                "late_baseline": 5,
                "late_committed": None,
                "done": 1,
                "open": 0,
                "cancelled": 0,
                "reopened": 1,
                "carried": 2,
                "handovers": {"given_kept": 1, "given_broken": 0, "taken_kept": 0, "taken_broken": 1},
                "budget": [{"currency": "EUR", "planned": 1000, "actual": None, "committed": 900, "forecast": 950}],
                "enabled": ["BEN-2"],
                "causes": [{"kind": "slip", "id": "M-1", "days": 5, "error": 0}],
            },
            "accepted": False,
            "accepted_by": "U9",
            "accepted_at": "2026-03-01T09:00:00+00:00",
            "comment": "The handbook is missing",
            "closed_by": "U7",
            "closed_at": "2026-02-27T16:00:00+00:00",
        }
    ],
    "lessons": [
        {
            "project": "PRJ-1",
            "user": "U7",
            "asked_at": "2026-02-27T16:00:00+00:00",
            "text": "Start the approvals earlier",
            "answered_at": "2026-02-28T09:00:00+00:00",
        },
        {"project": "PRJ-1", "user": "U8", "asked_at": "2026-02-27T16:00:00+00:00"},
    ],
}
PLAN: dict[str, Any] = {
    "program": {"id": "PRG-1", "name": "Atlas", "start": "2026-01-05"},
    "projects": [{"id": "PRJ-1", "name": "Identity", "closed": "2026-02-27"}, {"id": "PRJ-2", "name": "Payments"}],
    "milestones": [{"id": "M-1", "project": "PRJ-1"}, {"id": "M-2", "project": "PRJ-2"}],
}


def import_file(store: Store, plan: dict[str, Any], team: str) -> ImportChanges:
    imported = imports.read(json.dumps(plan).encode(), name="plan.json")

    def run(session: Any) -> ImportChanges:
        changes = preview_import(session, team=team, imported=imported)
        write.write_import(session, team=team, changes=changes, by="U1", manager="U1", now=NOW, source="plan.json")
        return changes

    return store.transact_now(run)


def export_file(store: Store, team: str, program: str = "PRG-1") -> dict[str, Any]:
    plan = store.read_now(stored.program_plan, team=team, program=program)
    exported: dict[str, Any] = json.loads(exports.export_plan_file(plan))
    return exported


def import_plan(
    session: Session, imported: imports.ImportedPlan, program: str | None = None, team: str = TEAM
) -> ImportChanges:
    changes = preview_import(session, team=team, imported=imported, program=program)
    write.write_import(session, team=team, changes=changes, by="U9", manager="U9", now=NOW, source="the file")
    return changes


def export_program(store: Store, program: str, team: str = TEAM) -> str:
    return exports.export_plan_file(store.read_now(stored.program_plan, team=team, program=program))
