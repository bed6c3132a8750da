"""The verbs `decide`, `decisions` and `DEC-4`, and the buttons of a decision."""

from typing import Any

import templates
from handlers.common import channels, lookup, parsing
from handlers.common.commands import ALL_ROLES, Command
from handlers.common.deps import Deps
from handlers.common.requests import (
    Click,
    CommandCall,
)
from handlers.decisions import consent_windows, decision_forms, exports, flows, making, queries
from handlers.decisions.decision_forms import render_card
from rules.decisions import parsing as grammar
from rules.decisions.parsing import DecisionAct, DecisionRequest
from rules.refusal import AmbiguousInput, GroupMemberNeeded
from templates import RenderedMessage

STATES = ("open", "decided")


async def ask_decision(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `decide "Which region?" options EU|US by 3 Mar who @dana`; the verb alone opens the form."""
    if not call.text.strip():
        await decision_forms.open_new_form(call, deps)
        return None
    fields = grammar.parse_question(call.text, today=call.today, locale=call.person.locale)
    source = await channels.interaction_source(deps, call.channel)
    try:
        asked = await deps.commit(flows.ask_decision, person=call.person, fields=fields, source=source, now=call.now)
    except GroupMemberNeeded:
        raise
    except AmbiguousInput as ambiguous:
        ambiguous.again = ambiguous.again or f"decide {call.text.replace('{', '').replace('}', '')} in {{}}"
        raise
    return await render_card(asked.id, call.person, deps, saved="asked")


async def list_decisions(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `decisions [open|decided] [PRJ-7|PRG-1] [page 2]`, or `decisions export [PRJ-7|PRG-1]`."""
    text, page = parsing.parse_subject_and_page(call.text)
    first_word, _, rest = text.partition(" ")
    if first_word.casefold() == "export":
        subject = await lookup.resolve_subject(deps, rest.strip(), retry_command="decisions export {}")
        return await exports.export_decisions(call, deps, subject=subject)
    state = first_word.casefold() if first_word.casefold() in STATES else ""
    subject = await lookup.resolve_subject(deps, rest.strip() if state else text, retry_command="decisions {}")
    listed = await deps.read(
        queries.decision_list, person=call.person, subject=subject, state=state, page=page, now=call.now
    )
    again = " ".join(word for word in ("decisions", state, subject) if word)
    return templates.render(
        "decisions/list", listed=listed, subject=subject, state=state, again=again, today=call.today
    )


async def show_or_answer_decision(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `DEC-4` to show its card, or `DEC-4 EU because …`, `DEC-4 object …` and the like to answer it."""
    id, rest = parsing.split_id(call.text)
    request = grammar.parse_request(rest, today=call.today, locale=call.person.locale)
    if request.act is DecisionAct.SHOW:
        return await render_card(id, call.person, deps)
    return await _perform(id, request, call, deps)


async def _perform(id: str, request: DecisionRequest, call: CommandCall | Click, deps: Deps) -> RenderedMessage:
    """Do what the words or the button ask for."""
    person, now = call.person, call.now
    source = await channels.interaction_source(deps, call.channel)
    said: dict[str, Any] = {"person": person, "id": id, "source": source, "now": now}
    match request.act:
        case DecisionAct.DECIDE:
            await deps.commit(consent_windows.decide, option=request.words, because=request.because, **said)
        case DecisionAct.PROPOSE:
            await deps.commit(consent_windows.propose, option=request.words, because=request.because, **said)
        case DecisionAct.AGREE:
            await deps.commit(consent_windows.agree, person=person, id=id, now=now)
        case DecisionAct.OBJECT:
            await deps.commit(consent_windows.object_to, text=request.because, **said)
        case DecisionAct.WITHDRAW_OBJECTION:
            await deps.commit(consent_windows.withdraw_objection, person=person, id=id, now=now)
        case DecisionAct.OVERRULE:
            await deps.commit(consent_windows.overrule, because=request.because, **said)
        case DecisionAct.WITHDRAW:
            await deps.commit(flows.withdraw_decision, because=request.because, **said)
        case DecisionAct.SUPERSEDE:
            await deps.commit(making.supersede, person=person, id=id, old=request.words, now=now)
        case _:
            await deps.commit(flows.change_decision, fields=request.fields, **said)
    return await render_card(id, person, deps, saved=request.act.value)


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    """Open a decision's card from a button or menu."""
    return await render_card(click.value, click.person, deps)


async def on_agree(click: Click, deps: Deps) -> RenderedMessage:
    return await _perform(click.value, DecisionRequest(DecisionAct.AGREE), click, deps)


async def on_withdraw_objection(click: Click, deps: Deps) -> RenderedMessage:
    return await _perform(click.value, DecisionRequest(DecisionAct.WITHDRAW_OBJECTION), click, deps)


COMMANDS = (
    Command(
        "decide",
        'decide ["question" options EU|US by 3 Mar who @x agree @y consult @z inform @a gates M-12 in PRJ-2]',
        "Ask someone for a decision. Without a question, a form opens.",
        ask_decision,
        examples=('decide "Which region?" options EU|US by 20 Mar who @bo',),
        aliases=("decision",),
    ),
    Command(
        "decisions",
        "decisions [open|decided|export] [PRJ-7|PRG-1] [page 2]",
        "List decisions, open ones first by the day they are needed; with export, as a Markdown file.",
        list_decisions,
        examples=("decisions", "decisions open PRG-1"),
        share=True,
    ),
    Command(
        "DEC-4",
        "DEC-4 [EU because … | propose EU | agree | object … | overrule … | withdraw [objection] | by 3 Mar | "
        "supersedes DEC-2]",
        "Show a decision, or answer it.",
        show_or_answer_decision,
        ALL_ROLES,
        examples=("DEC-1",),
        share=True,
    ),
)
CLICKS = {
    "decision": on_card,
    "decision_agree": on_agree,
    "decision_unobject": on_withdraw_objection,
    **decision_forms.CLICKS,
}
FORMS = decision_forms.FORMS
