"""Buttons on drafts and proposals, and the timed job that expires unanswered proposals."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.capture
import storage.channels
import storage.proposals
import storage.updates
import templates
from handlers.capture import drafts, flows, statements
from handlers.capture.drafts import InferredStatement
from handlers.common.deps import Deps
from handlers.common.requests import Click, Outdated, Source, parse_record_number
from handlers.plan import proposals
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.people import Person
from rules.refusal import Refusal
from storage.proposals import Proposal
from templates import RenderedMessage


async def on_save(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Save …* on a draft, with the chosen milestone if several fit."""
    id, _, milestone = click.value.partition(" ")
    return await deps.commit(
        confirm_draft, person=click.person, id=parse_record_number(id), milestone=milestone, now=click.now
    )


async def on_dismiss(click: Click, deps: Deps) -> RenderedMessage:
    return await deps.commit(dismiss_draft, person=click.person, id=parse_record_number(click.value), now=click.now)


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


async def on_answer(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle the owner's *Accept* and *Reject*; the direct message itself then shows the outcome."""
    accept = click.action == "proposal_yes"
    saved = await deps.commit(
        proposals.answer_proposal,
        person=click.person,
        id=parse_record_number(click.value),
        accept=accept,
        now=click.now,
    )
    return templates.render("capture/saved", saved=(saved,), today=click.today) if saved else None


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
        move_update, person=click.person, update=parse_record_number(update), project=project, now=click.now
    )


async def expire_proposals(deps: Deps) -> None:
    """Close proposals that were not answered in time; runs every minute, and silence changes nothing."""
    if await deps.read(storage.proposals.has_expired, team=deps.team, now=deps.now()):
        await deps.commit(proposals.close_overdue_proposals, team=deps.team, now=deps.now())


def confirm_draft(session: Session, *, person: Person, id: int, milestone: str, now: datetime) -> RenderedMessage:
    """Apply a draft for its author; each draft is saved once."""
    proposal = _own_open_proposal(session, person=person, id=id)
    draft = drafts.draft_view(session, team=person.team, proposal=proposal)
    statement = (
        drafts.with_milestone(InferredStatement(draft.form), milestone).form
        if milestone in proposal.choices
        else draft.form
    )
    source = proposal_source(proposal)
    saved = statements.save_statement(session, person=person, statement=statement, source=source, now=now)
    if saved.refused is None:
        storage.proposals.close_proposal(session, team=person.team, id=id, state=ProposalState.SAVED, by=person.id)
        _withdraw_alternatives(session, team=person.team, proposal=proposal)
    if saved.kept:
        flows.add_saved_reaction(session, person=person, source=source, now=now)
    return flows.render_drafts(session, person=person, source=source, now=now, saved=saved)


def dismiss_draft(session: Session, *, person: Person, id: int, now: datetime) -> RenderedMessage:
    proposal = _own_open_proposal(session, person=person, id=id)
    storage.proposals.close_proposal(session, team=person.team, id=id, state=ProposalState.DISMISSED, by=person.id)
    return flows.render_drafts(session, person=person, source=proposal_source(proposal), now=now)


def move_update(session: Session, *, person: Person, update: int, project: str, now: datetime) -> RenderedMessage:
    record = storage.updates.get_record(session, team=person.team, id=update)
    if record.author != person.id:
        raise Refusal("Only who wrote this can move it.")
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=record.permalink)
    if project in storage.channels.served_projects(session, team=person.team, channel=record.channel):
        storage.updates.move_to_project(session, team=person.team, id=update, project=project)
        storage.capture.mark_project_used(session, team=person.team, channel=record.channel, project=project, now=now)
    source = Source(record.channel, record.ts, None, record.permalink, record.text, record.restricted)
    return flows.render_drafts(session, person=person, source=source, now=now)


def proposal_source(proposal: Proposal) -> Source:
    return Source(
        proposal.channel, proposal.ts, proposal.thread_ts, proposal.permalink, proposal.text, proposal.restricted
    )


def _own_open_proposal(session: Session, *, person: Person, id: int) -> Proposal:
    proposal = storage.proposals.get_proposal(session, team=person.team, id=id)
    if proposal.asked != person.id:
        raise Refusal("That is not yours to answer.")
    if proposal.state is not ProposalState.OPEN:
        raise Refusal("That was already answered.", f"It is {proposal.state}.")
    return proposal


def _withdraw_alternatives(session: Session, *, team: str, proposal: Proposal) -> None:
    """Withdraw the other readings of a line once one of them is picked."""
    if proposal.origin is not ProposalOrigin.CHOICE:
        return
    for alternative in storage.proposals.proposals_of_message(
        session, team=team, channel=proposal.channel, ts=proposal.ts, origin=ProposalOrigin.CHOICE
    ):
        if alternative.state is ProposalState.OPEN:
            storage.proposals.close_proposal(session, team=team, id=alternative.id, state=ProposalState.WITHDRAWN)


CLICKS = {
    "draft_save": on_save,
    "draft_drop": on_dismiss,
    "hush_here": on_mute,
    "hush_all": on_mute,
    "hush_off": on_unmute,
    "proposal_yes": on_answer,
    "proposal_no": on_answer,
    "note_undo": on_retract,
    "update_project": on_move_update,
}
