"""Plan files: JSON to a plan and back. Mistakes are refused by name before anything is computed."""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NoReturn

from rules.files.fields import BadPlan, FieldChecks, UnfitValueError, check_id, check_list, check_object
from rules.files.planfields import (
    CALENDAR_FIELDS,
    DEPENDENCY_FIELDS,
    KEPT_WHOLE,
    MILESTONE_FIELDS,
    OTHER_FIELDS,
    PLAN_FIELDS,
    PROGRAM_FIELDS,
    PROJECT_FIELDS,
    RARE_FIELDS,
    REQUIRED_FIELDS,
    SETTING_FIELDS,
)
from rules.files.plansense import require_sense
from rules.plan import CalendarSpec, Dependency, Milestone, Plan, Program, Project
from rules.program_numbers import changed_numbers
from rules.schedule.network import refuse_loops

# Keys of a dependency whose attribute has a different name.
DEPENDENCY_ATTRIBUTES = {"from": "provider", "to": "consumer", "provider": "provider_user", "consumer": "consumer_user"}

MAX_MILESTONES = 200_000
MAX_LINKS = 600_000
MAX_OTHER_ROWS = 200_000


def read(source: str | bytes) -> Plan:
    """Read a plan file; raises BadPlan or Cycle with a sentence that names the line, the row or the id."""
    try:
        plan = from_json(_parse_json(source))
    except RecursionError:
        raise BadPlan("This is nested too deeply for a plan.") from None
    require_sense(plan)
    return plan


def from_json(value: Any) -> Plan:
    """Check a plan that is already parsed JSON and build it."""
    values = check_object(value, "The plan", PLAN_FIELDS, required=("program",))
    milestones = _read_milestones(values.get("milestones", []))
    plan = Plan(
        program=_read_program(values["program"]),
        projects=_read_projects(values.get("projects", []), milestones),
        milestones=milestones,
        dependencies=_read_dependencies(values.get("dependencies", []), {m.id for m in milestones}),
        targets=_read_targets(values.get("targets", []), {m.id for m in milestones}),
        settings=MappingProxyType(check_object(values.get("settings", {}), "settings", SETTING_FIELDS)),
        elsewhere=_read_ids(values.get("elsewhere", []), "elsewhere"),
        **{key: _read_other_rows(key, values.get(key, []), fields) for key, fields in OTHER_FIELDS.items()},
    )
    refuse_loops(
        [milestone.id for milestone in milestones], [(link.provider, link.consumer) for link in plan.dependencies]
    )
    return plan


