"""The changes an import makes: what a file would add and change, later written all or nothing.

An import never empties a field and never deletes: a field that a file leaves out (or leaves at its default) stays as it
is. What was changed here since the file was last imported stays where the file says what it said then.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from sqlmodel import Session

import storage.imports.match
import storage.imports.record_changes
from rules.files import planfile, reimport
from rules.files.imports import ImportedPlan, Remark, UnreadRow
from rules.files.people_names import Directory, shown_name, unknown_names
from rules.files.reimport import KnownRow
from rules.plan import Dependency, HandoverState, Milestone, Plan, Project
from rules.schedule.network import Cycle, find_cycle
from storage.imports.field_changes import FieldChange, all_changes, approved_conflicts, kept_limits, rate_changes
from storage.imports.match import SLACK_USER_ID, ExistingPlan, ResolvedFile
from storage.imports.record_changes import RecordChange
from storage.tables.plan import ProgramRow

_MILESTONE_VALUES = attrgetter(*(field.name for field in fields(Milestone)))
_LINK_VALUES = attrgetter(*(field.name for field in fields(Dependency)))


@dataclass(frozen=True, slots=True)
class ImportChanges:
    """The effect of an import.

    `kept` are approved dates that the file would have otherwise, `local` what was changed here since the file was last
    imported and the file has not changed. `gone` are open milestones that an earlier import of this file made and that
    it names no more; `staying` is the number of the program's milestones that the file does not name. `rows` are the
    file's own ids, with what it says of each, that are new or say something else than before.
    """

    plan: Plan
    creates: bool
    projects: tuple[Project, ...]
    milestones: tuple[Milestone, ...]
    dependencies: tuple[Dependency, ...]
    changed: tuple[FieldChange, ...]
    kept: tuple[FieldChange, ...] = ()
    staying: int = 0
    left_out: tuple[str, ...] = ()
    records: tuple[RecordChange, ...] = ()
    local: tuple[FieldChange, ...] = ()
    gone: tuple[Milestone, ...] = ()
    source: str = ""
    rows: tuple[KnownRow, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unread: tuple[UnreadRow, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def renamed(self) -> tuple[FieldChange, ...]:
        return tuple(change for change in self.changed if change.field == "name")

    @property
    def returning(self) -> tuple[FieldChange, ...]:
        """Milestones that were cancelled because their rows were gone, and that the file names again."""
        return tuple(change for change in self.changed if change.field == "cancelled" and change.new is None)

    @property
    def nothing(self) -> bool:
        plan_changes = self.projects or self.milestones or self.dependencies or self.changed
        return not (self.creates or plan_changes or self.records)

    @property
    def new_records(self) -> Mapping[str, int]:
        """The number of records that each section gets, by the section's key."""
        return Counter(change.section for change in self.records if change.old is None)

    @property
    def changed_records(self) -> tuple[RecordChange, ...]:
        return tuple(change for change in self.records if change.old is not None)

    @property
    def fingerprint(self) -> str:
        """A hash, equal for equal changes, so that what is written is what was agreed to."""
        kinds: tuple[tuple[Any, ...], ...] = (self.projects, self.milestones, self.dependencies)
        new_ids: list[Any] = [[thing.id for thing in things] for things in kinds]
        changed = [f"{change.subject} {change.field} {change.old} {change.new}" for change in self.changed]
        new_ids += [[milestone.id for milestone in self.gone]]
        new_ids += [(change.section, change.id, change.old is None) for change in self.records]
        # The items as text, because there may be many.
        items = [list(map(_MILESTONE_VALUES, self.plan.milestones)), list(map(_LINK_VALUES, self.plan.dependencies))]
        rest = planfile.as_json(replace(self.plan, milestones=(), dependencies=()))
        serialized = json.dumps([rest, self.creates, new_ids, changed]) + repr(items)
        return hashlib.sha256(serialized.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def preview_import(session: Session, *, team: str, imported: ImportedPlan, program: str | None = None) -> ImportChanges:
    """Return what the file would add and change, ids included.

    Raises Refusal (or Cycle) where the file contradicts the database.
    """
    existing = storage.imports.match.existing_plan(session, team=team, source=reimport.source_of(imported))
    resolved = storage.imports.match.resolve_ids(imported, known=existing, program=program)
    plan = resolved.plan
    row = session.get(ProgramRow, (team, plan.program.id))
    added = tuple(m for m in plan.milestones if m.id not in existing.milestones)
    links = {d.id: d for d in existing.dependencies}
    new_links = tuple(d for d in plan.dependencies if d.id not in links)
    _refuse_loop(existing, new_links)
    named_ids = {m.id for m in plan.milestones}
    differing = tuple(all_changes(session, plan, existing, row, whole=imported.whole))
    local = tuple(change for change in differing if _is_local(change, resolved))
    local_ids = set(map(id, local))
    effective = (change for change in differing if id(change) not in local_ids)
    gone = _gone_milestones(resolved, existing, named_ids)
    return ImportChanges(
        plan=plan,
        creates=row is None,
        projects=tuple(p for p in plan.projects if p.id not in existing.projects),
        milestones=tuple(_with_first_dates(m) for m in added) if not imported.whole else added,
        dependencies=new_links,
        changed=(*effective, *_returning(resolved, existing), *rate_changes(session, plan, team)),
        kept=tuple(_kept_changes(plan, existing, row)),
        staying=sum(existing.program_of(id) == plan.program.id for id in existing.milestones.keys() - named_ids)
        - len(gone),
        left_out=imported.left_out,
        records=storage.imports.record_changes.record_changes(session, team=team, plan=plan),
        local=local,
        gone=gone,
        source=resolved.source,
        remarks=(*imported.remarks, *_other_people(imported, existing.people)),
        unread=imported.unread,
        unknown=_unknown_people(imported, existing.people),
        rows=tuple(row for row in resolved.rows.values() if resolved.before.get(row.milestone) != row),
    )


def _kept_changes(plan: Plan, existing: ExistingPlan, row: ProgramRow | None) -> Iterator[FieldChange]:
    for milestone in plan.milestones:
        if known := existing.milestones.get(milestone.id):
            yield from approved_conflicts(milestone, known)
    if row:
        yield from kept_limits(plan, row)


def _unknown_people(imported: ImportedPlan, people: Directory) -> tuple[str, ...]:
    if imported.whole:
        return ()
    return unknown_names((one.owner for one in imported.plan.milestones if one.owner), people)


def _other_people(imported: ImportedPlan, people: Directory) -> Iterator[Remark]:
    """Yield a remark on milestones with several people, of whom only the first is the owner."""
    milestones = () if imported.whole else imported.plan.milestones
    cells = {one.owner for one in milestones if one.owner}
    left = {cell: ", ".join(map(shown_name, names[1:])) for cell in cells if len(names := people.people_of(cell)) > 1}
    others = tuple(f"{one.name}: {left[one.owner]}" for one in milestones if one.owner in left)
    if others:
        yield Remark("A milestone has one owner, so the first person counts; the others are left out", others)


def _is_local(change: FieldChange, resolved: ResolvedFile) -> bool:
    """Return whether a value differs because it was changed here, while the file says what it said before.

    A name in the file that is known by now to be a person is not what was changed here.
    """
    before, now = resolved.before.get(change.subject), resolved.rows.get(change.subject)
    if before is None or now is None or not reimport.is_unchanged(change.field, before.seen, now.seen):
        return False
    return change.field != "owner" or not _is_user(change.new) or _is_user(change.old)


def _is_user(owner: str | None) -> bool:
    return bool(owner and SLACK_USER_ID.fullmatch(owner))


def _gone_milestones(resolved: ResolvedFile, existing: ExistingPlan, named: Collection[str]) -> tuple[Milestone, ...]:
    known = {row.key: row for row in resolved.before.values()}
    own = existing.milestones

    def is_open(id: str) -> bool:
        return id in own and own[id].open and existing.program_of(id) == resolved.plan.program.id

    return tuple(own[id] for id in reimport.missing_rows(known, named=named, is_open=is_open))


def _returning(resolved: ResolvedFile, existing: ExistingPlan) -> Iterator[FieldChange]:
    """Yield the milestones that were cancelled because their row was gone, and that the file names again."""
    for milestone in resolved.plan.milestones:
        before, old = resolved.before.get(milestone.id), existing.milestones.get(milestone.id)
        if before and old and old.cancelled and reimport.GONE in before.seen:
            yield FieldChange(milestone.id, milestone.name, "cancelled", old.cancelled, None)


def _with_first_dates(milestone: Milestone) -> Milestone:
    """Fill in missing dates: a first date is baseline, commitment and forecast at once."""
    first = milestone.forecast or milestone.committed or milestone.baseline or milestone.actual
    return replace(
        milestone,
        baseline=milestone.baseline or first,
        committed=milestone.committed or milestone.baseline or first,
        forecast=milestone.forecast or first,
    )


def _refuse_loop(known: ExistingPlan, added: tuple[Dependency, ...]) -> None:
    live_links = [d for d in known.dependencies if d.state not in (HandoverState.DECLINED, HandoverState.WAIVED)]
    if added and (loop := find_cycle((d.provider, d.consumer) for d in (*live_links, *added))):
        raise Cycle(loop)
