"""The calendar of a program or project: the verb `calendar`."""

import templates
from handlers.calendars import flows
from handlers.common import undoing
from handlers.common.commands import ALL_ROLES, Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from templates import RenderedMessage


async def run_calendar(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `calendar`, or `calendar PRG-1 off 24 Dec - 2 Jan "why"`, `… works Sat 12 Dec`, `… remove 24 Dec`."""
    person, channel, text, now = call.person, call.channel, call.text, call.now
    command = await deps.read(flows.parse_command, team=deps.team, text=text, channel=channel)
    if changed := bool(command.verb):
        text = await deps.commit(flows.change_calendar, person=person, text=text, channel=channel, now=now)
    view = await deps.read(flows.calendar_view, person=person, text=text, channel=channel, now=now)
    message = templates.render(
        "calendars/calendar", shown=view, changed=changed, command=deps.command, today=call.today
    )
    return undoing.with_undo(deps, message)


COMMANDS = (
    Command(
        "calendar",
        'calendar [PRG-1|PRJ-7] [off 24 Dec - 2 Jan "why" | works 12 Dec | remove 24 Dec | days mon-thu | country DE]',
        "Show or change the working days, public holidays and days off of a program or project.",
        run_calendar,
        ALL_ROLES,
        ("calendar", 'calendar PRG-1 off 24 Dec - 2 Jan "winter break"', "calendar PRG-1 remove 24 Dec"),
    ),
)
