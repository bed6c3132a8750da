"""Slips: a preview of the effects, then *Save and notify*, *Save quietly* or *Cancel*."""

import json
from dataclasses import dataclass, replace
from datetime import date

import templates
from handlers.change_requests import commitments
from handlers.common import channels, day_off, parsing
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, refuse_malformed
from handlers.plan import accepted_dates, change_listeners, milestone_updates, proposals
from handlers.plan.milestone_updates import ChangeOutcome
from handlers.risks import forecast
from handlers.risks.queries import ViewRequest
from rules.capture import Slip, serialization
from templates import RenderedMessage


@dataclass(frozen=True, slots=True)
class PreviewedSlip:
    """A slip whose effect was shown, and the date that the milestone had then."""

    slip: Slip
    was: date | None


async def show_preview(call: CommandCall, deps: Deps, slip: Slip) -> RenderedMessage:
    """Show what a slip would move; nothing is saved yet."""
    preview = await deps.read(milestone_updates.preview_slip, person=call.person, said=slip, now=call.now)
    if preview.to == preview.before.own_date:
        return templates.render("plan/slip_same", milestone=preview.before, today=call.today)
    request = ViewRequest(call.person, "", call.channel, call.now)
    outlook = await deps.read(forecast.slip_outlook, asked=request, milestone=slip.milestone, to=preview.to)
    value = encode_slip(slip.milestone, preview.to, preview.before.own_date, slip.reason)
    beyond = await deps.read(commitments.is_beyond, team=deps.team, milestone=slip.milestone, day=preview.to)
    message = templates.render(
        "plan/slip_preview", shown=preview, outlook=outlook, value=value, beyond=beyond, today=call.today
    )
    move = f"{slip.milestone} slip to {{}}" + (f" because {slip.reason}" if slip.reason else "")
    return await day_off.with_note(deps, message, subject=slip.milestone, day=preview.to, today=call.today, move=move)


async def on_save(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Save and notify N owners* and *Save quietly*; save only if the milestone is still as it was shown."""
    notify = click.action == "slip_tell"
    outcome = await save_slip(click, click.value, click.channel, deps, notify=notify)
    return await change_listeners.answer_outcome(deps, outcome, notified=notify, today=click.today)


async def save_slip(
    request: Click | FormSubmission, value: str, channel: str, deps: Deps, *, notify: bool
) -> ChangeOutcome:
    """Save the slip of a preview, or ask the milestone's owner to accept it."""
    previewed = decode_slip(value)
    return await deps.commit(
        proposals.apply_or_propose,
        person=request.person,
        statement=previewed.slip,
        source=await channels.interaction_source(deps, channel),
        now=request.now,
        notify=notify,
        was=previewed.was,
    )


async def on_show_all(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Show all N* on a preview: list what the date moves; the preview stays as it is."""
    previewed = decode_slip(click.value)
    preview = await deps.read(milestone_updates.preview_slip, person=click.person, said=previewed.slip, now=click.now)
    return replace(templates.render("plan/slip_moves", shown=preview, today=click.today), aside=True)


async def on_cancel(click: Click, deps: Deps) -> RenderedMessage:
    return templates.render("plan/nothing_changed")


def encode_slip(milestone: str, to: date, was: date | None, why: str) -> str:
    """Encode a slip for its buttons: ids, dates and the reason, at most 2,000 characters."""
    reason_length = 1500
    while True:
        value = json.dumps(
            {"m": milestone, "to": to.isoformat(), "was": was.isoformat() if was else None, "why": why[:reason_length]}
        )
        if len(value) <= 2000:
            return value
        reason_length //= 2


def decode_slip(value: str) -> PreviewedSlip:
    """Decode a button's value; raise Outdated if it cannot be read."""
    with refuse_malformed():
        fields = json.loads(value)
        was = date.fromisoformat(fields["was"]) if fields["was"] else None
        to = serialization.exact_day(date.fromisoformat(fields["to"]), sure=True)
        return PreviewedSlip(Slip(str(fields["m"]), to, str(fields["why"]), serialization.NO_LINE), was)


async def on_accept(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Accept new dates* on the notice of a slip; the notice stays, because it is everyone's."""
    source = await channels.interaction_source(deps, click.channel)
    accept, ids = accepted_dates.accept_dates, tuple(filter(None, map(parsing.parse_id, click.value.split())))
    accepted = await deps.commit(accept, person=click.person, ids=ids, source=source, now=click.now)
    return templates.render("plan/dates_accepted", accepted=accepted, today=click.today)


CLICKS = {
    "slip_tell": on_save,
    "slip_quiet": on_save,
    "slip_cancel": on_cancel,
    "slip_show": on_show_all,
    "slip_accept": on_accept,
}
