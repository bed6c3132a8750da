"""Name search for milestones, projects and programs; the milestone index is rebuilt only when a name changes."""

import html
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session

import storage.channels
import storage.milestone_names
import storage.plan
import storage.privacy
from handlers.common import parsing
from handlers.common.deps import Deps
from rules import lookup
from rules.people import Person
from rules.plan import Program, Project
from rules.refusal import AmbiguousInput, NotFound

PlanRecord = TypeVar("PlanRecord", Program, Project)
MAX_MATCHES = 20
_INDEX_CACHE: dict[str, tuple[tuple["LookupEntry", ...], lookup.NameIndex["LookupEntry"]]] = {}


@dataclass(frozen=True, slots=True)
class LookupEntry:
    id: str
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.id} {self.name}"


async def resolve_milestone(deps: Deps, text: str, *, person: Person, retry_command: str) -> str:
    """Return the id of the milestone that the text means.

    Raise NotFound if no milestone matches, AmbiguousInput if several do. `retry_command` is the command to run for each
    of them, with {} for the id.
    """
    typed_id = parsing.parse_id(text)
    if typed_id and typed_id.startswith("M-"):
        return typed_id
    name = html.unescape(text)
    match = (await _milestone_index(deps)).find(name, limit=MAX_MATCHES)
    if match.matched_by not in ("id", "name"):
        match = await _closed_match(deps, name, otherwise=match)
    return _single_match(await _visible_matches(deps, person, match), text, "milestone", retry_command)


async def _closed_match(
    deps: Deps, name: str, *, otherwise: lookup.NameMatch[LookupEntry]
) -> lookup.NameMatch[LookupEntry]:
    """Return the done or cancelled milestones of exactly this name, or any that fit if no open one does."""
    rows = await deps.read(storage.milestone_names.closed_milestone_names, team=deps.team)
    match = lookup.find(name, tuple(LookupEntry(*row) for row in rows), limit=MAX_MATCHES)
    is_better = match.matched_by == "name" or not (otherwise.item or otherwise.candidates)
    return match if is_better else otherwise


async def resolve_subject(deps: Deps, text: str, *, retry_command: str) -> str:
    """Return the id of the project or program that the text means; an empty text gives an empty id.

    Raise NotFound or AmbiguousInput like `resolve_milestone`.
    """
    if not text:
        return ""
    if id := parsing.parse_id(text):
        await deps.read(_require_record, team=deps.team, id=id)
        return id
    entries = await deps.read(_subject_entries, team=deps.team)
    return _single_match(lookup.find(html.unescape(text), entries, limit=8), text, "project or program", retry_command)


def _require_record(session: Session, *, team: str, id: str) -> None:
    """Raise NotFound for the id of a project or program that does not exist."""
    if id.startswith("PRG-"):
        storage.plan.program(session, team=team, id=id)
    elif id.startswith("PRJ-"):
        storage.plan.project(session, team=team, id=id)


def _subject_entries(session: Session, *, team: str) -> tuple[LookupEntry, ...]:
    """Return every project and program by id and name."""
    records: list[Project | Program] = [*storage.plan.projects(session, team=team)]
    records += storage.plan.programs(session, team=team)
    return tuple(LookupEntry(record.id, record.name) for record in records)


async def suggest_milestones(person: Person, text: str, deps: Deps) -> tuple[tuple[str, str], ...]:
    """Return menu suggestions while a person types: (id, label) of matching milestones they may see."""
    if person.outsider:
        return ()
    index = await _milestone_index(deps)
    match = (
        index.find(text, limit=MAX_MATCHES)
        if text.strip()
        else lookup.NameMatch(None, _INDEX_CACHE[deps.team][0][:MAX_MATCHES], "all")
    )
    match = await _visible_matches(deps, person, match)
    return tuple((entry.id, entry.label) for entry in ((match.item,) if match.item else match.candidates))


