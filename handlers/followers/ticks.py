"""The clock of personal digests."""

from handlers.common import isolation
from handlers.common.deps import Deps
from handlers.followers import flows


async def send_personal_digests(deps: Deps) -> None:
    """Run each minute, after everything that asks people: send the digests that are due, one a person and week."""
    now = deps.now()
    due = await deps.read(flows.due_followers, team=deps.team, now=now)
    tasks = {
        user: isolation.transaction_task(deps, flows.send_digest, user=user, week=week, now=now) for user, week in due
    }
    await isolation.run_each(deps, job="personal digests", tasks=tasks)
