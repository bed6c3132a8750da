"""Edited messages: undo what is gone, save or propose what is new."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

import storage.audit
import storage.people
import storage.proposals
import storage.updates
import templates
from handlers.blockers import flows as blockers_flows
from handlers.capture import drafts, flows, heard, project_updates, questions, revisions, statements
from handlers.capture.drafts import DraftView
from handlers.capture.heard import HeardMessage
from handlers.common.requests import Source, local_date
from handlers.plan import milestone_updates, proposals, undo
from handlers.plan.milestone_updates import ChangeOutcome, MilestoneStatement
from rules.capture import (
    Block,
    Certainty,
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
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.refusal import Refusal
from storage.updates import CaptureRecord


class UpdateRevision(StrEnum):
    """The effect of an edit on the saved update; `KEPT`: the message has only now become an update."""

    REWORDED = "reworded"
    KEPT = "kept"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class RetractedStatement:
    """A statement that the message no longer contains; `refused` says why its effect remains."""

    said: ExplicitForm
    refused: Refusal | None = None


def interpretation_when_saved(session: Session, *, hearing: HeardMessage) -> Interpretation:
    """Return the interpretation of the saved words, for an edit event that came without the old ones."""
    records = _saved_records(session, hearing.person.team, hearing.source)
    return (
        interpret_message(records[-1].text, today=local_date(hearing.person, hearing.now))
        if records
        else Interpretation()
    )


def process_edit(session: Session, *, hearing: HeardMessage, before: Interpretation, stamp: str) -> None:
    """Handle an edit, also one that comes before its message (then it is the message) or after a later edit."""
    person, source, now = hearing.person, hearing.source, hearing.now
    place = {"team": person.team, "channel": source.channel, "ts": source.ts}
    if revisions.is_overtaken(session, **place, stamp=stamp):
        return
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    was_handled = revisions.was_handled(session, team=person.team, source=source)
    revisions.note_revision(session, **place, stamp=stamp, now=now)
    said_something = before.certainty is not Certainty.NONE or before.unclear
    if said_something and not was_handled and revisions.is_recent(source.ts, now=now):
        flows.process_words(session, hearing=hearing)
    else:
        _revise_records(session, hearing=hearing, before=before, stamp=stamp, was_handled=was_handled)


def _revise_records(
    session: Session, *, hearing: HeardMessage, before: Interpretation, stamp: str, was_handled: bool
) -> None:
    """Undo what disappeared, save what is new, and tell the author what the edit changed."""
    person, source, now = hearing.person, hearing.source, hearing.now
    was_marked = bool(_saved_records(session, person.team, source))
    doubts = tuple(doubt for doubt in hearing.interpretation.unclear if doubt not in before.unclear)
    asked_about = frozenset(doubt.subject for doubt in doubts if doubt.subject)
    undone, saved, alternatives = _revise_statements(
        session, hearing=hearing, before=before, asked_about=asked_about, was_handled=was_handled
    )
    update_outcome = _revise_update(session, hearing=hearing)
    new_drafts = _revise_drafts(session, hearing=hearing)
    _refresh_saved_reaction(session, hearing=hearing, was_marked=was_marked, stamp=stamp)
    for number, doubt in enumerate(doubts[: flows.MAX_QUESTIONS_PER_MESSAGE]):
        questions.ask_about_doubt(session, hearing=hearing, doubt=doubt, stamp=f":{stamp}:{number}")
    if undone or saved or new_drafts or update_outcome or alternatives:
        message = templates.render(
            "capture/edited",
            undone=undone,
            saved=saved,
            drafts=(*alternatives, *new_drafts),
            update=update_outcome,
            today=local_date(person, now),
        )
        heard.reply_privately(
            session, person=person, source=source, message=message, now=now, kind="edited", stamp=f":{stamp}"
        )


def _revise_statements(
    session: Session, *, hearing: HeardMessage, before: Interpretation, asked_about: frozenset[str], was_handled: bool
) -> tuple[tuple[RetractedStatement, ...], tuple[ChangeOutcome, ...], tuple[DraftView, ...]]:
    """Undo the statements that disappeared and save the new ones; offer those that would overwrite newer words.

    What is saved of the milestones `asked_about` stays until the author says what the new words mean.
    """
    person, source, now = hearing.person, hearing.source, hearing.now
    old_statements = Counter(serialization.without_position(statement) for statement in before.explicit)
    new_statements = Counter(serialization.without_position(statement) for statement in hearing.interpretation.explicit)
    undone = tuple(
        retract_statement(session, hearing=hearing, statement=statement)
        for statement in (old_statements - new_statements).elements()
        if was_handled and getattr(statement, "milestone", "") not in asked_about
    )
    overtaken = {_fact_of(one.said) for one in undone if one.refused and isinstance(one.said, MilestoneStatement)}
    added = tuple((new_statements - old_statements).elements())
    saved = tuple(
        statements.save_statement(session, person=person, statement=statement, source=source, now=now)
        for statement in added
        if _fact_of(statement) not in overtaken
    )
    outdated = tuple(form for form in added if _fact_of(form) in overtaken)
    return undone, saved, questions.save_alternatives(session, hearing=hearing, forms=outdated)


def _fact_of(statement: ExplicitForm) -> tuple[type[ExplicitForm], str]:
    """Return which fact about which milestone a statement gives; its value and its reason may differ."""
    return type(statement), getattr(statement, "milestone", "")


def retract_statement(session: Session, *, hearing: HeardMessage, statement: ExplicitForm) -> RetractedStatement:
    """Undo the effect of one line, or return the reason why it remains."""
    try:
        with session.begin_nested():
            _undo_statement(session, hearing=hearing, statement=statement)
    except Refusal as refusal:
        return RetractedStatement(statement, refusal)
    return RetractedStatement(statement)


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
            raise Refusal(f"{target} stays resolved.", "", "Raise it again if it still blocks you.")
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
    statement: MilestoneStatement,
    records: tuple[CaptureRecord, ...],
) -> None:
    """Restore the milestone's old value, or withdraw the proposal to its owner."""
    person, source = hearing.person, hearing.source
    changes = [
        record
        for record in records
        if record.kind == milestone_updates.RECORD_KINDS[type(statement)] and record.subject == statement.milestone
    ]
    if changes:
        undo.undo_record(session, person=person, update=changes[-1].id, now=hearing.now)
        return
    for proposal in storage.proposals.proposals_of_message(
        session, team=person.team, channel=source.channel, ts=source.ts, origin=ProposalOrigin.OWNER
    ):
        is_same_change = (
            proposal.kind == serialization.to_json(statement)["form"]
            and proposal.said["milestone"] == statement.milestone
        )
        if is_same_change and proposal.state is ProposalState.OPEN:
            proposals.withdraw(session, team=person.team, proposal=proposal, now=hearing.now)


