"""Whose id is whose: what a file names, found again in the store or given the next id; nothing is written here."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
from rules.files.imports import Imported
from rules.lookup import fold
from rules.plan import Dependency, Milestone, Plan, Program, Project
from rules.refusal import NotFound, Refusal
from storage.tables.people import MemberRow
from storage.tables.plan import CounterRow, DependencyRow, MilestoneRow

SLACK_ID = re.compile(r"[UW](?=[A-Z0-9]*\d)[A-Z0-9]{1,20}")
PROGRAM_ID = re.compile(r"PRG-\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace holds before the import. A milestone's `owner` is its role where it has no owner."""

    programs: Mapping[str, Program]
    projects: Mapping[str, Project]
    milestones: Mapping[str, Milestone]
    dependencies: tuple[Dependency, ...]
    people: Mapping[str, str]
    last: Mapping[str, int]

    def program_of(self, milestone: str) -> str:
        return self.projects[self.milestones[milestone].project].program


def known(session: Session, *, team: str) -> Known:
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
    return Known(
        programs={p.id: p for p in storage.plan.programs(session, team=team)},
        projects={p.id: p for p in storage.plan.projects(session, team=team)},
        milestones={m.id: replace(m, owner=m.owner or roles.get(m.id)) for m in found},
        dependencies=tuple(storage.plan.dependency_value(link) for link in links),
        people=_people(session, team=team),
        last={row.prefix: row.last for row in session.execute(counters)},
    )


def settled(imported: Imported, *, known: Known, program: str | None) -> Plan:
    """The file's plan with the ids it has, or will have, in the store; raises Refusal where both mean other things."""
    plan = imported.plan
    ids = _Ids(known, plan)
    asked = program or _program_of_ids(imported, known)
    home = _program(plan.program, whole=imported.whole, known=known, asked=asked, ids=ids)
    projects = _projects(plan, home, whole=imported.whole, known=known, ids=ids)
    milestones = _milestones(imported, home, projects, known=known, ids=ids)
    return replace(
        plan,
        program=home,
        projects=tuple({project.id: project for project in projects.values()}.values()),
        milestones=tuple(milestones.values()),
        dependencies=_dependencies(plan, {old: m.id for old, m in milestones.items()}, known=known, ids=ids),
        targets=tuple(milestones[target].id for target in plan.targets),
    )


class _Ids:
    """The next ids of each kind, above those given out before and those the file brings."""

    def __init__(self, known: Known, plan: Plan) -> None:
        self.last = defaultdict(int, known.last)
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

    def next(self, prefix: str) -> str:
        self.last[prefix] += 1
        return f"{prefix}-{self.last[prefix]}"


