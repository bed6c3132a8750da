"""SIGTERM and Ctrl-C: the first stops the bot; later ones change nothing, to the very end of the process."""

import asyncio
import signal
from typing import Any

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def install_stop_handlers() -> asyncio.Event:
    """Return an event that is set when the process is asked to end.

    The loop's own handlers won't do: closing the loop removes them, and a second SIGTERM, which a supervisor may send
    at any moment, would then turn a clean stop into a kill.
    """
    stop_requested, loop = asyncio.Event(), asyncio.get_running_loop()

    def request_stop(*_: Any) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop_requested.set)

    for stop_signal in STOP_SIGNALS:
        signal.signal(stop_signal, request_stop)
    return stop_requested


def ignore_stop_signals() -> None:
    """Let the process end in peace: nothing is left to stop."""
    for stop_signal in STOP_SIGNALS:
        signal.signal(stop_signal, signal.SIG_IGN)
