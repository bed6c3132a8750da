"""Hand-overs between milestones: the verbs `depend` and `D-9`, the buttons of the two people, and the clock."""

from collections.abc import Mapping
from datetime import date

import templates
from handlers.common import channels, day_off, forms, isolation, lookup, parsing, undoing
from handlers.common.channels import IN_PLACE
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, parse_record_number
from handlers.dependencies import bulk_answers, confidence, flows, lists, queries, transitions
from handlers.dependencies.flows import DependencyRequest
from handlers.dependencies.queries import HandoverView
from rules.dependencies.handovers import HandoverStep
from rules.refusal import Refusal
from templates import RenderedMessage

STEP_WORDS: Mapping[str, HandoverStep] = {
    "commit": HandoverStep.COMMIT,
    "counter": HandoverStep.COUNTER,
    "decline": HandoverStep.DECLINE,
    "accept": HandoverStep.ACCEPT,
    "reject": HandoverStep.REJECT,
    "by": HandoverStep.REQUEST,
    "waive": HandoverStep.WAIVE,
}
# Steps that open a form first.
FORM_TEMPLATES = {
    "handover_counter": "dependencies/counter",
    "handover_decline": "dependencies/decline",
    "handover_by": "dependencies/by",
}


async def run_depend(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `depend M-4 on M-3 by 3 Mar [soft]`, with names or ids."""
    consumer_text, provider_text, by, soft = parsing.parse_dependency(call.text)
    tail = (f" by {by}" if by else "") + (" soft" if soft else "")
    consumer = await lookup.resolve_milestone(
        deps, consumer_text, person=call.person, retry_command=f'depend {{}} on "{provider_text}"{tail}'
    )
    provider = await lookup.resolve_milestone(
        deps, provider_text, person=call.person, retry_command=f"depend {consumer} on {{}}{tail}"
    )
    again = f"depend {consumer} on {provider} by {{}}{' soft' if soft else ''}"
    need_by = parsing.parse_day(by, today=call.today, locale=call.person.locale, again=again) if by else None
    request = DependencyRequest(consumer, provider, soft, need_by)
    handover = await deps.commit(flows.link_milestones, person=call.person, wish=request, now=call.now)
    message = undoing.with_undo(deps, templates.render("dependencies/linked", handed=handover, today=call.today))
    return await _with_day_off(deps, message, handover, today=call.today)


async def _with_day_off(
    deps: Deps, message: RenderedMessage, handover: HandoverView, *, today: date
) -> RenderedMessage:
    """Say whether the day it is needed by is a day off, with a button to the next working day."""
    move = f"{handover.link.id} by {{}}" if handover.terms.need_by else ""
    return await day_off.with_note(
        deps, message, subject=handover.consumer.id, day=handover.terms.need_by, today=today, move=move
    )


async def show_or_answer_handover(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `D-9`, `D-9 commit`, `D-9 counter 10 Mar because …`, `D-9 by 3 Mar` or `D-9 waive`."""
    id, rest = parsing.split_id(call.text)
    verb, _, tail = rest.partition(" ")
    if not verb:
        return await _render_card(call, deps, id)
    step = STEP_WORDS.get(verb.casefold())
    if step is None:
        raise Refusal(
            f"I don't know what “{rest[:60]}” does to {id}.", "", f"Try `{id} commit`, `{id} by 3 Mar` or `{id} waive`."
        )
    when, _, reason = tail.partition("because ")
    day, again = None, f"{id} {verb} {{}}{f' because {reason}' if reason else ''}"
    if step in _DATED_STEPS:
        day = parsing.parse_day(when.strip(), today=call.today, locale=call.person.locale, again=again)
    reason = reason if step in _DATED_STEPS else tail.removeprefix("because ")
    await deps.commit(
        flows.answer_handover,
        person=call.person,
        id=id,
        step=step,
        day=day,
        sure=when.rstrip().endswith("!"),
        reason=reason,
        source=call.source,
        now=call.now,
    )
    return await _render_card(call, deps, id)


async def list_handovers(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `deps [PRJ-7|PRG-1] [page 2]`: the worst hand-overs come first."""
    text, page = parsing.parse_subject_and_page(call.text)
    subject = await lookup.resolve_subject(deps, text, retry_command="deps {}")
    listed = await deps.read(lists.handover_list, team=deps.team, subject=subject, page=page, now=call.now)
    return templates.render("dependencies/list", shown=listed, listed=listed.page, subject=subject, today=call.today)


async def on_step(click: Click, deps: Deps) -> RenderedMessage | None:
    """Take *Commit*, *Accept*, *Reject* or *Drop it* at once, and edit the messages that show the hand-over."""
    id, version = _id_and_version(click.value)
    step = STEP_WORDS[click.action.removeprefix("handover_")]
    await deps.commit(flows.answer_handover, person=click.person, id=id, version=version, step=step, now=click.now)
    return await _render_card(click, deps, id) if click.ephemeral else None


async def on_accept_all(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Accept N new dates* on a message about several hand-overs."""
    cards = [_id_and_version(value) for value in click.value.split(",")]
    accepted, skipped = await deps.commit(
        bulk_answers.accept_handovers, person=click.person, cards=cards, now=click.now
    )
    return templates.render("dependencies/handovers_accepted", accepted=accepted, skipped=skipped)


async def on_open_form(click: Click, deps: Deps) -> None:
    """Open the form for *Counter*, *Decline* or *Another day*, which asks for the day or the reason."""
    id, version = _id_and_version(click.value)
    handover = await deps.read(queries.handover_view, team=deps.team, id=id)
    flows.refuse_stale(handover, version)
    channel = click.channel if click.ephemeral else IN_PLACE
    view = templates.render_view(
        FORM_TEMPLATES[click.action], handed=handover, metadata=f"{channel} {click.value}", today=click.today
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage | None:
    """Save the form of *Counter*, *Decline* or *Another day*; errors appear beside their field."""
    step = STEP_WORDS[form.callback.removeprefix("handover_")]
    id, version = _id_and_version(form.subject)
    day, reason = form.day_ahead(), form.values.get("reason", "").strip()
    if step is HandoverStep.DECLINE:
        reason = form.required_text("reason", "Say why, so that they can look for another way.")
    await deps.commit(
        flows.answer_handover,
        person=form.person,
        id=id,
        version=version,
        step=step,
        day=day,
        reason=reason,
        source=await channels.interaction_source(deps, form.channel),
        now=form.now,
    )
    return None if form.channel == IN_PLACE else await _render_card(form, deps, id)


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    """Open the card of a hand-over from a button."""
    return await _render_card(click, deps, click.value)


async def update_due_handovers(deps: Deps) -> None:
    """Run the clock: committed days that passed, unanswered questions, and commitments gone silent."""
    now = deps.now()
    due = await deps.read(transitions.due_handovers, team=deps.team, now=now)
    tasks = {id: isolation.transaction_task(deps, transitions.apply_due_step, id=id, now=now) for id in due}
    await isolation.run_each(deps, job="hand-overs", tasks=tasks)
    changes = await deps.read(confidence.due_changes, team=deps.team, now=now)
    tasks = {
        change.id: isolation.transaction_task(deps, confidence.apply_change, reading=change, now=now)
        for change in changes
    }
    await isolation.run_each(deps, job="confidence", tasks=tasks)


async def _render_card(request: CommandCall | Click | FormSubmission, deps: Deps, id: str) -> RenderedMessage:
    card = await deps.read(flows.handover_card, person=request.person, id=id, now=request.now)
    message = templates.render("dependencies/card", card=card, handed=card.handed, today=request.today)
    return await _with_day_off(deps, message, card.handed, today=request.today)


def _id_and_version(value: str) -> tuple[str, int]:
    id, _, version = value.partition("/")
    return id, parse_record_number(version)


_DATED_STEPS = frozenset({HandoverStep.COUNTER, HandoverStep.REQUEST})
COMMANDS = (
    Command(
        "depend",
        "depend M-4 on M-3 [by 3 Mar] [soft]",
        "Make one milestone depend on another. I ask its owner to commit.",
        run_depend,
        examples=("depend M-2 on M-1", 'depend Checkout on "Auth API" by 3 Mar soft'),
    ),
    Command(
        "D-9",
        "D-9 [commit | counter 10 Mar because … | decline because … | accept | reject | by 3 Mar | waive]",
        "Show a hand-over, or answer it.",
        show_or_answer_handover,
        examples=("D-1", "D-1 waive"),
        share=True,
    ),
    Command(
        "deps",
        "deps [PRJ-7|PRG-1]",
        "List the hand-overs, worst first.",
        list_handovers,
        examples=("deps", "deps PRJ-1"),
        share=True,
    ),
)
CLICKS = (
    {f"handover_{verb}": on_step for verb in STEP_WORDS}
    | dict.fromkeys(FORM_TEMPLATES, on_open_form)
    | {"handover": on_card, "handovers_accept": on_accept_all}
)
FORMS = dict.fromkeys(FORM_TEMPLATES, on_form)
