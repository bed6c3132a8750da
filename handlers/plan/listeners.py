"""Programs, projects, milestones and channels: the verbs `new`, `link`, `unlink` and `M-42`."""

from dataclasses import replace

import storage.channels
import storage.plan
import templates
from handlers.common import channels, forms, parsing
from handlers.common.commands import EVERYBODY, Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, Click, Form
from handlers.plan import flows, milestone_updates, queries, slip_listeners
from rules.capture import Done, Owner, Percent, Slip, listen
from rules.people import Role
from rules.refusal import NeedsChoice, Refusal
from templates import Message

KINDS = ("program", "project", "milestone")


async def new(call: Call, deps: Deps) -> Message | None:
    """`new milestone "API ready" 14 Mar @ana`; the kind alone opens a form."""
    kind, _, rest = call.text.partition(" ")
    if kind.casefold() not in KINDS:
        raise Refusal("I can make a new program, project or milestone.", "", 'Try `new milestone "API ready" 14 Mar`.')
    if not rest.strip():
        await _open_form(kind.casefold(), call, deps)
        return None
    said = parsing.new_thing(rest, today=call.today, locale=call.person.locale)
    try:
        return await _create(kind.casefold(), said, call, deps)
    except NeedsChoice as several:
        raise NeedsChoice(several.what, several.choices, again=f"new {call.text} in {{}}") from None


async def _open_form(kind: str, call: Call, deps: Deps) -> None:
    choices = await deps.read(queries.choices, team=deps.team, channel=call.channel)
    view = templates.render_view(f"plan/new_{kind}", choices=choices, today=call.today, channel=call.channel)
    await forms.show(deps, user=call.person.id, trigger=call.trigger, view=view)


async def _create(kind: str, said: parsing.NewThing, call: Call, deps: Deps) -> Message:
    if kind == "program":
        program = await deps.transact(
            flows.new_program,
            person=call.person,
            name=said.name,
            start=said.day or call.today,
            zone=call.person.zone,
            now=call.now,
        )
        return templates.render("plan/new_program_done", program=program)
    if kind == "project":
        project = await deps.transact(
            flows.new_project,
            person=call.person,
            name=said.name,
            program=said.inside,
            lead=said.user,
            channel=call.channel,
            now=call.now,
        )
        return templates.render("plan/new_project_done", project=project)
    source = replace(call.source, channel=call.channel, private=await channels.is_closed(deps, call.channel))
    milestone = await deps.transact(
        flows.new_milestone,
        person=call.person,
        name=said.name,
        day=said.day,
        owner=said.user,
        project=said.inside,
        source=source,
        now=call.now,
        duration=said.duration,
    )
    return templates.render("plan/new_milestone_done", milestone=milestone, today=call.today)


async def on_new_form(form: Form, deps: Deps) -> Message:
    """The three creation forms; what is wrong stands beside its field."""
    kind = form.callback.removeprefix("new_")
    name = form.words("name", "Give it a name.")
    said = parsing.NewThing(
        name, form.day(), form.values.get("user") or None, form.values.get("inside") or form.values.get("find_project")
    )
    call = Call(form.person, form.channel, "", "", form.now)
    return await _create(kind, said, call, deps)


async def link(call: Call, deps: Deps) -> Message:
    """`link #channel PRJ-7`, or `link PRG-1` for the channel it is typed in."""
    channel, subject = parsing.channel_and_subject(call.text, here=call.channel)
    await channels.refresh(deps, channel)
    name = await deps.transact(flows.link, person=call.person, channel=channel, subject=subject, now=call.now)
    known = await deps.read(storage.channels.get, team=deps.team, id=channel)
    return templates.render(
        "plan/linked", channel=channel, subject=subject, name=name, here=bool(known and known.has_bot)
    )


async def unlink(call: Call, deps: Deps) -> Message:
    channel, subject = parsing.channel_and_maybe_subject(call.text, here=call.channel)
    gone = await deps.transact(flows.unlink, person=call.person, channel=channel, subject=subject, now=call.now)
    return templates.render("plan/unlinked", channel=channel, gone=gone)


