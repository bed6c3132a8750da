"""Check-in answers: each is saved like any other capture, then shown in the prompt and in the summary."""

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.checkin_summaries
import storage.checkins
import storage.follows
import storage.milestone_activity
import storage.plan
import storage.pulse
import storage.updates
import templates
from handlers.capture import project_updates, statements
from handlers.checkins import participants, prompt_view, summaries
from handlers.checkins.prompt_view import PromptView
from handlers.common import posting
from handlers.common.requests import UNKNOWN_SOURCE, Source, local_date
from handlers.dependencies import confidence
from handlers.plan import milestone_updates
from handlers.plan.milestone_updates import ChangeOutcome
from handlers.register import flows as register
from handlers.schedule import recompute
from rules import corrections
from rules.capture import ExplicitForm, Slip, Span
from rules.checkins.prompting import SENT_STATES
from rules.checkins.summary import AnswerKind, AnswerLine
from rules.dates import ParsedDate
from rules.people import Person
from rules.truth.colours import Colour
from rules.truth.milestones import expected_reason
from templates import RenderedMessage

# Entries confirmed in a check-in are asked about again after this time.
ENTRY_REVIEW_INTERVAL = timedelta(days=28)


def apply_answer(
    session: Session, *, person: Person, said: ExplicitForm, milestone: str, day: date, now: datetime
) -> ChangeOutcome:
    """Save a *New date*, *Done* or *Blocked* answer, then update the prompt and the round's summary."""
    project = storage.plan.milestone(session, team=person.team, id=milestone).project
    source = participants.source_of(session, team=person.team, project=project)
    saved = statements.save_statement(session, person=person, statement=said, source=source, now=now)
    if saved.refused:
        raise saved.refused
    storage.milestone_activity.mark_touched(session, team=person.team, milestone=milestone, now=now)
    _refresh_messages(session, person=person, day=day, projects=(project,), now=now)
    return saved


def confirm_no_change(
    session: Session, *, person: Person, day: date | None, milestones: tuple[str, ...], now: datetime
) -> tuple[AnswerLine, ...]:
    """Record *No change* for these milestones, or for all that are still open in the prompt (B-07).

    The ledger keeps it as a fact of its own.
    """
    team = person.team
    prompt = (
        storage.checkins.find_prompt(session, team=team, user=person.id, day=day)
        if day
        else storage.checkins.latest_prompt(session, team=team, user=person.id)
    )
    if not milestones and prompt:
        milestones = prompt_view.current_prompt(session, team=team, prompt=prompt).open_ids
    for id in milestones:
        _record_no_change(session, person=person, milestone=id, now=now)
    confirmed = [storage.plan.milestone(session, team=team, id=id) for id in milestones]
    if prompt and confirmed:
        _refresh_messages(
            session,
            person=person,
            day=prompt.day,
            projects=tuple({milestone.project for milestone in confirmed}),
            now=now,
        )
    return tuple(AnswerLine(milestone, AnswerKind.UNCHANGED) for milestone in confirmed)


def report_no_change(
    session: Session, *, person: Person, milestones: tuple[str, ...], now: datetime
) -> RenderedMessage:
    """Record *No change* as typed, and return the answer."""
    lines = confirm_no_change(session, person=person, day=None, milestones=milestones, now=now)
    return render_confirmed(session, lines, person=person, now=now)


def render_confirmed(
    session: Session, lines: tuple[AnswerLine, ...], *, person: Person, now: datetime
) -> RenderedMessage:
    """Render the answer to *No change*: a date that can't be kept is said, and the one that can is offered."""
    today = local_date(person, now)
    milestones = [line.milestone for line in lines]
    labels = participants.push_labels(session, team=person.team, milestones=milestones)
    reasons = {milestone.id: expected_reason(milestone, labels) for milestone in milestones}
    view = PromptView(today, lines, (), (), reasons=reasons)
    return templates.render("checkins/answered", shown=view, today=today)


def _record_no_change(session: Session, *, person: Person, milestone: str, now: datetime) -> None:
    current = storage.plan.milestone(session, team=person.team, id=milestone)
    project = storage.plan.project(session, team=person.team, id=current.project)
    milestone_updates.require_permission(session, person=person, milestone=current, project=project)
    corrections.require_open(current)
    source = participants.source_of(session, team=person.team, project=current.project)
    storage.plan.note_forecast(session, team=person.team, milestone=milestone, kind="no change", by=person.id, now=now)
    record_update(
        session, person=person, kind="no change", project=current.project, subject=milestone, source=source, now=now
    )
    storage.milestone_activity.mark_touched(session, team=person.team, milestone=milestone, now=now)
    recompute.close_stale_alerts(session, team=person.team, milestone=milestone, has_new_date=False, now=now)
    confidence.restore_confidence(session, person=person, milestone=milestone, now=now)


