"""`notes`: the decisions, change requests and benefit evidence that people noted, in one list."""

import templates
from handlers.capture import statements
from handlers.common import lookup, parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from templates import RenderedMessage

PAGE_SIZE = 10
KINDS_BY_WORD = {"decisions": ("decision",), "changes": ("change",), "evidence": ("benefit",)}
ALL_KINDS = tuple(kind for kinds in KINDS_BY_WORD.values() for kind in kinds)


async def notes_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `notes [decisions|changes|evidence] [PRJ-7|PRG-1] [page 2]`."""
    word, _, rest = call.text.strip().partition(" ")
    kinds = KINDS_BY_WORD.get(word.casefold())
    text, page = parsing.parse_subject_and_page(rest if kinds else call.text)
    subject = await lookup.resolve_subject(deps, text, retry_command=f"notes {word} {{}}" if kinds else "notes {}")
    notes = await deps.read(
        statements.notes_of, person=call.person, kinds=kinds or ALL_KINDS, subject=subject, channel=call.channel
    )
    command = " ".join(("notes", *([word.casefold()] if kinds else []), *([subject] if subject else [])))
    return templates.render(
        "capture/notes", notes=notes, one_kind=bool(kinds), command=command, page=page, size=PAGE_SIZE, today=call.today
    )


COMMANDS = (
    Command(
        "notes",
        "notes [decisions|changes|evidence] [PRJ-7|PRG-1] [page 2]",
        "List decisions, change requests and benefit evidence, newest first.",
        notes_command,
        examples=("notes", "notes decisions", "notes changes PRG-1"),
        share=True,
    ),
)
