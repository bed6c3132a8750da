"""Proposals of items and committed dates: asked once, answered once, and told to their author once."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.people
import storage.plan
import storage.privacy
import storage.proposals
import templates
from handlers.common import isolation, posting
from handlers.common.requests import Source, local_date
from handlers.plan import proposal_terms, proposals, wanted_changes
from handlers.plan.corrections import CorrectionEffect
from handlers.plan.wanted_changes import MadeChange
from rules.capture.proposals import ProposalOrigin, ProposalState, WantedChange, WantedKind
from rules.dates import DoubtfulDay
from rules.people import NeedsConsent, Person
from rules.plan import CalendarSpec
from rules.program_numbers import DEFAULT_NUMBERS
from rules.refusal import NotFound, Refusal
from rules.truth.statuses import label_of
from storage.proposals import Proposal

# The beginning of the outbox keys of these proposals.
KEY_KIND = "consent"


@dataclass(frozen=True, slots=True)
class PlanProposal:
    """A proposal with the names that its sentences need.

    `where` names the project, program or milestone; `private` is True if it was said in a private channel.
    """

    id: int
    wanted: WantedChange
    where: str
    author: str
    decider: str
    private: bool = False
    expires_at: datetime | None = None


def create_or_propose(
    session: Session, *, person: Person, wanted: WantedChange, source: Source, now: datetime
) -> MadeChange | PlanProposal:
    """Create what a person wants, or propose it to whoever may create it; raise Refusal otherwise."""
    try:
        return wanted_changes.make(session, person=person, author=person, wanted=wanted, source=source, now=now)
    except NeedsConsent as refusal:
        wanted = wanted_changes.with_parent(session, person=person, wanted=wanted, channel=source.channel)
        wanted = wanted_changes.with_person(session, person=person, wanted=wanted, now=now)
        return _propose(session, person=person, wanted=wanted, source=source, now=now, refusal=refusal)


def commit_offer(session: Session, *, person: Person, milestone: str, day: date, now: datetime) -> PlanProposal | None:
    """Return the proposal of a committed date that would be sent, with who would be asked; None without anyone."""
    item = storage.plan.milestone(session, team=person.team, id=milestone)
    wanted = WantedChange(WantedKind.COMMIT, label_of(item), item.id, day, was=item.committed)
    private = storage.privacy.is_restricted(session, team=person.team, id=item.id)
    decider = wanted_changes.find_decider(session, person=person, wanted=wanted, private=private, now=now)
    return PlanProposal(0, wanted, label_of(item), person.name, decider.name, private) if decider else None


def propose_commit(
    session: Session, *, person: Person, wanted: WantedChange, source: Source, now: datetime
) -> PlanProposal:
    """Propose a committed date that the person may not set themselves."""
    try:
        wanted_changes.require_may_decide(session, person=person, wanted=wanted, now=now)
    except NeedsConsent as refusal:
        return _propose(session, person=person, wanted=wanted, source=source, now=now, refusal=refusal)
    raise Refusal("You can set that date yourself.", "", f"Write `commit {wanted.parent} to {wanted.day}`.")


def _propose(
    session: Session, *, person: Person, wanted: WantedChange, source: Source, now: datetime, refusal: Refusal
) -> PlanProposal:
    """Send *Accept* and *Decline* to the person who decides; raise `refusal` if there is none."""
    is_private = source.in_private_channel
    decider = wanted_changes.find_decider(session, person=person, wanted=wanted, private=is_private, now=now)
    if decider is None:
        raise refusal
    _require_new(session, person=person, wanted=wanted)
    program = wanted_changes.program_of(session, team=person.team, wanted=wanted)
    spec, zone = (program.calendar, program.zone) if program else (CalendarSpec(), person.zone)
    days = (program.numbers if program else DEFAULT_NUMBERS).proposal
    where = _where(session, team=person.team, wanted=wanted)
    proposal = storage.proposals.add_proposal(
        session,
        team=person.team,
        origin=ProposalOrigin.ROLE,
        kind=wanted.kind,
        author=person.id,
        asked=decider.id,
        source=replace(source, ts=source.ts or f"command-{now.timestamp():.6f}", text=wanted.title(where)),
        statement=wanted.to_json(),
        expires_at=proposal_terms.expiry_on(spec, zone=zone, days=days, now=now),
        now=now,
    )
    shown = _shown(session, proposal, team=person.team)
    message = templates.render("plan/proposal_asked", asked=shown, today=local_date(decider, now))
    key = _question_key(proposal)
    posting.post_message(session, key=key, team=person.team, channel=decider.id, message=message, now=now)
    storage.changes.describe(session, f"{proposal.text}: proposed")
    return shown


def answer_proposal(session: Session, *, person: Person, id: int, accept: bool, now: datetime) -> MadeChange | None:
    """Accept or decline a proposal as somebody who may make the change; its author is told once either way.

    Raise Refusal if it was answered before, or can't be made any more.
    """
    proposal = storage.proposals.get_proposal(session, team=person.team, id=id, lock=True)
    proposal_terms.require_unanswered(proposal)
    wanted = WantedChange.from_json(proposal.said)
    with storage.changes.record(session, channel=proposal.channel, restricted=proposal.restricted):
        storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=proposal.permalink)
        made = None
        if accept:
            made = _make_accepted(session, person=person, proposal=proposal, wanted=wanted, now=now)
        else:
            _require_may_decline(session, person=person, proposal=proposal, wanted=wanted, now=now)
        state = ProposalState.ACCEPTED if accept else ProposalState.REJECTED
        _close_and_notify(session, proposal, team=person.team, state=state, answered_by=person, made=made, now=now)
        storage.changes.describe(session, f"{proposal.text}: {'accepted' if accept else 'declined'}")
    return made


def _make_accepted(
    session: Session, *, person: Person, proposal: Proposal, wanted: WantedChange, now: datetime
) -> MadeChange:
    author = storage.people.find_person(session, team=person.team, id=proposal.author)
    if author is None or author.outsider:
        raise Refusal("Whoever proposed this can't own it any more.", "Their account is closed.", "Decline it.")
    if wanted.kind is WantedKind.COMMIT:
        committed = storage.plan.milestone(session, team=person.team, id=wanted.parent).committed
        if committed != wanted.was:
            raise Refusal(f"{wanted.name} has another committed date by now.", "", "Decline this, or set it yourself.")
    ts = "" if proposal.ts.startswith("command-") else proposal.ts
    source = Source(
        proposal.channel, ts, proposal.thread_ts, proposal.permalink, proposal.text, private=proposal.restricted
    )
    try:
        return wanted_changes.make(session, person=person, author=author, wanted=wanted, source=source, now=now)
    except DoubtfulDay as doubt:
        raise Refusal(doubt.what, "", f"Decline this; {author.name} can propose another day.") from None


def _require_may_decline(
    session: Session, *, person: Person, proposal: Proposal, wanted: WantedChange, now: datetime
) -> None:
    """Require whoever could accept, or was asked: a proposal that makes no sense any more can still be declined."""
    if person.id != proposal.asked:
        wanted_changes.require_may_decide(session, person=person, wanted=wanted, now=now)


def close_overdue_proposals(session: Session, *, team: str, now: datetime) -> int:
    """Close every proposal that was not answered in time, of both kinds, and tell the authors."""
    overdue = storage.proposals.expired_proposals(session, team=team, origin=ProposalOrigin.ROLE, now=now)
    close = partial(_close_and_notify, session, team=team, state=ProposalState.EXPIRED, now=now)
    tasks = {str(proposal.id): partial(close, proposal) for proposal in overdue}
    isolation.run_each_in_savepoint(session, team=team, job="plan proposals", tasks=tasks, now=now)
    return len(overdue) + proposals.close_overdue_proposals(session, team=team, now=now)


def withdraw(session: Session, *, team: str, proposal: Proposal, now: datetime) -> None:
    """Withdraw a proposal because the words behind it are gone, and update the question."""
    state = ProposalState.WITHDRAWN
    storage.proposals.close_proposal(session, team=team, id=proposal.id, state=state)
    _update_question(session, proposal, team=team, state=state, by="", made="", now=now)


def show_question_again(session: Session, *, team: str, id: int, stamp: str, now: datetime) -> None:
    """Ask again, in the same message, if the proposal is open again."""
    proposal = storage.proposals.get_proposal(session, team=team, id=id)
    if proposal.state is not ProposalState.OPEN:
        return
    decider = storage.people.find_person(session, team=team, id=proposal.asked)
    today = local_date(decider, now) if decider else None
    message = templates.render("plan/proposal_asked", asked=_shown(session, proposal, team=team), today=today)
    key = _question_key(proposal)
    posting.update_message(
        session, key=stamp, original_key=key, team=team, channel=proposal.asked, message=message, now=now
    )


def _close_and_notify(
    session: Session,
    proposal: Proposal,
    *,
    team: str,
    state: ProposalState,
    now: datetime,
    answered_by: Person | None = None,
    made: MadeChange | None = None,
) -> None:
    by = answered_by.name if answered_by else ""
    storage.proposals.close_proposal(
        session, team=team, id=proposal.id, state=state, by=answered_by.id if answered_by else None
    )
    made_label = _label(made)
    _update_question(session, proposal, team=team, state=state, by=by, made=made_label, now=now)
    if answered_by and answered_by.id == proposal.author:
        return
    author = storage.people.find_person(session, team=team, id=proposal.author)
    message = templates.render(
        "plan/proposal_outcome",
        asked=_shown(session, proposal, team=team),
        state=state,
        by=by,
        made=made_label,
        aloud=True,
        today=local_date(author, now) if author else None,
    )
    key = f"{_question_key(proposal)}:outcome"
    posting.post_message(session, key=key, team=team, channel=proposal.author, message=message, now=now)


def _update_question(
    session: Session, proposal: Proposal, *, team: str, state: ProposalState, by: str, made: str, now: datetime
) -> None:
    decider = storage.people.find_person(session, team=team, id=proposal.asked)
    message = templates.render(
        "plan/proposal_outcome",
        asked=_shown(session, proposal, team=team),
        state=state,
        by=by,
        made=made,
        aloud=False,
        today=local_date(decider, now) if decider else None,
    )
    key = _question_key(proposal)
    posting.update_message(
        session,
        key=f"{key}:{state}:{now.isoformat()}",
        original_key=key,
        team=team,
        channel=proposal.asked,
        message=message,
        now=now,
    )


def _require_new(session: Session, *, person: Person, wanted: WantedChange) -> None:
    """Raise Refusal if the same waits for an answer; what others said in a private channel is not given away."""
    for proposal in storage.proposals.open_proposals(session, team=person.team, origin=ProposalOrigin.ROLE):
        is_known = proposal.author == person.id or not proposal.restricted
        if is_known and WantedChange.from_json(proposal.said).is_same(wanted):
            shown = _shown(session, proposal, team=person.team)
            whose = "You" if proposal.author == person.id else shown.author
            verb = "have" if proposal.author == person.id else "has"
            raise Refusal(f"{whose} {verb} proposed that already.", f"{shown.decider} hasn't answered yet.")


def _shown(session: Session, proposal: Proposal, *, team: str) -> PlanProposal:
    wanted = WantedChange.from_json(proposal.said)
    users = frozenset({proposal.author, proposal.asked})
    names = storage.people.display_names(session, team=team, ids=users)
    author, decider = names.get(proposal.author, "Someone"), names.get(proposal.asked, "the person I asked")
    where = _where(session, team=team, wanted=wanted)
    return PlanProposal(proposal.id, wanted, where, author, decider, proposal.restricted, proposal.expires_at)


def _where(session: Session, *, team: str, wanted: WantedChange) -> str:
    try:
        if wanted.kind is WantedKind.COMMIT:
            return label_of(storage.plan.milestone(session, team=team, id=wanted.parent))
        item = wanted_changes.project_of(session, team=team, wanted=wanted) or wanted_changes.program_of(
            session, team=team, wanted=wanted
        )
    except NotFound:
        return wanted.parent
    return f"{item.name} ({item.id})" if item else ""


def _label(made: MadeChange | None) -> str:
    if made is None:
        return ""
    return made.label if isinstance(made, CorrectionEffect) else f"{made.name} ({made.id})"


def _question_key(proposal: Proposal) -> str:
    return f"{KEY_KIND}:{proposal.id}"
