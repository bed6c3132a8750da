"""Help, and what administrators look after."""

import templates
from handlers.calls import Call
from handlers.commands import Command
from handlers.deps import Deps
from program.refusal import Refusal
from templates import Message


async def help(call: Call, deps: Deps) -> Message:
    """`help [verb]`: the verbs, a line each; one verb with its examples."""
    if not call.text:
        return templates.render("admin/help", commands=call.table, command=deps.command)
    wanted = call.text.split()[0].casefold()
    entry = next((c for c in call.table if c.verb.casefold() == wanted), None)
    if entry is None:
        raise Refusal(f"I don't know “{wanted[:40]}”.", "", "`help` lists what I know.")
    return templates.render("admin/help_verb", entry=entry, command=deps.command)


COMMANDS = (Command("help", "help [verb]", "What I understand, with examples.", help, examples=("help", "help new")),)
