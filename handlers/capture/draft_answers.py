"""Answers to drafts: save one, dismiss it, or move an update to another project."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.capture
import storage.channels
import storage.proposals
import storage.updates
from handlers.capture import drafts, flows, statements
from handlers.capture.drafts import InferredStatement
from handlers.common.requests import Source
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.people import Person
from rules.refusal import Refusal
from storage.proposals import Proposal
from templates import RenderedMessage


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