def save_answers(
    session: Session,
    *,
    person: Person,
    project: str,
    day: date,
    answers: tuple[tuple[str, str], ...],
    colour: Colour | None = None,
    now: datetime,
) -> None:
    """Save answers as (question, answer) pairs; an empty question marks the week's update, which may have a colour."""
    source = participants.source_of(session, team=person.team, project=project)
    for question, text in answers:
        if question:
            record_update(
                session,
                person=person,
                kind="answer",
                project=project,
                subject=question,
                source=source,
                text=text,
                now=now,
            )
        else:
            update = project_updates.save_project_update(
                session, person=person, project=project, text=text, colour=colour, source=source, now=now
            )
            _post_update(session, person=person, project=project, day=day, update=update, source=source, now=now)
    _refresh_messages(session, person=person, day=day, projects=(project,), now=now)


def _post_update(
    session: Session, *, person: Person, project: str, day: date, update: int, source: Source, now: datetime
) -> None:
    """Post the week's update to the project's channel, unless a round shows it there."""
    if not source.channel or storage.checkin_summaries.find_round(session, team=person.team, project=project, day=day):
        return
    record = storage.updates.get_record(session, team=person.team, id=update)
    message = templates.render(
        "capture/update_posted",
        by=person.name,
        project=storage.plan.project(session, team=person.team, id=project),
        colour=record.undo["colour"] if record.undo.get("reported") else "",
        text=record.undo["text"],
    )
    key = f"update:{update}"
    posting.post_message(
        session, key=key, team=person.team, channel=source.channel, message=message, now=now, kind="checkin"
    )


def record_update(
    session: Session,
    *,
    person: Person,
    kind: str,
    project: str,
    subject: str,
    source: Source,
    now: datetime,
    text: str = "",
) -> None:
    storage.updates.add_note(
        session, kind=kind, text=text, project=project, by=person.id, source=source, now=now, subject=subject
    )


def _refresh_messages(session: Session, *, person: Person, day: date, projects: tuple[str, ...], now: datetime) -> None:
    """Show the answer in the prompt and in the summaries at once."""
    team = person.team
    update_prompt(session, team=team, user=person.id, day=day, now=now)
    for project in projects:
        summaries.update_summary(session, team=team, project=project, day=day, now=now)


def update_prompt(
    session: Session,
    *,
    team: str,
    user: str,
    day: date,
    now: datetime,
    changing: bool = False,
    page: int | None = None,
) -> None:
    """Edit a prompt's message so that it shows the current answers, and this page of its milestones.

    With `changing`, the buttons of what is answered are shown too.
    """
    prompt = storage.checkins.find_prompt(session, team=team, user=user, day=day)
    if prompt is None or prompt.state not in SENT_STATES:
        return
    context = participants.load_context(
        session, team=team, people=[participants.scheduled_person(session, team=team, user=user)], now=now
    )
    view = prompt_view.current_prompt(session, team=team, prompt=prompt)
    message = prompt_view.render_prompt(
        replace(view, page=max(1, min(page or 1, view.pages))),
        next_prompt_at=context.upcoming(user, now),
        participant=context.people[user],
        mark="change" if changing or (page and view.all_done) else "",
    )
    if not _shows_something_new(session, message, team=team, user=user, day=day, now=now):
        return
    version = storage.checkins.next_version(session, team=team, user=user, day=day)
    key = f"checkin:{user}:{day}"
    if view.any_answered:
        storage.follows.mark_acted(session, key=key, now=now)
    posting.update_message(
        session, key=f"{key}:v{version}", original_key=key, team=team, channel=user, message=message, now=now
    )


def _shows_something_new(
    session: Session, message: RenderedMessage, *, team: str, user: str, day: date, now: datetime
) -> bool:
    digest = hashlib.sha256(json.dumps(message.blocks, sort_keys=True).encode()).hexdigest()[:16]
    return storage.checkins.save_shown(session, team=team, user=user, day=day, digest=digest, now=now)


def use_expected_date(
    session: Session, *, person: Person, milestone: str, expected: date, day: date, now: datetime
) -> None:
    """Save the date that Baton expects as the owner's own, unless it has changed since it was offered."""
    current = storage.plan.milestone(session, team=person.team, id=milestone)
    if current.done or current.expected != expected:
        update_prompt(session, team=person.team, user=person.id, day=day, now=now)
        return
    said = Slip(milestone, ParsedDate("day", 0, 0, expected, sure=True), "", Span("", 0, 0))
    apply_answer(session, person=person, said=said, milestone=milestone, day=day, now=now)


def keep_entry(session: Session, *, person: Person, id: str, day: date, now: datetime) -> date:
    """Record that a risk, issue or assumption is as it was; return the day on which it is asked about again."""
    again = local_date(person, now) + ENTRY_REVIEW_INTERVAL
    register.change_entry(session, person=person, id=id, values={"check": again}, source=UNKNOWN_SOURCE, now=now)
    update_prompt(session, team=person.team, user=person.id, day=day, now=now)
    return again
