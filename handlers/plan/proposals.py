"""Changes to other people's milestones: they wait for the owner's approval, and silence changes nothing (B-24)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

import storage.changes
import storage.people
import storage.plan
import storage.proposals
import storage.updates
import templates
from handlers.common import isolation, posting
from handlers.common.requests import Outdated, Source, local_date
from handlers.plan import milestone_updates, proposal_terms
from handlers.plan.milestone_updates import ChangeOutcome, MilestoneStatement, OwnerDecides
from rules.capture import Owner, Slip, serialization, summaries
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.people import Person
from rules.plan import Milestone
from rules.refusal import Refusal
from rules.truth.statuses import label_of
from storage.proposals import Proposal


@dataclass(frozen=True, slots=True)
class PendingProposal:
    """A proposal with its statement and the milestone in its present state."""

    proposal: Proposal
    form: MilestoneStatement
    milestone: Milestone

    @property
    def shown(self) -> MilestoneStatement:
        """The statement as its owner may read it: a reason given in a private channel is left out."""
        if self.proposal.restricted and isinstance(self.form, Slip):
            return replace(self.form, reason="")
        return self.form


def apply_or_propose(
    session: Session,
    *,
    person: Person,
    statement: MilestoneStatement,
    source: Source,
    now: datetime,
    notify: bool = True,
    was: date | None = None,
) -> ChangeOutcome:
    """Change a milestone, or propose the change to its owner if only they may make it; raise Refusal otherwise.

    The arguments are those of `apply_change`.
    """
    if isinstance(statement, Owner):
        statement = proposal_terms.with_one_owner(session, team=person.team, statement=statement)
    with storage.changes.record(session, channel=source.channel, restricted=source.in_private_channel):
        try:
            with session.begin_nested():
                outcome = milestone_updates.apply_change(
                    session,
                    person=person,
                    statement=statement,
                    source=source,
                    today=local_date(person, now),
                    now=now,
                    notify=notify,
                    was=was,
                )
        except OwnerDecides as owner_decides:
            milestone = owner_decides.milestone
            proposal = propose_to_owner(
                session, person=person, statement=statement, milestone=milestone, source=source, now=now
            )
            outcome = ChangeOutcome(statement, proposed=proposal, milestone=milestone)
        storage.changes.describe(session, _summary_of(outcome))
        return replace(outcome, change=storage.changes.current_id(session))


def _summary_of(outcome: ChangeOutcome) -> str:
    milestone = outcome.changed.after if outcome.changed else outcome.milestone
    assert milestone is not None, "a statement changes a milestone, or asks its owner"
    return summaries.summary_of(outcome.said, label_of(milestone))


def _decider(session: Session, *, team: str, milestone: Milestone) -> str | None:
    """Return who decides about a milestone: its owner, else the project's lead, else the program's manager."""
    project = storage.plan.project(session, team=team, id=milestone.project)
    program = storage.plan.program(session, team=team, id=project.program)
    return milestone.owner or project.lead or program.manager


def propose_to_owner(
    session: Session,
    *,
    person: Person,
    statement: MilestoneStatement,
    milestone: Milestone,
    source: Source,
    now: datetime,
) -> Proposal:
    """Send the owner *Accept* and *Decline* in a direct message, without what was said in a private channel."""
    statement = proposal_terms.with_exact_days(
        session, person=person, statement=statement, milestone=milestone, now=now
    )
    proposal = storage.proposals.add_proposal(
        session,
        team=person.team,
        origin=ProposalOrigin.OWNER,
        kind=serialization.to_json(statement)["form"],
        author=person.id,
        asked=_decider(session, team=person.team, milestone=milestone) or person.id,
        source=replace(source, ts=source.ts or f"command-{now.timestamp():.6f}"),
        statement=serialization.to_json(statement)
        | {"was": milestone.own_date.isoformat() if milestone.own_date else None},
        expires_at=proposal_terms.expiry_time(session, person=person, milestone=milestone, now=now),
        now=now,
    )
    message = templates.render(
        "capture/proposal_ask",
        asked=PendingProposal(proposal, statement, milestone),
        by=person.name,
        today=local_date(person, now),
    )
    posting.post_message(
        session, key=_question_key(proposal), team=person.team, channel=proposal.asked, message=message, now=now
    )
    return proposal


def answer_proposal(session: Session, *, person: Person, id: int, accept: bool, now: datetime) -> ChangeOutcome | None:
    """Accept or reject a proposal as the owner, lead or program manager; the speaker is notified either way.

    Raise Refusal if it was already answered, or if the milestone got another date in the meantime.
    """
    with storage.changes.record(session):
        saved = _answer_proposal(session, person=person, id=id, accept=accept, now=now)
        if saved is None:
            return None
        storage.changes.describe(session, _summary_of(saved))
        return replace(saved, change=storage.changes.current_id(session))


def _answer_proposal(session: Session, *, person: Person, id: int, accept: bool, now: datetime) -> ChangeOutcome | None:
    proposal = storage.proposals.get_proposal(session, team=person.team, id=id, lock=True)
    proposal_terms.require_unanswered(proposal)
    pending = _pending_proposal(session, team=person.team, id=id)
    source = Source(
        proposal.channel, proposal.ts, proposal.thread_ts, proposal.permalink, proposal.text, proposal.restricted
    )
    project = storage.plan.project(session, team=person.team, id=pending.milestone.project)
    milestone_updates.require_permission(session, person=person, milestone=pending.milestone, project=project)
    saved = None
    if accept:
        _require_unchanged(session, team=person.team, pending=pending)
        # Use the author's date: in the owner's time zone that day may not have begun yet.
        author = storage.people.find_person(session, team=person.team, id=proposal.author) or person
        saved = milestone_updates.apply_change(
            session, person=person, statement=pending.form, source=source, today=local_date(author, now), now=now
        )
        if not proposal.ts.startswith("command-"):
            key = f"memo:{proposal.channel}:{proposal.ts}"
            posting.set_reaction(session, key=key, team=person.team, channel=proposal.channel, ts=proposal.ts, now=now)
    _close_and_notify(
        session,
        team=person.team,
        pending=pending,
        state=ProposalState.ACCEPTED if accept else ProposalState.REJECTED,
        answered_by=person,
        now=now,
    )
    return saved


def close_overdue_proposals(session: Session, *, team: str, now: datetime) -> int:
    """Close proposals that were not answered in time, and tell the speakers that nothing changed."""
    overdue = storage.proposals.expired_proposals(session, team=team, origin=ProposalOrigin.OWNER, now=now)

    def expire_proposal(id: int) -> None:
        pending = _pending_proposal(session, team=team, id=id)
        _close_and_notify(session, team=team, pending=pending, state=ProposalState.EXPIRED, answered_by=None, now=now)

    tasks = {str(proposal.id): partial(expire_proposal, proposal.id) for proposal in overdue}
    isolation.run_each_in_savepoint(session, team=team, job="proposals", tasks=tasks, now=now)
    storage.proposals.purge_expired_drafts(session, team=team, now=now)
    return len(overdue)


def withdraw(session: Session, *, team: str, proposal: Proposal, now: datetime) -> None:
    """Withdraw a proposal because the words behind it are gone, and update the owner's message."""
    pending = _pending_proposal(session, team=team, id=proposal.id)
    storage.proposals.close_proposal(session, team=team, id=proposal.id, state=ProposalState.WITHDRAWN)
    _update_question(session, team=team, pending=pending, state=ProposalState.WITHDRAWN, answerer_name="", now=now)


