"""Benefits: the verbs `new benefit`, `benefits` and `BEN-6`, and the buttons of a benefit's card."""

import templates
from handlers.benefits import flows, form_listeners, queries, replies
from handlers.common import channels, lookup, parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, Outdated
from rules.benefits import statements
from rules.refusal import AmbiguousInput, Refusal
from templates import RenderedMessage

ENDS = ("stop", "accept", "reopen")


async def create_benefit(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Handle `new benefit "Churn falls" kpi "…" target 3.8 by 31 Dec owner @bo`; the verb alone opens the form."""
    if not call.text.strip():
        await form_listeners.open_new_form(call, deps)
        return None
    statement = statements.parse_new_benefit(call.text, today=call.today, locale=call.person.locale)
    source = await channels.interaction_source(deps, call.channel)
    try:
        facts = await deps.commit(
            flows.create_benefit, person=call.person, statement=statement, source=source, now=call.now
        )
    except AmbiguousInput as ambiguity:
        raise AmbiguousInput(ambiguity.what, ambiguity.choices, again=f"new benefit {call.text} in {{}}") from None
    return await replies.render_card(facts.benefit.id, call.person, deps, saved=True)


async def show_or_change_benefit(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `BEN-6`, which shows its card, `BEN-6 3.9`, which is a reading, and the words that change it."""
    id, rest = parsing.split_id(call.text)
    if not rest:
        return await replies.render_card(id, call.person, deps)
    statement = statements.parse_benefit_change(id, rest, today=call.today, locale=call.person.locale)
    source = await channels.interaction_source(deps, call.channel)
    await deps.commit(
        flows.apply_statement, person=call.person, id=id, statement=statement, source=source, now=call.now
    )
    return await replies.render_card(id, call.person, deps, saved=True)


async def list_benefits(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `benefits`, `benefits mine`, `benefits PRG-1` and `benefits PRJ-7`."""
    text, page = parsing.parse_subject_and_page(call.text)
    is_mine = text.casefold() == queries.MINE
    subject = queries.MINE if is_mine else await lookup.resolve_subject(deps, text, retry_command="benefits {}")
    if subject and not is_mine and not subject.startswith("PR"):
        raise Refusal(f"{subject} is no program and no project.", "", "Try `benefits PRG-1`.")
    listed = await deps.read(
        queries.benefit_list, person=call.person, subject=subject, channel=call.channel, page=page, now=call.now
    )
    again = f"benefits {subject}".strip()
    return templates.render("benefits/list", listed=listed, subject=subject, again=again, today=call.today)


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    return await replies.render_card(click.value, click.person, deps)


async def on_end(click: Click, deps: Deps) -> RenderedMessage:
    """Stop, accept or reopen a benefit from its card; the value is the id and the verb."""
    id, _, end = click.value.partition(" ")
    if end not in ENDS:
        raise Outdated
    await deps.commit(flows.end_benefit, person=click.person, id=id, end=end, because="", now=click.now)
    return await replies.render_card(id, click.person, deps, saved=True)


COMMANDS = (
    Command(
        "new benefit",
        'new benefit ["Churn falls" kpi "…" unit % baseline 4.2 on 1 Mar from "CRM" target 3.8 by 31 Dec owner @bo]',
        "Create a benefit or dis-benefit with its measure. Without a name, the profile opens as a form.",
        create_benefit,
        examples=(
            'new benefit "Churn falls" kpi "customers who cancel in a month" unit % target 3.8 by 31 Dec owner @bo',
        ),
    ),
    Command(
        "benefits",
        "benefits [mine|PRG-1|PRJ-7] [page 2]",
        "List benefits with what is realised of their plan, furthest behind first.",
        list_benefits,
        examples=("benefits", "benefits mine"),
        share=True,
    ),
    Command(
        "BEN-6",
        "BEN-6 [3.9 on 28 Feb | target 3.8 by 31 Dec | owner @bo | enabled by M-12 | monthly | stop | accept]",
        "Show or change a benefit, or enter a reading of its measure.",
        show_or_change_benefit,
        examples=("BEN-1", "BEN-1 owner @bo"),
        share=True,
    ),
)
CLICKS = {
    "benefit": on_card,
    "benefit_end": on_end,
    "benefit_edit": form_listeners.on_edit,
    "benefit_reading": form_listeners.on_reading,
}
FORMS = {
    "new_benefit": form_listeners.on_new_form,
    "benefit_edit": form_listeners.on_edit_form,
    "benefit_reading": form_listeners.on_reading_form,
}
