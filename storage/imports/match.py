"""Matching of ids: each thing a file names is found in the database or gets the next id; nothing is written here."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

import storage.imports.keys
import storage.member_names
import storage.plan
import storage.plan_values
import storage.resources.register
from rules.files import reimport
from rules.files.imports import ImportedPlan
from rules.files.people_names import Directory, shown_name
from rules.files.reimport import KnownRow
from rules.lookup import name_words
from rules.plan import Dependency, Milestone, Plan, Program, Project
from rules.refusal import NotFound, Refusal
from rules.resources.bookings import Resource
from storage.imports.match_milestones import RememberedRows, match_milestones, renamed_projects
from storage.imports.match_resources import match_resources
from storage.tables.plan import DependencyRow, MilestoneRow

SLACK_USER_ID = re.compile(r"[UW](?=[A-Z0-9]*\d)[A-Z0-9]{1,20}")
PROGRAM_ID = re.compile(r"PRG-\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ExistingPlan:
    """The workspace's plan before the import. A milestone's `owner` is its role where it has no owner.

    `rows` are what is remembered of earlier files of the same source, by program and key.
    """

    programs: Mapping[str, Program]
    projects: Mapping[str, Project]
    milestones: Mapping[str, Milestone]
    dependencies: tuple[Dependency, ...]
    people: Directory
    resources: tuple[Resource, ...]
    last_numbers: Mapping[str, int]
    rows: Mapping[str, Mapping[str, KnownRow]] = field(default_factory=dict)

    def program_of(self, milestone: str) -> str:
        return self.projects[self.milestones[milestone].project].program


def existing_plan(session: Session, *, team: str, source: str = "") -> ExistingPlan:
    """Load everything that an import may refer to."""
    query = select(col(MilestoneRow.id), col(MilestoneRow.role)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.role) != ""
    )
    roles: dict[str, str] = {row.id: row.role for row in session.execute(query)}
    known_milestones = storage.plan.milestones(session, team=team, with_cancelled=True)
    links = session.scalars(
        select(DependencyRow).where(col(DependencyRow.team) == team).order_by(col(DependencyRow.id))
    )
    return ExistingPlan(
        programs={p.id: p for p in storage.plan.programs(session, team=team, with_cancelled=True)},
        projects={p.id: p for p in storage.plan.projects(session, team=team, with_cancelled=True)},
        milestones={m.id: replace(m, owner=m.owner or roles.get(m.id)) for m in known_milestones},
        dependencies=tuple(storage.plan_values.to_dependency(link) for link in links),
        people=storage.member_names.directory(session, team=team),
        resources=storage.resources.register.resources(session, team=team),
        last_numbers=storage.plan.last_numbers(session, team=team),
        rows=storage.imports.keys.known_rows(session, team=team, source=source),
    )


@dataclass(frozen=True, slots=True)
class ResolvedFile:
    """The file's plan with our ids; `rows` are its own ids with what it says now, by milestone, `before` then."""

    plan: Plan
    source: str
    rows: Mapping[str, KnownRow]
    before: Mapping[str, KnownRow]


def resolve_ids(imported: ImportedPlan, *, known: ExistingPlan, program: str | None) -> ResolvedFile:
    """Return the file's plan with the ids it has, or will have, in the database.

    Raises Refusal where the same id means different things in the two.
    """
    plan = imported.plan
    ids = _IdAllocator(known, plan)
    requested = program or _program_from_ids(imported, known)
    if not requested and not imported.whole:
        requested = reimport.program_of_keys(reimport.row_keys(imported).values(), known.rows)
    matched_program = _match_program(plan.program, whole=imported.whole, known=known, requested=requested, ids=ids)
    rows = RememberedRows.of(imported, known.rows.get(matched_program.id, {}))
    renamed = renamed_projects(plan, rows)
    projects = _match_projects(plan, matched_program, whole=imported.whole, known=known, renamed=renamed, ids=ids)
    milestones = _match_milestones(imported, matched_program, projects, rows, known=known, ids=ids)
    booked = {} if imported.whole else _match_bookings(plan, milestones, known=known, ids=ids)
    resolved = replace(
        plan,
        **booked,
        program=matched_program,
        projects=tuple({project.id: project for project in projects.values()}.values()),
        milestones=tuple(milestones.values()),
        dependencies=_match_dependencies(
            plan, {file_id: m.id for file_id, m in milestones.items()}, known=known, ids=ids
        ),
        targets=tuple(milestones[target].id for target in plan.targets),
        days_off=tuple(
            {**row, "subject": matched_program.id} if row["subject"] == plan.program.id else row
            for row in plan.days_off
        ),
    )
    return ResolvedFile(resolved, reimport.source_of(imported), rows.said_of(plan, milestones), rows.by_milestone)


