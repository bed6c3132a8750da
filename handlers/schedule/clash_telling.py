"""New clashes are told once: each in a message of its own, or many of them together in one."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlmodel import Session

import storage.posted_notices
import storage.queues.claims
import storage.resources.clashes
import templates
from handlers.common import posting, working_time
from handlers.schedule import clash_notices
from handlers.schedule.clash_notices import notice_key
from rules.resources.clashes import Clash

# So many new clashes are told in messages of their own; more of them, at one moment, in one message.
MOST_SINGLE_MESSAGES = 3
ROWS_OF_MANY = 10
# The name under which it is kept that a person was told of a clash together with others.
TOLD = "clash told"


def anyone_to_tell(session: Session, *, team: str, now: datetime) -> bool:
    """Return whether somebody should be told of a new clash now; it only reads."""
    found = storage.resources.clashes.untold_clashes(session, team=team)
    return any(ready or not waiting for _, waiting, ready in _audiences(session, team, found, now))


def tell_untold(session: Session, *, team: str, now: datetime) -> None:
    """Tell leads on both sides and program managers of each new clash, each once and in their working hours."""
    found = storage.resources.clashes.untold_clashes(session, team=team)
    by_user: dict[str, list[Clash]] = {}
    for clash, waiting, ready in _audiences(session, team, found, now):
        for user in ready:
            by_user.setdefault(user, []).append(clash)
        if len(ready) == len(waiting):
            storage.resources.clashes.update_clash(session, team=team, id=clash.id, values={"told_at": now})
    for user, clashes in by_user.items():
        _tell(session, team, user, clashes, now)


def was_told(session: Session, *, team: str, id: str, user: str) -> bool:
    if storage.posted_notices.was_queued(session, key=notice_key(id, user)):
        return True
    return bool(storage.queues.claims.claimed_slots(session, team=team, names=(f"{TOLD}:{user}",), slots=(id,)))


def _audiences(
    session: Session, team: str, clashes: Collection[Clash], now: datetime
) -> Iterator[tuple[Clash, list[str], list[str]]]:
    """Yield each clash with the people who were not told of it yet, and those of them who are at work now."""
    asked = clash_notices.recipients(session, team=team, clashes=clashes, now=now)
    users = tuple(dict.fromkeys(user for found in asked.values() for user in found))
    hours = working_time.work_times(session, team=team, users=users, now=now)
    working = {user for user in users if hours[user].is_working(now)}
    for clash in clashes:
        waiting = [user for user in asked[clash.id] if not was_told(session, team=team, id=clash.id, user=user)]
        yield clash, waiting, [user for user in waiting if user in working]


def _tell(session: Session, team: str, user: str, clashes: Collection[Clash], now: datetime) -> None:
    if len(clashes) > MOST_SINGLE_MESSAGES:
        _tell_many(session, team, user, sorted(clashes, key=lambda clash: clash.first), now)
        return
    for clash in clashes:
        facts = clash_notices.facts_of(session, team=team, clash=clash, now=now)
        facts = clash_notices.with_costs(session, team=team, user=user, facts=facts)
        message = clash_notices.render(facts, user=user, now=now)
        key = notice_key(clash.id, user)
        posting.post_message(session, key=key, team=team, channel=user, message=message, now=now)


def _tell_many(session: Session, team: str, user: str, clashes: Collection[Clash], now: datetime) -> None:
    for clash in clashes:
        storage.queues.claims.claim_slot(session, team=team, name=f"{TOLD}:{user}", slot=clash.id, now=now)
    first = list(clashes)[:ROWS_OF_MANY]
    shown = [clash_notices.facts_of(session, team=team, clash=clash, now=now) for clash in first]
    message = templates.render("resources/clash_many", total=len(clashes), shown=shown, today=shown[0].today)
    key = f"clashes:{first[0].id}:{len(clashes)}:{user}"
    posting.post_message(session, key=key, team=team, channel=user, message=message, now=now)
