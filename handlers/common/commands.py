"""The command table: one entry per verb, read by the parser, help, the README and the tests."""

import difflib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from handlers.common import access
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from rules import kind_verbs
from rules.people import Role
from rules.refusal import AmbiguousInput, GroupMemberNeeded, Refusal
from rules.register import KIND_BY_PREFIX
from rules.text import ID_KINDS, plain, spell_ids
from templates import RenderedMessage

CommandRunner = Callable[[CommandCall, Deps], Awaitable[RenderedMessage | None]]
ALL_ROLES = frozenset(Role)
INSIDER_ROLES = ALL_ROLES - {Role.GUEST}
# Two words that share this much are taken for a slip of the finger; fewer shared letters suggest another meaning.
SUGGESTION_CUTOFF = 0.75
_LEADING_ID = re.compile(rf"\s*({'|'.join(ID_KINDS)})-?\d+\b", re.IGNORECASE)
# The verb of an id is one with an id of its kind; these kinds share the verb of another.
_SHARED_VERBS = {"PRG": "PRJ"} | dict.fromkeys(KIND_BY_PREFIX, "R")


class UnknownVerb(Refusal):
    """Raised for text that begins with no verb; it may be a greeting, a question or a statement."""


@dataclass(frozen=True, slots=True)
class Command:
    """A verb: its usage, a one-line summary, the roles that see it in help, and examples that a test runs."""

    verb: str
    usage: str
    summary: str
    run: CommandRunner
    roles: frozenset[Role] = INSIDER_ROLES
    examples: tuple[str, ...] = ()
    share: bool = False
    aliases: tuple[str, ...] = ()


def find_command(table: Sequence[Command], call: CommandCall) -> tuple[Command, CommandCall]:
    """Return the table entry for a call, and the call without its verb.

    A leading id selects the verb of its kind (`M-42`, `D-9`, `B-3`, `E-3`, `R-5`, `PRJ-7`), with the word after it if
    there is a verb with that word (`PRJ-7 goals`); an empty call means `me`. Raise UnknownVerb for any other word.
    """
    call = replace(call, table=table, text=spell_ids(call.text).strip())
    try:
        call = replace(call, text=kind_verbs.in_order(call.text))
    except Refusal as refusal:
        return _with_access_check(_refuse(refusal)), call
    if id_match := _LEADING_ID.match(call.text):
        return _with_access_check(_command_for_id(table, id_match, call.text)), call
    verb, _, rest = call.text.strip().partition(" ")
    entries_by_name = {name: entry for entry in table for name in (entry.verb, *entry.aliases)}
    # Some aliases are two words: "no change" is one, "no" alone says too little.
    second, _, after_second = rest.strip().partition(" ")
    if two_words := entries_by_name.get(f"{verb} {second}".casefold()):
        return _with_access_check(two_words), replace(call, text=after_second.strip())
    entry = entries_by_name.get(verb.casefold() or "me")
    if entry is None:
        raise _unknown_verb(verb, sorted(entries_by_name))
    return _with_access_check(entry), replace(call, text=rest.strip())


def _refuse(refusal: Refusal) -> Command:
    """Return an entry that refuses, once it is known that the person may hear of what they named."""

    async def run(call: CommandCall, deps: Deps) -> None:
        raise refusal

    return Command("", "", "", run, ALL_ROLES)


def is_shareable(entry: Command, call: CommandCall) -> bool:
    """Return whether an answer can be shared: a shareable verb, used in a channel, with at most one word after it."""
    return entry.share and call.channel[:1] in ("C", "G") and len(call.text.split()) <= 1


def _with_access_check(entry: Command) -> Command:
    """Return the entry with an access check in front of it.

    Commands, messages and buttons that repeat a command all pass through it.
    """

    async def run(call: CommandCall, deps: Deps) -> RenderedMessage | None:
        await deps.read(access.require_access, person=call.person, verb=entry.verb, roles=entry.roles, text=call.text)
        try:
            message = await entry.run(call, replace(deps, doing=plain(_words_of(entry, call))))
        except AmbiguousInput as ambiguity:
            _offer_repetition(entry, call, ambiguity)
            raise
        if message is None or not is_shareable(entry, call):
            return message
        return access.add_share_button(message, command_text=_words_of(entry, call))

    return replace(entry, run=run)


def _words_of(entry: Command, call: CommandCall) -> str:
    """Return the command as it can be typed again."""
    is_id = _LEADING_ID.match(call.text) and _is_id_verb(entry)
    return (call.text if is_id else f"{entry.verb} {call.text}").strip()


def _offer_repetition(entry: Command, call: CommandCall, ambiguity: AmbiguousInput) -> None:
    """Let each choice repeat the command with its id, unless the choices say more themselves."""
    if isinstance(ambiguity, GroupMemberNeeded) and not ambiguity.again:
        _offer_members(entry, call, ambiguity)
        return
    if ambiguity.again or not ambiguity.choices or not all(_LEADING_ID.fullmatch(id) for id, _ in ambiguity.choices):
        return
    said = call.text if _is_id_verb(entry) else f"{entry.verb} {call.text}"
    said = said.strip().replace("{", "").replace("}", "")
    if ambiguity.named and ambiguity.named in said:
        ambiguity.again = said.replace(ambiguity.named, "{}", 1)
    else:
        ambiguity.again = f"{said} {{}}"


def _is_id_verb(entry: Command) -> bool:
    """Return whether an entry is for ids of a kind ("M-42", "PRJ-7 goals") rather than a word."""
    return _LEADING_ID.match(entry.verb) is not None


def _command_for_id(table: Sequence[Command], id_match: re.Match[str], text: str) -> Command:
    kind = id_match[1].upper()
    prefix = f"{_SHARED_VERBS.get(kind, kind)}-"
    entries = [entry for entry in table if _is_id_verb(entry) and entry.verb.startswith(prefix)]
    if not entries:
        raise _unknown_verb(id_match[0].strip(), ())
    second = text[id_match.end() :].lstrip(" :,").partition(" ")[0].casefold()
    by_word = {word: entry for entry in entries for word in _words_after_id(entry)}
    return by_word.get(second) or by_word.get("", entries[0])


def _words_after_id(entry: Command) -> list[str]:
    """Return the words after an id that select an entry: those of its verb and its aliases, "" for any other."""
    return [name.partition(" ")[2] for name in (entry.verb, *entry.aliases)]


def _offer_members(entry: Command, call: CommandCall, ambiguity: GroupMemberNeeded) -> None:
    """Let each member repeat the command in place of the group."""
    said = call.text if _is_id_verb(entry) else f"{entry.verb} {call.text}"
    said = said.strip().replace("{", "").replace("}", "")
    mention = rf"<!subteam\^{re.escape(ambiguity.group)}(?:\|[^<>]*)?>"
    ambiguity.again = re.sub(mention, "<@{}>", said)


def _unknown_verb(verb: str, known: Sequence[str]) -> UnknownVerb:
    """Return the refusal of a verb; only one that is spelled almost alike is suggested."""
    close_matches = difflib.get_close_matches(verb.casefold(), known, n=1, cutoff=SUGGESTION_CUTOFF)
    hint = f"Did you mean `{close_matches[0]}`?" if close_matches else "`help` lists the commands."
    return UnknownVerb(f"I don't know “{verb[:40]}”.", "", hint)
