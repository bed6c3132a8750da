"""Check-in prompts: ask each person whose time has come, once a day, or record why not.

Decisions are made per person and written per batch.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

import storage.checkin_summaries
import storage.checkins
import storage.faults
import storage.follows
import storage.pulse
from handlers.checkins import participants, prompt_view
from handlers.checkins.participants import CheckinContext, PromptContent
from handlers.common import isolation, posting
from handlers.nudges import flows, reading_nudges
from rules.checkins import prompting
from rules.checkins.prompting import PromptState, SkipReason
from rules.checkins.summary import ParticipantState
from rules.nudges import NudgeKind, daily_message_key
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
    """The outcome of looking at one person, and when to look `next`.

    `day` is the record of their day; None if there was nothing to decide. If they are asked, `prompt` is the message,
    `pulse` an optional confidence question, and `rounds` the ids of the projects whose check-in rounds they join.
    `names_others`: the prompt names what they may neither own nor lead.
    """

    next: datetime
    day: PromptRecord | None = None
    prompt: NewPost | None = None
    pulse: PulseQuestion | None = None
    rounds: tuple[str, ...] = ()
    names_others: bool = False


def send_due_prompts(session: Session, *, team: str, now: datetime, limit: int = PEOPLE_PER_BATCH) -> int:
    """Process everyone whose prompt is due, and return how many people that was."""
    due_people = storage.checkins.due_people(session, team=team, now=now, limit=limit)
    if not due_people:
        return 0
    decide_batch = partial(_decide_and_write, session, team=team, now=now)
    next_times = isolation.try_batch(session, partial(decide_batch, due_people))
    # One failure rolls back the whole batch: decide one by one, so that it affects only one person.
    if next_times is None:
        next_times = _decide_one_by_one(session, team=team, due_people=due_people, decide=decide_batch, now=now)
    else:
        storage.faults.clear_faults(session, team=team, job=JOB_NAME, items=next_times)
    storage.checkins.set_due_times(session, team=team, due=next_times)
    return len(due_people)


def reschedule_prompts(session: Session, *, team: str, users: tuple[str, ...], now: datetime) -> int:
    """Recalculate when these people are next due, and return their number.

    Call this after their time zone, leave or check-in settings have changed.
    """
    for start in range(0, len(users), PEOPLE_PER_BATCH):
        batch = [
            participants.scheduled_person(session, team=team, user=user)
            for user in users[start : start + PEOPLE_PER_BATCH]
        ]
        context = participants.load_context(session, team=team, people=batch, now=now)
        # People who are already due keep their time; the next tick looks at them.
        already_due = {person.user: person.at for person in batch if person.at and person.at <= now}
        due_times = {
            person.user: already_due.get(person.user) or _next_look(context, person.user, now) for person in batch
        }
        storage.checkins.enrol_people(session, team=team, due=due_times)
    return len(users)


def enrol_newcomers(session: Session, *, team: str, users: tuple[str, ...], now: datetime) -> None:
    """Schedule newcomers as one batch; if that fails, one by one."""
    schedule = partial(reschedule_prompts, session, team=team, now=now)
    if not isolation.try_batch(session, partial(schedule, users=users)):
        tasks = {user: partial(schedule, users=(user,)) for user in users}
        isolation.run_each_in_savepoint(session, team=team, job="check-in newcomers", tasks=tasks, now=now)


def _decide_one_by_one(
    session: Session,
    *,
    team: str,
    due_people: Iterable[ScheduledPerson],
    decide: DecideBatch,
    now: datetime,
) -> dict[str, datetime]:
    """Process each person in a savepoint of their own, and return when each is next due.

    Someone whose decision failed is retried when the back-off of their fault ends.
    """
    next_times: dict[str, datetime] = {}

    def decide_alone(person: ScheduledPerson) -> None:
        next_times.update(decide([person]))

    faults = isolation.run_each_in_savepoint(
        session,
        team=team,
        job=JOB_NAME,
        tasks={due_person.user: partial(decide_alone, due_person) for due_person in due_people},
        now=now,
    )
    return next_times | {user: fault.rests_until for user, fault in faults.items()}


def _decide_and_write(
    session: Session, people: Iterable[ScheduledPerson], *, team: str, now: datetime
) -> dict[str, datetime]:
    """Decide for each person, write the decisions, and return when each is next due."""
    people = tuple(people)
    asks = flows.due_nudges(session, team=team, now=now, users={person.user for person in people})
    context = participants.load_context(session, team=team, people=people, now=now, asks=asks)
    decisions = {person.user: _decide_prompt(context, team=team, scheduled=person, now=now) for person in people}
    _write_decisions(session, team=team, context=context, decisions=decisions, now=now)
    return {user: decision.next for user, decision in decisions.items()}


def _write_decisions(
    session: Session, *, team: str, context: CheckinContext, decisions: Mapping[str, PromptDecision], now: datetime
) -> None:
    """Record each person's day, then write the pulse questions, summaries and prompts that go with it.

    A day that was already recorded is left alone, so people are never asked twice.
    """
    records = [decision.day for decision in decisions.values() if decision.day]
    newly_recorded = storage.checkins.insert_records(session, team=team, days=records, now=now)
    new_decisions = [decision for user, decision in decisions.items() if user in newly_recorded]
    storage.pulse.add_questions(
        session, team=team, questions=[decision.pulse for decision in new_decisions if decision.pulse]
    )
    for project, day in dict.fromkeys(
        (id, decision.day.day) for decision in new_decisions if decision.day for id in decision.rounds
    ):
        _open_summary(session, team=team, context=context, project=project, day=day, now=now)
    for nudge in (ask for decision in new_decisions if decision.prompt and decision.day for ask in decision.day.asks):
        reading_nudges.record_sent(session, team=team, nudge=nudge, now=now)
    prompts = [
        _redacted(session, decision.prompt) if decision.names_others else decision.prompt
        for decision in new_decisions
        if decision.prompt
    ]
    storage.follows.count_messages(session, posts=[(post.key, team, post.channel) for post in prompts], now=now)
    outbox.enqueue_all(session, prompts)


def _next_look(context: CheckinContext, user: str, now: datetime) -> datetime:
    return prompting.next_check_time(context.checkins_of(user), work=context.people[user].work, after=now)


def _decide_prompt(context: CheckinContext, *, team: str, scheduled: ScheduledPerson, now: datetime) -> PromptDecision:
    """Decide one person's day: ask now, look again later, or record why they are not asked."""
    assert scheduled.at is not None
    user, person = scheduled.user, context.people[scheduled.user]
    day = person.work.today(scheduled.at)
    slot = prompting.prompt_time_on(day, context.checkins_of(user), work=person.work)
    # They changed time zone or return later today: check again then.
    if slot > now:
        return PromptDecision(slot)
    next_look = _next_look(context, user, max(scheduled.at, now - prompting.MAX_LOOK_BACK))
    content = participants.prompt_content(context, user=user, day=day)
    if content.nothing:
        return PromptDecision(next_look)
    if reason := prompting.skip_reason(person, day=day, slot=scheduled.at, now=now):
        if not (content.has_checkin or content.fresh):
            return PromptDecision(next_look)
        missed = participants.ids_by_project(content.milestones + content.fresh) if reason is SkipReason.AWAY else {}
        return PromptDecision(
            next_look,
            PromptRecord(
                user,
                day,
                PromptState.SKIPPED,
                reason.value,
                milestones=missed,
                shown_state=ParticipantState.AWAY,
            ),
        )
    if not content.has_checkin and not any(ask.kind is not NudgeKind.OWN_DATES for ask in content.asks):
        fresh = participants.ids_by_project(content.fresh)
        return PromptDecision(next_look, PromptRecord(user, day, PromptState.SUPPRESSED, milestones=fresh))
    return _decide_to_ask(context, team=team, user=user, day=day, content=content, next_look=next_look, now=now)


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
    """Build the prompt of a person who is asked, with its record, reminders and pulse question."""
    person, asked = context.people[user], participants.ids_by_project(content.milestones)
    windows = [context.checkins[id].open_for for id in asked] or [prompting.DEFAULT_CHECKIN.open_for]
    closes_at = now + max(windows)
    reminders = (
        prompting.reminder_times(now, closes_at, work=person.work, count=person.reminders)
        if content.has_checkin
        else ()
    )
    record = PromptRecord(
        user,
        day,
        PromptState.ASKED if content.has_checkin else PromptState.NUDGED,
        closes_at=closes_at,
        next_at=reminders[0] if reminders else None,
        updates=[project.id for project, _ in content.updates],
        questions=content.questions,
        milestones=asked,
        suppressed={id: ids for id, ids in participants.ids_by_project(content.fresh).items() if id not in asked},
        asks=content.asks,
    )
    message = prompt_view.render_new_prompt(context, user=user, content=content, day=day, now=now)
    post = prompt_draft(message, team=team, user=user, day=day, now=now, closes=closes_at)
    pulse = PulseQuestion(user, content.pulse.id, period_of(day), day) if content.pulse else None
    names_others = bool(content.asks) or any(item.pushed_by not in (None, item.id) for item in content.milestones)
    return PromptDecision(next_look, record, post, pulse, tuple(asked), names_others)


def prompt_key(user: str, day: date) -> str:
    """Return the key of a person's one message of a day."""
    return daily_message_key(user, day)


def prompt_draft(
    message: RenderedMessage, *, team: str, user: str, day: date, now: datetime, closes: datetime
) -> NewPost:
    """Build the post for a new prompt, without redaction or message budget.

    A check-in names only what its reader owns or leads, so there is nothing to redact; with reminders in it, it is
    redacted before it is queued. It asks for an answer, so the budget does not hold it back, but it counts. At nine
    o'clock there may be ten thousand of them.
    """
    return NewPost(
        key=prompt_key(user, day),
        team=team,
        method="chat.postMessage",
        channel=user,
        payload={"text": message.text, "blocks": list(message.blocks)},
        kind="checkin",
        now=now,
        expires_at=closes,
    )


def _redacted(session: Session, post: NewPost) -> NewPost:
    message = RenderedMessage(list(post.payload["blocks"]), str(post.payload["text"]))
    message = posting.redact_for(session, message, team=post.team, destination=post.channel)
    return replace(post, payload={"text": message.text, "blocks": list(message.blocks)})


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
