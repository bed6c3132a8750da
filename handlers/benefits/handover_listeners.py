"""The buttons of the card that looks for the new owner of a benefit."""

import templates
from handlers.benefits import queries, replies, upkeep
from handlers.common import forms
from handlers.common.deps import Deps
from handlers.common.requests import Click, FormSubmission, InvalidForm
from templates import RenderedMessage


async def on_take(click: Click, deps: Deps) -> RenderedMessage:
    """Make the person who pressed *I own it* the owner."""
    await deps.commit(upkeep.hand_over, person=click.person, id=click.value, owner=click.person.id, now=click.now)
    return await replies.render_card(click.value, click.person, deps, saved=True)


async def on_choose(click: Click, deps: Deps) -> None:
    """Open the form that asks for the new owner."""
    benefit = await deps.read(queries.editable_benefit, person=click.person, id=click.value)
    view = templates.render_view("benefits/owner_form", benefit=benefit, metadata=f"{click.channel} {benefit.id}")
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_choose_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    owner = form.values.get("user") or ""
    if not owner:
        raise InvalidForm(user="Who owns it from now on?")
    await deps.commit(upkeep.hand_over, person=form.person, id=form.subject, owner=owner, now=form.now)
    return await replies.render_card(form.subject, form.person, deps, saved=True)


CLICKS = {"benefit_take": on_take, "benefit_hand": on_choose}
FORMS = {"benefit_hand": on_choose_form}
