"""Things found by what people call them: the milestones of a workspace, made ready once and again when they change."""

import html
from dataclasses import dataclass

from sqlmodel import Session

import storage.channels
import storage.milestone_names
import storage.plan
import storage.privacy
from handlers.common import parsing
from handlers.common.deps import Deps
from rules import lookup
from rules.people import Person
from rules.plan import Program
from rules.refusal import AmbiguousInput, NotFound

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
    """The id of the milestone meant; `again` is the command to run for each of several that fit, with {} for the id."""
    typed = parsing.parse_id(text)
    if typed and typed.startswith("M-"):
        return typed
    match = (await _milestone_index(deps)).find(html.unescape(text), limit=MAX_MATCHES)
    return _single_match(await _visible_matches(deps, person, match), text, "milestone", retry_command)


async def resolve_subject(deps: Deps, text: str, *, retry_command: str) -> str:
    """The id of the project or program meant."""
    if not text or parsing.parse_id(text):
        return parsing.parse_id(text) or ""
    every = [LookupEntry(p.id, p.name) for p in await deps.read(storage.plan.projects, team=deps.team)]
    every += [LookupEntry(p.id, p.name) for p in await deps.read(storage.plan.programs, team=deps.team)]
    return _single_match(lookup.find(html.unescape(text), every, limit=8), text, "project or program", retry_command)


async def suggest_milestones(person: Person, text: str, deps: Deps) -> tuple[tuple[str, str], ...]:
    """What a menu offers while somebody types: (id, label) of the milestones that may be meant, and may be seen."""
    if person.outsider:
        return ()
    index = await _milestone_index(deps)
    match = (
        index.find(text, limit=MAX_MATCHES)
        if text.strip()
        else lookup.NameMatch(None, _INDEX_CACHE[deps.team][0][:MAX_MATCHES], "all")
    )
    match = await _visible_matches(deps, person, match)
    return tuple((thing.id, thing.label) for thing in ((match.item,) if match.item else match.candidates))


async def suggest_projects(person: Person, text: str, deps: Deps) -> tuple[tuple[str, str], ...]:
    """The projects that may be meant, for a workspace that has more than a plain menu holds."""
    if person.outsider:
        return ()
    every = tuple(LookupEntry(p.id, p.name) for p in await deps.read(storage.plan.projects, team=deps.team))
    match = (
        lookup.find(text, every, limit=MAX_MATCHES)
        if text.strip()
        else lookup.NameMatch(None, every[:MAX_MATCHES], "all")
    )
    return tuple((thing.id, thing.label) for thing in ((match.item,) if match.item else match.candidates))


async def _visible_matches(
    deps: Deps, person: Person, match: lookup.NameMatch[LookupEntry]
) -> lookup.NameMatch[LookupEntry]:
    """Without what this person may not know of; what is left alone is meant."""
    found = (match.item,) if match.item else match.candidates
    hidden = await deps.read(storage.privacy.hidden_ids, person=person) if found else frozenset()
    left = tuple(thing for thing in found if thing.id not in hidden)
    return (
        lookup.NameMatch(left[0], (), match.matched_by)
        if left and match.item
        else lookup.NameMatch(None, left, match.matched_by)
    )


def _single_match(match: lookup.NameMatch[LookupEntry], text: str, kind: str, retry_command: str) -> str:
    if match.item:
        return match.item.id
    if match.candidates:
        raise AmbiguousInput(
            f"Which {kind} is “{text[:60]}”?", tuple((t.id, t.name) for t in match.candidates[:8]), retry_command
        )
    raise NotFound(f"I know no {kind} “{text[:60]}”.", "", "Its id always works; `status` lists them.")


async def _milestone_index(deps: Deps) -> lookup.NameIndex[LookupEntry]:
    """Reading five thousand names takes milliseconds; making them ready takes longer and is done when they changed."""
    rows = await deps.read(storage.milestone_names.open_milestone_names, team=deps.team)
    things = tuple(LookupEntry(*row) for row in rows)
    known = _INDEX_CACHE.get(deps.team)
    if known is None or known[0] != things:
        _INDEX_CACHE[deps.team] = known = (things, lookup.build_index(things))
    return known[1]


def resolve_program(session: Session, *, person: Person, text: str, channel: str) -> Program:
    """The one named, or of this channel, or the only one."""
    id = resolve_program_id(session, team=person.team, text=text, channel=channel)
    return storage.plan.program(session, team=person.team, id=id)


def resolve_program_id(session: Session, *, team: str, text: str, channel: str) -> str:
    ids = [id for word in text.split() if (id := parsing.parse_id(word))]
    if named := next((id for id in ids if id.startswith("PRG-")), None):
        return storage.plan.program(session, team=team, id=named).id
    if project := next((id for id in ids if id.startswith("PRJ-")), None):
        return storage.plan.project(session, team=team, id=project).program
    every = storage.plan.programs(session, team=team)
    served = storage.channels.served_programs(session, team=team, channel=channel)
    fits = [p for p in every if p.id in served] or list(every)
    if not fits:
        raise NotFound("There is no program yet.", "", 'Create one: `new program "Name"`.')
    if len(fits) > 1:
        raise AmbiguousInput("Which program?", tuple((p.id, p.name) for p in fits))
    return fits[0].id
