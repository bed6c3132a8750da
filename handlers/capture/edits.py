"""What an edit or a deletion does to what was made of a message: undone, saved anew, proposed anew, marked as gone."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.people
import storage.proposals
import storage.updates
import templates
from handlers.blockers import flows as blockers_flows
from handlers.capture import drafts, flows, proposals, statements
from handlers.capture.drafts import DraftView
from handlers.capture.flows import HeardMessage
from handlers.common import posting
from handlers.common.requests import Source, local_date
from handlers.plan import milestone_updates
from rules.capture import (
    Block,
    Decided,
    Done,
    ExplicitForm,
    Interpretation,
    Owner,
    Percent,
    Raise,
    Slip,
    Unblock,
    interpret_message,
    serialization,
)
from rules.refusal import Refusal
from storage.updates import CaptureRecord


@dataclass(frozen=True, slots=True)
class RetractedStatement:
    """A form that the message no longer says; `refused` says why what it did stands nevertheless."""

    said: ExplicitForm
    refused: Refusal | None = None


def has_records(session: Session, *, team: str, channel: str, ts: str) -> bool:
    """Whether anything was made of a message."""
    return storage.updates.has_records(session, team=team, channel=channel, ts=ts) or bool(
        storage.proposals.proposals_of_message(session, team=team, channel=channel, ts=ts)
    )


def interpretation_when_saved(session: Session, *, hearing: HeardMessage) -> Interpretation:
    """The message as it was when something of it was saved, for an edit that came without its old words."""
    records = _saved_records(session, hearing.person.team, hearing.source)
    return (
        interpret_message(records[-1].text, today=local_date(hearing.person, hearing.now))
        if records
        else Interpretation()
    )


def process_edit(session: Session, *, hearing: HeardMessage, before: Interpretation, stamp: str) -> None:
    """This will undo what disappeared, save what is new, and tell the author what the edit changed."""
    person, source, now = hearing.person, hearing.source, hearing.now
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    marked = bool(_saved_records(session, person.team, source))
    old = Counter(serialization.without_position(form) for form in before.explicit)
    new = Counter(serialization.without_position(form) for form in hearing.interpretation.explicit)
    undone = tuple(retract_statement(session, hearing=hearing, statement=form) for form in (old - new).elements())
    saved = tuple(
        proposals.apply_or_propose(session, person=person, statement=form, source=source, now=now)
        for form in (new - old).elements()
    )
    update = _revise_update(session, hearing=hearing)
    fresh = _revise_drafts(session, hearing=hearing)
    _refresh_saved_reaction(session, hearing=hearing, was_marked=marked, stamp=stamp)
    if undone or saved or fresh or update:
        message = templates.render(
            "capture/edited", undone=undone, saved=saved, drafts=fresh, update=update, today=local_date(person, now)
        )
        where = {"team": person.team, "channel": source.channel, "user": person.id, "thread_ts": source.thread_ts}
        key = f"edited:{source.channel}:{source.ts}:{stamp}"
        posting.post_ephemeral(session, key=key, message=message, now=now, **where)  # type: ignore[arg-type]


def retract_statement(session: Session, *, hearing: HeardMessage, statement: ExplicitForm) -> RetractedStatement:
    """This will undo what one line did, or say why it stands."""
    try:
        with session.begin_nested():
            _undo_statement(session, hearing=hearing, statement=statement)
    except Refusal as refusal:
        return RetractedStatement(statement, refusal)
    return RetractedStatement(statement)


def process_deletion(session: Session, *, team: str, channel: str, ts: str, by: str | None, now: datetime) -> None:
    """The message is deleted: drafts go with it, records stay; their author is told, with the way back (B-25)."""
    records = storage.updates.records_of_message(session, team=team, channel=channel, ts=ts)
    author = by or next((one.author for one in records), "")
    storage.audit.set_actor(session, team=team, actor=author or storage.audit.BATON_ACTOR, now=now)
    for proposal in storage.proposals.proposals_of_message(session, team=team, channel=channel, ts=ts):
        if proposal.state == "open" and proposal.origin == "owner":
            proposals.withdraw(session, team=team, proposal=proposal, now=now)
        elif proposal.state == "open":
            storage.proposals.close_proposal(session, team=team, id=proposal.id, state="withdrawn")
    kept = storage.updates.mark_source_deleted(session, team=team, channel=channel, ts=ts)
    person = storage.people.find_person(session, team=team, id=author)
    if kept and person:
        message = templates.render("capture/source_deleted", records=kept)
        key = f"deleted:{channel}:{ts}"
        posting.post_ephemeral(session, key=key, team=team, channel=channel, user=person.id, message=message, now=now)


def _undo_statement(session: Session, *, hearing: HeardMessage, statement: ExplicitForm) -> None:
    person, source, now = hearing.person, hearing.source, hearing.now
    records = _saved_records(session, person.team, source)
    match statement:
        case Slip() | Done() | Percent() | Owner():
            _undo_milestone_change(session, hearing=hearing, statement=statement, records=records)
        case Block(text=text):
            for record in _notes_with_text(records, "blocker", text)[:1]:
                blockers_flows.resolve_blockers(session, person=person, target=record.subject, now=now)
                storage.updates.retract_note(session, record=record)
        case Unblock(target=target):
            raise Refusal(f"{target} stays resolved.", "", "Raise it again if it holds you up still.")
        case Raise(kind=kind, text=text):
            for record in _notes_with_text(records, kind, text)[:1]:
                statements.retract_note(session, person=person, update=record.id, now=now)
        case Decided(text=text):
            for record in _notes_with_text(records, "decision", text)[:1]:
                statements.retract_note(session, person=person, update=record.id, now=now)


def _undo_milestone_change(
    session: Session,
    *,
    hearing: HeardMessage,
    statement: Slip | Done | Percent | Owner,
    records: tuple[CaptureRecord, ...],
) -> None:
    """The milestone's old value, or the question to its owner withdrawn."""
    person, source = hearing.person, hearing.source
    mine = [
        one
        for one in records
        if one.kind == statements.RECORD_KINDS[type(statement)] and one.subject == statement.milestone
    ]
    if mine:
        milestone_updates.undo_update(session, person=person, update=mine[-1].id, now=hearing.now)
        return
    where = {"team": person.team, "channel": source.channel, "ts": source.ts, "origin": "owner"}
    for proposal in storage.proposals.proposals_of_message(session, **where):
        same = (
            proposal.kind == serialization.to_json(statement)["form"]
            and proposal.said["milestone"] == statement.milestone
        )
        if same and proposal.state == "open":
            proposals.withdraw(session, team=person.team, proposal=proposal, now=hearing.now)


