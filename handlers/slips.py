"""A slip: its blast radius first, then *Save and tell*, *Save quietly* or *Cancel*; and the undo of any update."""

import json
from datetime import date

import templates
from handlers import channels, forecast_queries, slips_flows
from handlers.calls import Call, Click
from handlers.deps import Deps
from handlers.risks_queries import Asked
from program.capture import Slip
from templates import Message


async def preview(call: Call, deps: Deps, said: Slip) -> Message:
    """What the slip would move; nothing is saved yet."""
    shown = await deps.read(slips_flows.preview_slip, person=call.person, said=said, now=call.now)
    if shown.to == shown.before.expected:
        return templates.render("slips/same", milestone=shown.before, today=call.today)
    asked = Asked(call.person, "", call.channel, call.now)
    odds = await deps.read(forecast_queries.slip_odds, asked=asked, milestone=said.milestone, to=shown.to)
    value = value_of(said.milestone, shown.to, shown.before.expected, said.reason)
    return templates.render("slips/preview", shown=shown, odds=odds, value=value, today=call.today)


async def on_save(click: Click, deps: Deps) -> Message:
    """*Save and tell N owners* or *Save quietly*: saved only if the milestone is still as it was shown."""
    wanted = json.loads(click.value)
    changed, effect = await deps.transact(
        slips_flows.slip,
        person=click.person,
        milestone=wanted["m"],
        to=date.fromisoformat(wanted["to"]),
        reason=wanted["why"],
        source=await channels.source(deps, click.channel),
        now=click.now,
        was=date.fromisoformat(wanted["was"]) if wanted["was"] else None,
        tell=click.action == "slip_tell",
    )
    told = click.action == "slip_tell"
    return templates.render("slips/saved", changed=changed, effect=effect, told=told, today=click.today)


async def on_cancel(click: Click, deps: Deps) -> Message:
    return templates.render("slips/cancelled")


async def on_undo(click: Click, deps: Deps) -> Message:
    changed = await deps.transact(slips_flows.undo, person=click.person, update=int(click.value), now=click.now)
    return templates.render("plan/undone", changed=changed, today=click.today)


def value_of(milestone: str, to: date, was: date | None, why: str) -> str:
    """What the buttons carry: ids, dates and the reason, at most 2,000 characters."""
    room = 1500
    while True:
        value = json.dumps(
            {"m": milestone, "to": to.isoformat(), "was": was.isoformat() if was else None, "why": why[:room]}
        )
        if len(value) <= 2000:
            return value
        room //= 2


CLICKS = {"slip_tell": on_save, "slip_quiet": on_save, "slip_cancel": on_cancel, "undo": on_undo}
