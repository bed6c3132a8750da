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
from storage.engine.connections import passing
from storage.faults import Fault

T = TypeVar("T")
Turn = Callable[[], Awaitable[object]]
log = logging.getLogger("baton.clock")


async def each(deps: Deps, *, job: str, turns: Mapping[str, Turn]) -> frozenset[str]:
    """This will take each turn, a transaction or more of its own; the items that rest or failed come back."""
    if not turns:
        return frozenset()
    kept = await deps.read(storage.faults.of, team=deps.team, job=job)
    failed = set()
    for item, take in turns.items():
        if storage.faults.rests(kept.get(item), now=deps.now()):
            failed.add(item)
            continue
        try:
            await take()
        except Exception as error:
            if passing(error):
                raise
            failed.add(item)
            log.exception("turn failed", extra={"job": job, "item": item})
            what = {"job": job, "item": item, "error": type(error).__name__}
            await deps.transact(storage.faults.note, team=deps.team, now=deps.now(), **what)
        else:
            if item in kept:
                await deps.transact(storage.faults.mended, team=deps.team, job=job, items=(item,))
    return frozenset(failed)


def turn(deps: Deps, flow: Callable[..., object], **about: object) -> Turn:
    """A turn that is one transaction."""
    return partial(deps.transact, flow, team=deps.team, **about)


def attempt(session: Session, run: Callable[[], T]) -> T | None:
    """This will run in a savepoint; None when it raised, which is for the caller to find out about one by one."""
    try:
        with session.begin_nested():
            return run()
    except Exception as error:
        if passing(error):
            raise
        log.warning("batch failed: %s", type(error).__name__)
        return None


def judged(due: Callable[[], bool]) -> bool:
    """Whether something is due; what cannot be judged is, and its own turn then says why."""
    try:
        return due()
    except Exception as error:
        if passing(error):
            raise
        return True


def within(
    session: Session, *, team: str, job: str, turns: Mapping[str, Callable[[], object]], now: datetime
) -> dict[str, Fault]:
    """This will take each turn in a savepoint of its own; the faults of those that rest or failed come back."""
    kept = storage.faults.of(session, team=team, job=job, items=turns)
    faults = {item: fault for item, fault in kept.items() if storage.faults.rests(fault, now=now)}
    for item in [item for item in turns if item not in faults]:
        try:
            with session.begin_nested():
                turns[item]()
        except Exception as error:
            if passing(error):
                raise
            log.exception("turn failed", extra={"job": job, "item": item})
            what = {"job": job, "item": item, "error": type(error).__name__}
            faults[item] = storage.faults.note(session, team=team, now=now, **what)
    if done := kept.keys() - faults.keys():
        storage.faults.mended(session, team=team, job=job, items=done)
    return faults
