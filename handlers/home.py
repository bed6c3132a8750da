"""My card, and the App Home."""

from typing import Any

import templates
from handlers import people, plan_queries
from handlers.calls import Call
from handlers.commands import Command
from handlers.deps import Deps
from templates import Message


async def mine(call: Call, deps: Deps) -> Message:
    """Empty text: what waits on me, my milestones, the program of this channel."""
    card = await deps.read(plan_queries.my_card, person=call.person, channel=call.channel, now=call.now)
    return templates.render("home/my_card", card=card, command=deps.command, today=call.today)


async def on_home(event: dict[str, Any], deps: Deps) -> None:
    """app_home_opened: the Home tab is drawn anew each time it is looked at."""
    if event.get("tab") != "home":
        return
    person = await people.person(deps, event["user"])
    now = deps.now()
    card = await deps.read(plan_queries.my_card, person=person, channel="", now=now, all_programs=True)
    view = templates.render_view("home/home", card=card, command=deps.command, today=now.date())
    await deps.slack.views_publish(user_id=person.id, view=view)


COMMANDS = (Command("me", "me", "What waits on you, your milestones, this channel's program.", mine, examples=("me",)),)
