"""Leave: the verbs `away` and `back`, and what a Slack status with an end hints at."""

from datetime import date
from typing import Any

import storage.people
import templates
from handlers.admin import listeners as admin
from handlers.common import forms, identity
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, Click, Form, Invalid
from handlers.preferences import leave, time_zone_changes
from handlers.preferences.leave import Taken
from rules.refusal import Refusal
from templates import Message


async def away(call: Call, deps: Deps) -> Message:
    """`away 3`, `away until 14 Mar`, `away 9 Mar until 13 Mar @bo`"""
    taken = await deps.transact(leave.take, person=call.person, text=call.text, now=call.now)
    return _away(taken, today=call.today)


async def back(call: Call, deps: Deps) -> Message:
    """`back`"""
    were, skipped = await deps.transact(leave.end, person=call.person, now=call.now)
    return templates.render("preferences/back", were=were, skipped=skipped, today=call.today)


async def on_user_change(event: dict[str, Any], deps: Deps) -> None:
    """user_change: a status that says vacation or ill, with an end, counts as leave; a new zone plans anew."""
    found, now = identity.read(event["user"], team=deps.team), deps.now()
    before = await deps.read(storage.people.person, team=deps.team, id=found.id)
    await admin.on_user_change(event, deps)
    if found.is_bot or found.is_foreign:
        return
    until = leave.status_until(event["user"].get("profile") or {}, now=now)
    await deps.store.transact(leave.hint, team=deps.team, user=found.id, until=until, now=now)
    if before is not None:
        await deps.store.transact(time_zone_changes.moved, person=found, was=before.zone, now=now)
        deps.wake()


async def on_keep(click: Click, deps: Deps) -> Message:
    """*Keep …* under the question of a traveller: Slack's zone is not theirs."""
    await deps.transact(time_zone_changes.keep, person=click.person, zone=click.value, now=click.now)
    return templates.render("preferences/zone_kept", zone=click.value)


async def on_open(click: Click, deps: Deps) -> None:
    """*I am away…* on the Home: the form."""
    view = templates.render_view("preferences/leave_form", today=click.today)
    await forms.show(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_form(form: Form, deps: Deps) -> Message:
    first, last = form.day("first"), form.day("last")
    if first is None or last is None:
        raise Invalid(**{"last" if first else "first": "Pick a day."})
    given = {"first": first, "last": last, "delegate": form.values.get("delegate") or None}
    try:
        taken = await deps.transact(leave.take_days, person=form.person, now=form.now, **given)  # type: ignore[arg-type]
    except Refusal as refusal:
        raise Invalid(last=f"{refusal.what} {refusal.why}") from refusal
    return _away(taken, today=form.today)


async def on_back(click: Click, deps: Deps) -> Message:
    """*I am back* on the Home."""
    were, skipped = await deps.transact(leave.end, person=click.person, now=click.now)
    return templates.render("preferences/back", were=were, skipped=skipped, today=click.today)


def _away(taken: Taken, *, today: date) -> Message:
    return templates.render(
        "preferences/away", first=taken.back_on, last=taken.last, delegate=taken.delegate, today=today
    )


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
CLICKS = {"zone_keep": on_keep, "away_open": on_open, "away_end": on_back}
FORMS = {"away": on_form}
