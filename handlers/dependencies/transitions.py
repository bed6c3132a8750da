"""Hand-over steps: taken by people, by moved dates and by the calendar, and shown where the hand-over was posted."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session

import storage.audit
import storage.dependencies
import storage.people
import storage.plan
import storage.posted_notices
import templates
from handlers.blockers import unblocking
from handlers.common import isolation, posting, public_holidays
from handlers.dependencies import handover_questions, queries
from handlers.dependencies.queries import HandoverView
from rules.dependencies.handovers import (
    CLOSED_STATES,
    HandoverStep,
    latest_handover_day,
    step_from_calendar,
    step_from_forecast,
    take_step,
)
from rules.people import Person
from rules.plan import HandoverState, Milestone
from rules.program_numbers import ProgramNumbers
from rules.refusal import NotFound
from rules.time.calendars import Calendar
from rules.time.working_time import local_day
from storage.dependencies import Agreement

# Steps after which the other side needs a message of its own.
NEWS_STEPS = frozenset(
    {
        HandoverStep.COMMIT,
        HandoverStep.DECLINE,
        HandoverStep.ACCEPT,
        HandoverStep.REJECT,
        HandoverStep.WAIVE,
        HandoverStep.BREAK,
    }
)
BATON = Person(storage.audit.BATON_ACTOR, "", "Baton")


def apply_step(
    session: Session,
    *,
    person: Person,
    agreement: Agreement,
    step: HandoverStep,
    now: datetime,
    day: date | None = None,
    reason: str = "",
    team: str = "",
    rings: bool = True,
    questions: list[HandoverView] | None = None,
) -> HandoverView:
    """Take a step, and update the messages that show the hand-over.

    A new question is put into `questions`, where given, to be asked together with others; else it is asked at once.
    """
    team = person.team or team
    calendar, today, numbers = calendar_of(session, team=team, milestone=agreement.dependency.consumer, now=now)
    terms = take_step(
        agreement.terms,
        step,
        day=day,
        reason=reason[:500].strip(),
        answer_by=calendar.add(today, numbers.answer),
        rings=rings,
    )
    storage.dependencies.save_terms(session, team=team, id=agreement.dependency.id, terms=terms, by=person.id, now=now)
    handover = queries.handover_view(session, team=team, id=agreement.dependency.id)
    is_new = terms.question != agreement.terms.question
    if questions is not None and is_new:
        questions.append(handover)
    post_handover(session, handover=handover, actor=person, now=now, ask=questions is None or not is_new)
    if step in NEWS_STEPS or (step is HandoverStep.COUNTER and terms.state is HandoverState.COMMITTED):
        notify_other_side(session, handover=handover, actor=person, now=now)
    return handover


def notify_other_side(session: Session, *, handover: HandoverView, actor: Person, now: datetime) -> None:
    """Tell the other side what became of a hand-over: an edit of an old message notifies no one (D-3)."""
    message = templates.render("dependencies/handover_answered", handed=handover)
    people = dict.fromkeys((handover.link.consumer_user, handover.link.provider_user))
    for user in people:
        if user and user not in (actor.id, handover.asked_user):
            key = f"handover:{handover.link.id}:news:{handover.terms.version}:{user}"
            posting.post_message(
                session, key=key, team=handover.team, channel=user, message=message, now=now, kind="escalation"
            )


def expected_days(session: Session, *, team: str) -> Mapping[str, date]:
    """Return the day each agreed hand-over is expected; read it before a change, to compare afterwards."""
    return storage.dependencies.expected_handover_days(session, team=team)


def update_after_change(
    session: Session,
    *,
    person: Person,
    before: Milestone,
    after: Milestone,
    days_before: Mapping[str, date],
    now: datetime,
) -> None:
    """Update hand-overs after a milestone has changed.

    Transfer them to a new owner, deliver or reopen them, and ask the other side about days that moved: each person in
    one message, however many hand-overs are touched.
    """
    team = person.team
    questions: list[HandoverView] = []
    if before.owner != after.owner:
        ids = storage.dependencies.transfer_to_owner(
            session, team=team, milestone=after.id, old_owner=before.owner, new_owner=after.owner
        )
        for id in ids:
            handover = queries.handover_view(session, team=team, id=id)
            questions.append(handover)
            post_handover(session, handover=handover, actor=person, now=now, ask=False)
    if before.done is not after.done:
        _deliver_or_reopen(session, person=person, milestone=after, now=now)
    has_moved = before.own_date != after.own_date
    for id, ready in expected_days(session, team=team).items():
        if days_before.get(id) == ready:
            continue
        agreement = storage.dependencies.get_agreement(session, team=team, id=id)
        provider_moved = agreement.dependency.provider == after.id and has_moved
        step = step_from_forecast(agreement.terms, ready_day=ready, provider_moved=provider_moved)
        if step and _between_two(agreement):
            step_taken = partial(apply_step, session, person=person, agreement=agreement, rings=has_moved, now=now)
            step_taken(step=step, day=ready, questions=questions)
    if has_moved and after.open:
        _request_earlier_day(session, person=person, before=before, after=after, questions=questions, now=now)
    handover_questions.ask_together(session, handovers=questions, cause=after, actor=person, now=now)


def _deliver_or_reopen(session: Session, *, person: Person, milestone: Milestone, now: datetime) -> None:
    delivered_to: list[str] = []
    for link in storage.dependencies.dependencies_of(session, team=person.team, milestone=milestone.id):
        if link.provider != milestone.id:
            continue
        agreement = storage.dependencies.get_agreement(session, team=person.team, id=link.id)
        if milestone.done and link.state not in CLOSED_STATES:
            apply_step(
                session, person=person, agreement=agreement, step=HandoverStep.DELIVER, day=milestone.actual, now=now
            )
            delivered_to.append(link.consumer)
        elif not milestone.done and link.state is HandoverState.DELIVERED:
            apply_step(session, person=person, agreement=agreement, step=HandoverStep.REOPEN, now=now)
    unblocking.resolve_delivered(session, person=person, provider=milestone, consumers=delivered_to, now=now)


def _request_earlier_day(
    session: Session,
    *,
    person: Person,
    before: Milestone,
    after: Milestone,
    questions: list[HandoverView],
    now: datetime,
) -> None:
    """Ask the providers again if the consumer now begins before the agreed day."""
    calendar, _, _ = calendar_of(session, team=person.team, milestone=after.id, now=now)
    start, old = latest_handover_day(after, calendar), latest_handover_day(before, calendar)
    for link in storage.dependencies.dependencies_of(session, team=person.team, milestone=after.id):
        if link.consumer != after.id or not link.need_by or start is None or start >= link.need_by or start == old:
            continue
        agreement = storage.dependencies.get_agreement(session, team=person.team, id=link.id)
        if agreement.terms.state in (HandoverState.COMMITTED, HandoverState.AT_RISK) and _between_two(agreement):
            step = HandoverStep.REQUEST
            apply_step(session, person=person, agreement=agreement, step=step, day=start, questions=questions, now=now)


def due_handovers(session: Session, *, team: str, now: datetime) -> tuple[str, ...]:
    """Return hand-overs whose day has passed or whose question went unanswered, by the consumer's calendar.

    Includes those that cannot be judged; their own turn then reports why.
    """
    latest = (now + timedelta(hours=14)).date()
    overdue = storage.dependencies.overdue_handovers(session, team=team, before=latest)
    unanswered = storage.dependencies.unanswered_questions(session, team=team, before=latest)
    agreements = {
        agreement.dependency.id: agreement for agreement in (*overdue, *unanswered) if _between_two(agreement)
    }
    due_step = partial(_due_step, session, team=team, now=now)
    return tuple(
        id for id, handover in agreements.items() if isolation.due_or_failing(partial(due_step, found=handover))
    )


def apply_due_step(session: Session, *, team: str, id: str, now: datetime) -> None:
    """Take the step that the calendar asks for, unless the other side has answered meanwhile."""
    agreement = storage.dependencies.get_agreement(session, team=team, id=id, lock=True)
    step = _due_step(session, team=team, found=agreement, now=now)
    if step:
        storage.audit.set_actor(session, team=team, actor=BATON.id, now=now)
        apply_step(session, person=BATON, team=team, agreement=agreement, step=step, now=now)


def _due_step(session: Session, *, team: str, found: Agreement, now: datetime) -> HandoverStep | None:
    _, today, _ = calendar_of(session, team=team, milestone=found.dependency.consumer, now=now)
    provider = storage.people.find_person(session, team=team, id=found.dependency.provider_user or "")
    # A day that was committed to ends where the provider is.
    today = min(today, local_day(provider.zone, now)) if provider else today
    return step_from_calendar(found.terms, today=today)


def _between_two(agreement: Agreement) -> bool:
    """Return whether two different people are involved; people are not asked about their own commitments."""
    link = agreement.dependency
    return bool(link.provider_user and link.consumer_user and link.provider_user != link.consumer_user)


def show_handover_again(session: Session, *, team: str, id: str, stamp: str, now: datetime) -> None:
    """Edit the messages that show a hand-over once more, if it is still there; `stamp` tells the edits apart."""
    try:
        handover = queries.handover_view(session, team=team, id=id)
    except NotFound:
        return
    post_handover(session, handover=handover, actor=BATON, now=now, stamp=stamp)


def post_handover(
    session: Session, *, handover: HandoverView, actor: Person, now: datetime, stamp: str = "", ask: bool = True
) -> None:
    """Post a hand-over to each project's channel and, with `ask`, to the person asked.

    Each message is posted once and edited from then on, once for each version of the terms (and each `stamp`).
    """
    post_or_edit = partial(handover_questions.post_or_edit, session, handover=handover, stamp=stamp, now=now)
    root = templates.render("dependencies/handover_root", handed=handover)
    for channel in handover.channels:
        is_requested = handover.terms.state is HandoverState.REQUESTED
        post_or_edit(key=f"handover:{handover.link.id}:root:{channel}", channel=channel, message=root, new=is_requested)
    question_key = handover_questions.question_key(handover, actor=actor)
    if question_key and ask:
        handover_questions.ask(session, handover=handover, key=question_key, stamp=stamp, now=now)
    answered = templates.render("dependencies/handover_answered", handed=handover)
    prefix = handover_questions.key_prefix(handover)
    for key, channel in storage.posted_notices.messages_with_prefix(session, prefix=prefix)[-2:]:
        if key != question_key:
            post_or_edit(key=key, channel=channel, message=answered, new=False)


def calendar_of(session: Session, *, team: str, milestone: str, now: datetime) -> tuple[Calendar, date, ProgramNumbers]:
    """Return the working calendar of the milestone's program, today in its zone, and its numbers."""
    program = storage.plan.program(
        session, team=team, id=storage.plan.program_of_milestone(session, team=team, milestone=milestone)
    )
    return Calendar.of(public_holidays.with_holidays(program).calendar), local_day(program.zone, now), program.numbers
