"""Capture of one message: explicit lines are saved, updates kept, guesses shown to their author alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel import Session

import storage.capture
import storage.plan
import storage.posted_notices
import storage.proposals
import storage.updates
import templates
from handlers.capture import drafts, statements
from handlers.capture.drafts import DraftView, InferredStatement
from handlers.capture.saved_answers import render_saved
from handlers.common import channels, parsing, posting
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall, Source, local_date, message_permalink
from handlers.plan.milestone_updates import ChangeOutcome
from rules.capture import (
    EMPTY_INDEX,
    Done,
    ExplicitForm,
    Interpretation,
    MilestoneIndex,
    Slip,
    UnclearForm,
    index_milestones,
    interpret_message,
    serialization,
)
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.dates import DoubtfulDay
from rules.people import Person
from rules.refusal import AmbiguousInput
from storage.engine.database import Store
from storage.updates import CaptureRecord

# A renamed milestone may still be recognised by its old name this long; a new milestone is known at once.
OLD_NAME_LIFETIME = timedelta(minutes=10)
_milestone_indexes: WeakKeyDictionary[Store, dict[str, tuple[int, datetime, MilestoneIndex]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class HeardMessage:
    """A message with everything needed to capture it.

    `can_reply_privately` is false where the author cannot be answered in private.
    """

    person: Person
    interpretation: Interpretation
    milestone_index: MilestoneIndex
    projects: tuple[str, ...]
    source: Source
    now: datetime
    can_reply_privately: bool = True


async def load_milestone_index(deps: Deps, *, milestone_count: int) -> MilestoneIndex:
    """Return the index of the workspace's milestone names, built once and cached.

    `milestone_count` is the number of milestones ever created.
    """
    cached = _milestone_indexes.setdefault(deps.store, {}).get(deps.team)
    if cached and cached[0] == milestone_count and deps.now() - cached[1] < OLD_NAME_LIFETIME:
        return cached[2]
    index = (
        index_milestones(await deps.read(storage.capture.open_milestone_names, team=deps.team))
        if milestone_count
        else EMPTY_INDEX
    )
    _milestone_indexes[deps.store][deps.team] = (milestone_count, deps.now(), index)
    return index


async def message_source(event: dict[str, Any], text: str, deps: Deps) -> Source:
    """Return the source of a message event, with its permalink and whether everyone can read it."""
    channel, ts, thread = event["channel"], event["ts"], event.get("thread_ts")
    return Source(
        channel=channel,
        ts=ts,
        thread_ts=thread if thread != ts else None,
        permalink=message_permalink(deps.url, channel, ts, thread),
        text=text,
        private=await channels.is_closed(deps, channel),
    )


def process_message(session: Session, *, hearing: HeardMessage) -> None:
    """Process a message as far as its certainty allows; one that was processed before is left alone."""
    source, team = hearing.source, hearing.person.team
    if storage.posted_notices.was_queued(session, key=_reply_key(source)) or storage.updates.has_records(
        session, team=team, channel=source.channel, ts=source.ts
    ):
        return
    for doubt in hearing.interpretation.unclear[:1]:
        ask_about_doubt(session, hearing=hearing, doubt=doubt)
    if hearing.interpretation.explicit:
        save_statements(session, hearing=hearing, explicit=hearing.interpretation.explicit)
    elif hearing.interpretation.proposal and hearing.can_reply_privately:
        propose_drafts(session, hearing=hearing)


def save_statements(
    session: Session, *, hearing: HeardMessage, explicit: tuple[ExplicitForm, ...]
) -> tuple[ChangeOutcome, ...]:
    """Save each line on its own, so that one refusal does not lose the others; only the author sees the result."""
    person, source, now = hearing.person, hearing.source, hearing.now
    saved = tuple(
        statements.save_statement(session, person=person, statement=statement, source=source, now=now)
        for statement in explicit
    )
    if any(outcome.kept for outcome in saved):
        add_saved_reaction(session, person=person, source=source, now=now)
    if hearing.can_reply_privately:
        doubtful = next((outcome for outcome in saved if isinstance(outcome.refused, DoubtfulDay)), None)
        if doubtful:
            ask_about_day(session, hearing=hearing, outcome=doubtful)
        if answered := tuple(outcome for outcome in saved if outcome is not doubtful):
            message = render_saved(session, answered, team=person.team, today=local_date(person, now))
            reply_privately(session, person=person, source=source, message=message, now=now)
    return saved


def ask_about_day(session: Session, *, hearing: HeardMessage, outcome: ChangeOutcome) -> None:
    """Ask in private whether a day is meant, with a button for each that may be; nothing is saved yet."""
    statement, refusal, today = outcome.said, outcome.refused, local_date(hearing.person, hearing.now)
    if not isinstance(refusal, DoubtfulDay):
        return
    forms = [serialization.with_chosen_day(statement, day) for day in refusal.days]
    if isinstance(statement, Slip) and statement.to.day and statement.to.day < today:
        forms = [Done(statement.milestone, serialization.exact_day(statement.to.day), serialization.NO_LINE)]
    alternatives = save_alternatives(session, hearing=hearing, forms=tuple(forms))
    message = templates.render("capture/unclear", refusal=refusal, drafts=alternatives, today=today)
    reply_privately(
        session, person=hearing.person, source=hearing.source, message=message, now=hearing.now, kind="unclear"
    )


def save_direct_statements(
    session: Session, *, call: CommandCall, explicit: tuple[ExplicitForm, ...]
) -> templates.RenderedMessage:
    """Save lines sent to the bot itself as they would be saved in a channel, and return the answer."""
    saved = tuple(
        statements.save_statement(session, person=call.person, statement=statement, source=call.source, now=call.now)
        for statement in explicit
    )
    return render_saved(session, saved, team=call.person.team, today=call.today)


def propose_drafts(session: Session, *, hearing: HeardMessage) -> None:
    """Keep an update as evidence, and turn what it or prose seems to say into drafts for the author to confirm."""
    update = save_update(session, hearing=hearing) if hearing.interpretation.update else None
    new_drafts = drafts.create_drafts(
        session,
        person=hearing.person,
        interpretation=hearing.interpretation,
        milestone_index=hearing.milestone_index,
        projects=hearing.projects,
        source=hearing.source,
        now=hearing.now,
    )
    if update or new_drafts:
        message = render_drafts(session, person=hearing.person, source=hearing.source, now=hearing.now)
        reply_privately(session, person=hearing.person, source=hearing.source, message=message, now=hearing.now)


def save_update(session: Session, *, hearing: HeardMessage) -> int:
    """Save an update word for word, as evidence for the project it is about; return the record's number."""
    person, source, now = hearing.person, hearing.source, hearing.now
    text = hearing.interpretation.plain
    update = statements.save_note(session, person=person, kind="update", text=text, source=source, now=now)
    project_of = {m.id: m.project for m in storage.plan.milestones(session, team=person.team)}
    mentioned_projects = [
        project_of[id] for id in hearing.interpretation.milestones if project_of.get(id) in hearing.projects
    ]
    if mentioned_projects:
        storage.updates.move_to_project(session, team=person.team, id=update, project=mentioned_projects[0])
    add_saved_reaction(session, person=person, source=source, now=now)
    return update


