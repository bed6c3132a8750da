"""Imports into the store, and round trips of a program through a file."""

import json
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

import storage.audit
import storage.forecast_ledger
import storage.imports.write
import storage.plan
from rules.files import exports, imports
from rules.people import Person
from rules.refusal import NotFound, Refusal
from rules.schedule.network import Cycle
from storage import exports as stored
from storage import people
from storage.engine.database import Store
from storage.imports.adopt import LOCAL_TEAM, adopt_local_data
from storage.imports.changes import preview_import
from storage.tables.plan import MilestoneRow
from tests.steps.plan_files import NOW, TEAM, export_program, import_plan

PLAN: dict[str, Any] = {
    "program": {
        "id": "PRG-3",
        "name": "Atlas",
        "start": "2026-01-05",
        "data_date": "2026-03-02",
        "zone": "Europe/Berlin",
        "manager": "U1",
        "calendar": {
            "workdays": ["mon", "tue", "wed", "thu"],
            "holidays": ["2026-04-02", "2026-04-03"],
            "extra": ["2026-04-10"],
            "country": "DE-BY",
        },
    },
    "projects": [
        {"id": "PRJ-4", "name": "Identity", "lead": "U1", "channels": ["C2", "C1"], "goals": {"G-1": 60.5}},
        {"id": "PRJ-5", "name": "Payments", "channels": [], "goals": {}},
    ],
    "milestones": [
        {
            "id": "M-9",
            "project": "PRJ-4",
            "name": "Auth API",
            "owner": "U2",
            "duration": 10,
            "percent": 40,
            "baseline": "2026-03-13",
            "committed": "2026-03-16",
            "forecast": "2026-03-20",
            "not_before": "2026-02-02",
            "optimistic": 8,
            "pessimistic": 20,
            "aliases": ["auth", "login"],
        },
        {
            "id": "M-12",
            "project": "PRJ-5",
            "name": "=Checkout",
            "owner": "Branch Manager",
            "duration": 0,
            "percent": 100,
            "baseline": "2026-02-27",
            "actual": "2026-02-28",
            "aliases": [],
        },
        {"id": "M-13", "project": "PRJ-5", "name": "Go-live", "duration": 0, "percent": 0, "aliases": []},
    ],
    "dependencies": [
        {
            "id": "D-7",
            "from": "M-9",
            "to": "M-13",
            "type": "SS",
            "lag": -2,
            "strength": "soft",
            "provider": "U2",
            "consumer": "U3",
            "need_by": "2026-03-16",
            "state": "requested",
        }
    ],
    "targets": ["M-13", "M-9"],
    "resources": [{"id": "R1", "name": "Ana", "kind": "person", "capacity": 1.0}],
    "allocations": [{"resource": "R1", "project": "PRJ-4", "percent": 50.0, "from": "2026-01-05"}],
    "budget": [{"project": "PRJ-4", "name": "Staff", "planned": 1000.0}],
    "goals": [{"id": "G-1", "name": "Growth"}],
    "benefits": [{"id": "BEN-1", "goal": "G-1", "target": 3.5, "readings": [{"date": "2026-03-01", "value": 1.5}]}],
    "risks": [{"id": "R-1", "text": "Vendor", "project": "PRJ-4", "probability": 30}],
    "history": [{"milestone": "M-9", "at": "2026-02-01", "forecast": "2026-03-13", "by": "U2"}],
}


def read_plan(**changes: Any) -> imports.ImportedPlan:
    return imports.read(json.dumps(PLAN | changes).encode(), name="plan.json")


def read_table(words: str, name: str = "app.csv") -> imports.ImportedPlan:
    return imports.read(words.encode(), name=name)


def milestones_with(at: int, **fields: Any) -> list[dict[str, Any]]:
    milestones = [dict(milestone) for milestone in PLAN["milestones"]]
    milestones[at] |= fields
    return milestones


def test_exported_program_imports_equal_into_an_empty_store(store: Store) -> None:
    store.transact_now(import_plan, read_plan())
    exported = export_program(store, "PRG-3")
    assert json.loads(exported) == PLAN
    store.transact_now(import_plan, imports.read(exported.encode(), name="x.json"), team="T2")
    assert export_program(store, "PRG-3", team="T2") == exported


def test_same_file_again_changes_nothing(store: Store) -> None:
    store.transact_now(import_plan, read_plan())
    last_entry = store.read_now(storage.audit.latest_entries, team=TEAM, limit=1)
    assert store.transact_now(import_plan, read_plan()).nothing
    assert store.read_now(storage.audit.latest_entries, team=TEAM, limit=1) == last_entry


