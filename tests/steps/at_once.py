"""People who do something at the same moment, straight at the database."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

from sqlmodel import Session

from rules.refusal import Refusal
from storage.engine.database import Store

# A single writer can't wait for the other one.
MEETING_SECONDS = 0.3


def at_once(store: Store, *flows_to_run: Callable[[Session], Any]) -> list[Any]:
    """Run flows in transactions at the same moment, and return their results or refusals."""
    meeting = Barrier(len(flows_to_run))

    def meet(flow: Callable[[Session], Any]) -> Callable[[Session], Any]:
        def run(session: Session) -> Any:
            with suppress(BrokenBarrierError):
                meeting.wait(timeout=MEETING_SECONDS)
            return flow(session)

        return run

    running = [store.writer.submit(meet(flow)) for flow in flows_to_run]
    return [_result(one) for one in running]


def _result(running: Any) -> Any:
    try:
        return running.result()
    except Refusal as refusal:
        return refusal
