"""The command table: one entry a verb; parser, help, README list and the tests read it."""

import difflib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from handlers.calls import Call
from handlers.deps import Deps
from program.people import Role
from program.refusal import Refusal
from templates import Message

Run = Callable[[Call, Deps], Awaitable[Message | None]]
EVERYBODY = frozenset(Role)
_ID = re.compile(r"\s*(M-?\d+)\b\s*(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """A verb: how it is written, what it does in one line, who sees it in help, examples that a test runs."""

    verb: str
    usage: str
    summary: str
    run: Run
    roles: frozenset[Role] = EVERYBODY
    examples: tuple[str, ...] = ()
    share: bool = False
    aliases: tuple[str, ...] = ()


def choose(table: Sequence[Command], call: Call) -> tuple[Command, Call]:
    """The entry for the words of a call, and the call without its verb.

    A milestone's id in front is the verb `M-42`; no words at all are the verb `me`.
    """
    call = replace(call, table=table)
    if _ID.match(call.text):
        return _named(table, "M-42"), call
    verb, _, rest = call.text.strip().partition(" ")
    known = {name: entry for entry in table for name in (entry.verb, *entry.aliases)}
    entry = known.get(verb.casefold() or "me")
    if entry is None:
        raise _unknown(verb, sorted(known))
    return entry, replace(call, text=rest.strip())


def _named(table: Sequence[Command], verb: str) -> Command:
    return next(entry for entry in table if entry.verb == verb)


def _unknown(verb: str, known: Sequence[str]) -> Refusal:
    near = difflib.get_close_matches(verb.casefold(), known, n=1, cutoff=0.5)
    instead = f"Did you mean `{near[0]}`?" if near else "`help` lists what I know."
    return Refusal(f"I don't know “{verb[:40]}”.", "", instead)
