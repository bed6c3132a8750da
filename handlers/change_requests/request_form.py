"""The form of a change request, opened empty or from a slip, and the card shown once it is saved."""

from datetime import date
from typing import Any

import storage.plan
import templates
from handlers.change_requests import flows, queries
from handlers.common import channels, forms, undoing
from handlers.common.deps import Deps
from handlers.common.requests import Click, FormSubmission, InvalidForm, refuse_malformed
from rules.change_requests.fields import FieldKind
from rules.change_requests.parsing import RequestedChange, parse_changes
from rules.people import Person
from rules.plan import Milestone
from rules.refusal import Refusal
from storage.change_requests import ChangeRequest
from templates import RenderedMessage


async def open_form(
    person: Person,
    metadata: str,
    trigger: str,
    deps: Deps,
    *,
    milestone: Milestone | None = None,
    day: date | None = None,
    title: str = "",
    why: str = "",
    callback: str = "change_new",
) -> None:
    """Open the form of a change request, filled in as far as it is known."""
    view = render_form(metadata, milestone=milestone, day=day, title=title, why=why, callback=callback)
    words = 'change "Vendor is late" M-12 to 14 Mar because …'
    await forms.open_modal(deps, user=person.id, trigger=trigger, view=view, words=words)


def render_form(
    metadata: str,
    *,
    milestone: Milestone | None = None,
    day: date | None = None,
    title: str = "",
    why: str = "",
    callback: str = "change_new",
) -> dict[str, Any]:
    """Return the form of a change request, filled in as far as it is known."""
    return templates.render_view(
        "change_requests/form",
        metadata=metadata,
        milestone=milestone,
        day=day,
        title=title,
        why=why,
        callback=callback,
    )


async def on_slip(click: Click, deps: Deps) -> None:
    """Handle *Request new committed date…* on the preview or receipt of a slip."""
    with refuse_malformed():
        id, day, why = str(click.fields["m"]), date.fromisoformat(click.fields["to"]), str(click.fields["why"])
    milestone = await deps.read(storage.plan.milestone, team=deps.team, id=id)
    title = f"{milestone.name} is late"
    metadata = f"{click.channel} new"
    await open_form(click.person, metadata, click.trigger, deps, milestone=milestone, day=day, title=title, why=why)


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save a request from its form."""
    title, asked, why = read_form(form)
    source = await channels.interaction_source(deps, form.channel)
    request = await deps.commit(
        flows.request_change,
        person=form.person,
        title=title,
        asked=asked,
        why=why,
        source=source,
        now=form.now,
        effective=form.day_ahead("effective"),
    )
    return await render_saved(request, form.person, deps)


def read_form(form: FormSubmission) -> tuple[str, list[RequestedChange], str]:
    """Return title, changes and reason of the form; raise InvalidForm with an error beside each wrong field."""
    title, why = form.values.get("title", "").strip(), form.required_text("why", "Say why.")
    asked = [*_asked_in_fields(form), *_asked_in_text(form)]
    if not asked:
        raise InvalidForm(changes="Choose a milestone with its new date or owner, or write what changes.")
    return title, asked, why


def _asked_in_fields(form: FormSubmission) -> list[RequestedChange]:
    milestone, day, user = form.values.get("find_milestone"), form.day_ahead(), form.values.get("user")
    if (day or user) and not milestone:
        raise InvalidForm(find_milestone="Which milestone?")
    if milestone and not (day or user):
        raise InvalidForm(date="Choose a new date or a new owner.")
    asked = [RequestedChange(str(milestone), FieldKind.COMMITTED, day.isoformat())] if day else []
    return [*asked, RequestedChange(str(milestone), FieldKind.OWNER, user)] if user else asked


def _asked_in_text(form: FormSubmission) -> tuple[RequestedChange, ...]:
    try:
        return parse_changes(form.values.get("changes", ""), today=form.today, locale=form.person.locale)
    except Refusal as refusal:
        raise InvalidForm(changes=refusal.what[:150]) from None


async def render_card(
    id: str, person: Person, deps: Deps, *, saved: bool = False, stale: bool = False
) -> RenderedMessage:
    card = await deps.read(queries.request_card, person=person, id=id, now=deps.now())
    return templates.render("change_requests/card", card=card, saved=saved, stale=stale, today=card.notice.today)


async def render_saved(request: ChangeRequest, person: Person, deps: Deps) -> RenderedMessage:
    """Show a new request to the person who made it, with *Undo*."""
    return undoing.with_undo(deps, await render_card(request.id, person, deps, saved=True))


CLICKS = {"change_slip": on_slip}
FORMS = {"change_new": on_form}
