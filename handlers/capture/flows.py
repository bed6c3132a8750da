"""What a message says is taken in: explicit lines are saved, updates kept, guesses put before their author alone."""

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
from handlers.capture import drafts, proposals, statements
from handlers.capture.drafts import DraftView, InferredStatement
from handlers.capture.statements import SavedStatement
from handlers.common import channels, parsing, posting
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall, Source, local_date, message_permalink
from rules.capture import (
    EMPTY_INDEX,
    ExplicitForm,
    Interpretation,
    MilestoneIndex,
    UnclearForm,
    index_milestones,
    interpret_message,
)
from rules.people import Person
from rules.refusal import AmbiguousInput
from storage.engine.database import Store
from storage.updates import CaptureRecord

OLD_NAME_LIFETIME = timedelta(minutes=10)
"""How long a milestone's old name may still be heard; a new milestone is known at once."""
_milestone_indexes: WeakKeyDictionary[Store, dict[str, tuple[int, datetime, MilestoneIndex]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class HeardMessage:
    """One message with all that is needed to take it in; `aside` is false where nobody can be told in private."""

    person: Person
    interpretation: Interpretation
    milestone_index: MilestoneIndex
    projects: tuple[str, ...]
    source: Source
    now: datetime
    can_reply_privately: bool = True


async def load_milestone_index(deps: Deps, *, milestone_count: int) -> MilestoneIndex:
    """The names of the workspace's milestones, indexed once; `made` is how many milestones there ever were."""
    kept = _milestone_indexes.setdefault(deps.store, {}).get(deps.team)
    if kept and kept[0] == milestone_count and deps.now() - kept[1] < OLD_NAME_LIFETIME:
        return kept[2]
    fresh = (
        index_milestones(await deps.read(storage.capture.open_milestone_names, team=deps.team))
        if milestone_count
        else EMPTY_INDEX
    )
    _milestone_indexes[deps.store][deps.team] = (milestone_count, deps.now(), fresh)
    return fresh


async def message_source(event: dict[str, Any], text: str, deps: Deps) -> Source:
    """Where a message event stands, with its permalink and whether everybody may read it."""
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
    """This will do with a message what its certainty allows; one that was taken in before is left alone."""
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
) -> tuple[SavedStatement, ...]:
    """Each line by itself: one that is refused does not lose the others. The author alone sees what was made of it."""
    person, source, now = hearing.person, hearing.source, hearing.now
    saved = tuple(
        proposals.apply_or_propose(session, person=person, statement=form, source=source, now=now) for form in explicit
    )
    if any(one.kept for one in saved):
        add_saved_reaction(session, person=person, source=source, now=now)
    if hearing.can_reply_privately:
        message = templates.render("capture/saved", saved=saved, today=local_date(person, now))
        reply_privately(session, person=person, source=source, message=message, now=now)
    return saved


def save_direct_statements(
    session: Session, *, call: CommandCall, explicit: tuple[ExplicitForm, ...]
) -> templates.RenderedMessage:
    """Lines said to the bot itself, saved as they would be in a channel; the answer stands there."""
    where = {"person": call.person, "source": call.source, "now": call.now}
    saved = tuple(proposals.apply_or_propose(session, statement=form, **where) for form in explicit)  # type: ignore[arg-type]
    return templates.render("capture/saved", saved=saved, today=call.today)


def propose_drafts(session: Session, *, hearing: HeardMessage) -> None:
    """An update is kept as evidence; what it and prose seem to say are drafts that their author confirms."""
    update = save_update(session, hearing=hearing) if hearing.interpretation.update else None
    found = drafts.create_drafts(
        session,
        person=hearing.person,
        interpretation=hearing.interpretation,
        milestone_index=hearing.milestone_index,
        projects=hearing.projects,
        source=hearing.source,
        now=hearing.now,
    )
    if update or found:
        message = render_drafts(session, person=hearing.person, source=hearing.source, now=hearing.now)
        reply_privately(session, person=hearing.person, source=hearing.source, message=message, now=hearing.now)


def save_update(session: Session, *, hearing: HeardMessage) -> int:
    """An update is kept word for word, as evidence of the project it speaks of."""
    person, source, now = hearing.person, hearing.source, hearing.now
    text = hearing.interpretation.plain
    update = statements.save_note(session, person=person, kind="update", text=text, source=source, now=now)
    every = {m.id: m.project for m in storage.plan.milestones(session, team=person.team)}
    spoken = [every[id] for id in hearing.interpretation.milestones if every.get(id) in hearing.projects]
    if spoken:
        storage.updates.move_to_project(session, team=person.team, id=update, project=spoken[0])
    add_saved_reaction(session, person=person, source=source, now=now)
    return update


def render_drafts(
    session: Session, *, person: Person, source: Source, now: datetime, saved: SavedStatement | None = None
) -> templates.RenderedMessage:
    """The message's drafts that are still open, and what was just saved of them; one place for all of them."""
    where = {"team": person.team, "channel": source.channel, "ts": source.ts}
    kept = next((one for one in storage.updates.records_of_message(session, **where) if one.kind == "update"), None)
    mine = [one for one in storage.proposals.proposals_of_message(session, **where) if one.asked == person.id]
    shown = tuple(drafts.draft_view(session, team=person.team, proposal=one) for one in mine if one.state == "open")
    guessed = bool(shown) and all(one.proposal.origin == "prose" for one in shown)
    return templates.render(
        "capture/drafts_listed",
        drafts=shown,
        update=kept,
        projects=_project_choices(session, team=person.team, channel=source.channel, update=kept),
        guessed=guessed,
        saved=(saved,) if saved else (),
        channel=source.channel,
        today=local_date(person, now),
    )


def ask_about_doubt(session: Session, *, hearing: HeardMessage, doubt: UnclearForm) -> None:
    """What was half understood is asked about in private; a date with two readings has a button for each (B-20)."""
    person, source, now = hearing.person, hearing.source, hearing.now
    lines = [doubt.line.text.replace(doubt.part, day.isoformat(), 1) for day in doubt.choices]
    forms = [form for line in lines for form in interpret_message(line, today=local_date(person, now)).explicit[:1]]
    if hearing.can_reply_privately:
        refusal = parsing.unclear_refusal(doubt, usage="M-42 slip to 14 Mar because …")
        offered = save_alternatives(session, hearing=hearing, forms=tuple(forms))
        message = templates.render("capture/unclear", refusal=refusal, drafts=offered, today=local_date(person, now))
        reply_privately(session, person=person, source=source, message=message, now=now, kind="unclear")


def ask_for_milestone(session: Session, *, hearing: HeardMessage, forms: tuple[ExplicitForm, ...]) -> None:
    """One line that may be about several milestones: a button for each, and nothing saved."""
    offered = save_alternatives(session, hearing=hearing, forms=forms)
    refusal = AmbiguousInput("Which milestone do you mean?", ())
    message = templates.render(
        "capture/unclear", refusal=refusal, drafts=offered, today=local_date(hearing.person, hearing.now)
    )
    reply_privately(
        session, person=hearing.person, source=hearing.source, message=message, now=hearing.now, kind="unclear"
    )


def save_alternatives(
    session: Session, *, hearing: HeardMessage, forms: tuple[ExplicitForm, ...]
) -> tuple[DraftView, ...]:
    """Several readings of one line, of which the author picks one."""
    team, person = hearing.person.team, hearing.person
    kept = [
        drafts.save_draft(
            session,
            person=person,
            origin="choice",
            inferred=InferredStatement(form),
            source=hearing.source,
            now=hearing.now,
        )
        for form in forms
    ]
    return tuple(drafts.draft_view(session, team=team, proposal=one) for one in kept)


def add_saved_reaction(session: Session, *, person: Person, source: Source, now: datetime, stamp: str = "") -> None:
    """📝 on the message: something of it is saved."""
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
) -> None:
    key = f"{kind}:{source.channel}:{source.ts}"
    where = {"channel": source.channel, "user": person.id, "thread_ts": source.thread_ts}
    posting.post_ephemeral(session, key=key, team=person.team, message=message, now=now, **where)  # type: ignore[arg-type]


def _reply_key(source: Source) -> str:
    return f"saved:{source.channel}:{source.ts}"


def _project_choices(
    session: Session, *, team: str, channel: str, update: CaptureRecord | None
) -> tuple[tuple[str, str, bool], ...]:
    """(id, name, chosen) of the projects an update may be of, where the channel serves several (B-27)."""
    served = storage.capture.listening_scope(session, team=team, channel=channel).projects if update else ()
    if update is None or len(served) < 2:
        return ()
    found = (storage.plan.project(session, team=team, id=id) for id in served)
    return tuple((one.id, one.name, one.id == update.project) for one in found)
