"""Proposals that one person decides by a direct message: asked once, answered in place, and their author told."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

import storage.people
import storage.proposals
import templates
from handlers.common import isolation, posting
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.people import Person
from storage.proposals import Proposal
from templates import RenderedMessage


@dataclass(frozen=True, slots=True)
class QuestionTopic:
    """A kind of question: the templates `asked` and `answered`, and how its outbox keys begin (`key`)."""

    origin: ProposalOrigin
    key: str
    asked: str
    answered: str
    job: str


@dataclass(frozen=True, slots=True)
class AskedProposal:
    """A proposal as it was sent: the words, with the names of its author and of the person who decides."""

    id: int
    words: str
    author: str
    decider: str
    expires_at: datetime


def post_question(
    session: Session, topic: QuestionTopic, proposal: Proposal, *, team: str, now: datetime
) -> AskedProposal:
    """Send *Accept* and *Decline* to the person who is asked."""
    asked = show_proposal(session, proposal, team=team)
    message = templates.render(topic.asked, asked=asked)
    key = _question_key(topic, proposal)
    posting.post_message(session, key=key, team=team, channel=proposal.asked, message=message, now=now)
    return asked


def close_and_notify(
    session: Session,
    topic: QuestionTopic,
    proposal: Proposal,
    *,
    team: str,
    state: ProposalState,
    now: datetime,
    answered_by: Person | None = None,
) -> None:
    """Save the outcome, show it in place of the question, and tell the author."""
    by = answered_by.name if answered_by else ""
    storage.proposals.close_proposal(
        session, team=team, id=proposal.id, state=state, by=answered_by.id if answered_by else None
    )
    _update_question(session, topic, proposal, team=team, state=state, by=by, now=now)
    told = _outcome(session, topic, proposal, team=team, state=state, by=by, to_author=True)
    key = f"{_question_key(topic, proposal)}:outcome"
    posting.post_message(session, key=key, team=team, channel=proposal.author, message=told, now=now)


def close_overdue(session: Session, topic: QuestionTopic, *, team: str, now: datetime) -> int:
    """Close every proposal that was not answered in time, and tell the authors that nothing changed."""
    overdue = storage.proposals.expired_proposals(session, team=team, origin=topic.origin, now=now)
    close = partial(close_and_notify, session, topic, team=team, state=ProposalState.EXPIRED, now=now)
    tasks = {str(proposal.id): partial(close, proposal) for proposal in overdue}
    isolation.run_each_in_savepoint(session, team=team, job=topic.job, tasks=tasks, now=now)
    return len(overdue)


def withdraw(session: Session, topic: QuestionTopic, proposal: Proposal, *, team: str, now: datetime) -> None:
    """Withdraw a proposal because the words behind it are gone, and update the question."""
    state = ProposalState.WITHDRAWN
    storage.proposals.close_proposal(session, team=team, id=proposal.id, state=state)
    _update_question(session, topic, proposal, team=team, state=state, by="", now=now)


def show_proposal(session: Session, proposal: Proposal, *, team: str) -> AskedProposal:
    names = storage.people.display_names(session, team=team, ids=frozenset({proposal.author, proposal.asked}))
    author, decider = names.get(proposal.author, "Someone"), names.get(proposal.asked, "the person I asked")
    return AskedProposal(proposal.id, proposal.text, author, decider, proposal.expires_at)


def _update_question(
    session: Session,
    topic: QuestionTopic,
    proposal: Proposal,
    *,
    team: str,
    state: ProposalState,
    by: str,
    now: datetime,
) -> None:
    key = _question_key(topic, proposal)
    posting.update_message(
        session,
        key=f"{key}:{state}:{now.isoformat()}",
        original_key=key,
        team=team,
        channel=proposal.asked,
        message=_outcome(session, topic, proposal, team=team, state=state, by=by, to_author=False),
        now=now,
    )


def _outcome(
    session: Session,
    topic: QuestionTopic,
    proposal: Proposal,
    *,
    team: str,
    state: ProposalState,
    by: str,
    to_author: bool,
) -> RenderedMessage:
    asked = show_proposal(session, proposal, team=team)
    return templates.render(topic.answered, asked=asked, state=state, by=by, to_author=to_author)


def _question_key(topic: QuestionTopic, proposal: Proposal) -> str:
    return f"{topic.key}:{proposal.id}"
