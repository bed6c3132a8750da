"""MS Project files that Baton writes: read back they are the same plan, and other readers find what they expect."""

from typing import Any

from hypothesis import given, settings

from rules.files import exports, imports
from rules.plan import Milestone, Plan
from rules.schedule.network import planned_links
from tests.rules.files.random_plans import plans

PEOPLE = {"U1": "Ann", "U2": "Zoë <& Co>"}
# Read from the file as they were; the rest a format of tasks cannot hold.
SAME = (
    *("duration", "percent", "baseline", "committed", "forecast", "actual", "not_before", "optimistic", "pessimistic"),
)


def written(plan: Plan) -> str:
    return exports.export_project_xml(plan, team="T1", names=PEOPLE, day_names={})


def read_back(plan: Plan) -> Any:
    return imports.read(written(plan).encode(), name="a.xml").plan


def line(text: str) -> str:
    return " ".join(text.split())


@settings(max_examples=150)
@given(plans())
def test_file_reads_back_as_the_same_plan(plan: Plan) -> None:
    back = read_back(plan)
    names = {f"task {number}": f"M-{number}" for number in range(1, 9)}
    assert (back.program.name, back.program.start) == (line(plan.program.name), plan.program.start)
    projects = {project.id: project.name for project in plan.projects}
    wanted = {m.id: (line(m.name), projects[m.project], *(getattr(m, key) for key in SAME)) for m in plan.milestones}
    found = {names[m.id]: (m.name, m.project, *(getattr(m, key) for key in SAME)) for m in back.milestones}
    assert found == wanted
    assert [m.owner for m in back.milestones] == [
        line(PEOPLE.get(m.owner, m.owner)) if m.owner else None for m in _in_outline(plan)
    ]
    assert {(names[link.provider], names[link.consumer], link.type, link.lag) for link in back.dependencies} == {
        (link.provider, link.consumer, link.type, link.lag) for link in planned_links(plan.dependencies)
    }
    assert [(row["name"], row["capacity"]) for row in back.resources] == [
        (row["name"], row["capacity"]) for row in plan.resources
    ]
    assert sorted(map(booking, back.allocations)) == sorted(map(booking, plan.allocations))


def booking(row: Any) -> tuple[str, float, str, str]:
    milestone = str(row["milestone"]).replace("task ", "M-")
    return milestone, row["percent"], str(row.get("from")), str(row.get("to"))


def _in_outline(plan: Plan) -> list[Milestone]:
    return sorted(plan.milestones, key=lambda m: m.project)
