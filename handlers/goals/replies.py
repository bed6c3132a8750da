"""Answers about goals: a goal's card, and the weights of a project."""

import templates
from handlers.common import undoing
from handlers.common.deps import Deps
from handlers.common.requests import local_date
from handlers.goals import queries
from rules.people import Person
from templates import RenderedMessage


async def render_card(id: str, person: Person, deps: Deps, *, saved: bool = False) -> RenderedMessage:
    """Return a goal's card; after a change it says so, with *Undo*."""
    card = await deps.read(queries.goal_card, person=person, id=id)
    message = templates.render("goals/card", card=card, saved=saved, today=local_date(person, deps.now()))
    return undoing.with_undo(deps, message) if saved else message


async def render_weights(project: str, person: Person, deps: Deps, *, saved: bool = False) -> RenderedMessage:
    """Return which goals a project serves; after a change it says so, with *Undo*."""
    view = await deps.read(queries.project_weights, person=person, project=project)
    message = templates.render("goals/weights", view=view, saved=saved)
    return undoing.with_undo(deps, message) if saved else message


async def render_changed(id: str, person: Person, deps: Deps) -> RenderedMessage:
    """Return the card of a goal, or the weights of a project, that was just changed."""
    render = render_weights if id.startswith("PRJ-") else render_card
    return await render(id, person, deps, saved=True)
