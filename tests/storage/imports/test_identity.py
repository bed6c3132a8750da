"""Files imported again: rows are known by the file's own ids, and what was changed here stays."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

import storage.audit
import storage.plan
from rules.files import imports
from rules.files.imports import ImportedPlan
from rules.plan import Milestone, Plan, Program, Project
from storage.engine.database import Store
from storage.imports.changes import ImportChanges
from storage.imports.write import cancel_missing, save_file_ids
from storage.tables.plan import MilestoneRow
from tests.steps.plan_files import NOW, TEAM, export_program, import_plan

FAULTS = Path(__file__).parents[2] / "data" / "faults"
Row = tuple[str, str, int]


def file_of(rows: Sequence[Row], *, with_ids: bool = True, project: str = "Bridge") -> ImportedPlan:
    """Return a file whose rows are (id, name, day of March)."""
    milestones = tuple(
        Milestone(id=key, project=project, name=name, forecast=date(2026, 3, day)) for key, name, day in rows
    )
    plan = Plan(Program("", "Bridge", date(2026, 3, 1)), (Project(project, project),), milestones)
    keys = {key: key for key, _, _ in rows} if with_ids else {}
    foreign = frozenset(one.id for one in milestones)
    if not with_ids:
        lines = {one.id: f"line {number}" for number, one in enumerate(milestones, start=2)}
        plan = replace(plan, milestones=tuple(replace(one, id=lines[one.id]) for one in milestones))
        foreign = frozenset(lines.values())
    return ImportedPlan(plan, foreign=foreign, source="table bridge", keys=keys)


def do_import(store: Store, rows: Sequence[Row], *, with_ids: bool = True) -> ImportChanges:
    return store.transact_now(import_plan, file_of(rows, with_ids=with_ids))


def changed_fields(changes: ImportChanges) -> list[tuple[str, str, object]]:
    return [(change.subject, change.field, change.new) for change in changes.changed]


def write_by_hand(session: Session, id: str, **values: object) -> None:
    storage.audit.set_actor(session, team=TEAM, actor="U9", now=NOW)
    row = session.get_one(MilestoneRow, (TEAM, id))
    for name, value in values.items():
        setattr(row, name, value)


@pytest.mark.parametrize("name", ["a16-reimport-{}.xml", "b32-reimport-{}.csv"])
def test_second_file_of_the_faults_is_one_rename(store: Store, name: str) -> None:
    first, second = (imports.read((FAULTS / file).read_bytes(), name=file) for file in map(name.format, (1, 2)))
    created = store.transact_now(import_plan, first)
    again = store.transact_now(import_plan, second)
    assert again.plan.program.id == created.plan.program.id
    assert [(change.old, change.new) for change in again.renamed] == [("Design", "Design and review")]
    assert (len(again.changed), again.milestones, again.gone) == (1, (), ())


def test_rows_of_one_name_are_never_swapped(store: Store) -> None:
    rows = [("1", "Test", 10), ("2", "Test", 20)]
    for with_ids in (True, False):
        do_import(store, rows, with_ids=with_ids)
        assert do_import(store, rows[::-1], with_ids=with_ids).nothing


def test_program_imported_before_is_remembered_by_name(store: Store) -> None:
    """Rows without ids first; the first file with ids is matched by name, and the next by id."""
    do_import(store, [("1", "Design", 5), ("2", "Test", 10)], with_ids=False)
    remembered = do_import(store, [("1", "Design", 5), ("2", "Test", 10)])
    assert remembered.nothing
    assert [row.key for row in remembered.rows] == ["1", "2"]
    store.transact_now(remember, remembered)
    again = do_import(store, [("2", "Acceptance", 10), ("1", "Test", 5)])
    assert changed_fields(again) == [("M-2", "name", "Acceptance"), ("M-1", "name", "Test")]


def remember(session: Session, changes: ImportChanges) -> None:
    save_file_ids(session, team=TEAM, changes=changes, now=NOW)


def test_new_row_of_a_known_name_is_a_new_milestone(store: Store) -> None:
    do_import(store, [("1", "Test", 10)])
    again = do_import(store, [("1", "Test", 10), ("9", "Test", 12)])
    assert ([one.id for one in again.milestones], again.changed) == (["M-2"], ())


def test_row_that_is_gone_is_listed_and_comes_back(store: Store) -> None:
    rows = [("1", "Design", 5), ("2", "Test", 10), ("3", "Ship", 20)]
    do_import(store, rows)
    without = do_import(store, rows[:1])
    assert (without.nothing, [one.name for one in without.gone], without.staying) == (True, ["Test", "Ship"], 0)
    store.transact_now(cancel_gone, without)
    assert store.read_now(storage.plan.milestone, team=TEAM, id="M-2").cancelled == NOW.date()
    assert do_import(store, rows[:1]).gone == ()
    assert changed_fields(do_import(store, rows)) == [("M-2", "cancelled", None), ("M-3", "cancelled", None)]
    assert do_import(store, rows).nothing


def cancel_gone(session: Session, changes: ImportChanges) -> None:
    storage.audit.set_actor(session, team=TEAM, actor="U9", now=NOW)
    cancel_missing(session, team=TEAM, changes=changes, day=NOW.date(), now=NOW)


def test_done_or_cancelled_rows_are_not_missed(store: Store) -> None:
    do_import(store, [("1", "Design", 5), ("2", "Test", 10)])
    store.transact_now(write_by_hand, "M-2", actual=date(2026, 3, 2))
    assert do_import(store, [("1", "Design", 5)]).gone == ()


def test_what_was_changed_here_stays_until_the_file_changes_it(store: Store) -> None:
    do_import(store, [("1", "Design", 5), ("2", "Test", 10)])
    store.transact_now(write_by_hand, "M-1", name="Design (final)", forecast=date(2026, 3, 9))
    again = do_import(store, [("1", "Design", 5), ("2", "Test", 12)])
    assert changed_fields(again) == [("M-2", "forecast", date(2026, 3, 12))]
    assert [(change.field, change.old) for change in again.local] == [
        ("name", "Design (final)"),
        ("forecast", date(2026, 3, 9)),
    ]
    assert changed_fields(do_import(store, [("1", "Design", 6), ("2", "Test", 12)])) == [
        ("M-1", "forecast", date(2026, 3, 6))
    ]


def test_numbers_of_rows_are_no_identity(store: Store) -> None:
    """A row in front of the others gives each of them the number of the next; their names tell."""
    rows = [("1", "Design", 5), ("2", "Build", 10), ("3", "Test", 15)]
    do_import(store, rows)
    shifted = [("1", "Kick-off", 2), ("2", "Design", 5), ("3", "Build", 10), ("4", "Test", 15)]
    again = do_import(store, shifted)
    assert ([one.name for one in again.milestones], again.changed, again.gone) == (["Kick-off"], (), ())
    assert do_import(store, shifted).nothing


def test_renamed_and_changed_projects_follow_the_file(store: Store) -> None:
    rows = [("1", "Design", 5), ("2", "Test", 10)]
    store.transact_now(import_plan, file_of(rows, project="Phase 1"))
    renamed = store.transact_now(import_plan, file_of(rows, project="Phase one"))
    assert [(change.subject, change.field, change.new) for change in renamed.changed] == [
        ("PRJ-1", "name", "Phase one")
    ]
    assert renamed.projects == ()


def test_ids_of_files_come_back_with_a_plan_file(store: Store) -> None:
    do_import(store, [("1", "Design", 5), ("2", "Test", 10)])
    exported = export_program(store, "PRG-1")
    store.transact_now(import_plan, imports.read(exported.encode(), name="x.json"), team="T2")
    assert export_program(store, "PRG-1", team="T2") == exported
    again = store.transact_now(import_plan, file_of([("1", "Design and review", 5), ("2", "Test", 10)]), team="T2")
    assert changed_fields(again) == [("M-1", "name", "Design and review")]


_numbers = itertools.count()
NAMES = st.sampled_from(["Test", "Design", "Build", "Ship"])
ROWS = st.lists(st.tuples(NAMES, st.integers(1, 28)), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, random=st.randoms(use_true_random=False))
def test_order_of_rows_says_nothing(store: Store, rows: list[tuple[str, int]], random: object) -> None:
    """Whatever names repeat: shuffled, with or without ids, the file changes nothing."""
    numbered = [(str(number), *row) for number, row in enumerate(rows, start=1)]
    shuffled = numbered[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    team = f"T-{next(_numbers)}-"
    for with_ids in (True, False):
        file = file_of(numbered, with_ids=with_ids)
        store.transact_now(import_plan, file, team=f"{team}{with_ids}")
        again = file_of(shuffled, with_ids=with_ids)
        changes = store.transact_now(import_plan, again, team=f"{team}{with_ids}")
        assert (changes.nothing, changes.gone) == (True, ())