def _match_bookings(
    plan: Plan, milestones: Mapping[str, Milestone], *, known: ExistingPlan, ids: "_IdAllocator"
) -> dict[str, Any]:
    resources, allocations = match_resources(
        plan, milestones, known=known.resources, people=known.people, next_id=partial(ids.next_id, "RES")
    )
    return {"resources": resources, "allocations": allocations}


class _IdAllocator:
    """An allocator of the next ids of each kind, above those assigned before and those in the file."""

    def __init__(self, known: ExistingPlan, plan: Plan) -> None:
        self.last = defaultdict(int, known.last_numbers)
        kinds: tuple[tuple[Program | Project | Milestone | Dependency, ...], ...] = (
            (plan.program,),
            plan.projects,
            plan.milestones,
            plan.dependencies,
            known.dependencies,
        )
        for thing in chain.from_iterable(kinds):
            prefix, _, number = thing.id.rpartition("-")
            if prefix in ("PRG", "PRJ", "M", "D") and number.isdigit() and len(number) < 9:
                self.last[prefix] = max(self.last[prefix], int(number))

    def next_id(self, prefix: str) -> str:
        self.last[prefix] += 1
        return f"{prefix}-{self.last[prefix]}"


def _program_from_ids(imported: ImportedPlan, known: ExistingPlan) -> str | None:
    """Return the program of a table's milestones that carry our ids, whatever the file is called."""
    if imported.whole:
        return None
    ids = (m.id for m in imported.plan.milestones if m.id not in imported.foreign)
    return next((known.program_of(id) for id in ids if id in known.milestones), None)


def _match_program(
    program: Program, *, whole: bool, known: ExistingPlan, requested: str | None, ids: _IdAllocator
) -> Program:
    """Return the program requested by id or name, else the one the file names, else a new one."""
    if requested and PROGRAM_ID.fullmatch(requested):
        requested = requested.upper()
        if requested not in (*known.programs, program.id):
            raise NotFound(f"There is no program {requested}.", "", "Leave it out to create one, or give a name.")
    if requested and requested in known.programs:
        return replace(program, id=requested, name=program.name if whole else known.programs[requested].name)
    name = requested or program.name
    if whole and requested in (None, program.id):
        known_program = known.programs.get(program.id)
        if known_program and program.name and name_words(known_program.name) != name_words(program.name):
            raise Refusal(
                f"The file's {program.id} is “{program.name}”, here it is “{known_program.name}”.",
                "They look like two programs.",
                f"Say that they are one with --program {program.id}, or give the file's program another id.",
            )
        return program
    same_named = next((p for p in known.programs.values() if name_words(p.name) == name_words(name)), None)
    return replace(
        program, id=same_named.id if same_named else ids.next_id("PRG"), name=same_named.name if same_named else name
    )


