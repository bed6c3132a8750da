"""The clock of decisions: adopt what no one objects to, and escalate what is past its moment."""

from datetime import datetime

from sqlmodel import Session

import storage.decisions
from handlers.common import isolation
from handlers.common.deps import Deps
from handlers.decisions import consent_windows


async def adopt_due_proposals(deps: Deps) -> None:
    """Adopt the proposals whose consent window is over."""
    now = deps.now()
    due = await deps.read(_due_ids, team=deps.team, now=now)
    tasks = {id: isolation.transaction_task(deps, consent_windows.adopt_due, id=id, now=now) for id in due}
    await isolation.run_each(deps, job="decisions", tasks=tasks)


def _due_ids(session: Session, *, team: str, now: datetime) -> tuple[str, ...]:
    return tuple(decision.id for decision in storage.decisions.due_windows(session, team=team, now=now))
