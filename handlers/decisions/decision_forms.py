"""The forms of decisions: ask or change, decide with a reason, and say why one objects, overrules or withdraws."""

from dataclasses import replace
from typing import Any

import storage.decisions
import templates
from handlers.common import channels, forms, undoing
from handlers.common.deps import Deps
from handlers.common.requests import (
    Click,
    CommandCall,
    FormSubmission,
    InvalidForm,
    local_date,
    parse_record_number,
    refuse_malformed,
)
from handlers.decisions import consent_windows, flows, making, queries
from rules.decisions import parsing as grammar
from rules.decisions.decision import Decision, DecisionFields, option_problem
from rules.people import Person
from rules.refusal import Refusal
from templates import RenderedMessage

_REASONS = {"decision_object": "object", "decision_overrule": "overrule", "decision_withdraw": "withdraw"}


async def open_new_form(call: CommandCall, deps: Deps, *, supersedes: str = "") -> None:
    if not call.trigger:
        raise Refusal("A form opens only from the slash command.", "", grammar.USAGE)
    await _open_form(call.person, call.channel, call.trigger, deps, supersedes=supersedes)


async def on_edit(click: Click, deps: Deps) -> None:
    """Open the form of an open decision with its current values (*Change…*)."""
    facts = await deps.read(queries.editable_decision, person=click.person, id=click.value, now=click.now)
    await _open_form(click.person, click.channel, click.trigger, deps, decision=facts.decision)


async def on_supersede(click: Click, deps: Deps) -> None:
    """Open the form of a decision that replaces a made one (*Supersede…*)."""
    await deps.read(flows.require_replaceable, person=click.person, id=click.value, lock=False)
    await _open_form(click.person, click.channel, click.trigger, deps, supersedes=click.value)


async def _open_form(
    person: Person,
    channel: str,
    trigger: str,
    deps: Deps,
    *,
    decision: Decision | None = None,
    supersedes: str = "",
) -> None:
    choices = await deps.read(queries.form_choices, person=person, channel=channel)
    if not choices.projects:
        raise Refusal("No project exists yet.", "", 'Create one: `new project "Name"`.')
    view = templates.render_view(
        "decisions/form",
        decision=decision,
        choices=choices,
        supersedes=supersedes,
        metadata=f"{channel} {decision.id if decision else supersedes or 'new'}",
    )
    await forms.open_modal(deps, user=person.id, trigger=trigger, view=view)


async def on_new_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save a new decision; the form of one that replaces another carries its id."""
    fields = replace(_fields(form), supersedes=form.subject if form.subject != "new" else None)
    fields = replace(fields, about=form.values.get("inside") or form.values.get("find_project"))
    source = await channels.interaction_source(deps, form.channel)
    asked = await deps.commit(flows.ask_decision, person=form.person, fields=fields, source=source, now=form.now)
    return await render_card(asked.id, form.person, deps, saved="asked")


async def on_edit_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    source = await channels.interaction_source(deps, form.channel)
    await deps.commit(
        flows.change_decision,
        person=form.person,
        id=form.subject,
        fields=_fields(form),
        source=source,
        now=form.now,
        whole=True,
    )
    return await render_card(form.subject, form.person, deps, saved="change")


def _fields(form: FormSubmission) -> DecisionFields:
    values = form.values
    question = form.required_text("question", "What is to be decided?")
    options = grammar.split_options(values.get("options") or "")
    if not values.get("decider"):
        raise InvalidForm(decider="Who decides?")
    problem = option_problem(options) if (values.get("options") or "").strip() else None
    if problem:
        raise InvalidForm(options=problem[0])
    return DecisionFields(
        question=question,
        options=options,
        decide_by=form.day_ahead(),
        decider=values["decider"],
        must_agree=tuple((values.get("must_agree") or "").split()),
        consulted=tuple((values.get("consulted") or "").split()),
        informed=tuple((values.get("informed") or "").split()),
        gates=tuple((values.get("gates") or "").split()),
    )


async def on_choose(click: Click, deps: Deps) -> None:
    """Open the form that asks for the reason; the button carries the number of the option, or none (*Decide…*)."""
    id, _, number = click.value.partition("/")
    card = await deps.read(queries.decision_card, person=click.person, id=id, now=click.now)
    decision = card.facts.decision
    if "decide" not in card.may:
        # The flow refuses with the reason: decided already, or not theirs.
        await deps.read(making.decidable, person=click.person, id=id, now=click.now, lock=False)
    chosen = ""
    if number:
        with refuse_malformed():
            chosen = decision.options[parse_record_number(number)]
    view = templates.render_view(
        "decisions/decide_form",
        facts=card.facts,
        decision=decision,
        chosen=chosen,
        metadata=f"{click.channel} {id}",
        today=local_date(click.person, click.now),
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_decide_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Decide, or propose where others must agree first."""
    option = form.required_text("option", "Which one?")
    decision = await deps.read(storage.decisions.get_decision, team=deps.team, id=form.subject)
    if decision.options:
        with refuse_malformed():
            option = decision.options[parse_record_number(option)]
    source = await channels.interaction_source(deps, form.channel)
    await deps.commit(
        consent_windows.decide,
        person=form.person,
        id=form.subject,
        option=option,
        because=form.values.get("because", "").strip(),
        source=source,
        now=form.now,
    )
    return await render_card(form.subject, form.person, deps, saved="decide")


async def on_ask_reason(click: Click, deps: Deps) -> None:
    """Open the form that asks why a person objects, overrules or withdraws."""
    card = await deps.read(queries.decision_card, person=click.person, id=click.value, now=click.now)
    act = _REASONS[click.action]
    view = templates.render_view(
        "decisions/reason_form",
        act=act,
        facts=card.facts,
        decision=card.facts.decision,
        metadata=f"{click.channel} {click.value}/{act}",
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_reason_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    id, _, act = form.subject.partition("/")
    text = form.values.get("reason", "").strip()
    if not text and act != "withdraw":
        raise InvalidForm(reason="Say why.")
    source = await channels.interaction_source(deps, form.channel)
    said: dict[str, Any] = {"person": form.person, "id": id, "source": source, "now": form.now}
    match act:
        case "object":
            await deps.commit(consent_windows.object_to, text=text, **said)
        case "overrule":
            await deps.commit(consent_windows.overrule, because=text, **said)
        case _:
            await deps.commit(flows.withdraw_decision, because=text, **said)
    return await render_card(id, form.person, deps, saved=act)


async def render_card(id: str, person: Person, deps: Deps, *, saved: str = "") -> RenderedMessage:
    """Render a decision's card; after a change it says what happened and can be undone."""
    card = await deps.read(queries.decision_card, person=person, id=id, now=deps.now())
    message = templates.render(
        "decisions/card",
        card=card,
        facts=card.facts,
        decision=card.facts.decision,
        saved=saved,
        reader=person.id,
        today=local_date(person, deps.now()),
    )
    return undoing.with_undo(deps, message) if saved else message


CLICKS = {
    "decision_edit": on_edit,
    "decision_supersede": on_supersede,
    "decision_choose": on_choose,
    **dict.fromkeys(_REASONS, on_ask_reason),
}
FORMS = {
    "decision_new": on_new_form,
    "decision_change": on_edit_form,
    "decision_make": on_decide_form,
    "decision_reason": on_reason_form,
}
