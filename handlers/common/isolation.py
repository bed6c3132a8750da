"""One broken person, program or thing never stops the rest of a job of the clock (B-115): each has its turn alone.

What raises is logged, kept where administrators see it, and tried again ever more rarely; what may pass by itself (a
lock, a lost connection) is the database's to repeat.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlmodel import Session

import storage.faults
from handlers.common.deps import Deps
from storage.engine.connections import is_transient
from storage.faults import JobFault

T = TypeVar("T")
ItemTask = Callable[[], Awaitable[object]]
log = logging.getLogger("baton.clock")


async def run_each(deps: Deps, *, job: str, tasks: Mapping[str, ItemTask]) -> frozenset[str]:
    """This will take each turn, a transaction or more of its own; the items that rest or failed come back."""
    if not tasks:
        return frozenset()
    kept = await deps.read(storage.faults.faults_of_job, team=deps.team, job=job)
    failed = set()
    for item, take in tasks.items():
        if storage.faults.is_resting(kept.get(item), now=deps.now()):
            failed.add(item)
            continue
        try:
            await take()
        except Exception as error:
            if is_transient(error):
                raise
            failed.add(item)
            log.exception("turn failed", extra={"job": job, "item": item})
            what = {"job": job, "item": item, "error": type(error).__name__}
            await deps.transact(storage.faults.record_fault, team=deps.team, now=deps.now(), **what)
        else:
            if item in kept:
                await deps.transact(storage.faults.clear_faults, team=deps.team, job=job, items=(item,))
    return frozenset(failed)


def transaction_task(deps: Deps, flow: Callable[..., object], **arguments: object) -> ItemTask:
    """A turn that is one transaction."""
    return partial(deps.transact, flow, team=deps.team, **arguments)


def try_batch(session: Session, run: Callable[[], T]) -> T | None:
    """This will run in a savepoint; None when it raised, which is for the caller to find out about one by one."""
    try:
        with session.begin_nested():
            return run()
    except Exception as error:
        if is_transient(error):
            raise
        log.warning("batch failed: %s", type(error).__name__)
        return None


def due_or_failing(is_due: Callable[[], object]) -> bool:
    """Whether something is due; what cannot be judged is, and its own turn then says why."""
    try:
        return bool(is_due())
    except Exception as error:
        if is_transient(error):
            raise
        return True


def run_each_in_savepoint(
    session: Session, *, team: str, job: str, tasks: Mapping[str, Callable[[], object]], now: datetime
) -> dict[str, JobFault]:
    """This will take each turn in a savepoint of its own; the faults of those that rest or failed come back."""
    kept = storage.faults.faults_of_job(session, team=team, job=job, items=tasks)
    faults = {item: fault for item, fault in kept.items() if storage.faults.is_resting(fault, now=now)}
    for item in [item for item in tasks if item not in faults]:
        try:
            with session.begin_nested():
                tasks[item]()
        except Exception as error:
            if is_transient(error):
                raise
            log.exception("turn failed", extra={"job": job, "item": item})
            what = {"job": job, "item": item, "error": type(error).__name__}
            faults[item] = storage.faults.record_fault(session, team=team, now=now, **what)
    if done := kept.keys() - faults.keys():
        storage.faults.clear_faults(session, team=team, job=job, items=done)
    return faults
