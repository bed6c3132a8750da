"""Goals, benefits, register entries, decisions and change requests in a plan file, there and back (B-117)."""

import itertools
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from rules.files import exports
from rules.refusal import Refusal
from storage import exports as stored
from storage.engine import connections, upgrade
from storage.engine.database import Store
from tests.steps.plan_files import PLAN, RECORDS, export_file, import_file


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


def test_changed_and_new_rates_are_named_and_set(store: Store) -> None:
    import_file(store, PLAN | RECORDS, "T1")
    rates = [
        {"currency": "USD", "into": "EUR", "from": "2026-03-01", "rate": 0.92},
        {"currency": "USD", "into": "EUR", "from": "2026-04-01", "rate": 0.9},
    ]
    changes = import_file(store, PLAN | {"settings": {"rates": [*RECORDS["settings"]["rates"][:1], *rates]}}, "T1")
    assert [(change.old, change.new) for change in changes.changed] == [
        (
            ["1 USD = 0.91 EUR from 2026-03-01"],
            ["1 USD = 0.92 EUR from 2026-03-01", "1 USD = 0.9 EUR from 2026-04-01"],
        )
    ]
    assert export_file(store, "T1")["settings"]["rates"] == [RECORDS["settings"]["rates"][0], *rates]


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


currencies = st.sampled_from(["CHF", "EUR", "GBP", "USD"])
rates = st.lists(
    st.fixed_dictionaries(
        {"currency": currencies, "into": currencies, "from": days, "rate": st.floats(1e-4, 1e4)}
    ).filter(lambda row: row["currency"] != row["into"]),
    max_size=5,
    unique_by=lambda row: (row["currency"], row["into"], row["from"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rates)
def test_any_rates_survive_two_round_trips(store: Store, rows: list[dict[str, Any]]) -> None:
    first, second = f"T{next(workspaces)}", f"T{next(workspaces)}"
    import_file(store, PLAN | {"settings": {"rates": rows}}, first)
    exported = export_file(store, first)
    kept = exported.get("settings", {}).get("rates", [])
    assert sorted(sorted(row.items()) for row in kept) == sorted(sorted(row.items()) for row in rows)
    import_file(store, exported, second)
    assert export_file(store, second) == exported


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
