"""Buttons of a milestone's card and their forms; a new date takes two steps, with a preview of its effects between."""

from dataclasses import replace
from typing import Any

import templates
from handlers.blockers import flows as blockers_flows
from handlers.blockers import queries as blockers_queries
from handlers.common import channels, forms, undoing
from handlers.common.deps import Deps
from handlers.common.requests import Click, FormSubmission, InvalidForm
from handlers.common.signatures import FormHandler
from handlers.dependencies import flows as dependencies_flows
from handlers.dependencies.flows import DependencyRequest
from handlers.plan import (
    card_queries,
    change_listeners,
    correction_listeners,
    milestone_updates,
    queries,
    slip_listeners,
)
from handlers.risks import forecast
from handlers.risks.queries import ViewRequest
from rules.capture import Block, Done, Owner, Percent, Slip, serialization
from templates import RenderedMessage

FORM_TEMPLATES = {
    "card_date": "plan/card_date",
    "card_progress": "plan/card_progress",
    "card_owner": "plan/card_owner",
    "card_block": "plan/card_block",
    "card_depend": "plan/card_depend",
}


async def on_done(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Done*: mark the milestone as done today, with an undo."""
    done = Done(click.value, serialization.exact_day(click.today), serialization.NO_LINE)
    source = await channels.interaction_source(deps, click.channel)
    return await change_listeners.change_milestone(
        deps, person=click.person, statement=done, source=source, now=click.now
    )


async def on_open(click: Click, deps: Deps) -> None:
    """Handle *New date*, *Progress*, *Owner*, *Block* and *Depends on…*: open the form."""
    milestone = await deps.read(card_queries.editable_milestone, person=click.person, id=click.value)
    view = templates.render_view(
        FORM_TEMPLATES[click.action], milestone=milestone, metadata=f"{click.channel} {click.value}", today=click.today
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_more(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *More…* on a card: an option is the name of a button or a verb, then the id."""
    name, _, id = click.value.partition(" ")
    chosen = replace(click, action=name, value=id)
    if name == "card_done":
        return await on_done(chosen, deps)
    if name in FORM_TEMPLATES:
        await on_open(chosen, deps)
        return None
    return await correction_listeners.on_menu(click, deps)


async def on_history(click: Click, deps: Deps) -> RenderedMessage:
    history = await deps.read(queries.milestone_history, person=click.person, id=click.value)
    message = templates.render("plan/milestone_history", history=history, today=click.today)
    return replace(message, aside=True)


async def on_new_date(form: FormSubmission, deps: Deps) -> dict[str, Any]:
    """Show, as the first step of a new date, what it would move, in the same window; nothing is saved yet."""
    day, id = form.day(), form.subject
    if day is None:
        raise InvalidForm(date="Pick a day.")
    slip = Slip(id, serialization.exact_day(day), form.values.get("reason", ""), serialization.NO_LINE)
    preview = await deps.read(milestone_updates.preview_slip, person=form.person, said=slip, now=form.now)
    if preview.before.own_date == day:
        raise InvalidForm(date="It is expected on that day already.")
    request = ViewRequest(form.person, "", form.channel, form.now)
    outlook = await deps.read(forecast.slip_outlook, asked=request, milestone=id, to=day)
    value = slip_listeners.encode_slip(id, day, preview.before.own_date, slip.reason)
    return templates.render_view(
        "plan/card_effect",
        shown=preview,
        outlook=outlook,
        value=value,
        metadata=f"{form.channel} {value}",
        today=form.today,
    )


async def on_save_and_notify(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Handle the second step: *Save and notify N owners*, or *Save* when no owner is affected."""
    outcome = await slip_listeners.save_slip(form, form.subject, form.channel, deps, notify=True)
    return await change_listeners.answer_outcome(deps, outcome, notified=True, today=form.today)


async def on_save_quietly(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *Save quietly* in the second step, with the answer in the window itself unless the owner is asked."""
    channel = str(click.view.get("private_metadata") or "").partition(" ")[0]
    outcome = await slip_listeners.save_slip(click, click.value, channel, deps, notify=False)
    if outcome.proposed:
        return change_listeners.render_outcome(outcome, today=click.today)
    view = templates.render_view("plan/card_saved", changed=outcome.changed, today=click.today)
    if await forms.replace_view(deps, shown=click.view, view=view):
        return None
    return change_listeners.render_outcome(outcome, today=click.today)


async def on_progress(form: FormSubmission, deps: Deps) -> RenderedMessage:
    percent = form.values.get("percent", "")
    if not percent.isdigit() or int(percent) > 100:
        raise InvalidForm(percent="A whole number from 0 to 100.")
    progress = Percent(form.subject, int(percent), serialization.NO_LINE)
    source = await channels.interaction_source(deps, form.channel)
    source = replace(source, text=form.values.get("note", ""))
    return await change_listeners.change_milestone(
        deps, person=form.person, statement=progress, source=source, now=form.now
    )


async def on_owner(form: FormSubmission, deps: Deps) -> RenderedMessage:
    owner = Owner(form.subject, form.required_choice("owner"), serialization.NO_LINE)
    source = await channels.interaction_source(deps, form.channel)
    return await change_listeners.change_milestone(
        deps, person=form.person, statement=owner, source=source, now=form.now
    )


async def on_block(form: FormSubmission, deps: Deps) -> RenderedMessage:
    text, day = form.required_text("text", "Say what is in the way."), form.day_ahead()
    unblocker = form.values.get("needs")
    block = serialization.from_json(
        {
            "form": "block",
            "milestone": form.subject,
            "text": text,
            "users": [unblocker] if unblocker else [],
            "day": day and day.isoformat(),
        }
    )
    assert isinstance(block, Block)
    source = await channels.interaction_source(deps, form.channel)
    blocker = await deps.commit(
        blockers_flows.raise_blocker, person=form.person, said=block, source=source, now=form.now, aloud=True
    )
    card = await deps.read(blockers_queries.blocker_card, team=deps.team, id=blocker.id, now=form.now)
    return undoing.with_undo(
        deps, templates.render("blockers/card", card=card, saved=True, unknown="", today=form.today)
    )


async def on_depend(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Handle the form of *Depends on…*, where the milestone is searched by name while typing."""
    provider = form.required_choice("find_milestone")
    if provider == form.subject:
        raise InvalidForm(find_milestone="A milestone can't depend on itself.")
    request = DependencyRequest(form.subject, provider, form.values.get("strength") == "soft", form.day_ahead())
    handover = await deps.commit(dependencies_flows.link_milestones, person=form.person, wish=request, now=form.now)
    return undoing.with_undo(deps, templates.render("dependencies/linked", handed=handover, today=form.today))


CLICKS = {
    "card_done": on_done,
    "card_more": on_more,
    "card_history": on_history,
    "slip_quiet_here": on_save_quietly,
} | dict.fromkeys(FORM_TEMPLATES, on_open)
FORMS: dict[str, FormHandler] = {
    "card_date": on_new_date,
    "card_tell": on_save_and_notify,
    "card_progress": on_progress,
    "card_owner": on_owner,
    "card_block": on_block,
    "card_depend": on_depend,
}
