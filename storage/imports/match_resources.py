"""Matching of people and tools that another tool's file names by keys of its own, and of what they are assigned to."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rules.files.people_names import Directory
from rules.lookup import name_words
from rules.plan import Milestone, Plan
from rules.resources.bookings import Resource

Row = Mapping[str, Any]


def match_resources(
    plan: Plan,
    milestones: Mapping[str, Milestone],
    *,
    known: Iterable[Resource],
    people: Directory,
    next_id: Callable[[], str],
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return the file's new resources and its allocations, with our ids; `milestones` are by the file's key.

    A resource is known by the member it is, else by its name; one that is known stays as it is.
    """
    by_user = {resource.user: resource.id for resource in known if resource.user}
    by_name = {name_words(resource.name): resource.id for resource in known if not resource.user}
    ids: dict[object, str] = {}
    new: list[Row] = []
    for row in plan.resources:
        user = people.find(str(row["name"]))
        id = by_user.get(user) if user else by_name.get(name_words(str(row["name"])))
        if id is None:
            id = next_id()
            new.append({**row, "id": id} | ({"user": user} if user else {}))
        ids[row["id"]] = id
    allocations = []
    for row in plan.allocations:
        milestone = milestones[str(row["milestone"])]
        named = {"resource": ids[row["resource"]], "milestone": milestone.id, "project": milestone.project}
        allocations.append({**row, **named})
    return tuple(new), tuple(allocations)
