"""Capture of one message: explicit lines are saved, updates kept, guesses shown to their author alone."""

from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlmodel import Session

import storage.capture
import storage.plan
import storage.posted_notices
import storage.proposals
import storage.updates
import templates
from handlers.capture import draft_views, drafts, project_updates, questions, revisions, statements
from handlers.capture.heard import HeardMessage, add_saved_reaction, reply_privately
from handlers.capture.saved_answers import render_saved
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall, Source, local_date
from handlers.plan.milestone_updates import ChangeOutcome
from rules.capture import (
    EMPTY_INDEX,
    SOFT_DOUBTS,
    ExplicitForm,
    Interpretation,
    MilestoneIndex,
    index_milestones,
    reports,
)
from rules.truth.colours import Colour
from storage.engine.database import Store

# A renamed milestone may still be recognised by its old name this long; a new milestone is known at once.
OLD_NAME_LIFETIME = timedelta(minutes=10)
MAX_QUESTIONS_PER_MESSAGE = 3
_milestone_indexes: WeakKeyDictionary[Store, dict[str, tuple[int, datetime, MilestoneIndex]]] = WeakKeyDictionary()


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


def process_message(session: Session, *, hearing: HeardMessage) -> None:
    """Process a message as far as its certainty allows; one that was processed before is left alone."""
    source, team = hearing.source, hearing.person.team
    if (
        storage.posted_notices.was_queued(session, key=_reply_key(source))
        or storage.updates.has_records(session, team=team, channel=source.channel, ts=source.ts)
        or revisions.is_overtaken(session, team=team, channel=source.channel, ts=source.ts)
    ):
        return
    process_words(session, hearing=hearing)


def process_words(session: Session, *, hearing: HeardMessage) -> None:
    """Save, propose or ask about what a message says."""
    drafted = False
    if hearing.interpretation.explicit:
        save_statements(session, hearing=hearing, explicit=hearing.interpretation.explicit)
    elif hearing.interpretation.proposal and hearing.can_reply_privately:
        drafted = propose_drafts(session, hearing=hearing)
    doubts = [doubt for doubt in hearing.interpretation.unclear if not (drafted and doubt.doubt in SOFT_DOUBTS)]
    for number, doubt in enumerate(doubts[:MAX_QUESTIONS_PER_MESSAGE]):
        questions.ask_about_doubt(session, hearing=hearing, doubt=doubt, stamp=f":{number}" if number else "")


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
        asked = [outcome for outcome in saved if questions.ask_about_refusal(session, hearing=hearing, outcome=outcome)]
        if answered := tuple(outcome for outcome in saved if outcome not in asked):
            message = render_saved(session, answered, team=person.team, today=local_date(person, now))
            reply_privately(session, person=person, source=source, message=message, now=now)
    return saved


def save_direct_statements(
    session: Session, *, call: CommandCall, explicit: tuple[ExplicitForm, ...]
) -> templates.RenderedMessage:
    """Save lines sent to the bot itself as they would be saved in a channel, and return the answer."""
    saved = tuple(
        statements.save_statement(session, person=call.person, statement=statement, source=call.source, now=call.now)
        for statement in explicit
    )
    return render_saved(session, saved, team=call.person.team, today=call.today)


def propose_drafts(session: Session, *, hearing: HeardMessage) -> bool:
    """Keep an update as evidence, and turn what it or prose seems to say into drafts for the author to confirm.

    Return whether the author is shown something.
    """
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
    return bool(update or new_drafts)


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


def _reply_key(source: Source) -> str:
    return f"saved:{source.channel}:{source.ts}"
