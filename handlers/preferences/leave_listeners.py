"""Leave: the commands `away` and `back`, and Slack statuses that have an end."""

from datetime import date, datetime
from typing import Any

import storage.people
import templates
from handlers.admin import listeners as admin
from handlers.common import forms, identity
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, InvalidForm, refuse_malformed
from handlers.preferences import leave, time_zone_changes
from handlers.preferences.leave import PlannedLeave
from rules.refusal import Refusal
from templates import RenderedMessage


async def away_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `away 3`, `away until 14 Mar` and `away 9 Mar until 13 Mar @bo`."""
    planned_leave = await deps.commit(leave.take_leave_from_text, person=call.person, text=call.text, now=call.now)
    return _leave_message(planned_leave, today=call.today)


async def back_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    return await _end_leave(call, deps)


async def on_user_change(event: dict[str, Any], deps: Deps) -> None:
    """Handle user_change: a vacation or illness status with an end is leave; a new zone reschedules prompts."""
    person, now = identity.parse_user(event["user"], team=deps.team), deps.now()
    known_person = await deps.read(storage.people.find_person, team=deps.team, id=person.id)
    await admin.on_user_change(event, deps)
    if person.is_bot or person.is_foreign:
        return
    until = leave.leave_end_in_status(event["user"].get("profile") or {}, now=now)
    await deps.write(leave.sync_leave_with_status, team=deps.team, user=person.id, until=until, now=now)
    if known_person is not None:
        await deps.write(time_zone_changes.handle_zone_change, person=person, was=known_person.zone, now=now)
        deps.wake()


async def on_keep_zone(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Keep …* in the question to a traveller: their own zone is kept, whatever Slack reports."""
    await deps.commit(time_zone_changes.keep_zone, person=click.person, zone=click.value, now=click.now)
    return templates.render("preferences/zone_kept", zone=click.value)


async def on_open(click: Click, deps: Deps) -> None:
    """Handle *I am away…* on the Home: open the form."""
    view = templates.render_view("preferences/leave_form", today=click.today)
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    first, last = form.day("first"), form.day("last")
    if first is None or last is None:
        raise InvalidForm(**{"last" if first else "first": "Pick a day."})
    delegate = form.values.get("delegate") or None
    try:
        planned_leave = await deps.commit(
            leave.take_leave, person=form.person, first=first, last=last, delegate=delegate, now=form.now
        )
    except Refusal as refusal:
        raise InvalidForm(last=f"{refusal.what} {refusal.why}") from refusal
    return _leave_message(planned_leave, today=form.today)


async def on_back(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *I am back* on the Home."""
    return await _end_leave(click, deps)


async def _end_leave(request: CommandCall | Click, deps: Deps) -> RenderedMessage:
    had_leave, skipped = await deps.commit(leave.end_leave, person=request.person, now=request.now)
    later = await deps.read(leave.later_leave, person=request.person, now=request.now)
    return templates.render("preferences/back", were=had_leave, skipped=skipped, later=later, today=request.today)


async def on_cancel(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Cancel leave* beside leave that is planned for later."""
    with refuse_malformed():
        start = datetime.fromisoformat(click.value)
    later = await deps.commit(leave.cancel_leave, person=click.person, start=start, now=click.now)
    return templates.render("preferences/leave_cancelled", later=later, today=click.today)


def _leave_message(taken: PlannedLeave, *, today: date) -> RenderedMessage:
    return templates.render(
        "preferences/away",
        first=taken.first,
        last=taken.last,
        back_on=taken.back_on,
        delegate=taken.delegate,
        later=taken.later,
        today=today,
    )


COMMANDS = (
    Command(
        "away",
        "away 3 | until 14 Mar [@delegate]",
        "Set yourself away: no check-ins, and escalations go to your delegate.",
        away_command,
        examples=("away 3", "away until 14 Mar"),
        aliases=("leave", "vacation"),
    ),
    Command("back", "back", "End your leave early.", back_command, examples=("back",)),
)
CLICKS = {"zone_keep": on_keep_zone, "away_open": on_open, "away_end": on_back, "away_cancel": on_cancel}
FORMS = {"away": on_form}
