"""SIGTERM and Ctrl-C: asked once they stop the bot, asked again they change nothing, to the very end of the process."""

import asyncio
import signal
from typing import Any

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def install_stop_handlers() -> asyncio.Event:
    """This will give what is set when somebody wants the process to end.

    Not by the loop's own handlers: closing the loop takes those away, and a second SIGTERM, which a supervisor may
    send at any moment, would then turn a clean stop into a kill.
    """
    asked, loop = asyncio.Event(), asyncio.get_running_loop()

    def request_stop(*_: Any) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(asked.set)

    for name in STOP_SIGNALS:
        signal.signal(name, request_stop)
    return asked


def ignore_stop_signals() -> None:
    """This will let the process end in peace: nothing is left to stop."""
    for name in STOP_SIGNALS:
        signal.signal(name, signal.SIG_IGN)
