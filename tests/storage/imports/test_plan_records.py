"""Goals, benefits, register entries, decisions and change requests in a plan file, there and back (B-117)."""

import itertools
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from rules.files import exports, imports
from rules.refusal import Refusal
from storage import exports as stored
from storage.engine import connections, upgrade
from storage.engine.database import Store
from storage.imports import write
from storage.imports.changes import ImportChanges, preview_import

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
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
                "budget": [{"currency": "EUR", "planned": 1000, "actual": None}],
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


def test_records_come_back_as_the_file_has_them(store: Store) -> None:
    import_file(store, PLAN | RECORDS, "T1")
    exported = export_file(store, "T1")
    assert {key: exported[key] for key in RECORDS} == RECORDS
    assert [project.get("closed") for project in exported["projects"]] == ["2026-02-27", None]


def test_same_records_again_change_nothing(store: Store) -> None:
    import_file(store, PLAN | RECORDS, "T1")
    assert import_file(store, PLAN | RECORDS, "T1").nothing


def test_new_reading_is_added_to_those_before(store: Store) -> None:
    import_file(store, PLAN | RECORDS, "T1")
    later = {"id": "BEN-1", "readings": [{"date": "2026-04-01", "value": 3.9}], "target": 3.7}
    changes = import_file(store, PLAN | {"benefits": [later]}, "T1")
    assert [(change.id, sorted(change.new)) for change in changes.changed_records] == [
        ("BEN-1", ["readings", "target"])
    ]
    benefit = export_file(store, "T1")["benefits"][0]
    assert benefit["target"] == 3.7
    assert [reading["value"] for reading in benefit["readings"]] == [4.2, 4, 3.9]


def test_made_decision_is_not_edited_by_a_file(store: Store) -> None:
    import_file(store, PLAN | RECORDS, "T1")
    other = RECORDS["decisions"][0] | {"chosen": "US"}
    assert import_file(store, PLAN | {"decisions": [other]}, "T1").nothing


def test_settings_and_days_off_of_an_existing_program_change(store: Store) -> None:
    """Limits of changes are for a sponsor to set, so that they stay, and the preview says so."""
    import_file(store, PLAN | RECORDS, "T1")
    settings = {"currency": "CHF", "lead_days": 12, "budget_cost": 90000}
    days_off = [{"subject": "PRJ-2", "holidays": ["2026-05-15"]}]
    changes = import_file(store, PLAN | {"settings": settings, "days_off": days_off}, "T1")
    assert [(change.subject, change.field, change.new) for change in changes.changed] == [
        ("PRG-1", "currency", "CHF"),
        ("PRJ-2", "holidays", ["2026-05-15"]),
    ]
    assert [(change.field, change.old) for change in changes.kept] == [("lead_days", 3), ("budget_cost", 50000)]
    exported = export_file(store, "T1")
    assert exported["settings"] == RECORDS["settings"] | {"currency": "CHF"}
    assert exported["days_off"] == [*RECORDS["days_off"], {"subject": "PRJ-2", "holidays": ["2026-05-15"]}]


def test_record_of_another_program_is_refused(store: Store) -> None:
    import_file(store, PLAN | RECORDS, "T1")
    other = {"program": {"id": "PRG-2", "name": "Bolt", "start": "2026-01-05"}, "goals": [{"id": "G-1", "name": "X"}]}
    with pytest.raises(Refusal, match="G-1 of the file belongs to PRG-1 here"):
        import_file(store, other, "T1")


def test_records_without_ids_get_the_next_ones(store: Store) -> None:
    import_file(store, PLAN | RECORDS, "T1")
    import_file(store, PLAN | {"goals": [{"name": "New"}], "risks": [{"kind": "issue", "text": "Broken"}]}, "T1")
    exported = export_file(store, "T1")
    assert exported["goals"][-1] == {"id": "G-3", "name": "New"}
    assert {"id": "I-1", "text": "Broken", "project": "PRJ-1"} in exported["risks"]


