"""The verbs `rename`, `cancel`, `reopen`, `move`, `delete` and `commit`, in both orders, and their buttons."""

import json
from datetime import date

import templates
from handlers.change_requests import flows as change_flows
from handlers.change_requests import request_form
from handlers.common import channels, forms, parsing
from handlers.common.commands import Command, CommandRunner
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, InvalidForm, Source, refuse_malformed
from handlers.plan import card_queries, corrections, proposal_listeners
from handlers.plan.corrections import CorrectionEffect
from rules.change_requests.fields import FieldKind
from rules.change_requests.parsing import RequestedChange
from rules.corrections import BeyondTolerance, Correction, Verb, parse_correction, usage
from rules.people import NeedsConsent, Person
from rules.refusal import Refusal
from templates import RenderedMessage


async def correct(call: CommandCall, deps: Deps, correction: Correction) -> RenderedMessage:
    """Make a correction, or show first what it touches of others."""
    day = None
    if correction.verb is Verb.COMMIT:
        again = f"commit {correction.id} to {{}}"
        day = parsing.parse_day(correction.argument, today=call.today, locale=call.person.locale, again=again)
    try:
        effect = await deps.read(
            corrections.effect_of, person=call.person, correction=correction, day=day, now=call.now
        )
    except NeedsConsent as refusal:
        if day is None:
            raise
        return await proposal_listeners.offer_commit(call, deps, correction, day, refusal)
    except BeyondTolerance:
        return await _request_instead(call, deps, correction.id, day)
    if effect.asks:
        return _render_question(effect, call.today)
    source = await channels.interaction_source(deps, call.channel)
    return await _apply(deps, call.person, correction, day, source, call)


def _runner_of(verb: Verb) -> CommandRunner:
    """Return what runs a verb that comes before its item: `rename M-3 "Load test"`."""

    async def run(call: CommandCall, deps: Deps) -> RenderedMessage:
        correction = parse_correction(f"{verb} {call.text}")
        if correction is None:
            raise Refusal(f"What should I {verb}?", "", f"Try {usage(verb, 'M-3')}.")
        return await correct(call, deps, correction)

    return run


async def on_confirm(click: Click, deps: Deps) -> RenderedMessage:
    """Handle the button that saves a correction after its effect was shown."""
    with refuse_malformed():
        fields = click.fields
        correction = Correction(Verb(fields["verb"]), str(fields["id"]), str(fields["argument"]))
        day = date.fromisoformat(fields["day"]) if fields["day"] else None
    source = await channels.interaction_source(deps, click.channel)
    try:
        return await _apply(deps, click.person, correction, day, source, click)
    except BeyondTolerance:
        return await _request_instead(click, deps, correction.id, day)


async def on_menu(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *More* on a card: cancel, reopen and delete act at once or ask; the others open a form."""
    verb, _, id = click.value.partition(" ")
    with refuse_malformed():
        chosen = Verb(verb)
    if chosen in (Verb.RENAME, Verb.MOVE, Verb.COMMIT):
        item = await deps.read(card_queries.correctable_item, person=click.person, id=id)
        view = templates.render_view(
            "plan/correction_form", verb=verb, item=item, metadata=f"{click.channel} {click.value}", today=click.today
        )
        await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)
        return None
    call = CommandCall(click.person, click.channel, "", click.trigger, click.now)
    return await correct(call, deps, Correction(chosen, id))


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Make the correction of a form, or show first what it touches of others."""
    verb, _, id = form.subject.partition(" ")
    with refuse_malformed():
        chosen = Verb(verb)
    call = CommandCall(form.person, form.channel, "", "", form.now)
    if chosen is Verb.RENAME:
        return await correct(call, deps, Correction(chosen, id, form.required_text("name", "Give it a name.")))
    if chosen is Verb.MOVE:
        return await correct(call, deps, Correction(chosen, id, form.required_choice("find_project")))
    day = form.day()
    if day is None:
        raise InvalidForm(date="Pick a day.")
    return await correct(call, deps, Correction(chosen, id, day.isoformat()))


async def _request_instead(request: CommandCall | Click, deps: Deps, id: str, day: date | None) -> RenderedMessage:
    """Ask for a change request, because the person may not move a committed date so far (B-123)."""
    assert day is not None
    asked = RequestedChange(id, FieldKind.COMMITTED, day.isoformat())
    saved = await deps.commit(
        change_flows.request_change,
        person=request.person,
        title="",
        asked=(asked,),
        why="",
        source=await channels.interaction_source(deps, request.channel),
        now=request.now,
    )
    return await request_form.render_saved(saved, request.person, deps)


async def _apply(
    deps: Deps, person: Person, correction: Correction, day: date | None, source: Source, request: CommandCall | Click
) -> RenderedMessage:
    effect = await deps.commit(
        corrections.apply_correction, person=person, correction=correction, day=day, source=source, now=request.now
    )
    return templates.render("plan/corrected", effect=effect, today=request.today)


def _render_question(effect: CorrectionEffect, today: date) -> RenderedMessage:
    correction = effect.correction
    day = effect.day.isoformat() if effect.day else None
    value = json.dumps({"verb": correction.verb, "id": correction.id, "argument": correction.argument, "day": day})
    return templates.render("plan/correction_asked", effect=effect, value=value, today=today)


_SUMMARIES = {
    Verb.RENAME: ('rename M-3|PRJ-2|PRG-1 "New name"', "Rename a milestone, project or program."),
    Verb.CANCEL: ("cancel M-3|PRJ-2|PRG-1", "Cancel a milestone, project or program. Its history stays."),
    Verb.REOPEN: ("reopen M-3|PRJ-2|PRG-1", "Reopen what is done, closed or cancelled."),
    Verb.MOVE: ("move M-3 to PRJ-2", "Move a milestone to another project, or a project to another program."),
    Verb.DELETE: ("delete M-3|PRJ-2|PRG-1", "Delete a milestone, project or program that nothing refers to."),
    Verb.COMMIT: ("commit M-3 to 14 Mar", "Change a committed date, as a project lead or program manager."),
}
_EXAMPLES = {
    Verb.RENAME: 'rename M-1 "Auth API v2"',
    Verb.CANCEL: "cancel M-1",
    Verb.REOPEN: "reopen M-1",
    Verb.MOVE: "move M-1 to PRJ-2",
    Verb.DELETE: "delete M-1",
    Verb.COMMIT: "commit M-1 to 18 Mar",
}
COMMANDS = tuple(Command(verb.value, *_SUMMARIES[verb], _runner_of(verb), examples=(_EXAMPLES[verb],)) for verb in Verb)
CLICKS = {"correct": on_confirm, "correct_menu": on_menu}
FORMS = {"correct": on_form}
