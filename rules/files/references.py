"""References of a plan file's records to other rows: those that name nothing, and those to other programs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.files.fields import BadPlan
from rules.plan import Plan
from rules.schedule.cycles import find_cycle

# What each key of a section's rows names: one of these kinds.
_NAMED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "benefits": {
        "goal": ("goal",),
        "project": ("project",),
        "shares": ("project",),
        "milestone": ("milestone",),
        "milestones": ("milestone",),
    },
    "risks": {
        "project": ("project",),
        "milestone": ("milestone",),
        "rests": ("milestone", "benefit", "decision"),
    },
    "decisions": {
        "project": ("project",),
        "gates": ("milestone",),
        "supersedes": ("decision",),
        "superseded_by": ("decision",),
    },
    "change_requests": {"fields": ("milestone", "project"), "part_of": ("change request",)},
    "closeouts": {"project": ("project",)},
    "lessons": {"project": ("project",)},
}
_KIND_OF_SECTION = {
    "projects": "project",
    "milestones": "milestone",
    "goals": "goal",
    "benefits": "benefit",
    "decisions": "decision",
    "change_requests": "change request",
}
# Rows of these are part of a project of the program itself.
_OWN_PROJECT = ("risks", "closeouts", "lessons")


@dataclass(frozen=True, slots=True)
class Reference:
    """A row of a section, by its name in refusals, that names the id of one of these kinds."""

    section: str
    row: str
    kinds: tuple[str, ...]
    id: str


def references_of(plan: Plan) -> Iterator[Reference]:
    for section, named in _NAMED.items():
        for number, row in enumerate(getattr(plan, section), start=1):
            name = f"{section} {row['id']}" if "id" in row else f"{section} number {number}"
            for key, kinds in named.items():
                for id in _ids_in(row.get(key)):
                    yield Reference(section, name, kinds, id)


def _ids_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif value is not None:
        yield from (part["subject"] if isinstance(part, Mapping) else part for part in value)


def ids_by_kind(plan: Plan) -> dict[str, set[str]]:
    """Return the ids that a file itself has, by kind."""
    ids: dict[str, set[str]] = {kind: set() for kind in _KIND_OF_SECTION.values()}
    ids["project"] = {project.id for project in plan.projects}
    ids["milestone"] = {milestone.id for milestone in plan.milestones}
    for section, kind in _KIND_OF_SECTION.items():
        if section not in ("projects", "milestones"):
            ids[kind] = {str(row["id"]) for row in getattr(plan, section) if "id" in row}
    return ids


def ids_elsewhere(plan: Plan) -> tuple[str, ...]:
    """Return the ids that records name and that the plan does not have: those of other programs."""
    own = ids_by_kind(plan)
    named = {one.id for one in references_of(plan) if not any(one.id in own[kind] for kind in one.kinds)}
    return tuple(sorted(named))


def require_references(plan: Plan, *, stored: Mapping[str, Collection[str]]) -> None:
    """Raise BadPlan for the first row that names what is neither in the file, nor stored, nor said to be elsewhere.

    `stored` has the ids of the workspace by kind, and those of the program's own projects as "own project".
    """
    own = ids_by_kind(plan)
    for one in references_of(plan):
        is_own = one.section in _OWN_PROJECT and one.kinds == ("project",)
        known: list[Collection[str]] = [own[kind] for kind in one.kinds]
        known += [stored["own project"]] if is_own else [plan.elsewhere, *(stored[kind] for kind in one.kinds)]
        if not any(one.id in ids for ids in known):
            noun = f"the {one.kinds[0]} " if len(one.kinds) == 1 else ""
            raise BadPlan(
                f"{one.row} names {noun}{one.id}, which is neither in the file nor here.",
                "",
                "Correct the id, or leave it out." if is_own else "Correct the id, or list it in “elsewhere”.",
            )
    _refuse_circles(plan)


def _refuse_circles(plan: Plan) -> None:
    later = [(str(row["supersedes"]), str(row.get("id"))) for row in plan.decisions if "supersedes" in row]
    rest = [(str(row["part_of"]), str(row.get("id"))) for row in plan.change_requests if "part_of" in row]
    for section, pairs, word in (("decisions", later, "supersedes"), ("change_requests", rest, "part_of")):
        if circle := find_cycle(pairs):
            raise BadPlan(f"{section}: “{word}” goes in a circle, {' → '.join(circle)}.", "", "Remove one of them.")