async def milestone(call: Call, deps: Deps) -> Message:
    """`M-42` alone is its card; `M-42 done`, `60%`, `slip to …`, `owner @bo` change it."""
    id, rest = parsing.milestone_and_rest(call.text)
    if not rest:
        return await _card(call, deps, id)
    heard = listen(f"{id} {rest}", today=call.today, locale=call.person.locale, zone=call.person.zone)
    if heard.unclear:
        raise parsing.unclear(heard.unclear[0], usage=f"{id} slip to 14 Mar because …")
    if not heard.explicit:
        raise Refusal(
            f"I don't know what “{rest[:60]}” does to {id}.",
            "",
            f"Try `{id} done`, `{id} 60%`, `{id} slip to 14 Mar because …` or `{id} owner @bo`.",
        )
    said = heard.explicit[0]
    if isinstance(said, Slip):
        return await slip_listeners.preview(call, deps, said)
    return await _change(call, deps, said)


async def _card(call: Call, deps: Deps, id: str) -> Message:
    card = await deps.read(queries.milestone_card, person=call.person, id=id, now=call.now)
    return templates.render("plan/milestone_card", card=card, today=call.today)


async def _change(call: Call, deps: Deps, said: object) -> Message:
    source = replace(call.source, channel=call.channel, private=await channels.is_closed(deps, call.channel))
    common = {"person": call.person, "source": source, "now": call.now}
    if isinstance(said, Done):
        on = said.on.day if said.on and said.on.day else call.today
        changed = await deps.transact(milestone_updates.finish, milestone=said.milestone, on=on, **common)  # type: ignore[arg-type]
    elif isinstance(said, Percent):
        changed = await deps.transact(
            milestone_updates.progress,
            milestone=said.milestone,
            percent=said.percent,
            **common,  # type: ignore[arg-type]
        )
    elif isinstance(said, Owner):
        changed = await deps.transact(milestone_updates.hand_to, milestone=said.milestone, owner=said.user, **common)  # type: ignore[arg-type]
    else:
        raise Refusal("That is said in another way.", "", "`help` lists the verbs.")
    return templates.render("plan/changed", changed=changed, today=call.today)


async def on_card(click: Click, deps: Deps) -> Message:
    """A button that opens a milestone's card."""
    card = await deps.read(queries.milestone_card, person=click.person, id=click.value, now=click.now)
    return templates.render("plan/milestone_card", card=card, today=click.today)


MAKERS = frozenset({Role.ADMIN, Role.SPONSOR, Role.MANAGER, Role.LEAD, Role.CONTRIBUTOR})
COMMANDS = (
    Command(
        "new",
        'new program|project|milestone ["Name" 14 Mar @owner in PRJ-7]',
        "Create a program, project or milestone; without a name a form opens.",
        new,
        MAKERS,
        ('new program "Atlas"', 'new project "Identity" @ana', 'new milestone "API ready" 14 Mar @ana'),
    ),
    Command(
        "link",
        "link [#channel] PRJ-7|PRG-1",
        "Let a channel serve a project, or receive a program's digest.",
        link,
        MAKERS,
        ("link PRJ-1",),
    ),
    Command("unlink", "unlink [#channel] [PRJ-7]", "Stop that.", unlink, MAKERS, ("unlink PRJ-1",)),
    Command(
        "M-42",
        "M-42 [done | 60% | slip to 14 Mar because … | owner @bo]",
        "Update a milestone; its id alone shows its card.",
        milestone,
        EVERYBODY,
        examples=("M-1", "M-1 60%", "M-1 slip to 14 Mar because the vendor is late", "M-1 done"),
        share=True,
    ),
)
CLICKS = {"card": on_card}
FORMS = {"new_program": on_new_form, "new_project": on_new_form, "new_milestone": on_new_form}
