"""Reminders on days without a check-in: all that is due to a person, as their one message of the day (B-126)."""

from datetime import datetime

from sqlmodel import Session

import storage.checkins
import storage.queues.claims
from handlers.checkins import participants, prompt_view, prompts
from handlers.common import isolation, posting
from handlers.common.deps import Deps
from handlers.nudges import flows, reading_nudges
from rules.checkins.prompting import DEFAULT_CHECKIN, PromptState
from rules.nudges import Nudge
from storage.checkins import PromptRecord

CHECK_INTERVAL_MINUTES = 10


async def send_due_nudges(deps: Deps) -> None:
    """Run every ten minutes: remind people who are at work and got no message yet today."""
    now = deps.now()
    slot = f"{now:%Y-%m-%dT%H}:{now.minute // CHECK_INTERVAL_MINUTES}"
    if await deps.commit(storage.queues.claims.claim_slot, team=deps.team, name="nudges", slot=slot, now=now):
        nudges_by_user = await deps.read(flows.due_nudges, team=deps.team, now=now)
        tasks = {
            user: isolation.transaction_task(deps, send_nudges, user=user, asks=due, now=now)
            for user, due in nudges_by_user.items()
        }
        await isolation.run_each(deps, job="nudges", tasks=tasks)


def send_nudges(session: Session, *, team: str, user: str, asks: tuple[Nudge, ...], now: datetime) -> None:
    """Send one person's reminders as one message, unless they already got a message that day."""
    scheduled = participants.scheduled_person(session, team=team, user=user)
    context = participants.load_context(session, team=team, people=[scheduled], now=now, asks={user: asks})
    day = context.people[user].work.today(now)
    closes = now + DEFAULT_CHECKIN.open_for
    record = PromptRecord(user, day, PromptState.NUDGED, closes_at=closes, asks=asks)
    if not storage.checkins.record_nudged_day(session, team=team, record=record, now=now):
        return
    content = participants.reminder_content(context, user=user)
    message = prompt_view.render_new_prompt(context, user=user, content=content, day=day, now=now)
    posting.post_message(
        session,
        key=prompts.prompt_key(user, day),
        team=team,
        channel=user,
        message=message,
        now=now,
        kind="checkin",
        expires_at=closes,
    )
    for ask in asks:
        reading_nudges.record_sent(session, team=team, nudge=ask, now=now)
