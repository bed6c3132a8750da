"""Isolation in timed jobs: one broken person, program or record never stops the others (B-115).

Errors are logged, recorded where administrators see them, and retried at growing intervals. Transient errors (a lock, a
lost connection) are left to the database layer to retry.
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
    """Run each task in transactions of its own; return the items that failed or are waiting for a retry."""
    if not tasks:
        return frozenset()
    known_faults = await deps.read(storage.faults.faults_of_job, team=deps.team, job=job)
    failed = set()
    for item, task in tasks.items():
        if storage.faults.is_resting(known_faults.get(item), now=deps.now()):
            failed.add(item)
            continue
        try:
            await task()
        except Exception as error:
            if is_transient(error):
                raise
            failed.add(item)
            log.exception("item_failed", extra={"job": job, "item": item})
            await deps.commit(
                storage.faults.record_fault,
                team=deps.team,
                job=job,
                item=item,
                error=type(error).__name__,
                now=deps.now(),
            )
        else:
            if item in known_faults:
                await deps.commit(storage.faults.clear_faults, team=deps.team, job=job, items=(item,))
    return frozenset(failed)


def transaction_task(deps: Deps, flow: Callable[..., object], **arguments: object) -> ItemTask:
    """Build a task that runs `flow` in one transaction."""
    return partial(deps.commit, flow, team=deps.team, **arguments)


def try_batch(session: Session, run: Callable[[], T]) -> T | None:
    """Run a batch in a savepoint; return None if it raised, so that the caller can retry one by one."""
    try:
        with session.begin_nested():
            return run()
    except Exception as error:
        if is_transient(error):
            raise
        log.warning("batch_failed", extra={"error": type(error).__name__})
        return None


def due_or_failing(is_due: Callable[[], object]) -> bool:
    """Return whether something is due; if the check itself fails it counts as due, and its own run shows the error."""
    try:
        return bool(is_due())
    except Exception as error:
        if is_transient(error):
            raise
        return True


def run_each_in_savepoint(
    session: Session, *, team: str, job: str, tasks: Mapping[str, Callable[[], object]], now: datetime
) -> dict[str, JobFault]:
    """Run each task in a savepoint of its own; return the faults of items that failed or wait for a retry."""
    known_faults = storage.faults.faults_of_job(session, team=team, job=job, items=tasks)
    faults = {item: fault for item, fault in known_faults.items() if storage.faults.is_resting(fault, now=now)}
    for item in [item for item in tasks if item not in faults]:
        try:
            with session.begin_nested():
                tasks[item]()
        except Exception as error:
            if is_transient(error):
                raise
            log.exception("item_failed", extra={"job": job, "item": item})
            faults[item] = storage.faults.record_fault(
                session, team=team, job=job, item=item, error=type(error).__name__, now=now
            )
    if recovered := known_faults.keys() - faults.keys():
        storage.faults.clear_faults(session, team=team, job=job, items=recovered)
    return faults
