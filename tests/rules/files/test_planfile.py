"""Plan files: errors are refused by name, valid plans read back equal."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.files import exports, planfile
from rules.files.fields import BadPlan
from rules.plan import HandoverState, LinkStrength, LinkType, Plan
from rules.schedule.cycles import Cycle
from tests.rules.schedule.networks import programs

START = '{"program": {"start": "2026-01-05"}'


def json_with_row(**row: Any) -> str:
    return json.dumps({"program": {"start": "2026-01-05"}, "milestones": [{"id": "M-1", "project": "P"} | row]})


def json_with_links(*links: dict[str, Any]) -> str:
    rows = [{"id": id_, "project": "P"} for id_ in ("M-1", "M-2")]
    return json.dumps({"program": {"start": "2026-01-05"}, "milestones": rows, "dependencies": links})


REFUSED = {
    "empty": (b"", "This is not JSON"),
    "not text": (b"\xff\xfe", "byte 0 is not UTF-8"),
    "not an object": (b"[]", "The plan must be an object in braces"),
    "half": (START.encode(), "line 1, column"),
    "no program": (b"{}", "The plan has no “program”"),
    "no start": (b'{"program": {}}', "program has no “start”"),
    "NaN": (START + ', "milestones": NaN}', "NaN is not a number"),
    "deep": ("[" * 100_000, "nested too deeply"),
    "endless number": (json_with_row(duration=1).replace("1}", "9" * 5000 + "}"), "can't be read"),
    "year one": ('{"program": {"start": "0001-01-01"}}', "between 1950 and 2150"),
    "year 9999": (json_with_row(forecast="9999-12-31"), "milestone M-1: “forecast” must be a date between"),
    "no such day": (json_with_row(forecast="2026-02-30"), "must be a day that exists"),
    "a week": (json_with_row(forecast="2026-W05"), "must be a date like"),
    "unknown key": (json_with_row(durration=3), "unknown key 'durration'. Did you mean “duration”?"),
    "true": (json_with_row(duration=True), "“duration” must be a whole number, not True"),
    "half a day": (json_with_row(duration=2.5), "must be a whole number"),
    "negative": (json_with_row(duration=-1), "between 0 and 20,000"),
    "text": (json_with_row(duration="3"), "must be a whole number, not '3'"),
    "broken text": (json_with_row(name="\ud800"), "must be readable text"),
    "ends crossed": (json_with_row(duration=5, optimistic=6), "milestone M-1: “optimistic” must be at most"),
    "same key twice": ('{"program": {}, "program": {}}', "“program” appears twice"),
    "a million links": (json_with_links(*[{}] * 1_000_000), "1,000,000 rows; at most 600,000"),
    "unknown end": (
        json_with_links({"from": "M-1", "to": "M-9", "id": "D-7"}),
        "dependency D-7 names the milestone M-9",
    ),
    "unknown type": (json_with_links({"from": "M-1", "to": "M-2", "type": "XX"}), "must be one of FS, SS, FF, SF"),
    "unknown target": (START + ', "targets": ["M-5"]}', "“targets” names the milestone M-5"),
    "target of another kind": (START + ', "targets": [["M-5"]]}', "“targets” names"),
    "rows of another kind": (START + ', "milestones": [7]}', "milestone number 1 must be an object"),
    "list of another kind": (START + ', "milestones": {}}', "“milestones” must be a list"),
    "workday": (START[:-1] + ', "calendar": {"workdays": ["mond"]}}}', "must be one of mon, tue"),
    "unknown allocation key": (
        START + ', "allocations": [{"who": "U1"}]}',
        "allocations number 1 has an unknown key 'who'",
    ),
}


@pytest.mark.parametrize(("source", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_invalid_files_are_refused_with_a_sentence(source: str | bytes, sentence: str) -> None:
    with pytest.raises(BadPlan) as refusal:
        planfile.read(source)
    assert sentence in str(refusal.value)
    assert len(str(refusal.value)) < 500


def test_duplicate_ids_and_unknown_projects_are_named() -> None:
    row = {"id": "M-1", "project": "P"}
    for fields, sentence in (
        ({"milestones": [row, row]}, "Milestone M-1 appears twice"),
        ({"milestones": [row], "projects": [{"id": "Q"}]}, "milestone M-1 belongs to P"),
        ({"projects": [{"id": "Q"}, {"id": "Q"}]}, "Project Q appears twice"),
        ({"program": {"id": "P", "start": "2026-01-05", "zone": "Mars/Base"}}, "“zone” must be a time zone"),
        ({"program": {"id": "P", "start": "2026-01-05", "zone": "../../etc"}}, "“zone” must be a time zone"),
    ):
        with pytest.raises(BadPlan, match=sentence):
            planfile.from_json({"program": {"start": "2026-01-05"}} | fields)


def test_loop_is_refused_even_over_soft_links() -> None:
    with pytest.raises(Cycle, match="M-1 → M-2 → M-1"):
        planfile.read(json_with_links({"from": "M-1", "to": "M-2"}, {"from": "M-2", "to": "M-1", "strength": "soft"}))


def test_minimal_plan_file_is_read_with_defaults() -> None:
    plan = planfile.read(b"\xef\xbb\xbf" + json_with_row().encode())
    assert [project.id for project in plan.projects] == ["P"]
    (link,) = planfile.read(json_with_links({"from": "M-1", "to": "M-2"})).dependencies
    assert (link.id, link.type, link.strength, link.state) == (
        "D-1",
        LinkType.FS,
        LinkStrength.HARD,
        HandoverState.COMMITTED,
    )


def test_complete_plan_file_reads_back_equal() -> None:
    row = {"id": "M-1", "project": "PRJ-1", "percent": 40, "duration": 10, "optimistic": 8, "aliases": ["auth"]}
    row |= {"cost": 8000.0, "credit": "50/50", "crash_cost": 500.0, "crash_days": 2}
    link = {"id": "D-1", "from": "M-1", "to": "M-2", "type": "SF", "lag": -2, "strength": "soft", "state": "at risk"}
    people = {"provider": "U2", "consumer": "U3", "need_by": "2026-03-16"}
    reading = {"date": "2026-02-01", "value": 4.1}
    value = {
        "program": {"id": "PRG-1", "start": "2026-01-05", "calendar": {"holidays": ["2026-04-03"], "country": "DE"}},
        "projects": [{"id": "PRJ-1", "goals": {"G-1": 100}, "channels": ["C1"], "credit": "0/100"}],
        "milestones": [row, {"id": "M-2", "project": "PRJ-1"}],
        "dependencies": [link | people],
        "targets": ["M-2"],
        "benefits": [{"id": "BEN-1", "readings": [reading]}],
        "history": [{"milestone": "M-1", "at": "2026-02-01", "forecast": "2026-03-13", "reason": "vendor"}],
    }
    plan = planfile.from_json(value)
    assert plan.dependencies[0].provider_user == "U2"
    assert (plan.projects[0].credit, plan.milestones[0].crash_days) == ("0/100", 2)
    assert planfile.read(exports.export_plan_file(plan)) == plan


@given(programs(dated=True))
def test_b117_any_plan_reads_back_equal(plan: Plan) -> None:
    assert planfile.read(exports.export_plan_file(plan)) == plan


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*planfile.PLAN_FIELDS, "id", "from"]), inner)
    ),
    max_leaves=12,
)


def read_outcome(value: Any) -> str:
    try:
        return planfile.from_json(value).program.id
    except (BadPlan, Cycle) as refusal:
        return str(refusal)


@given(JSON)
def test_any_json_is_read_or_refused_with_a_sentence(value: Any) -> None:
    assert read_outcome(value)
    assert read_outcome({"program": {"start": "2026-01-05"}} | (value if isinstance(value, dict) else {}))
