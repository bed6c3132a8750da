"""Matching of milestones and of renamed projects: by the file's own ids, by name only where there are none."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rules.files import reimport
from rules.files.imports import ImportedPlan
from rules.files.reimport import KnownRow
from rules.lookup import name_words
from rules.plan import Milestone, Plan, Project

Name = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RememberedRows:
    """The rows of a file: their `keys` by the file's id, and what earlier files said, by key and by milestone."""

    keys: Mapping[str, str]
    by_key: Mapping[str, KnownRow]
    by_milestone: Mapping[str, KnownRow]

    @classmethod
    def of(cls, imported: ImportedPlan, known: Mapping[str, KnownRow]) -> "RememberedRows":
        keys = reimport.row_keys(imported)
        names = {keys[one.id]: one.name for one in imported.plan.milestones if one.id in keys}
        by_milestone = {row.milestone: row for row in known.values()}
        if imported.source.startswith("table") and reimport.are_positions(names, known):
            return cls(keys, {}, {})
        return cls(keys, {key: row for key, row in known.items() if not reimport.is_name(key)}, by_milestone)

    def said_of(self, plan: Plan, milestones: Mapping[str, Milestone]) -> dict[str, KnownRow]:
        """Return what the file says now, by our ids; `milestones` are those by the file's ids."""
        ids = ((one, milestones[one.id].id) for one in plan.milestones if one.id in self.keys)
        return {id: KnownRow(self.keys[one.id], id, reimport.seen_values(one)) for one, id in ids}

    def seen_of_row(self, id: str) -> Mapping[str, str]:
        """Return what an earlier file said of the row that has this id in the file."""
        row = self.by_key.get(self.keys.get(id, ""))
        return row.seen if row else {}


def match_milestones(
    plan: Plan,
    projects: Mapping[str, Project],
    *,
    own: Mapping[str, Milestone],
    rows: RememberedRows,
    next_id: Callable[[], str],
) -> dict[str, Milestone]:
    """Return the rows that have ids of their own in the file, with our ids: known ones keep their project and id.

    `own` are the program's milestones. A row whose project the file has changed since moves there.
    """
    foreign = [one for one in plan.milestones if one.id in rows.keys]
    found = _found_by_id(foreign, own=own, rows=rows)
    found |= _found_by_name(foreign, projects, own=own, rows=rows, found=found)
    matched = {}
    for one in foreign:
        known = found.get(one.id)
        project = projects[one.project].id
        if known is None:
            matched[one.id] = replace(one, id=next_id(), project=project)
            continue
        seen = rows.by_milestone.get(known.id)
        is_moved = seen is not None and seen.seen.get("project", one.project) != one.project
        matched[one.id] = replace(one, id=known.id, project=project if is_moved else known.project)
    return matched


def _found_by_id(
    foreign: list[Milestone], *, own: Mapping[str, Milestone], rows: RememberedRows
) -> dict[str, Milestone]:
    """Return the milestones known by their remembered id, else by the tracker's key that is an alias of theirs."""
    by_alias = {alias: one for one in own.values() for alias in one.aliases}
    found: dict[str, Milestone] = {}
    taken: set[str] = set()
    for one in foreign:
        row = rows.by_key.get(rows.keys[one.id])
        known = own.get(row.milestone) if row else None
        known = known or next((by_alias[alias] for alias in one.aliases[:1] if alias in by_alias), None)
        if known and known.id not in taken:
            found[one.id] = known
            taken.add(known.id)
    return found


def _found_by_name(
    foreign: list[Milestone],
    projects: Mapping[str, Project],
    *,
    own: Mapping[str, Milestone],
    rows: RememberedRows,
    found: Mapping[str, Milestone],
) -> dict[str, Milestone]:
    """Return the milestones of the same name in the same project; one with an id in such files is known by that."""
    with_id = {row.milestone for row in rows.by_key.values()} | {one.id for one in found.values()}
    candidates: dict[Name, dict[str, Milestone]] = defaultdict(dict)
    for one in own.values():
        if one.id not in with_id:
            seen = rows.by_milestone.get(one.id)
            for name in (one.name, seen.name if seen else one.name):
                candidates[one.project, name_words(name)][one.id] = one
    same_named: dict[Name, list[Milestone]] = defaultdict(list)
    for one in foreign:
        if one.id not in found:
            same_named[projects[one.project].id, name_words(one.name)].append(one)
    pairs: dict[str, Milestone] = {}
    taken: set[str] = set()
    for place, group in same_named.items():
        free = [one for id, one in candidates.get(place, {}).items() if id not in taken]
        paired = reimport.pair_rows(group, free)
        taken |= {one.id for one in paired.values()}
        pairs |= paired
    return pairs


def renamed_projects(plan: Plan, rows: RememberedRows) -> dict[str, str]:
    """Return the old names of projects whose rows the file has all under another name since, by the new name."""
    old_names: dict[str, set[str]] = defaultdict(set)
    for one in plan.milestones:
        if name := rows.seen_of_row(one.id).get("project"):
            old_names[one.project].add(name)
    in_file = {project.id for project in plan.projects}
    renamed = {new: next(iter(old)) for new, old in old_names.items() if len(old) == 1 and not old & in_file}
    return {new: old for new, old in renamed.items() if list(renamed.values()).count(old) == 1}