def _revise_update(session: Session, *, hearing: HeardMessage) -> UpdateRevision | None:
    """Make the saved update match the new words; return None if nothing changed."""
    person, interpretation = hearing.person, hearing.interpretation
    record = next(
        (candidate for candidate in _saved_records(session, person.team, hearing.source) if candidate.kind == "update"),
        None,
    )
    is_update = interpretation.update is not None and not interpretation.explicit
    if record and not is_update:
        statements.retract_note(session, person=person, update=record.id, now=hearing.now)
        return UpdateRevision.GONE
    if record:
        project_updates.reword(
            session,
            person=person,
            record=record,
            text=interpretation.plain,
            colour=flows.reported_colour(interpretation),
            help_wanted=tuple(span.text for span in interpretation.help_wanted),
        )
        return UpdateRevision.REWORDED
    if is_update and interpretation.proposal:
        flows.save_update(session, hearing=hearing)
        return UpdateRevision.KEPT
    return None


def _revise_drafts(session: Session, *, hearing: HeardMessage) -> tuple[DraftView, ...]:
    """Withdraw open drafts that the new words no longer support; return new ones for the author to confirm."""
    person, source, interpretation = hearing.person, hearing.source, hearing.interpretation
    is_proposal = interpretation.proposal and not interpretation.explicit
    inferred_statements = drafts.infer_statements(
        session,
        person=person,
        interpretation=interpretation,
        milestone_index=hearing.milestone_index,
        projects=hearing.projects,
        now=hearing.now,
    )
    current_inferences = [item for item in inferred_statements if is_proposal][: drafts.MAX_DRAFTS_PER_MESSAGE]
    earlier_proposals = [
        item
        for item in storage.proposals.proposals_of_message(
            session, team=person.team, channel=source.channel, ts=source.ts
        )
        if item.origin in (ProposalOrigin.PROSE, ProposalOrigin.UPDATE)
    ]
    current_forms = [serialization.to_json(item.form) for item in current_inferences]
    for proposal in earlier_proposals:
        if proposal.state is ProposalState.OPEN and proposal.said not in current_forms:
            storage.proposals.close_proposal(session, team=person.team, id=proposal.id, state=ProposalState.WITHDRAWN)
    earlier_forms = [item.said for item in earlier_proposals if item.state is not ProposalState.WITHDRAWN]
    new_inferences = [
        item for item, form in zip(current_inferences, current_forms, strict=True) if form not in earlier_forms
    ]
    origin = ProposalOrigin.UPDATE if interpretation.update else ProposalOrigin.PROSE
    muted = drafts.drafts_muted(session, person=person, channel=source.channel)
    new_proposals = [
        drafts.save_draft(session, person=person, origin=origin, inferred=item, source=source, now=hearing.now)
        for item in new_inferences
        if not muted
    ]
    return tuple(drafts.draft_view(session, team=person.team, proposal=item) for item in new_proposals)


def _refresh_saved_reaction(session: Session, *, hearing: HeardMessage, was_marked: bool, stamp: str) -> None:
    """Keep 📝 on the message exactly as long as something of it is saved."""
    person, source, now = hearing.person, hearing.source, hearing.now
    is_saved = bool(_saved_records(session, person.team, source))
    if is_saved and not was_marked:
        heard.add_saved_reaction(session, person=person, source=source, now=now, stamp=f":{stamp}")
    if was_marked and not is_saved:
        heard.remove_saved_reaction(session, person=person, source=source, now=now, stamp=stamp)


def _saved_records(session: Session, team: str, source: Source) -> tuple[CaptureRecord, ...]:
    return storage.updates.records_of_message(session, team=team, channel=source.channel, ts=source.ts)


def _notes_with_text(records: tuple[CaptureRecord, ...], kind: str, text: str) -> list[CaptureRecord]:
    return [record for record in records if record.kind == kind and record.undo.get("text") == text]