def render_drafts(
    session: Session, *, person: Person, source: Source, now: datetime, saved: ChangeOutcome | None = None
) -> templates.RenderedMessage:
    """Render all open drafts of a message, together with what was just saved from them."""
    team, channel = person.team, source.channel
    records = storage.updates.records_of_message(session, team=team, channel=channel, ts=source.ts)
    update = next((record for record in records if record.kind == "update"), None)
    open_drafts = tuple(
        drafts.draft_view(session, team=team, proposal=proposal)
        for proposal in storage.proposals.proposals_of_message(session, team=team, channel=channel, ts=source.ts)
        if proposal.asked == person.id and proposal.state is ProposalState.OPEN
    )
    from_prose_only = bool(open_drafts) and all(item.proposal.origin is ProposalOrigin.PROSE for item in open_drafts)
    return templates.render(
        "capture/drafts_listed",
        drafts=open_drafts,
        update=update,
        projects=_project_choices(session, team=team, channel=channel, update=update),
        guessed=from_prose_only,
        saved=(saved,) if saved else (),
        channel=channel,
        today=local_date(person, now),
    )


def ask_about_doubt(session: Session, *, hearing: HeardMessage, doubt: UnclearForm) -> None:
    """Ask in private about a half-understood line; a date with two readings gets a button for each (B-20)."""
    person, source, now = hearing.person, hearing.source, hearing.now
    lines = [doubt.line.text.replace(doubt.part, day.isoformat(), 1) for day in doubt.choices]
    today = local_date(person, now)
    forms = [form for line in lines for form in interpret_message(line, today=today).explicit[:1]]
    # A forecast in the past would only be refused.
    forms = [form for form in forms if not (isinstance(form, Slip) and form.to.day and form.to.day < today)]
    if hearing.can_reply_privately:
        refusal = parsing.unclear_refusal(doubt, usage="M-42 slip to 14 Mar because …")
        alternatives = save_alternatives(session, hearing=hearing, forms=tuple(forms))
        message = templates.render("capture/unclear", refusal=refusal, drafts=alternatives, today=today)
        reply_privately(session, person=person, source=source, message=message, now=now, kind="unclear")


