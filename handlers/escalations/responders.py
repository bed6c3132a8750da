"""The people an escalation can ask: known, reachable, not muted."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.dependencies
import storage.escalations
import storage.follows
import storage.people
import storage.plan
import storage.posted_notices
import storage.privacy
import storage.risks
from handlers.common import working_time
from rules.escalations.policy import Responder
from rules.time.working_time import NoWorkTime, WorkTime


def responder_of(session: Session, *, team: str, user: str, now: datetime) -> Responder:
    return Responder(user, working_time.work_time(session, team=team, user=user, now=now))


def find_responder(session: Session, *, team: str, user: str, now: datetime) -> Responder | None:
    """Return the person, or the delegate of a person who is away; None if neither is available."""
    return find_responders(session, team=team, users=(user,), now=now).get(user)


def find_responders(session: Session, *, team: str, users: Iterable[str], now: datetime) -> dict[str, Responder]:
    """Return the available responder of each person, or their delegate; people without either are left out."""
    ids = tuple(dict.fromkeys(users))
    available = _available_responders(session, team=team, users=ids, now=now)
    delegates = {
        user: working_time.active_delegate(session, team=team, user=user, now=now)
        for user in ids
        if user not in available
    }
    delegate_ids = tuple(delegate for delegate in delegates.values() if delegate)
    available_delegates = _available_responders(session, team=team, users=delegate_ids, now=now) if delegate_ids else {}
    return available | {
        user: available_delegates[delegate] for user, delegate in delegates.items() if delegate in available_delegates
    }


def without_muted(
    session: Session, *, team: str, responders: Mapping[str, Responder], item: str, now: datetime
) -> dict[str, Responder]:
    """Drop responders who have muted this item."""
    muted = storage.follows.is_muted
    return {
        user: responder
        for user, responder in responders.items()
        if not muted(session, team=team, user=responder.user, text=item, now=now)
    }


def _available_responders(
    session: Session, *, team: str, users: tuple[str, ...], now: datetime
) -> dict[str, Responder]:
    """Return those of these people who have an account and working hours, and are not on leave."""
    known_people = storage.people.known_people(session, team=team, ids=users)
    available = {}
    for user, work in working_time.work_times(session, team=team, users=users, now=now).items():
        has_left = user in known_people and (known_people[user].deleted or known_people[user].is_bot)
        if not has_left and not any(start <= now < end for start, end in work.away) and _has_work_time(work, now):
            available[user] = Responder(user, work)
    return available


def _has_work_time(work: WorkTime, now: datetime) -> bool:
    try:
        work.next_working(now)
    except NoWorkTime:
        return False
    return True


def find_optional_responder(session: Session, team: str, user: str | None, now: datetime) -> Responder | None:
    return find_responder(session, team=team, user=user, now=now) if user else None
