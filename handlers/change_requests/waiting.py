"""Open change requests whose approver has changed: who decides now is asked, in a message of their own."""

from datetime import datetime
from functools import partial

from sqlmodel import Session

import storage.change_requests
from handlers.change_requests import approvers, notices
from handlers.common import isolation
from handlers.common.deps import Deps

# Every quarter of an hour: leave begins and roles change, but not from one minute to the next.
MINUTES_BETWEEN = 15


async def ask_new_approvers(deps: Deps) -> None:
    """Ask whoever decides now on requests whose approver went away, left or handed over their role."""
    now = deps.now()
    if now.minute % MINUTES_BETWEEN:
        return
    ids = await deps.read(requests_with_new_approver, team=deps.team, now=now)
    tasks = {id: partial(_ask_again, deps, id=id, now=now) for id in ids}
    await isolation.run_each(deps, job="change requests", tasks=tasks)


def requests_with_new_approver(session: Session, *, team: str, now: datetime) -> tuple[str, ...]:
    """Return the open requests that somebody else decides on by now."""
    open_ones = storage.change_requests.requests(session, team=team, states=("open",))
    return tuple(
        one.id
        for one in open_ones
        if approvers.approver_of(session, team=team, request=one, level=one.level, now=now) != one.approver
    )


async def _ask_again(deps: Deps, *, id: str, now: datetime) -> None:
    await deps.commit(change_approver, team=deps.team, id=id, now=now)


def change_approver(session: Session, *, team: str, id: str, now: datetime) -> None:
    request = storage.change_requests.get_request(session, team=team, id=id, lock=True)
    if not request.is_open:
        return
    approver = approvers.approver_of(session, team=team, request=request, level=request.level, now=now)
    request = storage.change_requests.update_request(session, team=team, id=id, values={"approver": approver})
    if approver:
        notices.ask(session, team=team, request=request, now=now)
