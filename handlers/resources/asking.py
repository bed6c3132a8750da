"""Assignments that a contributor may only propose: the lead is asked, and answers with one click."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.people
import storage.plan
import storage.proposals
import storage.reachable_people
from handlers.common.requests import Source
from handlers.plan import proposal_questions, proposal_terms
from handlers.plan.plan_items import label_of_item
from handlers.plan.proposal_questions import AskedProposal, QuestionTopic
from handlers.resources import assigning, register
from handlers.resources.assigning import AllocationFacts
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.people import NeedsConsent, Person
from rules.plan import Project
from rules.refusal import Refusal
from rules.resources import requests
from rules.resources.amounts import amount_words
from rules.resources.bookings import FULL_LOAD_PERCENT, ResourceKind
from rules.resources.statements import AssignStatement
from storage.proposals import Proposal

TOPIC = QuestionTopic(
    ProposalOrigin.ASSIGN,
    key="assign-request",
    asked="resources/asked",
    answered="resources/answered",
    job="assignment proposals",
)


def ask(
    session: Session,
    *,
    person: Person,
    statement: AssignStatement,
    source: Source,
    now: datetime,
    refusal: NeedsConsent,
) -> AskedProposal:
    """Send *Accept* and *Decline* to the lead, else to the manager; raise `refusal` if nobody can be asked."""
    team = person.team
    target = assigning.require_target(session, person=person, id=statement.target)
    project = assigning.project_of(session, team=team, target=target)
    decider = _find_decider(session, person=person, project=project)
    if decider is None:
        raise refusal
    words = f"{_amount_words(session, team=team, statement=statement)} for {label_of_item(target)}"
    _require_new(session, person=person, statement=statement)
    program = storage.plan.program(session, team=team, id=project.program)
    proposal = storage.proposals.add_proposal(
        session,
        team=team,
        origin=ProposalOrigin.ASSIGN,
        kind="assign",
        author=person.id,
        asked=decider.id,
        source=replace(source, ts=source.ts or f"command-{now.timestamp():.6f}", text=words),
        statement=requests.to_json(statement),
        expires_at=proposal_terms.expiry_on(
            program.calendar, zone=program.zone, days=program.numbers.proposal, now=now
        ),
        now=now,
    )
    asked = proposal_questions.post_question(session, TOPIC, proposal, team=team, now=now)
    storage.changes.describe(session, f"{words}: proposed")
    return asked


def _find_decider(session: Session, *, person: Person, project: Project) -> Person | None:
    manager = storage.plan.program(session, team=person.team, id=project.program).manager
    for user in (project.lead, manager):
        candidate = storage.people.find_person(session, team=person.team, id=user) if user else None
        if candidate and not candidate.outsider and candidate.id != person.id:
            return candidate
    return None


def _amount_words(session: Session, *, team: str, statement: AssignStatement) -> str:
    """Return "Cleo, 60%" and refuse what could never be assigned."""
    named = statement.resource
    resource = register.find_resource(session, team=team, named=named)
    kind = resource.kind if resource else ResourceKind.PERSON
    percent = statement.amount.percent_of(kind) if statement.amount else FULL_LOAD_PERCENT
    if resource:
        name = register.name_of(session, resource=resource, team=team)
    else:
        user = str(storage.reachable_people.choose_reachable(session, team=team, user=named.user))
        name = storage.people.display_names(session, team=team, ids=frozenset({user})).get(user, "Someone")
    return f"{name}, {amount_words(percent, kind)}"


def _require_new(session: Session, *, person: Person, statement: AssignStatement) -> None:
    """Raise Refusal if the person's own proposal of the same waits for an answer."""
    for proposal in storage.proposals.open_proposals(session, team=person.team, origin=ProposalOrigin.ASSIGN):
        if proposal.author == person.id and requests.from_json(proposal.said) == statement:
            asked = proposal_questions.show_proposal(session, proposal, team=person.team)
            raise Refusal("You have proposed that already.", f"{asked.decider} hasn't answered yet.")


def answer_proposal(
    session: Session, *, person: Person, id: int, accept: bool, now: datetime
) -> AllocationFacts | None:
    """Accept a proposal as somebody who may assign, or decline it; its author is told once. Return what was assigned.

    Raise Refusal if it was answered before, or can't be made any more.
    """
    proposal = storage.proposals.get_proposal(session, team=person.team, id=id, lock=True)
    proposal_terms.require_unanswered(proposal)
    statement = requests.from_json(proposal.said)
    made = None
    with storage.changes.record(session, channel=proposal.channel, restricted=proposal.restricted):
        storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=proposal.permalink)
        if accept:
            made = assigning.assign(session, person=person, statement=statement, source=Source(), now=now)
        else:
            target = assigning.require_target(session, person=person, id=statement.target, is_end=True)
            project = assigning.project_of(session, team=person.team, target=target)
            assigning.require_assigner(session, person=person, project=project)
        state = ProposalState.ACCEPTED if accept else ProposalState.REJECTED
        proposal_questions.close_and_notify(
            session, TOPIC, proposal, team=person.team, state=state, now=now, answered_by=person
        )
        storage.changes.describe(session, f"{proposal.text}: {'accepted' if accept else 'declined'}")
    return made


def close_overdue_proposals(session: Session, *, team: str, now: datetime) -> int:
    """Close every proposal that was not answered in time, and tell the authors that nothing changed."""
    return proposal_questions.close_overdue(session, TOPIC, team=team, now=now)


def withdraw(session: Session, *, team: str, proposal: Proposal, now: datetime) -> None:
    """Withdraw a proposal because the words behind it are gone, and update the question."""
    proposal_questions.withdraw(session, TOPIC, proposal, team=team, now=now)
