"""The effect of an explicit statement, whether it comes from a message, a draft's button or an owner's approval."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.capture
import storage.changes
import storage.channels
import storage.notes
import storage.people
import storage.plan
import storage.privacy
import storage.updates
from handlers.blockers import flows as blockers_flows
from handlers.capture import project_updates
from handlers.common import access
from handlers.common.requests import Source, local_date
from handlers.decisions import flows as decisions_flows
from handlers.plan import milestone_updates, proposals
from handlers.plan.milestone_updates import RECORD_KINDS, ChangeOutcome, MilestoneStatement
from handlers.register import flows as register_flows
from rules.capture import (
    Block,
    Decided,
    ExplicitForm,
    Interpretation,
    Raise,
    Unblock,
    index_milestones,
    interpret_message,
    reports,
    summaries,
)
from rules.decisions.decision import Decision
from rules.people import Person
from rules.plan import Dependency
from rules.refusal import AmbiguousInput, Refusal
from rules.register import EntryKind
from storage.blockers import Blocker
from storage.notes import Note
from storage.register import RegisterEntry


@dataclass(frozen=True, slots=True)
class SavedStatement(ChangeOutcome):
    """The result of a statement that changes no milestone; `noted` is the number of its record if it has one.

    `others` still block what was unblocked.
    """

    blocker: Blocker | None = None
    resolved: tuple[Blocker, ...] = ()
    others: tuple[Blocker, ...] = ()
    noted: int | None = None
    entry: RegisterEntry | None = None
    decision: Decision | None = None
    linked: Dependency | None = None


def save_statement(
    session: Session, *, person: Person, statement: ExplicitForm, source: Source, now: datetime
) -> ChangeOutcome:
    """Apply a statement, propose it to the owner if only they may make the change, or return the refusal."""
    try:
        with session.begin_nested():
            if isinstance(statement, MilestoneStatement):
                return proposals.apply_or_propose(session, person=person, statement=statement, source=source, now=now)
            with storage.changes.record(
                session, summaries.summary_of(statement), channel=source.channel, restricted=source.private
            ):
                outcome = apply_statement(session, person=person, statement=statement, source=source, now=now)
                return replace(outcome, change=storage.changes.current_id(session))
    except Refusal as refusal:
        return ChangeOutcome(statement, refused=refusal)


def apply_statement(
    session: Session, *, person: Person, statement: ExplicitForm, source: Source, now: datetime, notify: bool = True
) -> ChangeOutcome:
    """Apply a statement or raise Refusal; with `notify`, people whose dates a slip moves are notified.

    A record hidden from the speaker is refused like one that does not exist.
    """
    if isinstance(statement, MilestoneStatement):
        today = local_date(person, now)
        return milestone_updates.apply_change(
            session, person=person, statement=statement, source=source, today=today, now=now, notify=notify
        )
    named_id = getattr(statement, "milestone", "") or getattr(statement, "target", "")
    access.require_visible(session, person=person, text=named_id)
    match statement:
        case Block():
            return _raise_blocker(session, person=person, statement=statement, source=source, now=now)
        case Unblock(target=target, reason=reason):
            resolved = blockers_flows.resolve_blockers(
                session, person=person, target=target, now=now, resolution=reason
            )
            others = blockers_flows.others_of(session, person=person, resolved=resolved)
            return SavedStatement(statement, resolved=resolved, others=others)
        case Raise(kind=kind, text=text):
            entry = register_flows.raise_from_message(session, person=person, said=statement, source=source, now=now)
            entry_id = entry.id if entry else ""
            project = (entry.project if entry else statement.project) or None
            noted = save_note(
                session, person=person, kind=kind, text=text, source=source, now=now, subject=entry_id, project=project
            )
            return SavedStatement(statement, noted=noted, entry=entry)
        case Decided():
            return _log_decision(session, person=person, statement=statement, source=source, now=now)


def _log_decision(
    session: Session, *, person: Person, statement: Decided, source: Source, now: datetime
) -> SavedStatement:
    """Save a decision that was made already; without any project it stays a note."""
    project = statement.project or None
    decision = decisions_flows.log_decision(
        session, person=person, text=statement.text, by=statement.by, project=project, source=source, now=now
    )
    noted = save_note(
        session,
        person=person,
        kind="decision",
        text=statement.text,
        source=source,
        now=now,
        subject=decision.id if decision else "",
        project=project or (decision.project if decision else None),
    )
    return SavedStatement(statement, noted=noted, decision=decision)


def _raise_blocker(
    session: Session, *, person: Person, statement: Block, source: Source, now: datetime
) -> SavedStatement:
    blocker = blockers_flows.raise_blocker(session, person=person, said=statement, source=source, now=now)
    save_note(
        session,
        person=person,
        kind="blocker",
        text=statement.text,
        source=source,
        now=now,
        subject=blocker.id,
        project=storage.plan.milestone(session, team=person.team, id=blocker.milestone).project,
    )
    return SavedStatement(statement, blocker=blocker)


def save_note(
    session: Session,
    *,
    person: Person,
    kind: str,
    text: str,
    source: Source,
    now: datetime,
    subject: str = "",
    project: str | None = None,
) -> int:
    """Save words as evidence for a project, else for the only one of the channel; return the record's number.

    Raise AmbiguousInput if the channel serves several.
    """
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    served = storage.channels.served_projects(session, team=person.team, channel=source.channel)
    if project is None and len(served) > 1:
        names = tuple((id, storage.plan.project(session, team=person.team, id=id).name) for id in served)
        raise AmbiguousInput("Which project is that about?", names)
    return storage.updates.add_note(
        session,
        kind=kind,
        text=text[:4000],
        project=project or next(iter(served), None),
        by=person.id,
        source=source,
        now=now,
        subject=subject,
    )


def notes_of(
    session: Session, *, person: Person, kinds: tuple[str, ...], subject: str, channel: str
) -> tuple[Note, ...]:
    """Return the notes of a project or program, else of what the channel serves, else of everything."""
    team, reader = person.team, storage.privacy.reader_for(session, person=person)
    served = storage.channels.served_projects(session, team=team, channel=channel)
    projects: tuple[str, ...] | None = served or None
    if subject.startswith("PRG-"):
        projects = tuple(project.id for project in storage.plan.projects(session, team=team, program=subject))
    elif subject:
        projects = (storage.plan.project(session, team=team, id=subject).id,)
    return storage.notes.list_notes(session, team=team, kinds=kinds, projects=projects, by=reader)


def retract_note(session: Session, *, person: Person, update: int, now: datetime) -> storage.updates.CaptureRecord:
    """Take back a note for its author; raise Refusal for other people, and for records that were more than a note."""
    record = storage.updates.get_record(session, team=person.team, id=update)
    if record.author != person.id:
        raise Refusal("Only who saved this can take it back.")
    if record.kind in (*RECORD_KINDS.values(), "blocker", "reason"):
        raise Refusal("That was more than a note.", f"It changed {record.subject or 'something'}.", "Undo it there.")
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=record.permalink)
    storage.updates.retract_note(session, record=record)
    if record.kind == "update":
        project_updates.take_back_colour(session, team=person.team, record=record)
    if record.kind in tuple(EntryKind) and record.subject:
        register_flows.withdraw_entry(session, person=person, id=record.subject, now=now)
    if record.kind == "decision" and record.subject:
        decisions_flows.withdraw_logged(session, person=person, id=record.subject)
    return record


def backfill_message(
    session: Session, *, team: str, user: str, text: str, source: Source, now: datetime
) -> Counter[str]:
    """Capture an old message as of `now`, the time it was written: once, and without notifying people.

    Return counts of "record", "update", "refused" (not allowed, or no such thing), "older" (a newer record exists and
    is kept) and "known" (captured before).
    """
    counts: Counter[str] = Counter()
    # A message was written once; given again under another channel it is still the same one.
    if storage.updates.has_records(
        session, team=team, channel=source.channel, ts=source.ts
    ) or storage.updates.has_records_of_author(session, team=team, author=user, ts=source.ts):
        return Counter(known=1)
    person = storage.people.find_person(session, team=team, id=user) or Person(user, team, user)
    milestone_index = index_milestones(storage.capture.open_milestone_names(session, team=team))
    locale = person.locale.replace("-", "_")
    interpretation = interpret_message(
        text, today=local_date(person, now), milestone_index=milestone_index, locale=locale, zone=person.zone
    )
    if not (interpretation.explicit or interpretation.update):
        return counts
    with storage.capture.discard_posts(session, now=now):
        for statement in interpretation.explicit:
            counts[_backfill_statement(session, person=person, statement=statement, source=source, now=now)] += 1
        if interpretation.update and interpretation.proposal:
            _backfill_update(session, person=person, interpretation=interpretation, source=source, now=now)
            counts["update"] += 1
    return counts


def _backfill_statement(
    session: Session, *, person: Person, statement: ExplicitForm, source: Source, now: datetime
) -> str:
    if kind := RECORD_KINDS.get(type(statement)):
        subject = str(getattr(statement, "milestone", ""))
        if storage.updates.has_newer_record(session, team=person.team, subject=subject, kind=kind, at=now):
            return "older"
    try:
        with session.begin_nested():
            apply_statement(session, person=person, statement=statement, source=source, now=now, notify=False)
    except Refusal:
        return "refused"
    return "record"


def _backfill_update(
    session: Session, *, person: Person, interpretation: Interpretation, source: Source, now: datetime
) -> None:
    served = storage.channels.served_projects(session, team=person.team, channel=source.channel)
    status = interpretation.update.status if interpretation.update else None
    project_updates.save_project_update(
        session,
        person=person,
        project=served[0] if len(served) == 1 else None,
        text=interpretation.plain,
        colour=reports.COLOUR_BY_STATUS.get(status or ""),
        help_wanted=tuple(span.text for span in interpretation.help_wanted),
        source=source,
        now=now,
    )