def test_ids_of_the_file_are_not_reused(store: Store) -> None:
    store.transact_now(import_plan, read_plan())
    for prefix, expected in (("PRG", "PRG-4"), ("PRJ", "PRJ-6"), ("M", "M-14"), ("D", "D-8")):
        assert store.transact_now(storage.plan.next_id, team=TEAM, prefix=prefix) == expected


def test_changed_date_becomes_a_forecast_and_baselines_stay(store: Store) -> None:
    store.transact_now(import_plan, read_plan())
    changed_plan = read_plan(milestones=milestones_with(0, forecast="2026-03-27", baseline="2026-03-27", percent=60))
    changes = store.transact_now(import_plan, changed_plan)
    assert [(change.subject, change.field, change.new) for change in changes.changed] == [
        ("M-9", "percent", 60),
        ("M-9", "forecast", date(2026, 3, 27)),
    ]
    assert [(change.field, change.old) for change in changes.kept] == [("baseline", date(2026, 3, 13))]
    milestone = store.read_now(storage.plan.milestone, team=TEAM, id="M-9")
    assert (milestone.baseline, milestone.forecast) == (date(2026, 3, 13), date(2026, 3, 27))
    newest, *_, oldest = store.read_now(storage.forecast_ledger.entries_of, team=TEAM, milestone="M-9")
    assert (newest.kind, newest.day, newest.by, newest.reason) == (
        *("forecast", date(2026, 3, 27), "U9"),
        "import of the file",
    )
    assert (oldest.kind, oldest.day) == ("baseline", date(2026, 3, 13))


def test_items_missing_from_the_file_stay(store: Store) -> None:
    store.transact_now(import_plan, read_plan())
    milestone_fields = {"id": "M-9", "project": "PRJ-4"}
    short_plan = {"program": PLAN["program"], "projects": PLAN["projects"][:1], "milestones": [milestone_fields]}
    changes = store.transact_now(import_plan, imports.read(json.dumps(short_plan).encode(), name="x"))
    assert (changes.nothing, changes.staying) == (True, 2)
    assert json.loads(export_program(store, "PRG-3")) == PLAN


def test_each_change_names_the_file_as_source(store: Store) -> None:
    store.transact_now(import_plan, read_plan())
    entries = store.read_now(storage.audit.latest_entries, team=TEAM, subject="M-9")
    assert [(entry.actor, entry.action, entry.source) for entry in entries] == [("U9", "created", "the file")]


def test_imported_rows_are_audited_like_others(store: Store) -> None:
    store.transact_now(import_plan, read_plan())

    def by_hand(session: Session) -> None:
        storage.audit.set_actor(session, team=TEAM, actor="U9", now=NOW, source="the file")
        session.get_one(MilestoneRow, (TEAM, "M-9")).percent = 41

    store.transact_now(by_hand)
    by_session, by_import = store.read_now(storage.audit.latest_entries, team=TEAM, subject="M-9")
    assert by_session.before == by_import.after
    link, *_ = store.read_now(storage.audit.latest_entries, team=TEAM, subject="D-7")
    assert link.after
    assert link.after["need_by"] == "2026-03-16"


def test_table_becomes_a_program_and_is_recognised_again(store: Store) -> None:
    store.transact_now(import_plan, read_plan())
    content = "what,who,date\nBeta,Lead,2026-05-04\nBeta,@Bo,2026-06-01\n"
    store.transact_now(people.save_person, person=Person(id="U7", team=TEAM, name="Bo"), now=NOW)
    changes = store.transact_now(import_plan, read_table(content))
    assert (changes.plan.program.id, changes.plan.projects[0].id) == ("PRG-4", "PRJ-6")
    assert [(milestone.id, milestone.owner, milestone.baseline) for milestone in changes.milestones] == [
        ("M-14", "Lead", date(2026, 5, 4)),
        ("M-15", "U7", date(2026, 6, 1)),
    ]
    assert store.transact_now(import_plan, read_table(content)).nothing
    moved = store.transact_now(import_plan, read_table(content.replace("2026-06-01", "2026-06-08")))
    assert [(change.subject, change.field) for change in moved.changed] == [("M-15", "forecast")]