def _revise_update(session: Session, *, hearing: HeardMessage) -> str:
    """The kept update follows the words: "reworded", "kept" (it is one only now), "gone", or "" for no change."""
    person, heard = hearing.person, hearing.interpretation
    record = next((one for one in _saved_records(session, person.team, hearing.source) if one.kind == "update"), None)
    stays = heard.update is not None and not heard.explicit
    if record and not stays:
        statements.retract_note(session, person=person, update=record.id, now=hearing.now)
        return "gone"
    if record:
        storage.updates.reword_record(session, record=record, text=heard.plain)
        return "reworded"
    if stays and heard.proposal:
        flows.save_update(session, hearing=hearing)
        return "kept"
    return ""


def _revise_drafts(session: Session, *, hearing: HeardMessage) -> tuple[DraftView, ...]:
    """Open drafts that the words no longer carry are withdrawn; those they carry anew are put to the author."""
    person, source, heard = hearing.person, hearing.source, hearing.interpretation
    proposed = heard.proposal and not heard.explicit
    found = drafts.infer_statements(
        session,
        person=person,
        interpretation=heard,
        milestone_index=hearing.milestone_index,
        projects=hearing.projects,
        now=hearing.now,
    )
    wanted = [one for one in found if proposed][: drafts.MAX_DRAFTS_PER_MESSAGE]
    before = [
        one
        for one in storage.proposals.proposals_of_message(
            session, team=person.team, channel=source.channel, ts=source.ts
        )
        if one.origin in ("prose", "update")
    ]
    forms = [serialization.to_json(one.form) for one in wanted]
    for old in before:
        if old.state == "open" and old.said not in forms:
            storage.proposals.close_proposal(session, team=person.team, id=old.id, state="withdrawn")
    had = [one.said for one in before if one.state != "withdrawn"]
    fresh = [one for one, form in zip(wanted, forms, strict=True) if form not in had]
    origin = "update" if heard.update else "prose"
    silent = drafts.drafts_muted(session, person=person, channel=source.channel)
    kept = [
        drafts.save_draft(session, person=person, origin=origin, inferred=one, source=source, now=hearing.now)
        for one in fresh
        if not silent
    ]
    return tuple(drafts.draft_view(session, team=person.team, proposal=one) for one in kept)


def _refresh_saved_reaction(session: Session, *, hearing: HeardMessage, was_marked: bool, stamp: str) -> None:
    """📝 stands on the message exactly while something of it is saved."""
    person, source, now = hearing.person, hearing.source, hearing.now
    left = bool(_saved_records(session, person.team, source))
    if left and not was_marked:
        flows.add_saved_reaction(session, person=person, source=source, now=now, stamp=f":{stamp}")
    if was_marked and not left:
        where = {"team": person.team, "channel": source.channel, "ts": source.ts}
        posting.set_reaction(session, key=f"memo-off:{source.channel}:{source.ts}:{stamp}", now=now, add=False, **where)


def _saved_records(session: Session, team: str, source: Source) -> tuple[CaptureRecord, ...]:
    return storage.updates.records_of_message(session, team=team, channel=source.channel, ts=source.ts)


def _notes_with_text(records: tuple[CaptureRecord, ...], kind: str, text: str) -> list[CaptureRecord]:
    return [one for one in records if one.kind == kind and one.undo.get("text") == text]
