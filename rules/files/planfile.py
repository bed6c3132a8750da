"""Plan files: JSON to a plan and back (product.md 8). What is wrong is refused by name, before anything is computed."""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NoReturn

from rules.files.fields import BadPlan, Fields, row, rows
from rules.files.planfields import CALENDAR, DEPENDENCY, MILESTONE, OTHER, PROGRAM, PROJECT, WHOLE
from rules.plan import CalendarSpec, Dependency, Milestone, Plan, Program, Project
from rules.schedule.network import refuse_loops

NAMES = {"from": "provider", "to": "consumer", "provider": "provider_user", "consumer": "consumer_user"}
"""Keys of a dependency that are called otherwise in the file."""

MILESTONES, LINKS, OTHERS = 200_000, 600_000, 200_000


def read(source: str | bytes) -> Plan:
    """This will read a plan file; raises BadPlan (or Cycle) with a sentence that names the line, the row or the id."""
    return from_json(_parse(source))


def from_json(value: Any) -> Plan:
    """This will check a plan that is already JSON values."""
    whole_plan = row(value, "The plan", WHOLE, required=("program",))
    milestones = _milestones(whole_plan.get("milestones", []))
    plan = Plan(
        program=_program(whole_plan["program"]),
        projects=_projects(whole_plan.get("projects", []), milestones),
        milestones=milestones,
        dependencies=_dependencies(whole_plan.get("dependencies", []), {m.id for m in milestones}),
        targets=_targets(whole_plan.get("targets", []), {m.id for m in milestones}),
        **{key: _others(key, whole_plan.get(key, []), fields) for key, fields in OTHER.items()},
    )
    refuse_loops([each.id for each in milestones], [(link.provider, link.consumer) for link in plan.dependencies])
    return plan


def _parse(source: str | bytes) -> Any:
    try:
        words = source.decode("utf-8-sig") if isinstance(source, bytes) else source.removeprefix("\ufeff")
        return json.loads(words, parse_constant=_not_a_number, object_pairs_hook=_object)
    except UnicodeDecodeError as wrong:
        raise BadPlan(f"This is no text: byte {wrong.start:,} is not UTF-8.", "", "Save the file as UTF-8.") from None
    except json.JSONDecodeError as wrong:
        raise BadPlan(f"This is no JSON: {wrong.msg}, line {wrong.lineno}, column {wrong.colno}.") from None
    except RecursionError:
        raise BadPlan("This is nested far too deeply to be a plan.") from None
    except ValueError as wrong:
        raise BadPlan(f"This cannot be read: {str(wrong)[:100]}.") from None


def _not_a_number(word: str) -> NoReturn:
    raise BadPlan(f"{word} is no number that a plan could hold.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadPlan(f"The key “{twice[:60]}” stands twice in one object.")
    return found


def _program(value: Any) -> Program:
    found = row(value, "program", PROGRAM, required=("start",))
    spec = row(found.pop("calendar", {}), "program.calendar", CALENDAR)
    for key in ("holidays", "extra"):
        spec[key] = frozenset(spec.get(key, ()))
    return Program(**{"id": "PRG-1", "name": "", **found}, calendar=CalendarSpec(**spec))


def _unique(kind: str, ids: list[str]) -> None:
    if len(set(ids)) < len(ids):
        seen: set[str] = set()
        for each in ids:
            if each in seen:
                raise BadPlan(f"{kind} {each} is there twice.", "", "Give each its own id.")
            seen.add(each)


def _projects(value: Any, milestones: tuple[Milestone, ...]) -> tuple[Project, ...]:
    found = []
    for at, raw in enumerate(rows(value, "projects", OTHERS)):
        fields = row(raw, "project", PROJECT, at=at, required=("id",))
        found.append(Project(**{"name": fields["id"], **fields}))
    _unique("Project", [project.id for project in found])
    if not found:
        return tuple(Project(each, each) for each in dict.fromkeys(m.project for m in milestones))
    known = {project.id for project in found}
    for milestone in milestones:
        if milestone.project not in known:
            raise BadPlan(f"milestone {milestone.id} belongs to {milestone.project}, which is not among the projects.")
    return tuple(found)


def _milestones(value: Any) -> tuple[Milestone, ...]:
    found = []
    for at, raw in enumerate(rows(value, "milestones", MILESTONES)):
        milestone = Milestone(**row(raw, "milestone", MILESTONE, at=at, required=("id", "project")))
        low, high = milestone.optimistic, milestone.pessimistic
        if (low is not None and low > milestone.duration) or (high is not None and high < milestone.duration):
            raise BadPlan(f"milestone {milestone.id}: “optimistic” ≤ “duration” ≤ “pessimistic” does not hold.")
        found.append(milestone)
    _unique("Milestone", [milestone.id for milestone in found])
    return tuple(found)


def _dependencies(value: Any, known: set[str]) -> tuple[Dependency, ...]:
    found = []
    for at, raw in enumerate(rows(value, "dependencies", LINKS)):
        fields = row(raw, "dependency", DEPENDENCY, at=at, required=("from", "to"))
        for end in ("from", "to"):
            if fields[end] not in known:
                label = fields.get("id", f"number {at + 1}")
                raise BadPlan(f"dependency {label} names {fields[end]}, and there is no such milestone.")
        found.append(Dependency(**{"id": f"D-{at + 1}"} | {NAMES.get(key, key): each for key, each in fields.items()}))
    _unique("Dependency", [link.id for link in found])
    return tuple(found)


def _targets(value: Any, known: set[str]) -> tuple[str, ...]:
    found = tuple(rows(value, "targets", OTHERS))
    for target in found:
        if not isinstance(target, str) or target not in known:
            raise BadPlan(f"“targets” names {str(target)[:60]}, and there is no such milestone.")
    return tuple(dict.fromkeys(found))


def _others(key: str, value: Any, fields: Fields) -> tuple[Mapping[str, object], ...]:
    listed = enumerate(rows(value, key, OTHERS))
    return tuple(MappingProxyType(row(raw, key, fields, at=at)) for at, raw in listed)


def as_json(plan: Plan) -> dict[str, Any]:
    """This will give the plan as JSON values, in the order of the format; reading it back gives an equal plan."""
    program, calendar = plan.program, plan.program.calendar
    kept = {"id": program.id, "name": program.name, "start": program.start, "data_date": program.data_date}
    days = {"holidays": sorted(calendar.holidays), "extra": sorted(calendar.extra), "country": calendar.country}
    return {
        "program": _plain(
            kept
            | {"zone": program.zone, "manager": program.manager}
            | {"calendar": {"workdays": calendar.workdays} | days}
        ),
        "projects": [_plain({key: getattr(project, key) for key in PROJECT}) for project in plan.projects],
        "milestones": [_plain({key: getattr(each, key) for key in MILESTONE}) for each in plan.milestones],
        "dependencies": [_plain(_link(link)) for link in plan.dependencies],
        "targets": list(plan.targets),
        **{key: [_plain(entry) for entry in getattr(plan, key)] for key in OTHER},
    }


def write(plan: Plan) -> str:
    """This will write a plan file, the same text for the same plan."""
    return json.dumps(as_json(plan), ensure_ascii=False, indent=1) + "\n"


def _link(link: Dependency) -> dict[str, object]:
    return {key: getattr(link, NAMES.get(key, key)) for key in DEPENDENCY}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items() if part is not None}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, StrEnum):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
