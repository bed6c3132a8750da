"""A process that gets SIGTERM twice stops once, with the exit code of a clean stop."""

import signal
import subprocess
import sys

PROCESS = """
import asyncio, sys
from bot import signals

async def work():
    asked = signals.install_stop_handlers()
    print("working", flush=True)
    await asked.wait()
    signals.ignore_stop_signals()

asyncio.run(work())
print("over", flush=True)
sys.stdin.readline()
"""


def test_second_sigterm_after_the_loop_ended_is_ignored() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROCESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "working\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "over\n"
        process.send_signal(signal.SIGTERM)
        process.stdin.write("\n")
        process.stdin.close()
        assert process.wait(10) == 0
