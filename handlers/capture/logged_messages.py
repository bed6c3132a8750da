"""Forms about a message: one record each, however many people marked the message (B-22)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.benefits
import storage.channels
import storage.people
import storage.plan
import storage.privacy
import storage.proposals
import storage.updates
from handlers.capture import heard, statements
from handlers.capture.statements import SavedStatement
from handlers.common import access
from handlers.common.requests import InvalidForm, Source
from handlers.dependencies import flows as dependencies_flows
from handlers.dependencies.flows import DependencyRequest
from handlers.plan.milestone_updates import ChangeOutcome
from rules.capture import Block, Decided, Done, ExplicitForm, Percent, Raise, Slip, serialization
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.people import Person
from rules.plan import Milestone
from rules.refusal import AmbiguousInput, NotFound, Refusal
from storage.proposals import Proposal

LOGGED_DRAFT_LIFETIME = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class LogFormFields:
    """The fields of the form; `milestone` depends on `provider`, and `user` can unblock it, or decided it."""

    kind: str
    text: str
    milestone: str = ""
    provider: str = ""
    user: str = ""
    day: date | None = None
    project: str = ""
    change: str = ""
    percent: str = ""
    benefit: str = ""


@dataclass(frozen=True, slots=True)
class LoggedRecord:
    """A submitted form with its author and message; `proposal` is the draft that a reaction made, or 0."""

    person: Person
    fields: LogFormFields
    source: Source
    proposal: int
    now: datetime


def open_milestones(session: Session, *, team: str, channel: str, user: str) -> tuple[Milestone, ...]:
    """Return milestones that are not done: the channel's first, among them the person's own, then by date."""
    channel_projects = storage.channels.served_projects(session, team=team, channel=channel)
    milestones = [m for m in storage.plan.milestones(session, team=team) if not m.done]
    return tuple(
        sorted(
            milestones, key=lambda m: (m.project not in channel_projects, m.owner != user, m.expected or date.max, m.id)
        )
    )


def served_projects(session: Session, *, team: str, channel: str) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of the projects of a channel that serves several; of one project there is nothing to ask."""
    served = storage.channels.served_projects(session, team=team, channel=channel)
    names = tuple((id, storage.plan.project(session, team=team, id=id).name) for id in served)
    return names if len(names) > 1 else ()


def open_benefits(session: Session, *, team: str, channel: str) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of the benefits that evidence can be for, those of the channel's programs first."""
    served = storage.channels.served_programs(session, team=team, channel=channel)
    found = [benefit for benefit in storage.benefits.benefits_of(session, team=team) if benefit.is_open]
    found.sort(key=lambda benefit: benefit.program not in served)
    return tuple((benefit.id, benefit.name) for benefit in found)


def logged_proposal(session: Session, *, team: str, channel: str, ts: str, kind: str) -> Proposal | None:
    """Return the one draft or record of this kind that a message has."""
    marks = storage.proposals.proposals_of_message(
        session, team=team, channel=channel, ts=ts, origin=ProposalOrigin.MARK
    )
    return next((proposal for proposal in marks if proposal.kind == kind), None)


def open_draft(session: Session, *, person: Person, id: int) -> Proposal:
    """Return an open draft for its author or for a colleague who can read its message.

    Raise NotFound for other people, Refusal if the draft is no longer open.
    """
    draft = storage.proposals.get_proposal(session, team=person.team, id=id)
    if person.id not in (draft.author, draft.asked):
        is_member = draft.channel in storage.privacy.reader_for(session, person=person).member_of
        if person.outsider or (draft.restricted and not is_member):
            raise NotFound("That draft is not yours.", "", "Mark the message yourself: react to it.")
    if draft.state is not ProposalState.OPEN:
        raise Refusal(f"This draft was {draft.state}.")
    return draft


def save_record(session: Session, *, entry: LoggedRecord) -> tuple[ChangeOutcome, ...]:
    """Save a form, once per message and kind; raise InvalidForm with the error beside its field."""
    person, source, fields = entry.person, entry.source, entry.fields
    if source.ts:
        claim_message(session, entry=entry)
    saved = _save_fields(session, entry=entry)
    refusal = next((outcome.refused for outcome in saved if outcome.refused), None)
    if isinstance(refusal, AmbiguousInput):
        raise InvalidForm(project="Which project?")
    if refusal:
        raise InvalidForm(**{"text" if not fields.milestone else "milestone": str(refusal)[:150]})
    if source.ts and any(outcome.kept for outcome in saved):
        heard.add_saved_reaction(session, person=person, source=source, now=entry.now)
    return saved