async def suggest_projects(person: Person, text: str, deps: Deps) -> tuple[tuple[str, str], ...]:
    """Return matching projects, for workspaces with more of them than a plain menu can list."""
    if person.outsider:
        return ()
    projects = tuple(LookupEntry(p.id, p.name) for p in await deps.read(storage.plan.projects, team=deps.team))
    match = (
        lookup.find(text, projects, limit=MAX_MATCHES)
        if text.strip()
        else lookup.NameMatch(None, projects[:MAX_MATCHES], "all")
    )
    return tuple((entry.id, entry.label) for entry in ((match.item,) if match.item else match.candidates))


async def _visible_matches(
    deps: Deps, person: Person, match: lookup.NameMatch[LookupEntry]
) -> lookup.NameMatch[LookupEntry]:
    """Drop matches that this person may not see."""
    matches = (match.item,) if match.item else match.candidates
    hidden = await deps.read(storage.privacy.hidden_ids, person=person) if matches else frozenset()
    visible = tuple(entry for entry in matches if entry.id not in hidden)
    return (
        lookup.NameMatch(visible[0], (), match.matched_by)
        if visible and match.item
        else lookup.NameMatch(None, visible, match.matched_by)
    )


def _single_match(match: lookup.NameMatch[LookupEntry], text: str, kind: str, retry_command: str) -> str:
    if match.item:
        return match.item.id
    if match.candidates:
        raise AmbiguousInput(
            f"Which {kind} is “{text[:60]}”?",
            tuple((t.id, t.name) for t in match.candidates[:8]),
            retry_command,
            named=text,
        )
    raise NotFound(f"No {kind} called “{text[:60]}”.", "", "Use its ID, or see `status`.")


async def _milestone_index(deps: Deps) -> lookup.NameIndex[LookupEntry]:
    """Return the search index of the open milestones.

    Reading five thousand names takes milliseconds. Building the index takes longer, so it is cached until they change.
    """
    rows = await deps.read(storage.milestone_names.open_milestone_names, team=deps.team)
    entries = tuple(LookupEntry(*row) for row in rows)
    cached = _INDEX_CACHE.get(deps.team)
    if cached is None or cached[0] != entries:
        _INDEX_CACHE[deps.team] = cached = (entries, lookup.build_index(entries))
    return cached[1]


def resolve_program(session: Session, *, person: Person, text: str, channel: str) -> Program:
    """Return the program named, else the one this channel serves, else the only one.

    Raise NotFound if there is no program, AmbiguousInput if several are possible.
    """
    id = resolve_program_id(session, team=person.team, text=text, channel=channel)
    return storage.plan.program(session, team=person.team, id=id)


def resolve_program_id(session: Session, *, team: str, text: str, channel: str) -> str:
    if subject := text.strip().strip('"“”'):
        return _named_program(session, team=team, subject=subject)
    served = storage.channels.served_programs(session, team=team, channel=channel)
    return pick(storage.plan.programs(session, team=team), served, "program").id


def _named_program(session: Session, *, team: str, subject: str) -> str:
    """Return the program with this id or name, or that of the project with it; words are never ignored."""
    id = parsing.parse_id(subject)
    if id is None or not id.startswith("PR"):
        match = lookup.find(html.unescape(subject), _subject_entries(session, team=team), limit=8)
        id = _single_match(match, subject, "project or program", "")
    if id.startswith("PRG-"):
        return storage.plan.program(session, team=team, id=id).id
    return storage.plan.project(session, team=team, id=id).program


def pick(candidates: Sequence[PlanRecord], served: Collection[str], noun: str, why: str = "") -> PlanRecord:
    """Return the candidate that the channel serves, else the only one; `served` holds the ids the channel serves.

    Raise NotFound if there is none at all, with `why` one is needed; AmbiguousInput if several are possible.
    """
    possible = [record for record in candidates if record.id in served] or candidates
    if not possible:
        raise NotFound(f"There is no {noun} yet.", why, f'Create {"it" if why else "one"}: `new {noun} "Name"`.')
    if len(possible) > 1:
        raise AmbiguousInput(f"Which {noun}?", tuple((record.id, record.name) for record in possible))
    return possible[0]
