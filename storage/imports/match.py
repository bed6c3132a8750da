"""Whose id is whose: what a file names, found again in the store or given the next id; nothing is written here."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
from rules.files.imports import ImportedPlan
from rules.lookup import name_words
from rules.plan import Dependency, Milestone, Plan, Program, Project
from rules.refusal import NotFound, Refusal
from storage.tables.people import MemberRow
from storage.tables.plan import CounterRow, DependencyRow, MilestoneRow

SLACK_USER_ID = re.compile(r"[UW](?=[A-Z0-9]*\d)[A-Z0-9]{1,20}")
PROGRAM_ID = re.compile(r"PRG-\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ExistingPlan:
    """What the workspace holds before the import. A milestone's `owner` is its role where it has no owner."""

    programs: Mapping[str, Program]
    projects: Mapping[str, Project]
    milestones: Mapping[str, Milestone]
    dependencies: tuple[Dependency, ...]
    people: Mapping[str, str]
    last_numbers: Mapping[str, int]

    def program_of(self, milestone: str) -> str:
        return self.projects[self.milestones[milestone].project].program


def existing_plan(session: Session, *, team: str) -> ExistingPlan:
    """Everything that an import may meet."""
    rows = select(col(MilestoneRow.id), col(MilestoneRow.role)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.role) != ""
    )
    roles: dict[str, str] = {row.id: row.role for row in session.execute(rows)}
    found = storage.plan.milestones(session, team=team)
    links = session.scalars(
        select(DependencyRow).where(col(DependencyRow.team) == team).order_by(col(DependencyRow.id))
    )
    counters = select(col(CounterRow.prefix), col(CounterRow.last)).where(col(CounterRow.team) == team)
    return ExistingPlan(
        programs={p.id: p for p in storage.plan.programs(session, team=team)},
        projects={p.id: p for p in storage.plan.projects(session, team=team)},
        milestones={m.id: replace(m, owner=m.owner or roles.get(m.id)) for m in found},
        dependencies=tuple(storage.plan.to_dependency(link) for link in links),
        people=_members_by_name(session, team=team),
        last_numbers={row.prefix: row.last for row in session.execute(counters)},
    )


def resolve_ids(imported: ImportedPlan, *, known: ExistingPlan, program: str | None) -> Plan:
    """The file's plan with the ids it has, or will have, in the store; raises Refusal where both mean other things."""
    plan = imported.plan
    ids = _IdAllocator(known, plan)
    asked = program or _program_from_ids(imported, known)
    home = _match_program(plan.program, whole=imported.whole, known=known, requested=asked, ids=ids)
    projects = _match_projects(plan, home, whole=imported.whole, known=known, ids=ids)
    milestones = _match_milestones(imported, home, projects, known=known, ids=ids)
    return replace(
        plan,
        program=home,
        projects=tuple({project.id: project for project in projects.values()}.values()),
        milestones=tuple(milestones.values()),
        dependencies=_match_dependencies(plan, {old: m.id for old, m in milestones.items()}, known=known, ids=ids),
        targets=tuple(milestones[target].id for target in plan.targets),
    )


class _IdAllocator:
    """The next ids of each kind, above those given out before and those the file brings."""

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


