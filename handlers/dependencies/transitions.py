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
from handlers.dependencies.queries import Handed
from handlers.schedule import recompute
from rules.dependencies.handovers import DAYS_TO_ANSWER, OVER, Step, overdue, reading, start_of, turn
from rules.people import Person
from rules.plan import Handover, Milestone
from rules.time.calendars import Calendar
from storage.dependencies import Agreement
from templates import Message

BATON = Person(storage.audit.BATON, "", "Baton")


def take(
    session: Session,
    *,
    person: Person,
    found: Agreement,
    step: Step,
    now: datetime,
    day: date | None = None,
    reason: str = "",
    team: str = "",
) -> Handed:
    """The step is taken, and shown wherever the hand-over stands."""
    team = person.team or team
    calendar, today = calendar_of(session, team=team, milestone=found.dependency.consumer, now=now)
    terms = turn(found.terms, step, day=day, reason=reason[:500].strip(), answer_by=calendar.add(today, DAYS_TO_ANSWER))
    storage.dependencies.put(session, team=team, id=found.dependency.id, terms=terms, by=person.id, now=now)
    handed = queries.handed(session, team=team, id=found.dependency.id)
    show(session, handed=handed, actor=person, now=now)
    return handed


def ready_days(session: Session, *, team: str) -> Mapping[str, date]:
    """Before a change: the day each promised hand-over was expected on."""
    return storage.dependencies.ready_days(session, team=team)


def follow(
    session: Session, *, person: Person, before: Milestone, after: Milestone, were: Mapping[str, date], now: datetime
) -> None:
    """After a change: what was promised is delivered, or the other side is asked about the day that moved."""
    team = person.team
    if before.owner != after.owner:
        ids = storage.dependencies.pass_on(session, team=team, milestone=after.id, old=before.owner, new=after.owner)
        for id in ids:
            handed = queries.handed(session, team=team, id=id)
            show(session, handed=handed, actor=person, now=now)
    if before.done is not after.done:
        _hand_over(session, person=person, milestone=after, now=now)
    for id, ready in ready_days(session, team=team).items():
        if were.get(id) != ready:
            found = storage.dependencies.agreement(session, team=team, id=id)
            moved = found.dependency.provider == after.id and before.expected != after.expected
            step = reading(found.terms, ready=ready, provider_moved=moved) if _between_two(found) else None
            if step:
                take(session, person=person, found=found, step=step, day=ready, now=now)
    if before.expected != after.expected and not after.done:
        _need_earlier(session, person=person, before=before, after=after, now=now)


def _hand_over(session: Session, *, person: Person, milestone: Milestone, now: datetime) -> None:
    for link in storage.dependencies.of(session, team=person.team, milestone=milestone.id):
        if link.provider != milestone.id:
            continue
        found = storage.dependencies.agreement(session, team=person.team, id=link.id)
        if milestone.done and link.state not in OVER:
            take(session, person=person, found=found, step=Step.DELIVER, day=milestone.actual, now=now)
            blockers_flows.delivered(session, person=person, provider=milestone, consumer=link.consumer, now=now)
        elif not milestone.done and link.state is Handover.DELIVERED:
            take(session, person=person, found=found, step=Step.REOPEN, now=now)


def _need_earlier(session: Session, *, person: Person, before: Milestone, after: Milestone, now: datetime) -> None:
    """A consumer that now begins before the agreed day asks its providers again."""
    calendar, _ = calendar_of(session, team=person.team, milestone=after.id, now=now)
    start, old = start_of(after, calendar), start_of(before, calendar)
    for link in storage.dependencies.of(session, team=person.team, milestone=after.id):
        if link.consumer != after.id or not link.need_by or start is None or start >= link.need_by or start == old:
            continue
        found = storage.dependencies.agreement(session, team=person.team, id=link.id)
        if found.terms.state in (Handover.COMMITTED, Handover.AT_RISK) and _between_two(found):
            take(session, person=person, found=found, step=Step.REQUEST, day=start, now=now)


def due(session: Session, *, team: str, now: datetime) -> tuple[str, ...]:
    """Promises whose day went by, and questions that stayed without answer, each by its consumer's calendar day.

    What cannot be judged is among them: its own turn then says why.
    """
    latest = (now + timedelta(hours=14)).date()
    late = storage.dependencies.late(session, team=team, before=latest)
    silent = storage.dependencies.unanswered(session, team=team, before=latest)
    every = {found.dependency.id: found for found in (*late, *silent) if _between_two(found)}
    late_by = partial(_overdue, session, team=team, now=now)
    return tuple(id for id, found in every.items() if isolation.judged(lambda found=found: bool(late_by(found=found))))  # type: ignore[misc]


def expire(session: Session, *, team: str, id: str, now: datetime) -> None:
    """This will take the step that the calendar asks for, unless somebody has answered meanwhile."""
    found = storage.dependencies.agreement(session, team=team, id=id, lock=True)
    step = _overdue(session, team=team, found=found, now=now)
    if step:
        storage.audit.acting(session, team=team, actor=BATON.id, now=now)
        take(session, person=BATON, team=team, found=found, step=step, now=now)


def _overdue(session: Session, *, team: str, found: Agreement, now: datetime) -> Step | None:
    _, today = calendar_of(session, team=team, milestone=found.dependency.consumer, now=now)
    return overdue(found.terms, today=today)


def _between_two(found: Agreement) -> bool:
    """Nobody is asked about what they promised themselves."""
    link = found.dependency
    return bool(link.provider_user and link.consumer_user and link.provider_user != link.consumer_user)


def show(session: Session, *, handed: Handed, actor: Person, now: datetime) -> None:
    """One message in each project's channel and one to who is asked: posted once, edited from then on."""

    def put(key: str, channel: str, message: Message, *, new: bool) -> None:
        if storage.posted_notices.known(session, key=key):
            stamp = f"{key}@{handed.terms.version}"
            posting.edit(session, key=stamp, of=key, team=handed.team, channel=channel, message=message, now=now)
        elif new:
            posting.say(
                session, key=key, team=handed.team, channel=channel, message=message, now=now, kind="escalation"
            )

    root = templates.render("dependencies/handover_root", handed=handed)
    for channel in handed.channels:
        asked = handed.terms.state is Handover.REQUESTED
        put(f"handover:{handed.link.id}:root:{channel}", channel, root, new=asked)
    prefix, asking = f"handover:{handed.link.id}:ask:", ""
    if handed.asked_user and handed.asked_user != actor.id:
        asking = f"{prefix}{handed.terms.question}:{handed.asked_user}"
        put(asking, handed.asked_user, templates.render("dependencies/handover_question", handed=handed), new=True)
    answered = templates.render("dependencies/handover_answered", handed=handed)
    for key, channel in storage.posted_notices.under(session, prefix=prefix)[-2:]:
        if key != asking:
            put(key, channel, answered, new=False)


def calendar_of(session: Session, *, team: str, milestone: str, now: datetime) -> tuple[Calendar, date]:
    """The working days of the milestone's program, and today in its zone."""
    home = storage.plan.program(session, team=team, id=storage.plan.home_of(session, team=team, milestone=milestone))
    return Calendar.of(public_holidays.with_holidays(home).calendar), recompute.local_day(home.zone, now)