workspaces = itertools.count(1)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1)).map(date.isoformat)
words = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=20).filter(str.strip)
numbers = st.one_of(st.integers(-10_000, 10_000), st.floats(-1e6, 1e6, width=32))
benefits = st.fixed_dictionaries(
    {},
    optional={
        "name": words,
        "kind": st.sampled_from(["benefit", "dis-benefit"]),
        "shares": st.dictionaries(st.sampled_from(["PRJ-1", "PRJ-2"]), st.sampled_from([50, 100, 33.3])),
        "project": st.sampled_from(["PRJ-1", "PRJ-2"]),
        "milestones": st.lists(st.sampled_from(["M-1", "M-2"]), unique=True),
        "milestone": st.just("M-2"),
        "baseline": st.integers(0, 5),
        "target": st.integers(6, 9),
        "per_week": numbers,
        "likely": numbers,
        "due": days,
        "cadence": st.sampled_from(["weekly", "monthly"]),
        "state": st.sampled_from(["draft", "realising"]),
        "readings": st.lists(st.fixed_dictionaries({"date": days, "value": numbers}), max_size=3),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(benefits, max_size=4))
def test_any_benefits_survive_two_round_trips(store: Store, rows: list[dict[str, Any]]) -> None:
    first, second = f"T{next(workspaces)}", f"T{next(workspaces)}"
    plan = PLAN | {"benefits": [{"id": f"BEN-{place}"} | row for place, row in enumerate(rows, start=1)]}
    import_file(store, plan, first)
    exported = export_file(store, first)
    import_file(store, exported, second)
    assert export_file(store, second) == exported
    assert import_file(store, exported, second).nothing
    assert len(exported["benefits"]) == len(rows)


def test_upgrade_moves_records_out_of_the_stored_file(tmp_path: Any) -> None:
    """Two programs whose files had the same ids: both are kept, one gets the next id."""
    from alembic import command

    url = f"sqlite:///{tmp_path / 'baton.db'}"
    with upgrade._open_connection(url) as connection:
        command.upgrade(upgrade._alembic_config(connection), "0008")
    reading = {"date": "2026-03-01", "value": 2}
    more = {
        "goals": [{"id": "G-1", "name": "Growth"}],
        "budget": [{"project": "PRJ-1", "planned": 10}],
        "benefits": [{"id": "BEN-4", "milestone": "M-1", "per_week": 5, "readings": [reading]}],
        "risks": [{"id": "R-1", "text": "Vendor", "probability": 0.3, "project": "gone"}],
    }
    with connections.sqlite_writer(url).begin() as connection:
        for id in ("PRG-1", "PRG-2"):
            connection.execute(
                text(
                    "INSERT INTO program (team, id, name, start, zone, workdays, holidays, extra, labels, targets, "
                    "digest_paused, more, created_at) VALUES ('T1', :id, 'P', '2026-01-05', 'UTC', '[]', '[]', '[]', "
                    "'{}', '[]', 0, :more, '2026-01-05 00:00:00')"
                ),
                {"id": id, "more": json.dumps(more)},
            )
        connection.execute(
            text(
                "INSERT INTO project (team, id, program, name, goals, holidays, extra, labels, reported_why, "
                "created_at) VALUES ('T1', 'PRJ-1', 'PRG-1', 'One', '{}', '[]', '[]', '{}', '', '2026-01-05 00:00:00')"
            )
        )
    upgrade.upgrade_database(url)
    with stored.open_read_only(url) as session:
        plans = [stored.program_plan(session, team="T1", program=program) for program in ("PRG-1", "PRG-2")]
    first, second = (json.loads(exports.export_plan_file(plan)) for plan in plans)
    assert first["goals"] == [{"id": "G-1", "name": "Growth"}]
    assert first["benefits"] == more["benefits"]
    assert first["risks"] == [{"id": "R-1", "text": "Vendor", "project": "PRJ-1", "probability": 30}]
    assert (second["goals"][0]["id"], second["benefits"][0]["id"]) == ("G-2", "BEN-5")
    assert first["budget"] == second["budget"] == [{"project": "PRJ-1", "planned": 10}]
