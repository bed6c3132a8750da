"""Answers about benefits: a benefit's card, after a change with *Undo*."""

import templates
from handlers.benefits import queries
from handlers.common import undoing
from handlers.common.deps import Deps
from handlers.common.requests import local_date
from rules.people import Person
from templates import RenderedMessage


async def render_card(id: str, person: Person, deps: Deps, *, saved: bool = False) -> RenderedMessage:
    """Return a benefit's card; after a change it says so."""
    now = deps.now()
    card = await deps.read(queries.benefit_card, person=person, id=id, now=now)
    message = templates.render("benefits/card", card=card, saved=saved, today=local_date(person, now))
    return undoing.with_undo(deps, message) if saved else message
