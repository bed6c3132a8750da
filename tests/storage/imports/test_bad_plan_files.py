"""Plan files with mistakes: each is refused in words, and nothing of it is saved."""

import copy
import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from rules.refusal import Refusal
from storage.engine.database import Store
from storage.tables.base import BaseRow
from tests.steps.plan_files import PLAN, RECORDS, export_file, import_file

USD = {"currency": "USD", "into": "EUR", "from": "2026-03-01", "rate": 0.91}
WHOLE: dict[str, Any] = PLAN | RECORDS
RAW_WORDS = ("Traceback", "Error", "NoneType", "object has no", "constraint", "SQL", "dict[", "StrEnum")
VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1.5, 10**30, "", "x", "\x00", "2026-02-30", "0001-01-01", "9999-12-31T23:59:59-14:00"),
    *("M-99", "PRJ-99", "G-99", "DEC-99", [], [None], ["M-99"], {}, {"x": None}, {"PRJ-99": 50}, [[[]]], [{}]),
)
workspaces = itertools.count(1)


def count_rows(store: Store) -> int:
    """Count the rows of all tables."""

    def count(session: Any) -> int:
        return sum(
            session.scalar(select(func.count()).select_from(table)) or 0 for table in BaseRow.metadata.sorted_tables
        )

    return store.read_now(count)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path to each part of a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in items for place in places_in(part, (*path, key)))]


PLACES = [path for path in places_in(WHOLE) if path and path[0] in RECORDS]


def mutated(changes: list[tuple[tuple[Any, ...], str, Any]]) -> dict[str, Any]:
    """Return the file with parts replaced, left out, repeated or renamed."""
    plan = copy.deepcopy(WHOLE)
    for path, how, value in changes:
        *outer, last = path
        parent: Any = plan
        try:
            for key in outer:
                parent = parent[key]
            if how == "replace":
                parent[last] = value
            elif how == "drop":
                del parent[last]
            elif how == "repeat" and isinstance(parent, list):
                parent.append(copy.deepcopy(parent[last]))
            elif isinstance(parent, dict):
                parent["unknown"] = parent.pop(last)
        except (KeyError, IndexError, TypeError):
            continue
    return plan


mutations = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.sampled_from(["replace", "replace", "drop", "repeat", "rename"]),
        st.sampled_from(VALUES),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=mutations)
def test_mutated_file_is_read_or_refused_whole(store: Store, changes: list[tuple[tuple[Any, ...], str, Any]]) -> None:
    plan, team = mutated(changes), f"T{next(workspaces)}"
    before = count_rows(store)
    try:
        import_file(store, plan, team)
    except Refusal as refusal:
        assert count_rows(store) == before
        words = str(refusal)
        assert not [word for word in RAW_WORDS if word in words], words
        return
    exported = export_file(store, team)
    again = f"T{next(workspaces)}"
    import_file(store, exported, again)
    assert export_file(store, again) == exported


def _with(section: str, **changes: Any) -> dict[str, Any]:
    first, *rest = WHOLE[section]
    return WHOLE | {section: [first | changes, *rest]}


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (_with("goals", name=7), "goals G-1: “name” must be text in quotes, not 7."),
        (_with("goals", due="2026-02-30"), "goals G-1: “due” must be a day that exists"),
        (
            _with("goals", key_results=[{"name": "Churn"}]),
            "G-1: “key_results” can't be read: a key result has no “baseline”",
        ),
        (
            _with("benefits", cadence="dayly"),
            "“cadence” must be one of weekly, monthly, quarterly, yearly, not",
        ),
        (_with("benefits", goal="G-99"), "benefits BEN-1 names the goal G-99"),
        (_with("benefits", shares={"PRJ-99": 50}), "benefits BEN-1 names the project PRJ-99"),
        (_with("benefits", shares={"PRJ-1": 150}), "benefits BEN-1: “shares” must be between 0 and 100"),
        (_with("risks", probability=130), "“probability” must be between 0 and 100, not 130"),
        (_with("risks", project="PRJ-99"), "risks A-1 names the project PRJ-99"),
        (_with("risks", rests=["M-99"]), "risks A-1 names M-99"),
        (_with("decisions", gates=["M-99"]), "decisions DEC-1 names the milestone M-99"),
        (_with("decisions", state="made"), "decisions DEC-1: “state” must be one of"),
        (_with("decisions", supersedes="DEC-1"), "decisions: “supersedes” goes in a circle, DEC-1 → DEC-1."),
        (
            _with("change_requests", fields=[{"subject": "M-1", "field": "colour", "after": 1}]),
            "“field” must be one of",
        ),
        (_with("change_requests", impact={"drawn": [1]}), "“drawn” must be a list of 2"),
        (_with("closeouts", project="PRJ-99"), "closeouts number 1 names the project PRJ-99"),
        (_with("closeouts", scorecard={"done": -1}), "“done” must be between 0 and"),
        (_with("lessons", user=None), "lessons number 1 has no “user”"),
        (WHOLE | {"goals": [WHOLE["goals"][0]] * 2}, "“goals” has G-1 twice. Give each its own id."),
        (WHOLE | {"lessons": [WHOLE["lessons"][0]] * 2}, "“lessons” has PRJ-1 and U7 twice"),
        (WHOLE | {"settings": {"lead_days": 30}}, "a lead can't approve more than the manager"),
        (WHOLE | {"settings": {"rates": [{"currency": "USD", "into": "EUR"}]}}, "An exchange rate has no “from”"),
        (WHOLE | {"settings": {"rates": [USD | {"rate": 0}]}}, "must have a rate above 0"),
        (WHOLE | {"settings": {"rates": [USD, USD]}}, "must have one rate of two currencies for a day"),
        (WHOLE | {"settings": {"currency": "euro"}}, "“currency” must be a currency of three capital letters"),
        (WHOLE | {"days_off": [{"subject": "PRJ-99"}]}, "days_off number 1 names PRJ-99, which is not in the file"),
    ],
)
def test_mistake_is_refused_with_its_place(store: Store, plan: dict[str, Any], sentence: str) -> None:
    before = count_rows(store)
    with pytest.raises(Refusal) as refusal:
        import_file(store, plan, "T1")
    assert sentence in str(refusal.value)
    assert count_rows(store) == before


def test_ids_of_other_programs_are_listed_and_read_back(store: Store) -> None:
    import_file(store, WHOLE, "T1")
    import_file(store, {"program": {"id": "PRG-2", "start": "2026-01-05"}, "projects": [{"id": "PRJ-9"}]}, "T1")
    shared = {"id": "BEN-9", "name": "Both", "shares": {"PRJ-1": 50, "PRJ-9": 50}}
    import_file(store, PLAN | {"benefits": [shared]}, "T1")
    exported = export_file(store, "T1")
    assert exported["elsewhere"] == ["PRJ-9"]
    import_file(store, exported, "T2")
    assert export_file(store, "T2") == exported
