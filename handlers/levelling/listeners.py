"""Levelling and buying days: the verbs `level`, `buy`, `crash` and `M-3 crash`."""

import re

import templates
from handlers.common import channels, lookup, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from handlers.levelling import flows, queries, worth_forms
from rules.refusal import Refusal
from templates import RenderedMessage

_DAYS = re.compile(r"\b(\d{1,3})\s*(?:d|days?)\b", re.IGNORECASE)


async def level(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `level [PRG-1 | PRJ-1]`."""
    subject = call.text.strip()
    if not (id := parsing.parse_id(subject)) or not id.startswith("PRJ-"):
        id = await _program(call, subject, deps)
    view = await deps.read(queries.level_view, person=call.person, subject=id, now=call.now)
    return templates.render("levelling/level", view=view, today=view.today)


async def buy(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `buy 3 days [M-9]` and `crash M-9 3 days`."""
    match = _DAYS.search(call.text)
    if not match or not int(match[1]):
        raise Refusal("How many days?", "", "Try `buy 3 days M-9`.")
    rest = (call.text[: match.start()] + call.text[match.end() :]).strip()
    rest = re.sub(r"^(?:off|for|from)\s+", "", rest, flags=re.IGNORECASE)
    id = parsing.parse_id(rest)
    if not id or not id.startswith("M-"):
        id = await _program(call, rest, deps)
    view = await deps.read(queries.bought_view, person=call.person, subject=id, days=int(match[1]), now=call.now)
    return templates.render("levelling/bought", view=view)


async def set_crash(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `M-3 crash 500 per day up to 2 days`."""
    id, rest = parsing.split_id(call.text)
    data = flows.parse_crash(re.sub(r"^crash\s*", "", rest, flags=re.IGNORECASE))
    source = await channels.interaction_source(deps, call.channel)
    milestone = await deps.commit(
        flows.set_crash_data, person=call.person, id=id, data=data, source=source, now=call.now
    )
    return undoing.with_undo(deps, templates.render("levelling/crash_set", milestone=milestone, data=data))


async def _program(call: CommandCall, text: str, deps: Deps) -> str:
    program = await deps.read(lookup.resolve_program, person=call.person, text=text, channel=call.channel)
    return program.id


COMMANDS = (
    Command(
        "level",
        "level [PRG-1 | PRJ-1]",
        "Propose dates at which no one is booked above their capacity, and try them as a scenario.",
        level,
        examples=("level",),
    ),
    Command(
        "buy",
        "buy 3 days [M-9]",
        "Find the cheapest way to end a milestone or the program sooner.",
        buy,
        examples=("buy 3 days M-9",),
        aliases=("crash",),
    ),
    Command(
        "M-42 crash",
        "M-42 crash 500 per day up to 2 days",
        "Set what a working day of a milestone costs to save, and how many can be bought.",
        set_crash,
        examples=("M-3 crash 500 per day up to 2 days",),
    ),
)
CLICKS = worth_forms.CLICKS
FORMS = worth_forms.FORMS
