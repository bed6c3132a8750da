"""The forms of a person, team or tool, and of an allocation."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import templates
from handlers.common import channels, forms
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, InvalidForm, refuse_malformed
from handlers.plan import queries as plan_queries
from handlers.resources import assigning, queries, register, replies
from handlers.resources.assigning import AllocationFacts
from rules.refusal import NotAllowed, Refusal
from rules.resources import statements
from rules.resources.amounts import Amount, amount_words, read_amount
from rules.resources.bookings import Resource, ResourceKind
from rules.resources.doubts import doubt_about
from rules.resources.statements import AllocationChange, DaySpan, ResourceStatement
from templates import RenderedMessage

_WORDS = {"person": "new person @ana 80%", "team": 'new team "Platform" 300%', "tool": 'new tool "Test rig" 2 units'}


async def open_new_form(call: CommandCall, deps: Deps, *, kind: ResourceKind) -> None:
    choices = await deps.read(plan_queries.creation_choices, team=deps.team, channel=call.channel)
    if not choices.programs:
        raise Refusal("No program exists yet.", "", 'Create one: `new program "Name"`.')
    view = await _view(deps, None, kind=kind.value, programs=choices.programs, metadata=f"{call.channel} {kind.value}")
    await forms.open_modal(deps, user=call.person.id, trigger=call.trigger, view=view, words=_WORDS[kind.value])


async def on_edit(click: Click, deps: Deps) -> None:
    """Open the form of a resource with its present values (*Change…*)."""
    resource = await deps.read(queries.editable_resource, person=click.person, id=click.value)
    metadata = f"{click.channel} {resource.id}"
    view = await _view(deps, resource, kind=resource.kind.value, programs=(), metadata=metadata)
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def _view(
    deps: Deps, resource: Resource | None, *, kind: str, programs: tuple[tuple[str, str], ...], metadata: str
) -> dict[str, Any]:
    return templates.render_view(
        "resources/form",
        resource=resource,
        kind=kind,
        capacity=amount_words(resource.capacity, resource.kind) if resource else "",
        programs=programs,
        teams=await deps.read(queries.team_choices, team=deps.team),
        metadata=metadata,
    )


async def on_new_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Create a resource; errors are shown beside their field."""
    kind = _kind_of(form)
    named = {"user": form.values.get("user")} if kind is ResourceKind.PERSON else {"name": _name(form)}
    if not all(named.values()):
        raise InvalidForm(user="Choose a person.")
    statement = ResourceStatement(
        {**named, **_columns(form)},
        _amount(form, "capacity"),
        team=form.values.get("team") or None,
        program=form.values.get("inside") or None,
    )
    source = await channels.interaction_source(deps, form.channel)
    with _beside("user" if kind is ResourceKind.PERSON else "name"):
        resource = await deps.commit(
            register.create_resource, person=form.person, kind=kind, statement=statement, source=source, now=form.now
        )
    return await replies.render_resource(resource.id, form.person, deps, saved=True)


async def on_edit_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    named = {"name": _name(form)} if "name" in form.values else {}
    statement = ResourceStatement(
        {**named, **_columns(form)}, _amount(form, "capacity"), team=form.values.get("team") or None
    )
    with _beside("capacity"):
        await deps.commit(
            register.change_resource, person=form.person, id=form.subject, statement=statement, now=form.now
        )
    return await replies.render_resource(form.subject, form.person, deps, saved=True)


async def on_edit_allocation(click: Click, deps: Deps) -> None:
    facts = await deps.read(queries.editable_allocation, person=click.person, id=click.value)
    view = templates.render_view(
        "resources/allocation_form", facts=facts, metadata=f"{click.channel} {facts.allocation.id}"
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_allocation_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    first, last = form.day("first"), form.day_ahead("last")
    if first and last and first > last:
        raise InvalidForm(last="That is before the first day.")
    facts = await deps.read(queries.editable_allocation, person=form.person, id=form.subject)
    _require_meant(form, facts, first, last, command=deps.command)
    change = AllocationChange(_amount(form, "amount"), DaySpan(first, last))
    with _beside("amount"):
        facts = await deps.commit(
            assigning.change_allocation, person=form.person, id=form.subject, change=change, now=form.now
        )
    return replies.render_saved(facts, form.person, deps)


def _require_meant(
    form: FormSubmission, facts: AllocationFacts, first: date | None, last: date | None, *, command: str
) -> None:
    """Say beside its field which new day is hardly meant, and how to save it all the same."""
    booked = facts.booking
    known = {facts.allocation.first, facts.allocation.last, booked and booked.first, booked and booked.last}
    for field, day in (("first", first), ("last", last)):
        doubt = doubt_about(day, today=form.today, is_end=field == "last") if day and day not in known else ""
        if doubt:
            raise InvalidForm(
                **{field: f"{doubt} If you mean it, write {command} {facts.allocation.id} from … to … sure"}
            )


def _kind_of(form: FormSubmission) -> ResourceKind:
    with refuse_malformed():
        return ResourceKind(form.subject)


def _name(form: FormSubmission) -> str:
    return form.required_text("name", "Give it a name.")[: statements.MAX_NAME_LENGTH]


def _columns(form: FormSubmission) -> dict[str, object]:
    with _beside("skills"):
        columns: dict[str, object] = {"skills": list(statements.read_skills(form.values.get("skills", "")))}
    return columns | ({"lead": form.values["lead"] or None} if "lead" in form.values else {})


def _amount(form: FormSubmission, field: str) -> Amount:
    amount = read_amount(form.values.get(field, ""))
    if amount is None:
        raise InvalidForm(**{field: "Write it like 60% or 2 units."})
    return amount


@contextmanager
def _beside(field: str) -> Iterator[None]:
    """Show a refusal beside a field; what a person may not do is answered as such."""
    try:
        yield
    except NotAllowed:
        raise
    except Refusal as refusal:
        raise InvalidForm.beside(field, refusal) from None
