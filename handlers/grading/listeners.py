"""`forecast grades`: how often forecasts and people's own dates held, by how long before the end they were given."""

import templates
from handlers.common import lookup
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from handlers.grading import queries
from templates import RenderedMessage


async def grades_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `forecast grades [PRG-1|PRJ-1|me]`."""
    text = call.text.strip()
    if text.casefold() in ("me", "mine"):
        own = await deps.read(queries.own_grades, person=call.person)
        return templates.render("grading/own", own=own)
    subject = await lookup.resolve_subject(deps, text, retry_command="forecast grades {}")
    if subject.startswith("PRJ-"):
        view = await deps.read(queries.project_grades, person=call.person, project=subject)
    else:
        program = await deps.read(lookup.resolve_program, person=call.person, text=subject, channel=call.channel)
        view = await deps.read(queries.program_grades, person=call.person, program=program.id)
    return templates.render("grading/grades", shown=view, today=call.today)


COMMANDS = (
    Command(
        "forecast grades",
        "forecast grades [PRG-1|PRJ-1|me]",
        "Show how often forecasts and your own dates held, 1 to 8 weeks ahead.",
        grades_command,
        examples=("forecast grades", "forecast grades PRJ-1", "forecast grades me"),
    ),
)
