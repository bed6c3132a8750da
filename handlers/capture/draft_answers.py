"""Answers to drafts: save one, dismiss it, or move an update to another project."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.capture
import storage.changes
import storage.channels
import storage.proposals
import storage.updates
from handlers.capture import draft_views, drafts, heard, project_updates, statements
from handlers.capture.drafts import InferredStatement
from handlers.common.requests import Source
from rules.capture import summaries
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
    with storage.changes.record(
        session, summaries.summary_of(statement), channel=source.channel, restricted=source.private
    ):
        saved = statements.save_statement(session, person=person, statement=statement, source=source, now=now)
        if saved.refused is None:
            storage.proposals.close_proposal(session, team=person.team, id=id, state=ProposalState.SAVED, by=person.id)
            _withdraw_alternatives(session, team=person.team, proposal=proposal)
    if saved.kept:
        heard.add_saved_reaction(session, person=person, source=source, now=now)
    return draft_views.render_drafts(session, person=person, source=source, now=now, saved=(saved,))


def confirm_checklist(
    session: Session, *, person: Person, update: int, ticked: frozenset[int] | None, now: datetime
) -> RenderedMessage:
    """Save the ticked drafts of an update and dismiss the others; without `ticked`, all are."""
    source = _update_source(session, person=person, update=update)
    saved = []
    open_drafts = draft_views.open_drafts_of(session, person=person, source=source)
    for draft in draft_views.checklist_of(open_drafts):
        if ticked is not None and draft.proposal.id not in ticked:
            state = ProposalState.DISMISSED
        else:
            outcome = statements.save_statement(session, person=person, statement=draft.form, source=source, now=now)
            saved.append(outcome)
            state = ProposalState.OPEN if outcome.refused else ProposalState.SAVED
        if state is not ProposalState.OPEN:
            storage.proposals.close_proposal(session, team=person.team, id=draft.proposal.id, state=state, by=person.id)
    return draft_views.render_drafts(session, person=person, source=source, now=now, saved=tuple(saved), review=True)


def review_drafts(session: Session, *, person: Person, update: int, now: datetime) -> RenderedMessage:
    """Show each draft of an update with its own buttons."""
    source = _update_source(session, person=person, update=update)
    return draft_views.render_drafts(session, person=person, source=source, now=now, review=True)


def discard_update(session: Session, *, person: Person, update: int, now: datetime) -> storage.updates.CaptureRecord:
    """Take back a message that is no update, with all its drafts."""
    source = _update_source(session, person=person, update=update)
    for draft in draft_views.open_drafts_of(session, person=person, source=source):
        storage.proposals.close_proposal(
            session, team=person.team, id=draft.proposal.id, state=ProposalState.DISMISSED, by=person.id
        )
    record = statements.retract_note(session, person=person, update=update, now=now)
    heard.remove_saved_reaction(session, person=person, source=source, now=now, stamp=f"{update}")
    return record


def _update_source(session: Session, *, person: Person, update: int) -> Source:
    record = storage.updates.get_record(session, team=person.team, id=update)
    if record.author != person.id:
        raise Refusal("Only its author can answer this.")
    if record.state != "saved":
        raise Refusal("That update was deleted.")
    return Source(record.channel, record.ts, None, record.permalink, record.text, record.restricted)


def dismiss_draft(session: Session, *, person: Person, id: int, now: datetime) -> RenderedMessage:
    proposal = _own_open_proposal(session, person=person, id=id)
    storage.proposals.close_proposal(session, team=person.team, id=id, state=ProposalState.DISMISSED, by=person.id)
    return draft_views.render_drafts(session, person=person, source=proposal_source(proposal), now=now, review=True)


def move_update(session: Session, *, person: Person, update: int, project: str, now: datetime) -> RenderedMessage:
    record = storage.updates.get_record(session, team=person.team, id=update)
    if record.author != person.id:
        raise Refusal("Only who wrote this can move it.")
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=record.permalink)
    if project in storage.channels.served_projects(session, team=person.team, channel=record.channel):
        project_updates.move(session, person=person, record=record, project=project)
        storage.capture.mark_project_used(session, team=person.team, channel=record.channel, project=project, now=now)
    source = Source(record.channel, record.ts, None, record.permalink, record.text, record.restricted)
    return draft_views.render_drafts(session, person=person, source=source, now=now)


def proposal_source(proposal: Proposal) -> Source:
    return Source(
        proposal.channel, proposal.ts, proposal.thread_ts, proposal.permalink, proposal.text, proposal.restricted
    )


def _own_open_proposal(session: Session, *, person: Person, id: int) -> Proposal:
    proposal = storage.proposals.get_proposal(session, team=person.team, id=id)
    if proposal.asked != person.id:
        raise Refusal("Only its author can answer this.")
    if proposal.state is ProposalState.WITHDRAWN:
        raise Refusal("This draft was withdrawn: its message, or what it is about, has changed since.")
    if proposal.state is not ProposalState.OPEN:
        raise Refusal(f"You already answered this: it is {proposal.state}.")
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
