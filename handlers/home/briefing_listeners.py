"""The verb `brief`, and the briefing of people who join a channel."""

from typing import Any

import storage.channels
import templates
from handlers.common import channels, identity
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from handlers.home import briefing
from rules.refusal import NotAllowed
from templates import RenderedMessage


async def show_briefing(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `brief PRG-1`; without an id, brief on this channel's program."""
    program = await deps.read(briefing.chosen_program, person=call.person, text=call.text, channel=call.channel)
    facts = await deps.read(briefing.program_briefing, person=call.person, program=program, now=call.now)
    return templates.render("home/briefing", brief=facts, command=deps.command, today=call.today, joined="")


async def on_member_joined(event: dict[str, Any], deps: Deps) -> None:
    """Handle member_joined_channel: brief new members of a linked channel in private, once per program."""
    await channels.on_membership_change(event, deps)
    user, channel = event["user"], event["channel"]
    programs = await deps.read(storage.channels.served_programs, team=deps.team, channel=channel)
    if user == deps.bot_user or not programs:
        return
    try:
        person = await identity.load_person(deps, user)
    except NotAllowed:
        # Apps join channels too.
        return
    if not person.outsider:
        await deps.commit(
            briefing.send_briefings,
            person=person,
            programs=programs,
            channel=channel,
            command=deps.command,
            now=deps.now(),
        )


COMMANDS = (
    Command(
        "brief",
        "brief [PRG-1]",
        "Show what the program is about, who leads what and what comes next.",
        show_briefing,
        examples=("brief", "brief PRG-1"),
        share=True,
    ),
)
