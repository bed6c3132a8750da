"""SIGTERM and Ctrl-C: asked once they stop the bot, asked again they change nothing, to the very end of the process."""

import asyncio
import signal
from typing import Any

STOPS = (signal.SIGTERM, signal.SIGINT)


def heard() -> asyncio.Event:
    """This will give what is set when somebody wants the process to end.

    Not by the loop's own handlers: closing the loop takes those away, and a second SIGTERM, which a supervisor may
    send at any moment, would then turn a clean stop into a kill.
    """
    asked, loop = asyncio.Event(), asyncio.get_running_loop()

    def ask(*_: Any) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(asked.set)

    for name in STOPS:
        signal.signal(name, ask)
    return asked


def no_longer_heard() -> None:
    """This will let the process end in peace: nothing is left to stop."""
    for name in STOPS:
        signal.signal(name, signal.SIG_IGN)
