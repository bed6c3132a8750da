"""Changes of goals that a project lead may only propose: the program manager is asked, and answers with one click."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.goals
import storage.people
import storage.plan
import storage.proposals
import storage.reachable_people
from handlers.common.requests import Source
from handlers.goals import flows
from handlers.plan import proposal_questions, proposal_terms
from handlers.plan.proposal_questions import AskedProposal, QuestionTopic
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.goals.goal_text import GoalFields
from rules.goals.requests import GoalRequest
from rules.people import NeedsConsent, Person, Role
from rules.refusal import Refusal
from storage.proposals import Proposal

TOPIC = QuestionTopic(
    ProposalOrigin.GOAL, key="goal-request", asked="goals/asked", answered="goals/answered", job="goal proposals"
)


def ask(
    session: Session, *, person: Person, request: GoalRequest, source: Source, now: datetime, refusal: NeedsConsent
) -> AskedProposal:
    """Send *Accept* and *Decline* to whoever may change these goals; raise `refusal` if nobody can be asked.

    What was said in a private channel is for the manager and the sponsors only.
    """
    decider = _find_decider(session, person=person, program=request.program, private=source.in_private_channel)
    if decider is None:
        raise refusal
    _require_new(session, person=person, request=request)
    for goal in request.weights or ():
        storage.goals.get_goal(session, team=person.team, id=goal)
    program = storage.plan.program(session, team=person.team, id=request.program)
    proposal = storage.proposals.add_proposal(
        session,
        team=person.team,
        origin=ProposalOrigin.GOAL,
        kind="goal",
        author=person.id,
        asked=decider.id,
        source=replace(source, ts=source.ts or f"command-{now.timestamp():.6f}", text=request.words),
        statement=request.to_json(),
        expires_at=proposal_terms.expiry_on(
            program.calendar, zone=program.zone, days=program.numbers.proposal, now=now
        ),
        now=now,
    )
    asked = proposal_questions.post_question(session, TOPIC, proposal, team=person.team, now=now)
    storage.changes.describe(session, f"{request.words}: proposed")
    return asked


def _find_decider(session: Session, *, person: Person, program: str, private: bool) -> Person | None:
    """Return who is asked: the program's manager, else one of its sponsors, else the first administrator."""
    team = person.team
    sponsors = [
        assigned.user
        for assigned in storage.people.role_assignments(session, team=team)
        if assigned.scope == program and assigned.role == Role.SPONSOR.value
    ]
    manager = storage.plan.program(session, team=team, id=program).manager
    admins = () if private else storage.reachable_people.administrators(session, team=team)
    for user in (manager, *sponsors, *admins):
        candidate = storage.people.find_person(session, team=team, id=user) if user else None
        if candidate and not candidate.outsider and candidate.id != person.id:
            return candidate
    return None


def _require_new(session: Session, *, person: Person, request: GoalRequest) -> None:
    """Raise Refusal if the person's own proposal of the same waits for an answer."""
    for proposal in storage.proposals.open_proposals(session, team=person.team, origin=ProposalOrigin.GOAL):
        if proposal.author == person.id and GoalRequest.from_json(proposal.said) == request:
            asked = proposal_questions.show_proposal(session, proposal, team=person.team)
            raise Refusal("You have proposed that already.", f"{asked.decider} hasn't answered yet.")


def answer_proposal(session: Session, *, person: Person, id: int, accept: bool, now: datetime) -> str:
    """Accept a proposal as somebody who may make the change, or decline it; its author is told once.

    Return the id of the goal or project that was changed, "" if it was declined. Raise Refusal if it was answered
    before, or can't be made any more.
    """
    proposal = storage.proposals.get_proposal(session, team=person.team, id=id, lock=True)
    proposal_terms.require_unanswered(proposal)
    request = GoalRequest.from_json(proposal.said)
    with storage.changes.record(session, channel=proposal.channel, restricted=proposal.restricted):
        storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=proposal.permalink)
        changed = ""
        if accept:
            changed = apply(session, person=person, author=proposal.author, request=request, now=now)
        elif person.id != proposal.asked:
            flows.require_goal_setter(session, person=person, program=request.program)
        state = ProposalState.ACCEPTED if accept else ProposalState.REJECTED
        proposal_questions.close_and_notify(
            session, TOPIC, proposal, team=person.team, state=state, now=now, answered_by=person
        )
        storage.changes.describe(session, f"{request.words}: {'accepted' if accept else 'declined'}")
    return changed


def apply(session: Session, *, person: Person, author: str, request: GoalRequest, now: datetime) -> str:
    """Make the change of a request; a new goal without an owner belongs to its author."""
    if request.weights is not None:
        return flows.set_weights(session, person=person, project=request.id, weights=request.weights).id
    if not request.id and isinstance(request.change, GoalFields):
        fields = replace(request.change, owner=request.change.owner or author, program=request.program)
        return flows.create_goal(session, person=person, fields=fields, source=Source(), now=now).id
    assert request.change is not None
    return flows.apply_statement(session, person=person, id=request.id, statement=request.change, now=now).id


def close_overdue_proposals(session: Session, *, team: str, now: datetime) -> int:
    """Close every proposal that was not answered in time, and tell the authors that nothing changed."""
    return proposal_questions.close_overdue(session, TOPIC, team=team, now=now)


def withdraw(session: Session, *, team: str, proposal: Proposal, now: datetime) -> None:
    """Withdraw a proposal because the words behind it are gone, and update the question."""
    proposal_questions.withdraw(session, TOPIC, proposal, team=team, now=now)
