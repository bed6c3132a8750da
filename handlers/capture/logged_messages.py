"""A form about a message becomes one record, however many people marked it (B-22)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.channels
import storage.people
import storage.plan
import storage.privacy
import storage.proposals
from handlers.capture import flows, proposals, statements
from handlers.capture.statements import SavedStatement
from handlers.common.requests import InvalidForm, Source
from handlers.dependencies import flows as dependencies_flows
from handlers.dependencies.flows import DependencyRequest
from rules.capture import Block, Decided, ExplicitForm, Raise, Slip, serialization
from rules.people import Person
from rules.plan import Milestone
from rules.refusal import NotFound, Refusal
from storage.proposals import Proposal

LOGGED_DRAFT_LIFETIME = timedelta(days=3)
MARK_ORIGIN = "mark"
"""The origin of what reactions and shortcuts make: one a message and kind."""


@dataclass(frozen=True, slots=True)
class LogFormFields:
    """What stands in the form; `provider` is what `milestone` waits for, `user` who can free it."""

    kind: str
    text: str
    milestone: str = ""
    provider: str = ""
    user: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class LoggedRecord:
    """A filled form with its author and the message it is about; `proposal` is the draft of a reaction, or 0."""

    person: Person
    fields: LogFormFields
    source: Source
    proposal: int
    now: datetime


def open_milestones(session: Session, *, team: str, channel: str, user: str) -> tuple[Milestone, ...]:
    """Every milestone that is not done: the channel's first, in it the person's own, then by date."""
    here = storage.channels.served_projects(session, team=team, channel=channel)
    every = [m for m in storage.plan.milestones(session, team=team) if not m.done]
    return tuple(sorted(every, key=lambda m: (m.project not in here, m.owner != user, m.expected or date.max, m.id)))


def logged_proposal(session: Session, *, team: str, channel: str, ts: str, kind: str) -> Proposal | None:
    """The one draft or record that a message has of a kind."""
    found = storage.proposals.proposals_of_message(session, team=team, channel=channel, ts=ts, origin=MARK_ORIGIN)
    return next((one for one in found if one.kind == kind), None)


def open_draft(session: Session, *, person: Person, id: int) -> Proposal:
    """An open draft, for who may read its message: who made it, and its colleagues where everybody reads or they do."""
    found = storage.proposals.get_proposal(session, team=person.team, id=id)
    if person.id not in (found.author, found.asked):
        inside = found.channel in storage.privacy.reader_for(session, person=person).member_of
        if person.outsider or (found.restricted and not inside):
            raise NotFound("That draft is not yours.", "", "Mark the message yourself: react to it.")
    if found.state != "open":
        raise Refusal("There is nothing to save any more.", f"That draft is {found.state}.")
    return found


def save_record(session: Session, *, entry: LoggedRecord) -> tuple[SavedStatement, ...]:
    """This will save what the form says, once for a message and kind; Invalid says what is wrong beside its field."""
    person, source, fields = entry.person, entry.source, entry.fields
    if source.ts:
        _claim_message(session, entry=entry)
    saved = _save_fields(session, entry=entry)
    wrong = next((one.refused for one in saved if one.refused), None)
    if wrong:
        raise InvalidForm(**{"text" if not fields.milestone else "milestone": str(wrong)[:150]})
    if source.ts and any(one.kept for one in saved):
        flows.add_saved_reaction(session, person=person, source=source, now=entry.now)
    return saved


def _claim_message(session: Session, *, entry: LoggedRecord) -> None:
    """Whoever saves first has it; a draft that was taken back cannot be saved."""
    team, source, kind = entry.person.team, entry.source, entry.fields.kind
    known = logged_proposal(session, team=team, channel=source.channel, ts=source.ts, kind=kind)
    if known and known.state == "saved":
        names = storage.people.display_names(session, team=team, ids=frozenset({known.decided_by or ""}))
        raise InvalidForm(text=f"{names.get(known.decided_by or '', 'Somebody')} has logged this message already.")
    if known and entry.proposal and known.state != "open":
        raise InvalidForm(text="The reaction was taken away, and the draft with it.")
    known = known or storage.proposals.add_proposal(
        session,
        team=team,
        origin=MARK_ORIGIN,
        kind=kind,
        author=entry.person.id,
        asked=entry.person.id,
        source=source,
        statement={},
        expires_at=entry.now + LOGGED_DRAFT_LIFETIME,
        now=entry.now,
    )
    storage.proposals.close_proposal(session, team=team, id=known.id, state="saved", by=entry.person.id)


def _save_fields(session: Session, *, entry: LoggedRecord) -> tuple[SavedStatement, ...]:
    person, source, fields, now = entry.person, entry.source, entry.fields, entry.now
    if fields.kind == "dependency":
        return (_link_dependency(session, entry=entry),)
    if fields.kind == "update":
        form = Raise("update", fields.text, None, serialization.NO_LINE)
        noted = statements.save_note(
            session, person=person, kind="update", text=fields.text, source=source, now=now, subject=fields.milestone
        )
        slip = (
            Slip(fields.milestone, serialization.exact_day(fields.day), "", serialization.NO_LINE)
            if fields.day
            else None
        )
        moved = (
            (proposals.apply_or_propose(session, person=person, statement=slip, source=source, now=now),)
            if slip
            else ()
        )
        return (SavedStatement(form, noted=noted), *moved)
    return (
        proposals.apply_or_propose(session, person=person, statement=_statement_from(fields), source=source, now=now),
    )


def _statement_from(fields: LogFormFields) -> ExplicitForm:
    if fields.kind == "blocker":
        by = serialization.exact_day(fields.day) if fields.day else None
        return Block(
            fields.milestone, fields.text, "", (fields.user,) if fields.user else (), by, serialization.NO_LINE
        )
    if fields.kind == "decision":
        return Decided(fields.text, serialization.NO_LINE)
    return Raise(fields.kind, fields.text, None, serialization.NO_LINE)


def _link_dependency(session: Session, *, entry: LoggedRecord) -> SavedStatement:
    fields = entry.fields
    form = Raise("dependency", fields.text, None, serialization.NO_LINE)
    wish = DependencyRequest(fields.milestone, fields.provider, need_by=fields.day)
    try:
        handed = dependencies_flows.link_milestones(session, person=entry.person, wish=wish, now=entry.now)
    except Refusal as refusal:
        raise InvalidForm(provider=str(refusal)[:150]) from None
    return SavedStatement(form, linked=handed.link)