def _match_projects(
    plan: Plan, program: Program, *, whole: bool, known: ExistingPlan, renamed: Mapping[str, str], ids: _IdAllocator
) -> dict[str, Project]:
    """Return the projects by the file's id (in a table, by name, or by the name it had before it was `renamed`)."""
    by_name = {name_words(p.name): p for p in known.projects.values() if p.program == program.id}
    # A table that names no project has one named like the file; it is the program's only project, if it has just one.
    own_projects = [p for p in known.projects.values() if p.program == program.id]
    matched = {}
    for project in plan.projects:
        if whole:
            known_project = known.projects.get(project.id)
            if known_project and known_project.program != program.id:
                raise _wrong_program(project.id, known_project.program)
            matched[project.id] = replace(project, program=program.id)
            continue
        only_project = own_projects[0] if len(own_projects) == 1 and project.name == plan.program.name else None
        same_project = by_name.get(name_words(project.name)) or only_project
        if same_project is None and (before := by_name.get(name_words(renamed.get(project.id, "")))):
            same_project = replace(before, name=project.name)
        matched[project.id] = same_project or replace(
            project, id=ids.next_id("PRJ"), program=program.id, name=_project_name(project, plan, program)
        )
    return matched


def _project_name(project: Project, plan: Plan, program: Program) -> str:
    return program.name if project.name == plan.program.name else project.name


def _wrong_program(id: str, program: str) -> Refusal:
    return Refusal(
        f"{id} of the file belongs to {program} here.",
        "The same id would mean two things.",
        f"Import it into {program}, or give it another id in the file.",
    )


def _match_milestones(
    imported: ImportedPlan,
    program: Program,
    projects: Mapping[str, Project],
    rows: RememberedRows,
    *,
    known: ExistingPlan,
    ids: _IdAllocator,
) -> dict[str, Milestone]:
    """Return the milestones by the file's id, in the file's order: those with our ids, and those known otherwise."""
    own = {m.id: m for m in known.milestones.values() if known.program_of(m.id) == program.id}
    cells = {one.owner for one in imported.plan.milestones}
    owners = {cell: _match_owner(cell, known.people, whole=imported.whole) for cell in cells}
    foreign = match_milestones(imported.plan, projects, own=own, rows=rows, next_id=partial(ids.next_id, "M"))
    matched: dict[str, Milestone] = {}
    for milestone in imported.plan.milestones:
        id = milestone.id
        if id not in foreign and id in known.milestones and known.program_of(id) != program.id:
            raise _wrong_program(id, known.program_of(id))
        found = foreign.get(id) or replace(milestone, project=projects[milestone.project].id)
        kept_days = _kept_days(imported, id, known.milestones.get(found.id))
        matched[id] = replace(found, owner=owners[milestone.owner], **kept_days)
    return matched


def _kept_days(imported: ImportedPlan, file_id: str, known: Milestone | None) -> dict[str, Any]:
    """Return the known days of what a file calls done or cancelled without a day, which no later import moves."""
    if known and known.actual and file_id in imported.undated_done:
        return {"actual": known.actual}
    return {"cancelled": known.cancelled} if known and known.cancelled and file_id in imported.undated_cancelled else {}


def _match_owner(cell: str | None, people: Directory, *, whole: bool) -> str | None:
    """Return the member whom a cell names first, else that name; a plan file's words stay as they are."""
    if not cell or whole:
        return cell and (people.find(cell) or cell)
    names = people.people_of(cell)
    return (people.find(names[0]) or shown_name(names[0])) if names else None


def _match_dependencies(
    plan: Plan, ids_of: Mapping[str, str], *, known: ExistingPlan, ids: _IdAllocator
) -> tuple[Dependency, ...]:
    """Match links by their ends and relation; an id in the file counts only when it is free."""
    known_ids = {(d.provider, d.consumer, d.type): d.id for d in known.dependencies}
    taken_ids = {d.id for d in known.dependencies}
    links = []
    for link in plan.dependencies:
        ends = ids_of[link.provider], ids_of[link.consumer]
        id = known_ids.get((*ends, link.type)) or (ids.next_id("D") if link.id in taken_ids else link.id)
        links.append(replace(link, id=id, provider=ends[0], consumer=ends[1]))
    return tuple(links)
