"""A slip: its blast radius first, then *Save and tell*, *Save quietly* or *Cancel*; and the undo of any update."""

import json
from datetime import date

import storage.plan
import templates
from handlers import plan_flows, risks_flows
from handlers.calls import Call, Click, Source
from handlers.deps import Deps
from program import dates
from program.calendars import Calendar
from program.capture import Slip
from program.refusal import Refusal
from templates import Message


async def preview(call: Call, deps: Deps, said: Slip) -> Message:
    """What the slip would move; nothing is saved yet."""
    before = await deps.read(storage.plan.milestone, team=deps.team, id=said.milestone)
    to = await day_of(deps, said, before.expected)
    effect = await deps.read(risks_flows.preview, team=deps.team, milestone=said.milestone, to=to, now=call.now)
    value = _value(said.milestone, to, before.expected, said.reason)
    return templates.render(
        "slips/preview", before=before, to=to, effect=effect, reason=said.reason, value=value, today=call.today
    )


async def day_of(deps: Deps, said: Slip, old: date | None) -> date:
    """The day that "to 14 Mar" or "a week later" means for this milestone."""
    if said.to.delta is None and said.to.day:
        return said.to.day
    if old is None:
        raise Refusal(
            f"{said.milestone} has no date to move.", "", f"Give it one: `{said.milestone} slip to 14 Mar`."
        )
    program = await deps.read(storage.plan.home_of, team=deps.team, milestone=said.milestone)
    home = await deps.read(storage.plan.program, team=deps.team, id=program)
    return dates.apply(said.to, old=old, calendar=Calendar.of(home.calendar).add)


async def on_save(click: Click, deps: Deps) -> Message:
    """*Save and tell N owners* or *Save quietly*: saved only if the milestone is still as it was shown."""
    wanted = json.loads(click.value)
    changed, effect = await deps.transact(
        plan_flows.slip,
        person=click.person,
        milestone=wanted["m"],
        to=date.fromisoformat(wanted["to"]),
        reason=wanted["why"],
        source=Source(channel=click.channel),
        now=click.now,
        was=date.fromisoformat(wanted["was"]) if wanted["was"] else None,
        tell=click.action == "slip_tell",
    )
    told = click.action == "slip_tell"
    return templates.render("slips/saved", changed=changed, effect=effect, told=told, today=click.today)


async def on_cancel(click: Click, deps: Deps) -> Message:
    return templates.render("slips/cancelled")


async def on_undo(click: Click, deps: Deps) -> Message:
    changed = await deps.transact(plan_flows.undo, person=click.person, update=int(click.value), now=click.now)
    return templates.render("plan/undone", changed=changed, today=click.today)


def _value(milestone: str, to: date, was: date | None, why: str) -> str:
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
