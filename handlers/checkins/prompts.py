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
from handlers.checkins.participants import Around, Asking
from handlers.common import isolation
from rules.checkins import prompting
from rules.checkins.prompting import Skip
from rules.weeks import period_of
from storage.checkins import Day, Due
from storage.pulse import Put
from storage.queues import outbox
from storage.queues.outbox import Draft
from templates import Message

BATCH = 200
JOB = "check-ins"
Take = Callable[[Iterable[Due]], dict[str, datetime]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes of looking at a person: their day (None: nothing to decide), and when to look `next`.

    Where they are asked there is a `prompt`, perhaps a question of how sure they are, and `rounds` (project ids).
    """

    next: datetime
    day: Day | None = None
    prompt: Draft | None = None
    pulse: Put | None = None
    rounds: tuple[str, ...] = ()


def ask_due(session: Session, *, team: str, now: datetime, limit: int = BATCH) -> int:
    """This will ask those whose time has come; how many were looked at."""
    due = storage.checkins.due(session, team=team, now=now, limit=limit)
    if not due:
        return 0
    take = partial(_take, session, team=team, now=now)
    later = isolation.attempt(session, partial(take, due))
    if later is None:  # one of them spoils it for all
        later = _each(session, team=team, due=due, take=take, now=now)
    else:
        storage.faults.mended(session, team=team, job=JOB, items=later)
    storage.checkins.schedule(session, team=team, due=later)
    return len(due)


def plan_ahead(session: Session, *, team: str, users: tuple[str, ...], now: datetime) -> int:
    """This will work out when these people are next asked: a zone, leave or check-in changed. How many they are."""
    for start in range(0, len(users), BATCH):
        some = [participants.scheduled(session, team=team, user=user) for user in users[start : start + BATCH]]
        facts = participants.around(session, team=team, people=some, now=now)
        waiting = {one.user: one.at for one in some if one.at and one.at <= now}  # the next tick has their turn
        due = {one.user: waiting.get(one.user) or _next(facts, one.user, now) for one in some}
        storage.checkins.enrol(session, team=team, due=due)
    return len(users)


def take_in(session: Session, *, team: str, users: tuple[str, ...], now: datetime) -> None:
    """This will do the same for a batch of newcomers; where one of them spoils it, each alone."""
    whole = partial(plan_ahead, session, team=team, now=now)
    if not isolation.attempt(session, partial(whole, users=users)):
        turns = {user: partial(whole, users=(user,)) for user in users}
        isolation.within(session, team=team, job="check-in newcomers", turns=turns, now=now)


def _each(
    session: Session,
    *,
    team: str,
    due: Iterable[Due],
    take: Take,
    now: datetime,
) -> dict[str, datetime]:
    later: dict[str, datetime] = {}

    def alone(one: Due) -> None:
        later.update(take([one]))

    broken = isolation.within(
        session, team=team, job=JOB, turns={one.user: partial(alone, one) for one in due}, now=now
    )
    return later | {user: fault.rests_until for user, fault in broken.items()}


def _take(session: Session, people: Iterable[Due], *, team: str, now: datetime) -> dict[str, datetime]:
    """This will give each their turn; when to look at them next."""
    facts = participants.around(session, team=team, people=people, now=now)
    turns = {one.user: _turn(facts, team=team, due=one, now=now) for one in people}
    _write(session, team=team, facts=facts, turns=turns, now=now)
    return {user: turn.next for user, turn in turns.items()}


def _write(session: Session, *, team: str, facts: Around, turns: Mapping[str, Turn], now: datetime) -> None:
    days = [turn.day for turn in turns.values() if turn.day]
    kept = storage.checkins.keep(session, team=team, days=days, now=now)
    asked = [turn for user, turn in turns.items() if user in kept]
    storage.pulse.ask(session, team=team, questions=[turn.pulse for turn in asked if turn.pulse])
    for project, day in dict.fromkeys((id, turn.day.day) for turn in asked if turn.day for id in turn.rounds):
        _open(session, team=team, facts=facts, project=project, day=day, now=now)
    outbox.enqueue_all(session, [turn.prompt for turn in asked if turn.prompt])


def _next(facts: Around, user: str, now: datetime) -> datetime:
    return prompting.next_look(facts.checkins_of(user), work=facts.people[user].work, after=now)


def _turn(facts: Around, *, team: str, due: Due, now: datetime) -> Turn:
    assert due.at is not None
    user, person = due.user, facts.people[due.user]
    day = person.work.today(due.at)
    slot = prompting.slot_on(day, facts.checkins_of(user), work=person.work)
    if slot > now:  # they have travelled, or are back later in the day
        return Turn(slot)
    later = _next(facts, user, max(due.at, now - prompting.LOOK_BACK))
    asking = participants.asking(facts, user=user, day=day)
    if asking.nothing:
        return Turn(later)
    if reason := prompting.skip(person, day=day, slot=due.at, now=now):
        missed = asking.by_project if reason is Skip.AWAY else {}
        return Turn(later, Day(user, day, "skipped", reason.value, milestones=missed, told="away"))
    if asking.fresh and not asking.updates and not asking.questions:
        return Turn(later, Day(user, day, "suppressed", milestones=asking.by_project))
    return _asked(facts, team=team, user=user, day=day, asking=asking, later=later, now=now)


def _asked(facts: Around, *, team: str, user: str, day: date, asking: Asking, later: datetime, now: datetime) -> Turn:
    person = facts.people[user]
    windows = [facts.checkins[id].open_for for id in asking.by_project] or [prompting.DEFAULT.open_for]
    closes = now + max(windows)
    remind = prompting.reminders(now, closes, work=person.work, count=person.reminders)
    decided = Day(
        user,
        day,
        "asked",
        closes_at=closes,
        next_at=remind[0] if remind else None,
        updates=[project.id for project, _ in asking.updates],
        questions=asking.questions,
        milestones=asking.by_project,
        told="suppressed" if asking.fresh else "asked",
    )
    message = prompt_view.prompt_of(facts, user=user, asking=asking, day=day, now=now)
    draft = _draft(message, team=team, user=user, day=day, now=now, closes=closes)
    pulse = Put(user, asking.pulse.id, period_of(day), day) if asking.pulse else None
    return Turn(later, decided, draft, pulse, () if asking.fresh else tuple(asking.by_project))


def _draft(message: Message, *, team: str, user: str, day: date, now: datetime, closes: datetime) -> Draft:
    """A fresh prompt names nothing but what its reader owns or leads, so there is nothing to withhold from them.

    It asks for an answer, so the noise budget does not hold it; at nine there may be ten thousand of them.
    """
    return Draft(
        key=f"checkin:{user}:{day}",
        team=team,
        method="chat.postMessage",
        channel=user,
        payload={"text": message.text, "blocks": list(message.blocks)},
        kind="checkin",
        now=now,
        expires_at=closes,
    )


def _open(session: Session, *, team: str, facts: Around, project: str, day: date, now: datetime) -> None:
    checkin = facts.checkins[project]
    channel = checkin.channel or next(iter(facts.projects[project].channels), None)
    if channel:
        closes = now + checkin.open_for
        storage.checkin_summaries.open(
            session, team=team, project=project, day=day, channel=channel, now=now, closes=closes
        )
