"""Programs, projects, milestones and channels: the commands `new`, `link`, `unlink` and `M-42`."""

import json
from dataclasses import replace

import storage.channels
import templates
from handlers.common import channels, forms, parsing, undoing
from handlers.common.commands import ALL_ROLES, Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, Outdated, refuse_malformed
from handlers.plan import (
    change_listeners,
    correction_listeners,
    flows,
    milestone_updates,
    proposal_listeners,
    queries,
    slip_listeners,
)
from handlers.plan.milestone_updates import MilestoneStatement
from rules.capture import Slip, interpret_message, serialization
from rules.capture.forms import hints
from rules.capture.proposals import WantedChange, WantedKind
from rules.corrections import parse_correction
from rules.dates import DoubtfulDay
from rules.people import Role
from rules.refusal import AmbiguousInput, Refusal
from templates import RenderedMessage

CREATABLE_KINDS = ("program", "project", "milestone")
WORDS_BY_KIND = {
    "program": 'new program "Name"',
    "project": 'new project "Name" @lead',
    "milestone": 'new milestone "Name" 14 Mar @owner',
}


async def create_command(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Handle `new milestone "API ready" 14 Mar @ana`; the kind alone opens a form."""
    kind, _, rest = call.text.partition(" ")
    if kind.casefold() not in CREATABLE_KINDS:
        raise Refusal(
            "I can make a new program, project, milestone, goal or benefit.",
            "",
            'Try `new milestone "API ready" 14 Mar`.',
        )
    if not rest.strip():
        await _open_creation_form(kind.casefold(), call, deps)
        return None
    new_item = parsing.parse_new_plan_item(rest, today=call.today, locale=call.person.locale)
    try:
        return await _create_item(kind.casefold(), new_item, call, deps)
    except AmbiguousInput as ambiguity:
        if type(ambiguity) is not AmbiguousInput:
            raise  # About a day or a group, not about the project.
        raise AmbiguousInput(ambiguity.what, ambiguity.choices, again=f"new {call.text} in {{}}") from None


async def _open_creation_form(kind: str, call: CommandCall, deps: Deps) -> None:
    choices = await deps.read(queries.creation_choices, team=deps.team, channel=call.channel)
    view = templates.render_view(f"plan/new_{kind}", choices=choices, today=call.today, channel=call.channel)
    words = WORDS_BY_KIND[kind]
    await forms.open_modal(deps, user=call.person.id, trigger=call.trigger, view=view, words=words)


async def _create_item(kind: str, new_item: parsing.NewPlanItem, call: CommandCall, deps: Deps) -> RenderedMessage:
    parent = (new_item.parent_id or "") if kind != "program" else ""
    day = new_item.day if kind != "project" else None
    wanted = WantedChange(WantedKind(kind), new_item.name, parent, day, new_item.user, new_item.duration)
    return await proposal_listeners.create_or_propose(call, deps, wanted)


async def on_new_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Create an item from one of the three creation forms; errors are shown beside their field."""
    kind = form.callback.removeprefix("new_")
    name = form.required_text("name", "Give it a name.")
    new_item = parsing.NewPlanItem(
        name, form.day(), form.values.get("user") or None, form.values.get("inside") or form.values.get("find_project")
    )
    call = CommandCall(form.person, form.channel, "", "", form.now)
    return await _create_item(kind, new_item, call, deps)


async def link_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `link #channel PRJ-7`, `link PRG-1 executive monthly` for this channel, and `link` to see its links."""
    asked = parsing.parse_link(call.text, default_channel=call.channel)
    channel = asked.channel
    if asked.subject is None:
        links = await deps.read(flows.links_of_channel, team=deps.team, channel=channel)
        return templates.render("plan/links", channel=channel, links=links)
    await channels.refresh(deps, channel)
    link = await deps.commit(
        flows.link_channel,
        person=call.person,
        channel=channel,
        subject=asked.subject,
        options=asked.options,
        now=call.now,
    )
    known_channel = await deps.read(storage.channels.find_channel, team=deps.team, id=channel)
    is_member = bool(known_channel and known_channel.has_bot)
    return undoing.with_undo(deps, templates.render("plan/linked", channel=channel, link=link, here=is_member))


async def unlink_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    channel, subject = parsing.parse_unlink(call.text, default_channel=call.channel)
    unlinked_ids = await deps.commit(flows.unlink_channel, person=call.person, channel=channel, subject=subject)
    return undoing.with_undo(deps, templates.render("plan/unlinked", channel=channel, gone=unlinked_ids))


async def milestone_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `M-42`, which shows its card, and `M-42 done`, `60%`, `slip to …` or `owner @bo`, which change it."""
    id, rest = parsing.split_milestone_id(call.text)
    if not rest:
        return await _show_card(call, deps, id)
    if correction := parse_correction(f"{id} {rest}"):
        return await correction_listeners.correct(call, deps, correction)
    interpretation = interpret_message(
        f"{id} {rest}", today=call.today, locale=call.person.locale, zone=call.person.zone
    )
    if interpretation.unclear:
        raise hints.refusal_of(interpretation.unclear[0], today=call.today)
    if not interpretation.explicit:
        raise Refusal(
            f"I don't know what “{rest[:60]}” does to {id}.",
            "",
            f"Try `{id} done`, `{id} 60%`, `{id} slip to 14 Mar because …` or `{id} owner @bo`.",
        )
    statement = interpretation.explicit[0]
    if isinstance(statement, Slip):
        return await slip_listeners.show_preview(call, deps, statement)
    if not isinstance(statement, MilestoneStatement):
        raise Refusal("That is said in another way.", "", "`help` lists the verbs.")
    source = replace(call.source, channel=call.channel, private=await channels.is_closed(deps, call.channel))
    try:
        return await change_listeners.change_milestone(
            deps, person=call.person, statement=statement, source=source, now=call.now
        )
    except DoubtfulDay as doubt:
        forms = [(day, serialization.with_chosen_day(statement, day)) for day in doubt.days]
        choices = [(day, json.dumps(serialization.to_json(form))) for day, form in forms]
        return templates.render("plan/day_doubt", refusal=doubt, choices=choices, today=call.today)


async def on_day_meant(click: Click, deps: Deps) -> RenderedMessage:
    """Save a statement with the day that its author confirmed."""
    with refuse_malformed():
        statement = serialization.from_json(click.fields)
    if not isinstance(statement, MilestoneStatement):
        raise Outdated
    source = await channels.interaction_source(deps, click.channel)
    return await change_listeners.change_milestone(
        deps, person=click.person, statement=statement, source=source, now=click.now
    )


async def on_workday(click: Click, deps: Deps) -> RenderedMessage:
    """Move a milestone from a day off to the next working day."""
    source = await channels.interaction_source(deps, click.channel)
    changed, change = await deps.commit_change(
        milestone_updates.move_to_workday, person=click.person, id=click.value, source=source, now=click.now
    )
    return templates.render("plan/changed", changed=changed, change=change, today=click.today)


async def _show_card(call: CommandCall, deps: Deps, id: str) -> RenderedMessage:
    card = await deps.read(queries.milestone_card, person=call.person, id=id, now=call.now)
    return templates.render("plan/milestone_card", card=card, today=call.today)


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    """Handle a button that opens a milestone's card."""
    card = await deps.read(queries.milestone_card, person=click.person, id=click.value, now=click.now)
    return templates.render("plan/milestone_card", card=card, today=click.today)


CREATOR_ROLES = frozenset({Role.ADMIN, Role.SPONSOR, Role.MANAGER, Role.LEAD, Role.CONTRIBUTOR})
COMMANDS = (
    Command(
        "new",
        'new program|project|milestone ["Name" 14 Mar @owner in PRJ-7]',
        "Create a program, project or milestone. Without a name, a form opens.",
        create_command,
        CREATOR_ROLES,
        ('new program "Atlas"', 'new project "Identity" @ana', 'new milestone "API ready" 14 Mar @ana'),
    ),
    Command(
        "link",
        "link [#channel] [PRJ-7|PRG-1] [executive|delivery] [weekly|monthly|quarterly|annual] [quiet|always]",
        "Link a channel to a project, or to a program so that it gets its digests.",
        link_command,
        CREATOR_ROLES,
        ("link", "link PRJ-1", "link PRG-1 executive monthly quiet"),
    ),
    Command(
        "unlink",
        "unlink [#channel] [PRJ-7]",
        "Unlink a channel from its projects and digests.",
        unlink_command,
        CREATOR_ROLES,
        ("unlink PRJ-1",),
    ),
    Command(
        "M-42",
        "M-42 [done | 60% | slip to 14 Mar because … | owner @bo]",
        "Update a milestone, or show its card.",
        milestone_command,
        ALL_ROLES,
        examples=("M-1", "M-1 60%", "M-1 slip to 14 Mar because the vendor is late", "M-1 done"),
        share=True,
    ),
)
CLICKS = {"card": on_card, "day_meant": on_day_meant, "workday": on_workday}
FORMS = {"new_program": on_new_form, "new_project": on_new_form, "new_milestone": on_new_form}
