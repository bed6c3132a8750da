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
from handlers.capture import draft_views, drafts, project_updates, statements
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
    reports,
    serialization,
)
from rules.capture.proposals import ProposalOrigin
from rules.dates import DoubtfulDay
from rules.people import Person
from rules.refusal import AmbiguousInput
from rules.truth.colours import Colour
from storage.engine.database import Store

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
        message = draft_views.render_drafts(session, person=hearing.person, source=hearing.source, now=hearing.now)
        reply_privately(session, person=hearing.person, source=hearing.source, message=message, now=hearing.now)


def save_update(session: Session, *, hearing: HeardMessage) -> int:
    """Save an update word for word, as the report of the project it is about; return the record's number."""
    interpretation, source = hearing.interpretation, hearing.source
    update = project_updates.save_project_update(
        session,
        person=hearing.person,
        project=_project_of_update(session, hearing=hearing),
        text=interpretation.plain,
        colour=reported_colour(interpretation),
        help_wanted=tuple(span.text for span in interpretation.help_wanted),
        source=source,
        now=hearing.now,
    )
    add_saved_reaction(session, person=hearing.person, source=source, now=hearing.now)
    return update


def reported_colour(interpretation: Interpretation) -> Colour | None:
    """Return the colour that an update reports for its project, if it names one."""
    status = interpretation.update.status if interpretation.update else None
    return reports.COLOUR_BY_STATUS.get(status or "")


def _project_of_update(session: Session, *, hearing: HeardMessage) -> str | None:
    """Return the one project of the milestones that an update names, else the channel's only one, else None."""
    project_of = {m.id: m.project for m in storage.plan.milestones(session, team=hearing.person.team)}
    mentioned = {project_of.get(id) for id in hearing.interpretation.milestones} & set(hearing.projects)
    candidates = mentioned or set(hearing.projects)
    return candidates.pop() if len(candidates) == 1 else None


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
        "capture/unclear",
        refusal=refusal,
        drafts=alternatives,
        by_milestone=True,
        today=local_date(hearing.person, hearing.now),
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


def remove_saved_reaction(session: Session, *, person: Person, source: Source, now: datetime, stamp: str) -> None:
    """Remove 📝 from a message of which nothing is saved any more."""
    posting.set_reaction(
        session,
        key=f"memo-off:{source.channel}:{source.ts}:{stamp}",
        team=person.team,
        channel=source.channel,
        ts=source.ts,
        now=now,
        add=False,
    )


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