def _parse_json(source: str | bytes) -> Any:
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source.removeprefix("\ufeff")
        return json.loads(text, parse_constant=_not_a_number, object_pairs_hook=_object_without_repeats)
    except UnicodeDecodeError as error:
        raise BadPlan(f"This is not text: byte {error.start:,} is not UTF-8.", "", "Save the file as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise BadPlan(f"This is not JSON: {error.msg}, line {error.lineno}, column {error.colno}.") from None
    except ValueError as error:
        raise BadPlan(f"This can't be read: {str(error)[:100]}.") from None


def _not_a_number(word: str) -> NoReturn:
    raise BadPlan(f"{word} is not a number that a plan can have.")


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        seen_keys: set[str] = set()
        repeated_key = next(key for key, _ in pairs if key in seen_keys or seen_keys.add(key))  # type: ignore[func-returns-value]
        raise BadPlan(f"The key “{repeated_key[:60]}” appears twice in one object.")
    return members


def _read_program(value: Any) -> Program:
    fields = check_object(value, "program", PROGRAM_FIELDS, required=("start",))
    spec = check_object(fields.pop("calendar", {}), "program.calendar", CALENDAR_FIELDS)
    for key in ("holidays", "extra"):
        spec[key] = frozenset(spec.get(key, ()))
    return Program(**{"id": "PRG-1", "name": "", **fields}, calendar=CalendarSpec(**spec))


def _require_unique(kind: str, ids: list[str]) -> None:
    if len(set(ids)) < len(ids):
        seen_ids: set[str] = set()
        for item_id in ids:
            if item_id in seen_ids:
                raise BadPlan(f"{kind} {item_id} appears twice.", "", "Give each its own id.")
            seen_ids.add(item_id)


def _read_projects(value: Any, milestones: tuple[Milestone, ...]) -> tuple[Project, ...]:
    projects = []
    for index, raw in enumerate(check_list(value, "projects", MAX_OTHER_ROWS)):
        fields = check_object(raw, "project", PROJECT_FIELDS, index=index, required=("id",))
        projects.append(Project(**{"name": fields["id"], **fields}))
    _require_unique("Project", [project.id for project in projects])
    if not projects:
        return tuple(Project(name, name) for name in dict.fromkeys(m.project for m in milestones))
    project_ids = {project.id for project in projects}
    for milestone in milestones:
        if milestone.project not in project_ids:
            raise BadPlan(f"milestone {milestone.id} belongs to {milestone.project}, which is not in “projects”.")
    return tuple(projects)


def _read_milestones(value: Any) -> tuple[Milestone, ...]:
    milestones = []
    for index, raw in enumerate(check_list(value, "milestones", MAX_MILESTONES)):
        milestone = Milestone(
            **check_object(raw, "milestone", MILESTONE_FIELDS, index=index, required=("id", "project"))
        )
        low, high = milestone.optimistic, milestone.pessimistic
        if (low is not None and low > milestone.duration) or (high is not None and high < milestone.duration):
            raise BadPlan(
                f"milestone {milestone.id}: “optimistic” must be at most “duration”, and “pessimistic” at least."
            )
        milestones.append(milestone)
    _require_unique("Milestone", [milestone.id for milestone in milestones])
    return tuple(milestones)


def _read_dependencies(value: Any, known: set[str]) -> tuple[Dependency, ...]:
    dependencies = []
    for index, raw in enumerate(check_list(value, "dependencies", MAX_LINKS)):
        fields = check_object(raw, "dependency", DEPENDENCY_FIELDS, index=index, required=("from", "to"))
        for end in ("from", "to"):
            if fields[end] not in known:
                label = fields.get("id", f"number {index + 1}")
                raise BadPlan(f"dependency {label} names the milestone {fields[end]}, which is not in the file.")
        dependencies.append(
            Dependency(
                **{"id": f"D-{index + 1}"}
                | {DEPENDENCY_ATTRIBUTES.get(key, key): field for key, field in fields.items()}
            )
        )
    _require_unique("Dependency", [link.id for link in dependencies])
    return tuple(dependencies)


def _read_targets(value: Any, known: set[str]) -> tuple[str, ...]:
    targets = tuple(check_list(value, "targets", MAX_OTHER_ROWS))
    for target in targets:
        if not isinstance(target, str) or target not in known:
            raise BadPlan(f"“targets” names the milestone {str(target)[:60]}, which is not in the file.")
    return tuple(dict.fromkeys(targets))


def _read_ids(value: Any, name: str) -> tuple[str, ...]:
    ids = check_list(value, name, MAX_OTHER_ROWS)
    try:
        return tuple(check_id(id) for id in ids)
    except UnfitValueError as complaint:
        raise BadPlan(f"“{name}” {complaint} each.") from None


def _read_other_rows(key: str, value: Any, fields: FieldChecks) -> tuple[Mapping[str, object], ...]:
    numbered_rows = enumerate(check_list(value, key, MAX_OTHER_ROWS))
    required = REQUIRED_FIELDS.get(key, ())
    return tuple(
        MappingProxyType(check_object(raw, key, fields, index=index, required=required)) for index, raw in numbered_rows
    )


def as_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as JSON values in the order of the format; reading it back gives an equal plan."""
    program, calendar = plan.program, plan.program.calendar
    program_fields = {"id": program.id, "name": program.name, "start": program.start, "data_date": program.data_date}
    special_days = {"holidays": sorted(calendar.holidays), "extra": sorted(calendar.extra), "country": calendar.country}
    return {
        "program": _json_value(
            program_fields
            | {"zone": program.zone, "manager": program.manager, "cancelled": program.cancelled}
            | {"numbers": changed_numbers(program.numbers) or None}
            | {"calendar": {"workdays": calendar.workdays} | special_days}
        ),
        "projects": [_json_value({key: getattr(project, key) for key in PROJECT_FIELDS}) for project in plan.projects],
        "milestones": [
            _json_value({key: getattr(milestone, key) for key in MILESTONE_FIELDS}) for milestone in plan.milestones
        ],
        "dependencies": [_json_value(_link_as_fields(link)) for link in plan.dependencies],
        "targets": list(plan.targets),
        **({"settings": dict(plan.settings)} if plan.settings else {}),
        **({"elsewhere": list(plan.elsewhere)} if plan.elsewhere else {}),
        **{
            key: [_json_value(entry) for entry in getattr(plan, key)]
            for key in OTHER_FIELDS
            if key not in RARE_FIELDS or getattr(plan, key)
        },
    }


def _link_as_fields(link: Dependency) -> dict[str, object]:
    return {key: getattr(link, DEPENDENCY_ATTRIBUTES.get(key, key)) for key in DEPENDENCY_FIELDS}


def _json_value(value: Any, *, whole: bool = False) -> Any:
    """Return JSON; without `whole`, keys whose value is null are left out."""
    if isinstance(value, Mapping):
        kept = ((key, part) for key, part in value.items() if whole or part is not None)
        return {key: _json_value(part, whole=whole or key in KEPT_WHOLE) for key, part in kept}
    if isinstance(value, tuple | list):
        return [_json_value(part, whole=whole) for part in value]
    if isinstance(value, StrEnum):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