def test_tracker_key_finds_a_renamed_milestone(store: Store) -> None:
    store.transact_now(import_plan, read_table("issue key,summary,due date\nATL-1,Auth,2026-05-04\n"))
    changes = store.transact_now(import_plan, read_table("issue key,summary,due date\nATL-1,Auth API,2026-05-04\n"))
    assert [(change.subject, change.field, change.new) for change in changes.changed] == [("M-1", "name", "Auth API")]


def test_own_table_is_recognised_under_another_file_name(store: Store) -> None:
    store.transact_now(import_plan, read_plan())
    content = exports.export_table(store.read_now(stored.program_plan, team=TEAM, program="PRG-3"))
    changes = store.read_now(preview_import, team=TEAM, imported=read_table(content, "copy (2).csv"))
    assert (changes.plan.program.id, changes.creates, changes.milestones, changes.dependencies) == (
        "PRG-3",
        False,
        (),
        (),
    )
    assert {change.field for change in changes.changed} <= {"name"}


def test_table_for_a_program_uses_its_only_project(store: Store) -> None:
    store.transact_now(import_plan, read_table("what,date\nBeta,2026-05-04\n"))
    changes = store.transact_now(import_plan, read_table("what,date\nGamma,2026-06-04\n", "other.csv"), "PRG-1")
    assert (changes.projects, [milestone.id for milestone in changes.milestones], changes.staying) == ((), ["M-2"], 1)
    named_changes = store.transact_now(import_plan, read_table("what,date\nDelta,2026-06-04\n", "other.csv"), "Second")
    assert (named_changes.plan.program.id, named_changes.plan.program.name) == ("PRG-2", "Second")
    with pytest.raises(NotFound, match="no program PRG-9"):
        store.read_now(preview_import, team=TEAM, imported=read_table("what,date\nDelta,2026-06-04\n"), program="PRG-9")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"program": PLAN["program"] | {"name": "Other"}}, "look like two programs"),
        ({"program": {"id": "PRG-8", "start": "2026-01-05"}}, "PRJ-4 of the file belongs to PRG-3"),
        ({"milestones": milestones_with(0, duration=30, optimistic=None, pessimistic=None)}, "would no longer hold"),
    ],
)
def test_conflicting_ids_are_refused_and_nothing_is_written(
    store: Store, changes: dict[str, Any], sentence: str
) -> None:
    store.transact_now(import_plan, read_plan())
    exported = export_program(store, "PRG-3")
    with pytest.raises(Refusal, match=sentence):
        store.transact_now(import_plan, read_plan(**changes))
    assert export_program(store, "PRG-3") == exported


def test_loop_through_stored_links_is_refused(store: Store) -> None:
    store.transact_now(import_plan, read_plan())
    with pytest.raises(Cycle):
        store.transact_now(import_plan, read_plan(dependencies=[{"from": "M-13", "to": "M-9"}]))


def test_links_are_matched_by_ends_without_id_collisions(store: Store) -> None:
    store.transact_now(import_plan, read_plan())
    links = [{"id": "D-7", "from": "M-12", "to": "M-13"}, {"from": "M-9", "to": "M-13", "type": "SS", "lag": 4}]
    changes = store.transact_now(import_plan, read_plan(dependencies=links))
    assert [link.id for link in changes.dependencies] == ["D-8"]
    assert [(change.subject, change.field, change.new) for change in changes.changed] == [("D-7", "lag", 4)]


def test_failed_import_leaves_nothing(store: Store) -> None:
    def fail(session: Session) -> None:
        import_plan(session, read_plan())
        raise Refusal("The last moment.")

    with pytest.raises(Refusal, match="last moment"):
        store.transact_now(fail)
    assert store.read_now(storage.plan.programs, team=TEAM) == ()


def test_local_data_is_adopted_by_the_workspace_once(store: Store) -> None:
    store.transact_now(import_plan, read_plan(), team=LOCAL_TEAM)
    ledger = store.read_now(storage.forecast_ledger.entries_of, team=LOCAL_TEAM, milestone="M-9")
    assert store.transact_now(adopt_local_data, team=TEAM)
    assert json.loads(export_program(store, "PRG-3")) == PLAN
    assert store.read_now(storage.forecast_ledger.entries_of, team=TEAM, milestone="M-9") == ledger
    assert store.read_now(stored.all_teams) == (TEAM,)
    assert store.transact_now(storage.plan.next_id, team=TEAM, prefix="M") == "M-14"
    store.transact_now(import_plan, read_plan(), team=LOCAL_TEAM)
    assert not store.transact_now(adopt_local_data, team=TEAM)
