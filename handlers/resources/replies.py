"""Answers about people and tools: cards, after a change with *Undo*."""

import templates
from handlers.common import undoing
from handlers.common.deps import Deps
from handlers.common.requests import local_date
from handlers.resources import queries
from handlers.resources.assigning import AllocationFacts
from rules.people import Person
from rules.resources.amounts import amount_words
from templates import RenderedMessage


async def render_resource(id: str, person: Person, deps: Deps, *, saved: bool = False) -> RenderedMessage:
    now = deps.now()
    card = await deps.read(queries.resource_card, person=person, id=id, now=now)
    message = templates.render("resources/card", card=card, saved=saved, today=local_date(person, now))
    return undoing.with_undo(deps, message) if saved else message


async def render_allocation(id: str, person: Person, deps: Deps) -> RenderedMessage:
    now = deps.now()
    facts, may_change = await deps.read(queries.allocation_card, person=person, id=id, now=now)
    return templates.render(
        "resources/allocation",
        facts=facts,
        before="",
        saved=False,
        may_change=may_change,
        today=local_date(person, now),
    )


def render_saved(facts: AllocationFacts, person: Person, deps: Deps) -> RenderedMessage:
    before = amount_words(facts.before, facts.resource.kind) if facts.before is not None else ""
    message = templates.render(
        "resources/allocation",
        facts=facts,
        before=before,
        saved=True,
        may_change=True,
        today=local_date(person, deps.now()),
    )
    return undoing.with_undo(deps, message)


def render_removed(facts: AllocationFacts, deps: Deps) -> RenderedMessage:
    return undoing.with_undo(deps, templates.render("resources/removed", facts=facts))
