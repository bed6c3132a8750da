"""Check-ins: whose time has come is asked once, or it is written down why not: decided alone, written as a batch."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

import storage.checkin_summaries
import storage.checkins
import storage.faults
import storage.pulse
from handlers.checkins import participants, prompt_view
from handlers.checkins.participants import CheckinContext, PromptContent
from handlers.common import isolation
from rules.checkins import prompting
from rules.checkins.prompting import SkipReason
from rules.weeks import period_of
from storage.checkins import PromptRecord, ScheduledPerson
from storage.pulse import PulseQuestion
from storage.queues import outbox
from storage.queues.outbox import NewPost
from templates import RenderedMessage

PEOPLE_PER_BATCH = 200
JOB_NAME = "check-ins"
DecideBatch = Callable[[Iterable[ScheduledPerson]], dict[str, datetime]]


@dataclass(frozen=True, slots=True)
class PromptDecision:
    """What comes of looking at a person: their day (None: nothing to decide), and when to look `next`.

    Where they are asked there is a `prompt`, perhaps a question of how sure they are, and `rounds` (project ids).
    """

    next: datetime
    day: PromptRecord | None = None
    prompt: NewPost | None = None
    pulse: PulseQuestion | None = None
    rounds: tuple[str, ...] = ()


def send_due_prompts(session: Session, *, team: str, now: datetime, limit: int = PEOPLE_PER_BATCH) -> int:
    """This will ask those whose time has come; how many were looked at."""
    due = storage.checkins.due_people(session, team=team, now=now, limit=limit)
    if not due:
        return 0
    take = partial(_decide_and_write, session, team=team, now=now)
    later = isolation.try_batch(session, partial(take, due))
    if later is None:  # one of them spoils it for all
        later = _decide_one_by_one(session, team=team, due_people=due, decide=take, now=now)
    else:
        storage.faults.clear_faults(session, team=team, job=JOB_NAME, items=later)
    storage.checkins.set_due_times(session, team=team, due=later)
    return len(due)


def reschedule_prompts(session: Session, *, team: str, users: tuple[str, ...], now: datetime) -> int:
    """This will work out when these people are next asked: a zone, leave or check-in changed. How many they are."""
    for start in range(0, len(users), PEOPLE_PER_BATCH):
        some = [
            participants.scheduled_person(session, team=team, user=user)
            for user in users[start : start + PEOPLE_PER_BATCH]
        ]
        facts = participants.load_context(session, team=team, people=some, now=now)
        waiting = {one.user: one.at for one in some if one.at and one.at <= now}  # the next tick has their turn
        due = {one.user: waiting.get(one.user) or _next_look(facts, one.user, now) for one in some}
        storage.checkins.enrol_people(session, team=team, due=due)
    return len(users)


def enrol_newcomers(session: Session, *, team: str, users: tuple[str, ...], now: datetime) -> None:
    """This will do the same for a batch of newcomers; where one of them spoils it, each alone."""
    whole = partial(reschedule_prompts, session, team=team, now=now)
    if not isolation.try_batch(session, partial(whole, users=users)):
        turns = {user: partial(whole, users=(user,)) for user in users}
        isolation.run_each_in_savepoint(session, team=team, job="check-in newcomers", tasks=turns, now=now)


def _decide_one_by_one(
    session: Session,
    *,
    team: str,
    due_people: Iterable[ScheduledPerson],
    decide: DecideBatch,
    now: datetime,
) -> dict[str, datetime]:
    later: dict[str, datetime] = {}

    def decide_alone(person: ScheduledPerson) -> None:
        later.update(decide([person]))

    broken = isolation.run_each_in_savepoint(
        session, team=team, job=JOB_NAME, tasks={one.user: partial(decide_alone, one) for one in due_people}, now=now
    )
    return later | {user: fault.rests_until for user, fault in broken.items()}


def _decide_and_write(
    session: Session, people: Iterable[ScheduledPerson], *, team: str, now: datetime
) -> dict[str, datetime]:
    """This will give each their turn; when to look at them next."""
    facts = participants.load_context(session, team=team, people=people, now=now)
    turns = {one.user: _decide_prompt(facts, team=team, scheduled=one, now=now) for one in people}
    _write_decisions(session, team=team, context=facts, decisions=turns, now=now)
    return {user: turn.next for user, turn in turns.items()}


def _write_decisions(
    session: Session, *, team: str, context: CheckinContext, decisions: Mapping[str, PromptDecision], now: datetime
) -> None:
    days = [turn.day for turn in decisions.values() if turn.day]
    kept = storage.checkins.insert_records(session, team=team, days=days, now=now)
    asked = [turn for user, turn in decisions.items() if user in kept]
    storage.pulse.add_questions(session, team=team, questions=[turn.pulse for turn in asked if turn.pulse])
    for project, day in dict.fromkeys((id, turn.day.day) for turn in asked if turn.day for id in turn.rounds):
        _open_summary(session, team=team, context=context, project=project, day=day, now=now)
    outbox.enqueue_all(session, [turn.prompt for turn in asked if turn.prompt])


def _next_look(context: CheckinContext, user: str, now: datetime) -> datetime:
    return prompting.next_check_time(context.checkins_of(user), work=context.people[user].work, after=now)


def _decide_prompt(context: CheckinContext, *, team: str, scheduled: ScheduledPerson, now: datetime) -> PromptDecision:
    assert scheduled.at is not None
    user, person = scheduled.user, context.people[scheduled.user]
    day = person.work.today(scheduled.at)
    slot = prompting.prompt_time_on(day, context.checkins_of(user), work=person.work)
    if slot > now:  # they have travelled, or are back later in the day
        return PromptDecision(slot)
    later = _next_look(context, user, max(scheduled.at, now - prompting.MAX_LOOK_BACK))
    asking = participants.prompt_content(context, user=user, day=day)
    if asking.nothing:
        return PromptDecision(later)
    if reason := prompting.skip_reason(person, day=day, slot=scheduled.at, now=now):
        missed = asking.by_project if reason is SkipReason.AWAY else {}
        return PromptDecision(
            later, PromptRecord(user, day, "skipped", reason.value, milestones=missed, shown_state="away")
        )
    if asking.fresh and not asking.updates and not asking.questions:
        return PromptDecision(later, PromptRecord(user, day, "suppressed", milestones=asking.by_project))
    return _decide_to_ask(context, team=team, user=user, day=day, content=asking, next_look=later, now=now)


def _decide_to_ask(
    context: CheckinContext,
    *,
    team: str,
    user: str,
    day: date,
    content: PromptContent,
    next_look: datetime,
    now: datetime,
) -> PromptDecision:
    person = context.people[user]
    windows = [context.checkins[id].open_for for id in content.by_project] or [prompting.DEFAULT_CHECKIN.open_for]
    closes = now + max(windows)
    remind = prompting.reminder_times(now, closes, work=person.work, count=person.reminders)
    decided = PromptRecord(
        user,
        day,
        "asked",
        closes_at=closes,
        next_at=remind[0] if remind else None,
        updates=[project.id for project, _ in content.updates],
        questions=content.questions,
        milestones=content.by_project,
        shown_state="suppressed" if content.fresh else "asked",
    )
    message = prompt_view.render_new_prompt(context, user=user, content=content, day=day, now=now)
    draft = _prompt_draft(message, team=team, user=user, day=day, now=now, closes=closes)
    pulse = PulseQuestion(user, content.pulse.id, period_of(day), day) if content.pulse else None
    return PromptDecision(next_look, decided, draft, pulse, () if content.fresh else tuple(content.by_project))


def _prompt_draft(
    message: RenderedMessage, *, team: str, user: str, day: date, now: datetime, closes: datetime
) -> NewPost:
    """A fresh prompt names nothing but what its reader owns or leads, so there is nothing to withhold from them.

    It asks for an answer, so the noise budget does not hold it; at nine there may be ten thousand of them.
    """
    return NewPost(
        key=f"checkin:{user}:{day}",
        team=team,
        method="chat.postMessage",
        channel=user,
        payload={"text": message.text, "blocks": list(message.blocks)},
        kind="checkin",
        now=now,
        expires_at=closes,
    )


def _open_summary(
    session: Session, *, team: str, context: CheckinContext, project: str, day: date, now: datetime
) -> None:
    checkin = context.checkins[project]
    channel = checkin.channel or next(iter(context.projects[project].channels), None)
    if channel:
        closes = now + checkin.open_for
        storage.checkin_summaries.open_round(
            session, team=team, project=project, day=day, channel=channel, now=now, closes=closes
        )
