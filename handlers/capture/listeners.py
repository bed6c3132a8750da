"""Buttons on drafts and proposals, and the timed job that expires unanswered proposals."""

import storage.audit
import storage.capture
import storage.channels
import storage.proposals
import storage.updates
import templates
from handlers.capture import draft_answers, statements
from handlers.common.deps import Deps
from handlers.common.requests import Click, Outdated, parse_record_number
from handlers.goals import asking as goal_proposals
from handlers.plan import plan_proposals
from handlers.resources import asking as assign_proposals
from templates import RenderedMessage


async def on_save(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Save …* on a draft, with the chosen milestone if several fit."""
    id, _, milestone = click.value.partition(" ")
    return await deps.commit(
        draft_answers.confirm_draft, person=click.person, id=parse_record_number(id), milestone=milestone, now=click.now
    )


async def on_dismiss(click: Click, deps: Deps) -> RenderedMessage:
    return await deps.commit(
        draft_answers.dismiss_draft, person=click.person, id=parse_record_number(click.value), now=click.now
    )


async def on_tick(click: Click, deps: Deps) -> None:
    """Handle a tick in the checklist: it counts when *Confirm* is pressed."""


async def on_confirm(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Confirm* below the checklist of an update."""
    ticked = None if click.ticked is None else frozenset(parse_record_number(value) for value in click.ticked)
    return await deps.commit(
        draft_answers.confirm_checklist,
        person=click.person,
        update=parse_record_number(click.value),
        ticked=ticked,
        now=click.now,
    )


async def on_review(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Review…*: each draft of the update gets its own buttons."""
    update = parse_record_number(click.value)
    return await deps.read(draft_answers.review_drafts, person=click.person, update=update, now=click.now)


async def on_discard(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Not an update*."""
    update = parse_record_number(click.value)
    record = await deps.commit(draft_answers.discard_update, person=click.person, update=update, now=click.now)
    return templates.render("capture/retracted", record=record)


async def on_mute(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Not in this channel* and *Never for me*."""
    channel = "" if click.action == "hush_all" else click.value
    if click.action == "hush_here" and not await deps.read(
        storage.channels.find_channel, team=deps.team, id=click.value
    ):
        raise Outdated
    await deps.commit(
        storage.capture.silence_guesses, team=deps.team, user=click.person.id, channel=channel, now=click.now
    )
    return templates.render("capture/drafts_muted", channel=channel, again=False)


async def on_unmute(click: Click, deps: Deps) -> RenderedMessage:
    channel = "" if click.value == "everywhere" else click.value
    await deps.commit(storage.capture.allow_guesses, team=deps.team, user=click.person.id, channel=channel)
    return templates.render("capture/drafts_muted", channel=channel, again=True)


async def on_retract(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Undo* on a note."""
    record = await deps.commit(
        statements.retract_note, person=click.person, update=parse_record_number(click.value), now=click.now
    )
    return templates.render("capture/retracted", record=record)


async def on_move_update(click: Click, deps: Deps) -> RenderedMessage:
    """Move an update to another project of a channel that serves several (B-27)."""
    update, _, project = click.value.partition(" ")
    return await deps.commit(
        draft_answers.move_update,
        person=click.person,
        update=parse_record_number(update),
        project=project,
        now=click.now,
    )


async def expire_proposals(deps: Deps) -> None:
    """Close proposals that were not answered in time; runs every minute, and silence changes nothing."""
    if await deps.read(storage.proposals.has_expired, team=deps.team, now=deps.now()):
        await deps.commit(plan_proposals.close_overdue_proposals, team=deps.team, now=deps.now())
        await deps.commit(goal_proposals.close_overdue_proposals, team=deps.team, now=deps.now())
        await deps.commit(assign_proposals.close_overdue_proposals, team=deps.team, now=deps.now())


CLICKS = {
    "draft_save": on_save,
    "draft_drop": on_dismiss,
    "draft_tick": on_tick,
    "draft_confirm": on_confirm,
    "draft_review": on_review,
    "update_discard": on_discard,
    "hush_here": on_mute,
    "hush_all": on_mute,
    "hush_off": on_unmute,
    "note_undo": on_retract,
    "update_project": on_move_update,
}
