"""A hand-over takes its steps, by people, by dates that move and by the calendar; and is shown where it stands."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session

import storage.audit
import storage.dependencies
import storage.plan
import storage.posted_notices
import templates
from handlers.blockers import flows as blockers_flows
from handlers.common import isolation, posting, public_holidays
from handlers.dependencies import queries
from handlers.dependencies.queries import HandoverView
from handlers.schedule import recompute
from rules.dependencies.handovers import (
    CLOSED_STATES,
    DAYS_TO_ANSWER,
    HandoverStep,
    latest_handover_day,
    step_from_calendar,
    step_from_forecast,
    take_step,
)
from rules.people import Person
from rules.plan import HandoverState, Milestone
from rules.time.calendars import Calendar
from storage.dependencies import Agreement
from templates import RenderedMessage

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
) -> HandoverView:
    """The step is taken, and shown wherever the hand-over stands."""
    team = person.team or team
    calendar, today = calendar_of(session, team=team, milestone=agreement.dependency.consumer, now=now)
    terms = take_step(
        agreement.terms, step, day=day, reason=reason[:500].strip(), answer_by=calendar.add(today, DAYS_TO_ANSWER)
    )
    storage.dependencies.save_terms(session, team=team, id=agreement.dependency.id, terms=terms, by=person.id, now=now)
    handed = queries.handover_view(session, team=team, id=agreement.dependency.id)
    post_handover(session, handover=handed, actor=person, now=now)
    return handed


def expected_days(session: Session, *, team: str) -> Mapping[str, date]:
    """Before a change: the day each promised hand-over was expected on."""
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
    """After a change: what was promised is delivered, or the other side is asked about the day that moved."""
    team = person.team
    if before.owner != after.owner:
        ids = storage.dependencies.transfer_to_owner(
            session, team=team, milestone=after.id, old_owner=before.owner, new_owner=after.owner
        )
        for id in ids:
            handed = queries.handover_view(session, team=team, id=id)
            post_handover(session, handover=handed, actor=person, now=now)
    if before.done is not after.done:
        _deliver_or_reopen(session, person=person, milestone=after, now=now)
    for id, ready in expected_days(session, team=team).items():
        if days_before.get(id) != ready:
            found = storage.dependencies.get_agreement(session, team=team, id=id)
            moved = found.dependency.provider == after.id and before.expected != after.expected
            step = (
                step_from_forecast(found.terms, ready_day=ready, provider_moved=moved) if _between_two(found) else None
            )
            if step:
                apply_step(session, person=person, agreement=found, step=step, day=ready, now=now)
    if before.expected != after.expected and not after.done:
        _request_earlier_day(session, person=person, before=before, after=after, now=now)


def _deliver_or_reopen(session: Session, *, person: Person, milestone: Milestone, now: datetime) -> None:
    for link in storage.dependencies.dependencies_of(session, team=person.team, milestone=milestone.id):
        if link.provider != milestone.id:
            continue
        found = storage.dependencies.get_agreement(session, team=person.team, id=link.id)
        if milestone.done and link.state not in CLOSED_STATES:
            apply_step(
                session, person=person, agreement=found, step=HandoverStep.DELIVER, day=milestone.actual, now=now
            )
            blockers_flows.resolve_delivered(
                session, person=person, provider=milestone, consumer=link.consumer, now=now
            )
        elif not milestone.done and link.state is HandoverState.DELIVERED:
            apply_step(session, person=person, agreement=found, step=HandoverStep.REOPEN, now=now)


def _request_earlier_day(
    session: Session, *, person: Person, before: Milestone, after: Milestone, now: datetime
) -> None:
    """A consumer that now begins before the agreed day asks its providers again."""
    calendar, _ = calendar_of(session, team=person.team, milestone=after.id, now=now)
    start, old = latest_handover_day(after, calendar), latest_handover_day(before, calendar)
    for link in storage.dependencies.dependencies_of(session, team=person.team, milestone=after.id):
        if link.consumer != after.id or not link.need_by or start is None or start >= link.need_by or start == old:
            continue
        found = storage.dependencies.get_agreement(session, team=person.team, id=link.id)
        if found.terms.state in (HandoverState.COMMITTED, HandoverState.AT_RISK) and _between_two(found):
            apply_step(session, person=person, agreement=found, step=HandoverStep.REQUEST, day=start, now=now)


def due_handovers(session: Session, *, team: str, now: datetime) -> tuple[str, ...]:
    """Promises whose day went by, and questions that stayed without answer, each by its consumer's calendar day.

    What cannot be judged is among them: its own turn then says why.
    """
    latest = (now + timedelta(hours=14)).date()
    late = storage.dependencies.overdue_handovers(session, team=team, before=latest)
    silent = storage.dependencies.unanswered_questions(session, team=team, before=latest)
    every = {found.dependency.id: found for found in (*late, *silent) if _between_two(found)}
    late_by = partial(_due_step, session, team=team, now=now)
    return tuple(id for id, handover in every.items() if isolation.due_or_failing(partial(late_by, found=handover)))


def apply_due_step(session: Session, *, team: str, id: str, now: datetime) -> None:
    """This will take the step that the calendar asks for, unless somebody has answered meanwhile."""
    found = storage.dependencies.get_agreement(session, team=team, id=id, lock=True)
    step = _due_step(session, team=team, found=found, now=now)
    if step:
        storage.audit.set_actor(session, team=team, actor=BATON.id, now=now)
        apply_step(session, person=BATON, team=team, agreement=found, step=step, now=now)


def _due_step(session: Session, *, team: str, found: Agreement, now: datetime) -> HandoverStep | None:
    _, today = calendar_of(session, team=team, milestone=found.dependency.consumer, now=now)
    return step_from_calendar(found.terms, today=today)


def _between_two(agreement: Agreement) -> bool:
    """Nobody is asked about what they promised themselves."""
    link = agreement.dependency
    return bool(link.provider_user and link.consumer_user and link.provider_user != link.consumer_user)


def post_handover(session: Session, *, handover: HandoverView, actor: Person, now: datetime) -> None:
    """One message in each project's channel and one to who is asked: posted once, edited from then on."""

    def post_or_edit(key: str, channel: str, message: RenderedMessage, *, new: bool) -> None:
        if storage.posted_notices.was_queued(session, key=key):
            stamp = f"{key}@{handover.terms.version}"
            posting.update_message(
                session, key=stamp, original_key=key, team=handover.team, channel=channel, message=message, now=now
            )
        elif new:
            posting.post_message(
                session, key=key, team=handover.team, channel=channel, message=message, now=now, kind="escalation"
            )

    root = templates.render("dependencies/handover_root", handed=handover)
    for channel in handover.channels:
        asked = handover.terms.state is HandoverState.REQUESTED
        post_or_edit(f"handover:{handover.link.id}:root:{channel}", channel, root, new=asked)
    prefix, asking = f"handover:{handover.link.id}:ask:", ""
    if handover.asked_user and handover.asked_user != actor.id:
        asking = f"{prefix}{handover.terms.question}:{handover.asked_user}"
        post_or_edit(
            asking, handover.asked_user, templates.render("dependencies/handover_question", handed=handover), new=True
        )
    answered = templates.render("dependencies/handover_answered", handed=handover)
    for key, channel in storage.posted_notices.messages_with_prefix(session, prefix=prefix)[-2:]:
        if key != asking:
            post_or_edit(key, channel, answered, new=False)


def calendar_of(session: Session, *, team: str, milestone: str, now: datetime) -> tuple[Calendar, date]:
    """The working days of the milestone's program, and today in its zone."""
    home = storage.plan.program(
        session, team=team, id=storage.plan.program_of_milestone(session, team=team, milestone=milestone)
    )
    return Calendar.of(public_holidays.with_holidays(home).calendar), recompute.local_day(home.zone, now)