def _people(session: Session, *, team: str) -> dict[str, str]:
    """Slack ids by name; a name that two people have names nobody."""
    rows = select(col(MemberRow.name), col(MemberRow.id)).where(
        col(MemberRow.team) == team, col(MemberRow.deleted).is_(False), col(MemberRow.name) != ""
    )
    found: dict[str, set[str]] = defaultdict(set)
    for name, id in session.execute(rows):
        found[name.casefold()].add(id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _program_of_ids(imported: Imported, known: Known) -> str | None:
    """A table whose milestones carry our ids is about their program, whatever the file is called."""
    if imported.whole:
        return None
    ids = (m.id for m in imported.plan.milestones if m.id not in imported.foreign)
    return next((known.program_of(id) for id in ids if id in known.milestones), None)


def _program(program: Program, *, whole: bool, known: Known, asked: str | None, ids: _Ids) -> Program:
    """The program asked for by id or name, else the one the file names; a new one when there is no such program."""
    if asked and PROGRAM_ID.fullmatch(asked):
        asked = asked.upper()
        if asked not in (*known.programs, program.id):
            raise NotFound(f"There is no program {asked}.", "", "Leave it out to create one, or give a name.")
    if asked and asked in known.programs:
        return replace(program, id=asked, name=program.name if whole else known.programs[asked].name)
    wanted = asked or program.name
    if whole and asked in (None, program.id):
        there = known.programs.get(program.id)
        if there and program.name and fold(there.name) != fold(program.name):
            raise Refusal(
                f"The file's {program.id} is “{program.name}”, here it is “{there.name}”.",
                "They look like two programs.",
                f"Say that they are one with --program {program.id}, or give the file's program another id.",
            )
        return program
    same = next((p for p in known.programs.values() if fold(p.name) == fold(wanted)), None)
    return replace(program, id=same.id if same else ids.next("PRG"), name=same.name if same else wanted)


def _projects(plan: Plan, home: Program, *, whole: bool, known: Known, ids: _Ids) -> dict[str, Project]:
    """By the file's id (in a table, its name)."""
    by_name = {fold(p.name): p for p in known.projects.values() if p.program == home.id}
    # A table that names no project has one, named as the file: the program's own when that has a single one.
    only = [p for p in known.projects.values() if p.program == home.id]
    found = {}
    for project in plan.projects:
        if whole:
            there = known.projects.get(project.id)
            if there and there.program != home.id:
                raise _elsewhere(project.id, there.program)
            found[project.id] = replace(project, program=home.id)
            continue
        alone = only[0] if len(only) == 1 and project.name == plan.program.name else None
        same = by_name.get(fold(project.name)) or alone
        found[project.id] = same or replace(
            project, id=ids.next("PRJ"), program=home.id, name=_name(project, plan, home)
        )
    return found


def _name(project: Project, plan: Plan, home: Program) -> str:
    return home.name if project.name == plan.program.name else project.name


def _elsewhere(id: str, program: str) -> Refusal:
    return Refusal(
        f"{id} of the file belongs to {program} here.",
        "The same id would mean two things.",
        f"Import it into {program}, or give it another id in the file.",
    )


def _milestones(
    imported: Imported, home: Program, projects: Mapping[str, Project], *, known: Known, ids: _Ids
) -> dict[str, Milestone]:
    """By the file's key. Known by id, else by the tracker's key, else by name within the project, in their order."""
    mine = [m for m in known.milestones.values() if known.program_of(m.id) == home.id]
    keys = {alias: m for m in mine for alias in m.aliases}
    names: dict[tuple[str, tuple[str, ...]], list[Milestone]] = defaultdict(list)
    for milestone in mine:
        names[milestone.project, fold(milestone.name)].append(milestone)
    found: dict[str, Milestone] = {}
    for milestone in imported.plan.milestones:
        project = projects[milestone.project].id
        if milestone.id in imported.foreign:
            same = next((keys[alias] for alias in milestone.aliases[:1] if alias in keys), None)
            waiting = names[project, fold(milestone.name)]
            same = same or (waiting.pop(0) if waiting else None)
            id, project = (same.id, same.project) if same else (ids.next("M"), project)
        else:
            id = milestone.id
            if id in known.milestones and known.program_of(id) != home.id:
                raise _elsewhere(id, known.program_of(id))
        owner = _owner(milestone.owner, known.people)
        found[milestone.id] = replace(milestone, id=id, project=project, owner=owner)
    return found


def _owner(said: str | None, people: Mapping[str, str]) -> str | None:
    """A member's id where the words are exactly their name, else the words."""
    return people.get(said.removeprefix("@").casefold(), said) if said else None


def _dependencies(plan: Plan, ids_of: Mapping[str, str], *, known: Known, ids: _Ids) -> tuple[Dependency, ...]:
    """A link is known by its ends and relation; its id in the file counts only when it is free."""
    there = {(d.provider, d.consumer, d.type): d.id for d in known.dependencies}
    taken = {d.id for d in known.dependencies}
    found = []
    for link in plan.dependencies:
        ends = ids_of[link.provider], ids_of[link.consumer]
        id = there.get((*ends, link.type)) or (ids.next("D") if link.id in taken else link.id)
        found.append(replace(link, id=id, provider=ends[0], consumer=ends[1]))
    return tuple(found)
