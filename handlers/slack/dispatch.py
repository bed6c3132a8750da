"""The path of typed text, after the slash, after @Baton or in a direct message: a command, a statement, or talk."""

from collections.abc import Sequence
from dataclasses import replace

import templates
from handlers.capture import flows as capture_flows
from handlers.common import commands, lookup
from handlers.common.commands import Command, UnknownVerb
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from rules.capture import Interpretation, interpret_message, small_talk
from rules.capture.forms import hints
from rules.capture.small_talk import SmallTalk
from rules.refusal import NotFound
from templates import RenderedMessage


async def run_text(call: CommandCall, deps: Deps, table: Sequence[Command]) -> RenderedMessage | None:
    """Run a command; other text may be one or more statements ("decided: …"), a greeting or a question."""
    zone, locale = call.person.zone, call.person.locale.replace("-", "_")
    interpretation = interpret_message(call.text, today=call.today, locale=locale, zone=zone)
    try:
        entry, entry_call = commands.find_command(table, call)
    except UnknownVerb as unknown:
        if not interpretation.explicit:
            return await _answer_talk(call, deps, table, interpretation, unknown)
        entry = None
    if entry is None or len(interpretation.explicit) > 1:
        call = replace(call, source=replace(call.source, text=call.source.text or call.text))
        return await deps.commit(capture_flows.save_direct_statements, call=call, explicit=interpretation.explicit)
    return await entry.run(entry_call, deps)


async def _answer_talk(
    call: CommandCall, deps: Deps, table: Sequence[Command], interpretation: Interpretation, unknown: UnknownVerb
) -> RenderedMessage | None:
    """Answer what is neither a command nor a statement: with the nearest command, or in a friendly line."""
    if interpretation.unclear:
        raise hints.refusal_of(interpretation.unclear[0], today=call.today)
    talk = small_talk.read_small_talk(call.text)
    if talk is None:
        raise unknown
    if talk.kind is small_talk.TalkKind.QUESTION and talk.command:
        text = await _command_for(talk, call, deps)
        entry, entry_call = commands.find_command(table, replace(call, text=text))
        return await entry.run(entry_call, deps)
    return templates.render("common/small_talk", talk=talk, name=call.person.name)


async def _command_for(talk: SmallTalk, call: CommandCall, deps: Deps) -> str:
    """Return the command that answers a question, about the project, program or milestone that it names."""
    if not talk.about:
        return talk.command
    try:
        return f"status {await lookup.resolve_subject(deps, talk.about, retry_command='status {}')}"
    except NotFound:
        pass
    try:
        return await lookup.resolve_milestone(deps, talk.about, person=call.person, retry_command="{}")
    except NotFound:
        return talk.command
