"""Private questions about a line that is not certain: which day, which milestone, or what it means at all."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

import storage.plan
import templates
from handlers.blockers.flows import DuplicateBlocker
from handlers.capture import drafts
from handlers.capture.drafts import DraftView, InferredStatement
from handlers.capture.heard import HeardMessage, reply_privately
from handlers.common.requests import local_date
from handlers.plan.milestone_updates import ChangeOutcome
from rules.capture import (
    SOFT_DOUBTS,
    Block,
    Decided,
    Done,
    ExplicitForm,
    FormDoubt,
    Owner,
    Raise,
    Slip,
    UnclearForm,
    interpret_message,
    serialization,
)
from rules.capture.forms import hints
from rules.capture.proposals import ProposalOrigin
from rules.dates import DoubtfulDay
from rules.plan import Milestone
from rules.refusal import AmbiguousInput, GroupMemberNeeded


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


def ask_about_refusal(session: Session, *, hearing: HeardMessage, outcome: ChangeOutcome) -> bool:
    """Ask in private where a refused line only lacks a choice; return whether there is one."""
    match outcome.refused:
        case DoubtfulDay():
            ask_about_day(session, hearing=hearing, outcome=outcome)
        case DuplicateBlocker() if isinstance(outcome.said, Block):
            forms: tuple[ExplicitForm, ...] = (replace(outcome.said, sure=True),)
            _ask(session, hearing=hearing, outcome=outcome, forms=forms, duplicate=outcome.refused.blocker.id)
        case GroupMemberNeeded(choices=members) if isinstance(outcome.said, Block | Owner):
            forms = tuple(_with_person(outcome.said, user) for user, _ in members)
            _ask(session, hearing=hearing, outcome=outcome, forms=forms, members=dict(members))
        case AmbiguousInput(choices=projects) if isinstance(outcome.said, Raise | Decided):
            forms = tuple(replace(outcome.said, project=id) for id, _ in projects)
            _ask(session, hearing=hearing, outcome=outcome, forms=forms, names=dict(projects))
        case _:
            return False
    return True


def _with_person(said: Block | Owner, user: str) -> Block | Owner:
    return replace(said, users=(user,)) if isinstance(said, Block) else replace(said, user=user)


def _ask(
    session: Session,
    *,
    hearing: HeardMessage,
    outcome: ChangeOutcome,
    forms: tuple[ExplicitForm, ...],
    **facts: Any,
) -> None:
    """Show why a line was not saved, with a button for each form that it can take."""
    alternatives = save_alternatives(session, hearing=hearing, forms=forms)
    message = templates.render(
        "capture/unclear",
        refusal=outcome.refused,
        drafts=alternatives,
        today=local_date(hearing.person, hearing.now),
        **facts,
    )
    start = outcome.said.line.start
    reply_privately(
        session,
        person=hearing.person,
        source=hearing.source,
        message=message,
        now=hearing.now,
        kind="unclear",
        stamp=f":line-{start}" if start else "",
    )


def ask_about_doubt(session: Session, *, hearing: HeardMessage, doubt: UnclearForm, stamp: str = "") -> None:
    """Ask in private about a line that was not understood, with a button for each thing that it may mean (B-20)."""
    if not hearing.can_reply_privately:
        return
    if doubt.doubt in SOFT_DOUBTS and drafts.drafts_muted(
        session, person=hearing.person, channel=hearing.source.channel
    ):
        return
    today = local_date(hearing.person, hearing.now)
    alternatives = save_alternatives(session, hearing=hearing, forms=_possible_forms(doubt, today))
    message = templates.render(
        "capture/unclear",
        refusal=hints.refusal_of(doubt, today=today),
        drafts=alternatives,
        doubt=doubt,
        milestone=_open_milestone(session, team=hearing.person.team, doubt=doubt),
        today=today,
    )
    reply_privately(
        session,
        person=hearing.person,
        source=hearing.source,
        message=message,
        now=hearing.now,
        kind="unclear",
        stamp=stamp,
    )


def _possible_forms(doubt: UnclearForm, today: date) -> tuple[ExplicitForm, ...]:
    """Return what the line may mean: its one reading, or one for each day that a doubtful date can mean."""
    if doubt.reading:
        return (doubt.reading,)
    lines = [doubt.line.text.replace(doubt.part, day.isoformat(), 1) for day in doubt.choices]
    readings = [interpret_message(line, today=today) for line in lines]
    forms = [reading.explicit[0] if reading.explicit else reading.unclear[0].reading for reading in readings]
    # A forecast in the past would only be refused.
    return tuple(
        form for form in forms if form and not (isinstance(form, Slip) and form.to.day and form.to.day < today)
    )


def _open_milestone(session: Session, *, team: str, doubt: UnclearForm) -> Milestone | None:
    """Return the milestone that an unknown line is about, so that it can be changed with a button."""
    if doubt.doubt is not FormDoubt.UNKNOWN or not doubt.subject:
        return None
    milestones = storage.plan.milestones(session, team=team)
    return next((m for m in milestones if m.id == doubt.subject and not m.done), None)


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
