"""Scenarios: the verbs `scenario`, `scenarios`, `compare` and `SC-1`, their buttons, and the lines of their threads."""

import re
from functools import partial
from typing import Any

import storage.scenarios
import templates
from handlers.change_requests import request_form
from handlers.common import channels, identity, isolation, lookup, parsing, posting, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, Source, local_date
from handlers.scenarios import flows, picture, queries
from rules.change_requests.parsing import is_change, parse_changes, parse_request
from rules.people import Person
from rules.refusal import Refusal
from rules.text import spell_ids
from storage.scenarios import Scenario
from templates import RenderedMessage

_PAIR = re.compile(r"\s*(SC-?\d+)\s*(?:,|and|with|to)?\s*(SC-?\d+)\s*", re.IGNORECASE)
Event = dict[str, Any]


async def open_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `scenario "Second vendor" M-17 +5d, cancel M-14`."""
    asked = parse_request(call.text, today=call.today, locale=call.person.locale)
    source = await channels.interaction_source(deps, call.channel)
    if flows.is_channel(call.channel):
        await channels.require_postable(deps, call.channel)
    scenario = await deps.commit(
        flows.open_scenario, person=call.person, name=asked.title, asked=asked.changes, source=source, now=call.now
    )
    if scenario.source_channel:
        message = templates.render("scenarios/opened", scenario=scenario)
        return undoing.with_undo(deps, message)
    return undoing.with_undo(deps, await _render_card(scenario.id, call.person, deps))


async def list_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `scenarios [PRG-1] [page 2]`."""
    text, page = parsing.parse_subject_and_page(call.text)
    subject = await lookup.resolve_subject(deps, text, retry_command="scenarios {}")
    listed = await deps.read(queries.scenario_list, person=call.person, program=subject, page=page)
    command = f"scenarios {subject}".strip()
    return templates.render("scenarios/list", listed=listed, again=command, today=call.today)


async def compare_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `compare SC-1 SC-2`."""
    match = _PAIR.fullmatch(call.text)
    first, second = (parsing.parse_id(match[1]), parsing.parse_id(match[2])) if match else (None, None)
    if not (first and second):
        raise Refusal("Which two scenarios?", "", "Try `compare SC-1 SC-2`.")
    if first == second:
        raise Refusal(f"That is {first} twice.", "", "Name two scenarios; `scenarios` lists them.")
    compared = await deps.read(queries.compared, person=call.person, first=first, second=second, now=call.now)
    return templates.render("scenarios/compared", compared=compared, today=call.today)


async def show_or_change(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `SC-1`, `SC-1 adopt`, `SC-1 undo`, or `SC-1 M-17 +5d` to add a change."""
    id, rest = parsing.split_id(call.text)
    if not rest:
        return await _render_card(id, call.person, deps)
    source = await channels.interaction_source(deps, call.channel)
    if rest.casefold() == "adopt":
        request = await deps.commit(flows.adopt, person=call.person, id=id, source=source, now=call.now)
        return await request_form.render_saved(request, call.person, deps)
    await _change(id, rest, call.person, source, deps)
    return await _render_card(id, call.person, deps)


async def on_thread_line(event: Event, text: str, deps: Deps) -> bool:
    """Change a scenario by a line in its thread; return False if the message is about something else."""
    thread_ts, words = event.get("thread_ts") or "", spell_ids(text).strip()
    if not thread_ts or thread_ts == event["ts"] or not (words.casefold() == "undo" or is_change(words)):
        return False
    scenario = await deps.read(flows.scenario_of_thread, team=deps.team, channel=event["channel"], thread_ts=thread_ts)
    if scenario is None or not event.get("user"):
        return False
    person = await identity.load_person(deps, event["user"])
    deps = deps.signed_by(person.id)
    await identity.learn_people(deps, text)
    await _answer_line(event, words, scenario, person, deps)
    return True


async def _answer_line(event: Event, words: str, scenario: Scenario, person: Person, deps: Deps) -> None:
    channel, ts, now = event["channel"], event["ts"], deps.now()
    source = await channels.interaction_source(deps, channel)
    try:
        await _change(scenario.id, words, person, source, deps)
    except Refusal as refusal:
        message = templates.render("common/refusal", refusal=refusal, choices=())
        await deps.commit(
            posting.post_ephemeral,
            key=f"scenario:{scenario.id}:refused:{ts}",
            team=deps.team,
            channel=channel,
            user=person.id,
            message=message,
            now=now,
            thread_ts=event["thread_ts"],
        )
        return
    key = f"scenario:{scenario.id}:line:{ts}"
    await deps.write(posting.set_reaction, key=key, team=deps.team, channel=channel, ts=ts, now=now)


async def _change(id: str, words: str, person: Person, source: Source, deps: Deps) -> None:
    now = deps.now()
    if words.casefold() == "undo":
        await deps.commit(flows.remove_last, person=person, id=id, now=now)
        return
    today = local_date(person, now)
    asked = parse_changes(words, today=today, locale=person.locale)
    await deps.commit(flows.add_changes, person=person, id=id, asked=asked, source=source, now=now)


async def _render_card(id: str, person: Person, deps: Deps) -> RenderedMessage:
    view = await deps.read(queries.scenario_view, person=person, id=id, now=deps.now())
    return templates.render("scenarios/card", view=view, today=view.today)


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    return await _render_card(click.value, click.person, deps)


async def on_adopt(click: Click, deps: Deps) -> RenderedMessage:
    """Make a change request of a scenario."""
    source = await channels.interaction_source(deps, click.channel)
    request = await deps.commit(flows.adopt, person=click.person, id=click.value, source=source, now=click.now)
    return await request_form.render_saved(request, click.person, deps)


async def expire_scenarios(deps: Deps) -> None:
    """End the scenarios that nobody adopted within 30 days."""
    now = deps.now()
    ids = await deps.read(storage.scenarios.expired_scenarios, team=deps.team, now=now)
    tasks = {id: partial(_expire, deps, id=id) for id in ids}
    await isolation.run_each(deps, job="scenarios", tasks=tasks)


async def _expire(deps: Deps, *, id: str) -> None:
    await deps.commit(flows.expire, team=deps.team, id=id, now=deps.now())


COMMANDS = (
    Command(
        "scenario",
        'scenario ["Second vendor"] M-17 +5d, cancel M-14',
        "Try changes without saving them, in a thread of this channel that holds them.",
        open_command,
        examples=('scenario "Second vendor" M-1 +5d',),
    ),
    Command(
        "scenarios",
        "scenarios [PRG-1]",
        "List what-if scenarios. They expire after 30 days.",
        list_command,
        examples=("scenarios",),
        share=True,
    ),
    Command(
        "compare",
        "compare SC-1 SC-2",
        "Show two scenarios beside the plan.",
        compare_command,
        examples=("compare SC-1 SC-2",),
    ),
    Command(
        "SC-1",
        "SC-1 [adopt | undo | M-17 +5d]",
        "Show a scenario, change it, or make a change request of it.",
        show_or_change,
        examples=("SC-1",),
        share=True,
    ),
)
CLICKS = {"scenario_card": on_card, "scenario_adopt": on_adopt, "scenario_picture": picture.on_picture}
