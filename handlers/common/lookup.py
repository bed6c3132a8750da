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
from rules.refusal import NeedsChoice, NotFound

MOST = 20
_READY: dict[str, tuple[tuple["Thing", ...], lookup.Index["Thing"]]] = {}


@dataclass(frozen=True, slots=True)
class Thing:
    id: str
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.id} {self.name}"


async def milestone(deps: Deps, text: str, *, person: Person, again: str) -> str:
    """The id of the milestone meant; `again` is the command to run for each of several that fit, with {} for the id."""
    typed = parsing.typed_id(text)
    if typed and typed.startswith("M-"):
        return typed
    match = (await _milestones(deps)).find(html.unescape(text), limit=MOST)
    return _sure(await _seen(deps, person, match), text, "milestone", again)


async def subject(deps: Deps, text: str, *, again: str) -> str:
    """The id of the project or program meant."""
    if not text or parsing.typed_id(text):
        return parsing.typed_id(text) or ""
    every = [Thing(p.id, p.name) for p in await deps.read(storage.plan.projects, team=deps.team)]
    every += [Thing(p.id, p.name) for p in await deps.read(storage.plan.programs, team=deps.team)]
    return _sure(lookup.find(html.unescape(text), every, limit=8), text, "project or program", again)


async def like(person: Person, text: str, deps: Deps) -> tuple[tuple[str, str], ...]:
    """What a menu offers while somebody types: (id, label) of the milestones that may be meant, and may be seen."""
    if person.outsider:
        return ()
    index = await _milestones(deps)
    match = index.find(text, limit=MOST) if text.strip() else lookup.Match(None, _READY[deps.team][0][:MOST], "all")
    match = await _seen(deps, person, match)
    return tuple((thing.id, thing.label) for thing in ((match.one,) if match.one else match.several))


async def projects_like(person: Person, text: str, deps: Deps) -> tuple[tuple[str, str], ...]:
    """The projects that may be meant, for a workspace that has more than a plain menu holds."""
    if person.outsider:
        return ()
    every = tuple(Thing(p.id, p.name) for p in await deps.read(storage.plan.projects, team=deps.team))
    match = lookup.find(text, every, limit=MOST) if text.strip() else lookup.Match(None, every[:MOST], "all")
    return tuple((thing.id, thing.label) for thing in ((match.one,) if match.one else match.several))


async def _seen(deps: Deps, person: Person, match: lookup.Match[Thing]) -> lookup.Match[Thing]:
    """Without what this person may not know of; what is left alone is meant."""
    found = (match.one,) if match.one else match.several
    hidden = await deps.read(storage.privacy.hidden, person=person) if found else frozenset()
    left = tuple(thing for thing in found if thing.id not in hidden)
    return lookup.Match(left[0], (), match.how) if left and match.one else lookup.Match(None, left, match.how)


def _sure(match: lookup.Match[Thing], text: str, kind: str, again: str) -> str:
    if match.one:
        return match.one.id
    if match.several:
        raise NeedsChoice(f"Which {kind} is “{text[:60]}”?", tuple((t.id, t.name) for t in match.several[:8]), again)
    raise NotFound(f"I know no {kind} “{text[:60]}”.", "", "Its id always works; `status` lists them.")


async def _milestones(deps: Deps) -> lookup.Index[Thing]:
    """Reading five thousand names takes milliseconds; making them ready takes longer and is done when they changed."""
    rows = await deps.read(storage.milestone_names.milestones, team=deps.team)
    things = tuple(Thing(*row) for row in rows)
    known = _READY.get(deps.team)
    if known is None or known[0] != things:
        _READY[deps.team] = known = (things, lookup.index(things))
    return known[1]


def program_meant(session: Session, *, person: Person, text: str, channel: str) -> Program:
    """The one named, or of this channel, or the only one."""
    id = program_in(session, team=person.team, text=text, channel=channel)
    return storage.plan.program(session, team=person.team, id=id)


def program_in(session: Session, *, team: str, text: str, channel: str) -> str:
    ids = [id for word in text.split() if (id := parsing.typed_id(word))]
    if named := next((id for id in ids if id.startswith("PRG-")), None):
        return storage.plan.program(session, team=team, id=named).id
    if project := next((id for id in ids if id.startswith("PRJ-")), None):
        return storage.plan.project(session, team=team, id=project).program
    every = storage.plan.programs(session, team=team)
    served = storage.channels.programs(session, team=team, channel=channel)
    fits = [p for p in every if p.id in served] or list(every)
    if not fits:
        raise NotFound("There is no program yet.", "", 'Create one: `new program "Name"`.')
    if len(fits) > 1:
        raise NeedsChoice("Which program?", tuple((p.id, p.name) for p in fits))
    return fits[0].id
