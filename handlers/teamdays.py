"""The calendar of a program or project: the verb `calendar`."""

import templates
from handlers import teamdays_flows
from handlers.calls import Call
from handlers.commands import EVERYBODY, Command
from handlers.deps import Deps
from templates import Message


async def calendar(call: Call, deps: Deps) -> Message:
    """`calendar`, `calendar PRG-1 off 24 Dec - 2 Jan "winter break"`, `… works Sat 12 Dec`, `… remove 24 Dec`"""
    person, channel, text, now = call.person, call.channel, call.text, call.now
    asked = await deps.read(teamdays_flows.meant, team=deps.team, text=text, channel=channel)
    if changed := bool(asked.verb):
        text = await deps.transact(teamdays_flows.change, person=person, text=text, channel=channel, now=now)
    found = await deps.read(teamdays_flows.shown, person=person, text=text, channel=channel, now=now)
    return templates.render("teamdays/calendar", shown=found, changed=changed, command=deps.command, today=call.today)


COMMANDS = (
    Command(
        "calendar",
        'calendar [PRG-1|PRJ-7] [off 24 Dec - 2 Jan "why" | works 12 Dec | remove 24 Dec | days mon-thu | country DE]',
        "The working days, public holidays and days off of a program or project; its manager or lead changes them.",
        calendar,
        EVERYBODY,
        ("calendar", 'calendar PRG-1 off 24 Dec - 2 Jan "winter break"', "calendar PRG-1 remove 24 Dec"),
    ),
)
