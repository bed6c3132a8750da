"""Deleted messages: their drafts are withdrawn, their records kept, and what is still on its way is not saved."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.people
import storage.proposals
import storage.updates
import templates
from handlers.capture import revisions
from handlers.common import posting
from handlers.goals import asking as goal_proposals
from handlers.plan import plan_proposals, proposals
from handlers.resources import asking as assign_proposals
from rules.capture.proposals import ProposalOrigin, ProposalState


def has_records(session: Session, *, team: str, channel: str, ts: str) -> bool:
    """Return whether anything was recorded or proposed from a message."""
    return storage.updates.has_records(session, team=team, channel=channel, ts=ts) or bool(
        storage.proposals.proposals_of_message(session, team=team, channel=channel, ts=ts)
    )


def process_deletion(session: Session, *, team: str, channel: str, ts: str, by: str | None, now: datetime) -> None:
    """Withdraw a deleted message's drafts but keep its records, and show their author how to undo them (B-25)."""
    records = storage.updates.records_of_message(session, team=team, channel=channel, ts=ts)
    author = by or next((record.author for record in records), "")
    storage.audit.set_actor(session, team=team, actor=author or storage.audit.BATON_ACTOR, now=now)
    for proposal in storage.proposals.proposals_of_message(session, team=team, channel=channel, ts=ts):
        if proposal.state is ProposalState.OPEN and proposal.origin is ProposalOrigin.OWNER:
            proposals.withdraw(session, team=team, proposal=proposal, now=now)
        elif proposal.state is ProposalState.OPEN and proposal.origin is ProposalOrigin.ROLE:
            plan_proposals.withdraw(session, team=team, proposal=proposal, now=now)
        elif proposal.state is ProposalState.OPEN and proposal.origin is ProposalOrigin.GOAL:
            goal_proposals.withdraw(session, team=team, proposal=proposal, now=now)
        elif proposal.state is ProposalState.OPEN and proposal.origin is ProposalOrigin.ASSIGN:
            assign_proposals.withdraw(session, team=team, proposal=proposal, now=now)
        elif proposal.state is ProposalState.OPEN:
            storage.proposals.close_proposal(session, team=team, id=proposal.id, state=ProposalState.WITHDRAWN)
    revisions.note_revision(session, team=team, channel=channel, ts=ts, stamp=revisions.DELETED, now=now)
    kept_records = storage.updates.mark_source_deleted(session, team=team, channel=channel, ts=ts)
    person = storage.people.find_person(session, team=team, id=author)
    if kept_records and person:
        message = templates.render("capture/source_deleted", records=kept_records)
        key = f"deleted:{channel}:{ts}"
        posting.post_ephemeral(session, key=key, team=team, channel=channel, user=person.id, message=message, now=now)