def _members_by_name(session: Session, *, team: str) -> dict[str, str]:
    """Slack ids by name; a name that two people have names nobody."""
    rows = select(col(MemberRow.name), col(MemberRow.id)).where(
        col(MemberRow.team) == team, col(MemberRow.deleted).is_(False), col(MemberRow.name) != ""
    )
    found: dict[str, set[str]] = defaultdict(set)
    for name, id in session.execute(rows):
        found[name.casefold()].add(id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _program_from_ids(imported: ImportedPlan, known: ExistingPlan) -> str | None:
    """A table whose milestones carry our ids is about their program, whatever the file is called."""
    if imported.whole:
        return None
    ids = (m.id for m in imported.plan.milestones if m.id not in imported.foreign)
    return next((known.program_of(id) for id in ids if id in known.milestones), None)


def _match_program(
    program: Program, *, whole: bool, known: ExistingPlan, requested: str | None, ids: _IdAllocator
) -> Program:
    """The program asked for by id or name, else the one the file names; a new one when there is no such program."""
    if requested and PROGRAM_ID.fullmatch(requested):
        requested = requested.upper()
        if requested not in (*known.programs, program.id):
            raise NotFound(f"There is no program {requested}.", "", "Leave it out to create one, or give a name.")
    if requested and requested in known.programs:
        return replace(program, id=requested, name=program.name if whole else known.programs[requested].name)
    wanted = requested or program.name
    if whole and requested in (None, program.id):
        there = known.programs.get(program.id)
        if there and program.name and name_words(there.name) != name_words(program.name):
            raise Refusal(
                f"The file's {program.id} is “{program.name}”, here it is “{there.name}”.",
                "They look like two programs.",
                f"Say that they are one with --program {program.id}, or give the file's program another id.",
            )
        return program
    same = next((p for p in known.programs.values() if name_words(p.name) == name_words(wanted)), None)
    return replace(program, id=same.id if same else ids.next_id("PRG"), name=same.name if same else wanted)


def _match_projects(
    plan: Plan, program: Program, *, whole: bool, known: ExistingPlan, ids: _IdAllocator
) -> dict[str, Project]:
    """By the file's id (in a table, its name)."""
    by_name = {name_words(p.name): p for p in known.projects.values() if p.program == program.id}
    # A table that names no project has one, named as the file: the program's own when that has a single one.
    only = [p for p in known.projects.values() if p.program == program.id]
    found = {}
    for project in plan.projects:
        if whole:
            there = known.projects.get(project.id)
            if there and there.program != program.id:
                raise _wrong_program(project.id, there.program)
            found[project.id] = replace(project, program=program.id)
            continue
        alone = only[0] if len(only) == 1 and project.name == plan.program.name else None
        same = by_name.get(name_words(project.name)) or alone
        found[project.id] = same or replace(
            project, id=ids.next_id("PRJ"), program=program.id, name=_project_name(project, plan, program)
        )
    return found


def _project_name(project: Project, plan: Plan, program: Program) -> str:
    return program.name if project.name == plan.program.name else project.name


def _wrong_program(id: str, program: str) -> Refusal:
    return Refusal(
        f"{id} of the file belongs to {program} here.",
        "The same id would mean two things.",
        f"Import it into {program}, or give it another id in the file.",
    )


def _match_milestones(
    imported: ImportedPlan, program: Program, projects: Mapping[str, Project], *, known: ExistingPlan, ids: _IdAllocator
) -> dict[str, Milestone]:
    """By the file's key. Known by id, else by the tracker's key, else by name within the project, in their order."""
    mine = [m for m in known.milestones.values() if known.program_of(m.id) == program.id]
    keys = {alias: m for m in mine for alias in m.aliases}
    names: dict[tuple[str, tuple[str, ...]], list[Milestone]] = defaultdict(list)
    for milestone in mine:
        names[milestone.project, name_words(milestone.name)].append(milestone)
    found: dict[str, Milestone] = {}
    for milestone in imported.plan.milestones:
        project = projects[milestone.project].id
        if milestone.id in imported.foreign:
            same = next((keys[alias] for alias in milestone.aliases[:1] if alias in keys), None)
            waiting = names[project, name_words(milestone.name)]
            same = same or (waiting.pop(0) if waiting else None)
            id, project = (same.id, same.project) if same else (ids.next_id("M"), project)
        else:
            id = milestone.id
            if id in known.milestones and known.program_of(id) != program.id:
                raise _wrong_program(id, known.program_of(id))
        owner = _match_owner(milestone.owner, known.people)
        found[milestone.id] = replace(milestone, id=id, project=project, owner=owner)
    return found


def _match_owner(name: str | None, people: Mapping[str, str]) -> str | None:
    """A member's id where the words are exactly their name, else the words."""
    return people.get(name.removeprefix("@").casefold(), name) if name else None


def _match_dependencies(
    plan: Plan, ids_of: Mapping[str, str], *, known: ExistingPlan, ids: _IdAllocator
) -> tuple[Dependency, ...]:
    """A link is known by its ends and relation; its id in the file counts only when it is free."""
    there = {(d.provider, d.consumer, d.type): d.id for d in known.dependencies}
    taken = {d.id for d in known.dependencies}
    found = []
    for link in plan.dependencies:
        ends = ids_of[link.provider], ids_of[link.consumer]
        id = there.get((*ends, link.type)) or (ids.next_id("D") if link.id in taken else link.id)
        found.append(replace(link, id=id, provider=ends[0], consumer=ends[1]))
    return tuple(found)
