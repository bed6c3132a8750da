"""People and tools: the verbs `people`, `tools`, `assign`, `unassign`, `new person|team|tool`, `RES-1` and `AL-1`."""

import re
from functools import partial

import templates
from handlers.common import channels, lookup, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, Outdated, parse_record_number
from handlers.resources import asking, assigning, form_listeners, load_views, picture, register, replies, stopping
from rules.people import NeedsConsent
from rules.refusal import Refusal
from rules.resources import statements
from rules.resources.bookings import ResourceKind
from rules.resources.statements import ResourceStatement
from rules.text import plain, tokens
from templates import RenderedMessage

_IF_STOPPED = re.compile(r"(?:what )?if\s+(.+?)\s+(?:is |were |was )?stop(?:ped|s)?\??", re.IGNORECASE)
_PEOPLE_HINT = "Name a person with @, `people @ana`, or a project by its id, `people PRJ-1`."


async def list_people(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `people`, `people @ana`, `people RES-2`, `people PRJ-1`, `people picture`, `people if PRJ-9 stopped`."""
    if match := _IF_STOPPED.fullmatch(call.text.strip()):
        project = await lookup.resolve_subject(deps, match[1].strip(), retry_command="people if {} stopped")
        effect = await deps.read(stopping.stop_effect, person=call.person, project=project, now=call.now)
        return templates.render("resources/if_stopped", effect=effect, today=call.today)
    words = tokens(call.text)
    if len(words) == 1 and words[0].kind == "user":
        id = await deps.read(register.resource_of_member, team=call.person.team, user=words[0].id)
        return await replies.render_resource(id, call.person, deps)
    return await _list(call, deps, tools=False)


async def list_tools(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `tools` and `tools picture`: the same for tools, in units."""
    return await _list(call, deps, tools=True)


async def _list(call: CommandCall, deps: Deps, *, tools: bool) -> RenderedMessage:
    subject, page = parsing.parse_subject_and_page(call.text)
    verb = "tools" if tools else "people"
    words = subject.split()
    is_picture = bool(words) and words[-1].casefold() in ("picture", "map", "heatmap")
    team = parsing.parse_id(" ".join(words[:-1] if is_picture else words)) or ""
    if (subject and not is_picture and not team.startswith(("RES-", "PRJ-"))) or (tools and team.startswith("RES-")):
        name = plain(subject)[:60]
        hint = f"Try `{verb}`, `{verb} page 2` or `{verb} picture`." if tools else _PEOPLE_HINT
        raise Refusal(f"I don't understand “{name}”.", "", hint)
    if is_picture:
        return await picture.show_picture(call, deps, tools=tools, team=team)
    listed = await deps.read(load_views.load_list, person=call.person, tools=tools, team=team, page=page, now=call.now)
    again = f"{verb} {team}".strip()
    return templates.render("resources/list", listed=listed, tools=tools, again=again, today=call.today)


async def assign(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `assign @ana 60% M-12 from 1 Mar to 30 Apr`."""
    statement = statements.parse_assign(call.text, today=call.today, locale=call.person.locale)
    target = await _resolve_target(call, deps, statement.target)
    source = await channels.interaction_source(deps, call.channel)
    statement = statements.with_target(statement, target)
    try:
        facts = await deps.commit(
            assigning.assign, person=call.person, statement=statement, source=source, now=call.now
        )
    except NeedsConsent as refusal:
        asked = await deps.commit(
            asking.ask, person=call.person, statement=statement, source=source, now=call.now, refusal=refusal
        )
        return undoing.with_undo(deps, templates.render("resources/proposed", asked=asked, today=call.today))
    return replies.render_saved(facts, call.person, deps)


async def unassign(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `unassign @ana M-12` and `unassign AL-3`."""
    said = statements.parse_unassign(call.text)
    if isinstance(said, str):
        id = said
    else:
        named, target = said
        target = await _resolve_target(call, deps, target)
        id = await deps.read(assigning.find_allocation, person=call.person, named=named, target=target)
    facts = await deps.commit(assigning.remove_allocation, person=call.person, id=id, now=call.now)
    return replies.render_removed(facts, deps)


async def _resolve_target(call: CommandCall, deps: Deps, target: str) -> str:
    if parsing.parse_id(target):
        return target
    again = f"{call.text}".replace(target, "{}")
    return await lookup.resolve_milestone(deps, target, person=call.person, retry_command=f"assign {again}")


async def show_or_change_allocation(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `AL-3`, `AL-3 40%` and `AL-3 from 1 Mar to 30 Apr`."""
    id, rest = parsing.split_id(call.text)
    if not rest:
        return await replies.render_allocation(id, call.person, deps)
    if rest.casefold() in ("remove", "delete", "end"):
        facts = await deps.commit(assigning.remove_allocation, person=call.person, id=id, now=call.now)
        return replies.render_removed(facts, deps)
    change = statements.parse_allocation_change(id, rest, today=call.today, locale=call.person.locale)
    facts = await deps.commit(assigning.change_allocation, person=call.person, id=id, change=change, now=call.now)
    return replies.render_saved(facts, call.person, deps)


async def create_resource(call: CommandCall, deps: Deps, *, kind: ResourceKind) -> RenderedMessage | None:
    """Handle `new tool "Test rig" 2 units`; the kind alone opens the form."""
    if not call.text.strip():
        await form_listeners.open_new_form(call, deps, kind=kind)
        return None
    statement = statements.parse_new_resource(kind, call.text, today=call.today, locale=call.person.locale)
    source = await channels.interaction_source(deps, call.channel)
    resource = await deps.commit(
        register.create_resource, person=call.person, kind=kind, statement=statement, source=source, now=call.now
    )
    return await replies.render_resource(resource.id, call.person, deps, saved=True)


async def show_or_change_resource(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `RES-2`, which shows its card, and the words that change it."""
    id, rest = parsing.split_id(call.text)
    if not rest:
        return await replies.render_resource(id, call.person, deps)
    statement = statements.parse_resource_change(id, rest, today=call.today, locale=call.person.locale)
    await deps.commit(register.change_resource, person=call.person, id=id, statement=statement, now=call.now)
    return await replies.render_resource(id, call.person, deps, saved=True)


async def on_answer(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *Accept* and *Decline*; the question itself then shows the outcome."""
    facts = await deps.commit(
        asking.answer_proposal,
        person=click.person,
        id=parse_record_number(click.value),
        accept=click.action == "assign_accept",
        now=click.now,
    )
    return replies.render_saved(facts, click.person, deps) if facts else None


async def on_resource(click: Click, deps: Deps) -> RenderedMessage:
    return await replies.render_resource(click.value, click.person, deps)


async def on_allocation(click: Click, deps: Deps) -> RenderedMessage:
    return await replies.render_allocation(click.value, click.person, deps)


async def on_remove(click: Click, deps: Deps) -> RenderedMessage:
    facts = await deps.commit(assigning.remove_allocation, person=click.person, id=click.value, now=click.now)
    return replies.render_removed(facts, deps)


async def on_end(click: Click, deps: Deps) -> RenderedMessage:
    """Close or reopen a resource from its card; the value is the id and the verb."""
    id, _, end = click.value.partition(" ")
    if end not in ("close", "reopen"):
        raise Outdated
    statement = ResourceStatement(end=end)
    await deps.commit(register.change_resource, person=click.person, id=id, statement=statement, now=click.now)
    return await replies.render_resource(id, click.person, deps, saved=True)


COMMANDS = (
    Command(
        "people",
        "people [@ana | RES-2 | PRJ-1] [picture | page 2] | if PRJ-9 stopped",
        "Show who is booked how much, this week and the next four, the fullest first, as far as you may see it.",
        list_people,
        examples=("people", "people if PRJ-1 stopped"),
        share=True,
    ),
    Command(
        "tools",
        "tools [picture | page 2]",
        "Show which tools are booked, in units.",
        list_tools,
        examples=("tools",),
        share=True,
    ),
    Command(
        "assign",
        'assign @ana 60% M-12|PRJ-2 [from 1 Mar to 30 Apr] | "Test rig" 1 M-12',
        "Book a person, team or tool for a milestone, with which it moves, or for a project.",
        assign,
        examples=("assign @bo 60% M-1",),
    ),
    Command(
        "unassign",
        "unassign @ana M-12 | AL-3",
        "Take a person, team or tool off a milestone or project.",
        unassign,
        examples=("unassign @bo M-1",),
    ),
    *(
        Command(
            f"new {kind.value}",
            f"new {kind.value} [{words}]",
            f"Add a {kind.value}. Without a name, a form opens.",
            partial(create_resource, kind=kind),
            examples=(example,),
        )
        for kind, words, example in (
            (ResourceKind.PERSON, '@ana 80% skills java, sql team "Platform"', "new person @bo 80%"),
            (ResourceKind.TEAM, '"Platform" 300% lead @bo', 'new team "Platform" 300%'),
            (ResourceKind.TOOL, '"Test rig" 2 units', 'new tool "Test rig" 2 units'),
        )
    ),
    Command(
        "RES-1",
        'RES-1 [capacity 80% from 1 Mar to 30 Apr | skills java, sql | team "Platform" | close]',
        "Show a person, team or tool with its load, or change it.",
        show_or_change_resource,
        examples=("RES-1",),
    ),
    Command(
        "AL-1",
        "AL-1 [40% | from 1 Mar to 30 Apr | remove]",
        "Show or change an assignment.",
        show_or_change_allocation,
        examples=("AL-1",),
    ),
)
CLICKS = {
    "assign_accept": on_answer,
    "assign_decline": on_answer,
    "resource": on_resource,
    "resource_edit": form_listeners.on_edit,
    "resource_end": on_end,
    "load_picture": picture.on_picture,
    "allocation": on_allocation,
    "allocation_edit": form_listeners.on_edit_allocation,
    "allocation_remove": on_remove,
}
FORMS = {
    "new_resource": form_listeners.on_new_form,
    "resource_edit": form_listeners.on_edit_form,
    "allocation_edit": form_listeners.on_allocation_form,
}