def ask_for_milestone(session: Session, *, hearing: HeardMessage, forms: tuple[ExplicitForm, ...]) -> None:
    """Ask which milestone a line is about, with a button for each; nothing is saved yet."""
    alternatives = save_alternatives(session, hearing=hearing, forms=forms)
    refusal = AmbiguousInput("Which milestone do you mean?", ())
    message = templates.render(
        "capture/unclear", refusal=refusal, drafts=alternatives, today=local_date(hearing.person, hearing.now)
    )
    reply_privately(
        session, person=hearing.person, source=hearing.source, message=message, now=hearing.now, kind="unclear"
    )


def save_alternatives(
    session: Session, *, hearing: HeardMessage, forms: tuple[ExplicitForm, ...]
) -> tuple[DraftView, ...]:
    """Save several readings of one line as drafts; the author picks one."""
    team, person = hearing.person.team, hearing.person
    saved_drafts = [
        drafts.save_draft(
            session,
            person=person,
            origin=ProposalOrigin.CHOICE,
            inferred=InferredStatement(form),
            source=hearing.source,
            now=hearing.now,
        )
        for form in forms
    ]
    return tuple(drafts.draft_view(session, team=team, proposal=proposal) for proposal in saved_drafts)


def add_saved_reaction(session: Session, *, person: Person, source: Source, now: datetime, stamp: str = "") -> None:
    """Add 📝 to the message, to show that something of it is saved."""
    key = f"memo:{source.channel}:{source.ts}{stamp}"
    posting.set_reaction(session, key=key, team=person.team, channel=source.channel, ts=source.ts, now=now)


def reply_privately(
    session: Session,
    *,
    person: Person,
    source: Source,
    message: templates.RenderedMessage,
    now: datetime,
    kind: str = "saved",
    stamp: str = "",
) -> None:
    """Answer a message where only its author sees it; each kind of answer, with its stamp, is posted once."""
    posting.post_ephemeral(
        session,
        key=f"{kind}:{source.channel}:{source.ts}{stamp}",
        team=person.team,
        channel=source.channel,
        user=person.id,
        message=message,
        now=now,
        thread_ts=source.thread_ts,
    )


def _reply_key(source: Source) -> str:
    return f"saved:{source.channel}:{source.ts}"


def _project_choices(
    session: Session, *, team: str, channel: str, update: CaptureRecord | None
) -> tuple[tuple[str, str, bool], ...]:
    """Return (id, name, chosen) of the projects an update may belong to, if the channel serves several (B-27)."""
    served = storage.capture.listening_scope(session, team=team, channel=channel).projects if update else ()
    if update is None or len(served) < 2:
        return ()
    projects = (storage.plan.project(session, team=team, id=id) for id in served)
    return tuple((project.id, project.name, project.id == update.project) for project in projects)
