"""Leave: the verbs `away` and `back`, and what a Slack status with an end hints at."""

from typing import Any

import storage.people
import templates
from handlers import leave_flows, moves_flows, people
from handlers.calls import Call, Click
from handlers.commands import Command
from handlers.deps import Deps
from templates import Message


async def away(call: Call, deps: Deps) -> Message:
    """`away 3`, `away until 14 Mar`, `away 9 Mar until 13 Mar @bo`"""
    taken = await deps.transact(leave_flows.take, person=call.person, text=call.text, now=call.now)
    return templates.render(
        "leave/away", first=taken.back_on, last=taken.last, delegate=taken.delegate, today=call.today
    )


async def back(call: Call, deps: Deps) -> Message:
    """`back`"""
    were, skipped = await deps.transact(leave_flows.end, person=call.person, now=call.now)
    return templates.render("leave/back", were=were, skipped=skipped, today=call.today)


async def on_user_change(event: dict[str, Any], deps: Deps) -> None:
    """user_change: a status that says vacation or ill, with an end, counts as leave; a new zone plans anew."""
    found, now = people.read(event["user"], team=deps.team), deps.now()
    before = await deps.read(storage.people.person, team=deps.team, id=found.id)
    await people.on_user_change(event, deps)
    if found.is_bot or found.is_foreign:
        return
    until = leave_flows.status_until(event["user"].get("profile") or {}, now=now)
    await deps.store.transact(leave_flows.hint, team=deps.team, user=found.id, until=until, now=now)
    if before is not None:
        await deps.store.transact(moves_flows.moved, person=found, was=before.zone, now=now)
        deps.wake()


async def on_keep(click: Click, deps: Deps) -> Message:
    """*Keep …* under the question of a traveller: Slack's zone is not theirs."""
    await deps.transact(moves_flows.keep, person=click.person, zone=click.value, now=click.now)
    return templates.render("moves/kept", zone=click.value)


COMMANDS = (
    Command(
        "away",
        "away 3 | until 14 Mar [@who stands in]",
        "Say that you are away: nothing is asked of you until you are back.",
        away,
        examples=("away 3", "away until 14 Mar"),
    ),
    Command("back", "back", "You are back earlier.", back, examples=("back",)),
)
CLICKS = {"zone_keep": on_keep}
