"""The clock's call for nudges."""

import storage.queues.claims
from handlers.common import isolation
from handlers.common.deps import Deps
from handlers.nudges import flows

CHECK_INTERVAL_MINUTES = 10


async def send_due_nudges(deps: Deps) -> None:
    """Run every ten minutes: send people who are at work, and not yet nudged today, all that is due in one message."""
    now = deps.now()
    slot = f"{now:%Y-%m-%dT%H}:{now.minute // CHECK_INTERVAL_MINUTES}"
    if await deps.commit(storage.queues.claims.claim_slot, team=deps.team, name="nudges", slot=slot, now=now):
        nudges_by_user = await deps.read(flows.due_nudges, team=deps.team, now=now)
        tasks = {
            user: isolation.transaction_task(deps, flows.send_nudges, user=user, wishes=due, now=now)
            for user, due in nudges_by_user.items()
        }
        await isolation.run_each(deps, job="nudges", tasks=tasks)
