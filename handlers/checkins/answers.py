"""Check-ins: what somebody answers is a capture like any other, and shows in their prompt and in the summary."""

from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.checkin_summaries
import storage.checkins
import storage.milestone_activity
import storage.plan
import storage.pulse
import storage.updates
from handlers.capture import proposals
from handlers.checkins import participants, prompt_view, summaries
from handlers.common import posting
from handlers.common.requests import Source
from handlers.dependencies import confidence
from handlers.plan import milestone_updates
from handlers.schedule import recompute
from rules.capture import ExplicitForm
from rules.checkins.summary import AnswerKind, AnswerLine
from rules.people import Person
from rules.refusal import Refusal


def apply_answer(
    session: Session, *, person: Person, said: ExplicitForm, milestone: str, day: date, now: datetime
) -> None:
    """*New date*, *Done* and *Blocked*: captured, and shown in the prompt and in the round's summary."""
    project = storage.plan.milestone(session, team=person.team, id=milestone).project
    source = participants.source_of(session, team=person.team, project=project)
    saved = proposals.apply_or_propose(session, person=person, statement=said, source=source, now=now)
    if saved.refused:
        raise saved.refused
    storage.milestone_activity.mark_touched(session, team=person.team, milestone=milestone, now=now)
    _refresh_messages(session, person=person, day=day, projects=(project,), now=now)


def confirm_no_change(
    session: Session, *, person: Person, day: date | None, milestones: tuple[str, ...], now: datetime
) -> tuple[AnswerLine, ...]:
    """*No change* is a fact of its own in the ledger (B-07); without milestones it is said of all that is open."""
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
    found = [storage.plan.milestone(session, team=team, id=id) for id in milestones]
    if prompt and found:
        _refresh_messages(
            session, person=person, day=prompt.day, projects=tuple({one.project for one in found}), now=now
        )
    return tuple(AnswerLine(one, AnswerKind.UNCHANGED) for one in found)


def _record_no_change(session: Session, *, person: Person, milestone: str, now: datetime) -> None:
    found = storage.plan.milestone(session, team=person.team, id=milestone)
    milestone_updates.require_permission(session, person=person, milestone=found)
    if found.done:
        raise Refusal(f"{milestone} is already done.", "What is done keeps its date.", "")
    source = participants.source_of(session, team=person.team, project=found.project)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    row = storage.plan.milestone_row(session, team=person.team, id=milestone)
    storage.plan.note_forecast(session, row=row, kind="no change", by=person.id, now=now)
    record_update(
        session, person=person, kind="no change", project=found.project, subject=milestone, source=source, now=now
    )
    storage.milestone_activity.mark_touched(session, team=person.team, milestone=milestone, now=now)
    recompute.close_stale_alerts(session, team=person.team, milestone=milestone, has_new_date=False, now=now)
    confidence.restore_confidence(session, person=person, milestone=milestone, now=now)


def save_answers(
    session: Session, *, person: Person, project: str, day: date, answers: tuple[tuple[str, str], ...], now: datetime
) -> None:
    """This will keep the answers to questions, (question, answer) each; the empty question is the week's update."""
    source = participants.source_of(session, team=person.team, project=project)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    for question, text in answers:
        kind = "answer" if question else "update"
        where = {"person": person, "kind": kind, "project": project, "subject": question, "source": source}
        record_update(session, **where, text=text, now=now)  # type: ignore[arg-type]
    _refresh_messages(session, person=person, day=day, projects=(project,), now=now)


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
    """What was answered shows in the prompt, and in the summary at once."""
    team = person.team
    update_prompt(session, team=team, user=person.id, day=day, now=now)
    for project in projects:
        summaries.update_summary(session, team=team, project=project, day=day, now=now)


def update_prompt(session: Session, *, team: str, user: str, day: date, now: datetime) -> None:
    """This will edit a prompt to what is known now."""
    prompt = storage.checkins.find_prompt(session, team=team, user=user, day=day)
    if prompt is None or prompt.state != "asked":
        return
    facts = participants.load_context(
        session, team=team, people=[participants.scheduled_person(session, team=team, user=user)], now=now
    )
    shown = prompt_view.current_prompt(session, team=team, prompt=prompt)
    message = prompt_view.render_prompt(shown, next_prompt_at=facts.upcoming(user, now), participant=facts.people[user])
    version = storage.checkins.next_version(session, team=team, user=user, day=day)
    key = f"checkin:{user}:{day}"
    posting.update_message(
        session, key=f"{key}:v{version}", original_key=key, team=team, channel=user, message=message, now=now
    )