def show_question_again(session: Session, *, team: str, id: int, stamp: str, now: datetime) -> None:
    """Ask the owner again, in the same message, if the proposal is open again."""
    pending = _pending_proposal(session, team=team, id=id)
    if pending.proposal.state is not ProposalState.OPEN:
        return
    author = pending.proposal.author
    by = storage.people.display_names(session, team=team, ids=frozenset({author})).get(author, "someone")
    owner = storage.people.find_person(session, team=team, id=pending.proposal.asked)
    today = local_date(owner, now) if owner else None
    message = templates.render("capture/proposal_ask", asked=pending, by=by, today=today)
    posting.update_message(
        session,
        key=stamp,
        original_key=_question_key(pending.proposal),
        team=team,
        channel=pending.proposal.asked,
        message=message,
        now=now,
    )


def _close_and_notify(
    session: Session,
    *,
    team: str,
    pending: PendingProposal,
    state: ProposalState,
    answered_by: Person | None,
    now: datetime,
) -> None:
    proposal = pending.proposal
    storage.proposals.close_proposal(
        session, team=team, id=proposal.id, state=state, by=answered_by.id if answered_by else None
    )
    name = answered_by.name if answered_by else ""
    _update_question(session, team=team, pending=pending, state=state, answerer_name=name, now=now)
    if answered_by and answered_by.id == proposal.author:
        return
    author = storage.people.find_person(session, team=team, id=proposal.author)
    today = local_date(author, now) if author else None
    message = templates.render(
        "capture/proposal_answered", asked=pending, state=state, by=name, aloud=True, today=today
    )
    key = f"{_question_key(proposal)}:outcome"
    posting.post_message(session, key=key, team=team, channel=proposal.author, message=message, now=now)


def _update_question(
    session: Session, *, team: str, pending: PendingProposal, state: ProposalState, answerer_name: str, now: datetime
) -> None:
    owner = storage.people.find_person(session, team=team, id=pending.proposal.asked)
    message = templates.render(
        "capture/proposal_answered",
        asked=pending,
        state=state,
        by=answerer_name,
        aloud=False,
        today=local_date(owner, now) if owner else None,
    )
    key = _question_key(pending.proposal)
    posting.update_message(
        session,
        key=f"{key}:{state}:{now.isoformat()}",
        original_key=key,
        team=team,
        channel=pending.proposal.asked,
        message=message,
        now=now,
    )


def _pending_proposal(session: Session, *, team: str, id: int) -> PendingProposal:
    proposal = storage.proposals.get_proposal(session, team=team, id=id)
    statement = serialization.from_json(proposal.said)
    if not isinstance(statement, MilestoneStatement):
        raise Outdated
    return PendingProposal(proposal, statement, storage.plan.milestone(session, team=team, id=statement.milestone))


def _require_unchanged(session: Session, *, team: str, pending: PendingProposal) -> None:
    """Raise Refusal if the milestone was changed in the same way since, or is not what the owner was shown."""
    proposal, milestone = pending.proposal, pending.milestone
    own_date = milestone.own_date.isoformat() if milestone.own_date else None
    is_moved = isinstance(pending.form, Slip) and proposal.said["was"] != own_date
    kind = milestone_updates.RECORD_KINDS[type(pending.form)]
    if is_moved or storage.updates.has_newer_record(
        session, team=team, subject=milestone.id, kind=kind, at=proposal.at
    ):
        raise Refusal(
            f"{milestone.id} has changed since this was proposed.",
            "",
            "Decline this, or write what is true now.",
        )


def _question_key(proposal: Proposal) -> str:
    return f"proposal:{proposal.id}"