def claim_message(session: Session, *, entry: LoggedRecord) -> None:
    """Claim the message for the first person who saves it; a draft that was withdrawn cannot be saved."""
    team, source, kind = entry.person.team, entry.source, entry.fields.kind
    logged = logged_proposal(session, team=team, channel=source.channel, ts=source.ts, kind=kind)
    if logged and logged.state is ProposalState.SAVED:
        names = storage.people.display_names(session, team=team, ids=frozenset({logged.decided_by or ""}))
        raise InvalidForm(text=f"{names.get(logged.decided_by or '', 'Somebody')} has logged this message already.")
    if logged and entry.proposal and logged.state is not ProposalState.OPEN:
        raise InvalidForm(text="The reaction was taken away, and the draft with it.")
    logged = logged or storage.proposals.add_proposal(
        session,
        team=team,
        origin=ProposalOrigin.MARK,
        kind=kind,
        author=entry.person.id,
        asked=entry.person.id,
        source=source,
        statement={},
        expires_at=entry.now + LOGGED_DRAFT_LIFETIME,
        now=entry.now,
    )
    storage.proposals.close_proposal(session, team=team, id=logged.id, state=ProposalState.SAVED, by=entry.person.id)


def _save_fields(session: Session, *, entry: LoggedRecord) -> tuple[ChangeOutcome, ...]:
    person, source, fields, now = entry.person, entry.source, entry.fields, entry.now
    if fields.kind == "dependency":
        return (_link_dependency(session, entry=entry),)
    if fields.kind == "update":
        statement = Raise("update", fields.text, None, serialization.NO_LINE)
        note_id = statements.save_note(
            session,
            person=person,
            kind="update",
            text=fields.text,
            source=source,
            now=now,
            subject=fields.milestone,
            project=storage.plan.milestone(session, team=person.team, id=fields.milestone).project,
        )
        change = _change_from(fields)
        changes = (
            (statements.save_statement(session, person=person, statement=change, source=source, now=now),)
            if change
            else ()
        )
        return (SavedStatement(statement, noted=note_id), *changes)
    saved = statements.save_statement(session, person=person, statement=_statement_from(fields), source=source, now=now)
    if fields.benefit and isinstance(saved, SavedStatement) and saved.noted is not None:
        access.require_visible(session, person=person, text=fields.benefit)
        storage.benefits.get_benefit(session, team=person.team, id=fields.benefit)
        storage.updates.attach_note(session, team=person.team, id=saved.noted, subject=fields.benefit)
    return (saved,)


def _change_from(fields: LogFormFields) -> ExplicitForm | None:
    """Return what an update changes of its milestone; a day alone is a new date."""
    day = serialization.exact_day(fields.day) if fields.day else None
    match fields.change:
        case "done":
            return Done(fields.milestone, day, serialization.NO_LINE)
        case "percent":
            return Percent(fields.milestone, int(fields.percent), serialization.NO_LINE)
        case "blocked":
            return Block(fields.milestone, fields.text, "", (), day, serialization.NO_LINE)
    return Slip(fields.milestone, day, "", serialization.NO_LINE) if day else None


def _statement_from(fields: LogFormFields) -> ExplicitForm:
    if fields.kind == "blocker":
        need_by = serialization.exact_day(fields.day) if fields.day else None
        return Block(
            fields.milestone, fields.text, "", (fields.user,) if fields.user else (), need_by, serialization.NO_LINE
        )
    if fields.kind == "decision":
        return Decided(fields.text, serialization.NO_LINE, fields.project, fields.user)
    return Raise(fields.kind, fields.text, None, serialization.NO_LINE, fields.project)


def _link_dependency(session: Session, *, entry: LoggedRecord) -> SavedStatement:
    fields = entry.fields
    statement = Raise("dependency", fields.text, None, serialization.NO_LINE)
    request = DependencyRequest(fields.milestone, fields.provider, need_by=fields.day)
    try:
        handover = dependencies_flows.link_milestones(session, person=entry.person, wish=request, now=entry.now)
    except Refusal as refusal:
        raise InvalidForm(provider=str(refusal)[:150]) from None
    return SavedStatement(statement, linked=handover.link)
