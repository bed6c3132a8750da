"""Messages held back by a person's budget, sent together each morning."""

from datetime import datetime, time

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.follows
import storage.leave
import storage.people
import storage.plan
import storage.posted_notices
import storage.queues.claims
import templates
from handlers.common import isolation, posting
from handlers.common.deps import Deps
from rules.time.working_time import zone_of

HELD_MESSAGES_TIME = time(9)


async def send_held_messages(deps: Deps) -> None:
    """Post the messages held back by people's budgets at nine in their time zone, one message per person."""
    now = deps.now()
    tasks = {}
    for user, zone in await deps.read(storage.follows.users_with_held_messages, team=deps.team):
        local_now = now.astimezone(zone_of(zone))
        if local_now.time() >= HELD_MESSAGES_TIME:
            tasks[user] = isolation.transaction_task(
                deps, post_held_messages, user=user, slot=local_now.date().isoformat(), now=now
            )
    await isolation.run_each(deps, job="held messages", tasks=tasks)


def post_held_messages(session: Session, *, team: str, user: str, slot: str, now: datetime) -> None:
    if not storage.queues.claims.claim_slot(session, team=team, name=f"bundle:{user}", slot=slot, now=now):
        return
    lines = storage.follows.release_held(session, team=team, user=user)
    message = templates.render("preferences/held_messages", lines=lines)
    posting.post_message(
        session,
        key=f"bundle:{user}:{slot}",
        team=team,
        channel=user,
        message=message,
        now=now,
        kind="digest",
        counts_against_budget=False,
    )
