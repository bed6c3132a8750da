"""Start to ready (target 2 s), `baton --help` (250 ms) and idle memory: `python -m tests.benchmarks.edge.start`."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

from sandbox.server import Sandbox
from storage.engine.upgrade import upgrade_database

ROOT = Path(__file__).resolve().parents[3]
BATON = (sys.executable, "-m", "bot")
ROUNDS = 5
IDLE = 3


async def measure_start(folder: Path) -> tuple[float, float, float]:
    """Return seconds from exec to connection, resident megabytes when idle, and processor seconds of the start."""
    sandbox = await Sandbox.start()
    url = f"sqlite:///{folder}/start.db"
    upgrade_database(url)
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "BATON_DATABASE_URL": url,
        "BATON_LOG_LEVEL": "ERROR",
    }
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*BATON, "run", cwd=ROOT, env=env)
    try:
        await sandbox.socket_mode.wait_connected(30)
        elapsed = time.perf_counter() - began
        cpu_times = psutil.Process(process.pid).cpu_times()
        await asyncio.sleep(IDLE)
        memory = psutil.Process(process.pid).memory_info().rss / 1e6
    finally:
        process.terminate()
        await process.wait()
        await sandbox.close()
    return elapsed, memory, cpu_times.user + cpu_times.system


async def measure_help() -> float:
    """Return the seconds that `baton --help` takes."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*BATON, "--help", cwd=ROOT, stdout=-3)
    assert await process.wait() == 0
    return time.perf_counter() - began


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        starts = [await measure_start(Path(folder)) for _ in range(ROUNDS)]
    help_times = [await measure_help() for _ in range(ROUNDS)]
    ready, memory, cpu_seconds = (statistics.median(values) for values in zip(*starts, strict=True))
    print(
        f"start to ready {ready:.2f} s (target 2), of it {cpu_seconds:.2f} s of processor time; "
        f"idle memory {memory:.0f} MB (target 150)"
    )
    print(f"baton --help {statistics.median(help_times) * 1000:.0f} ms (target 250); medians of {ROUNDS}")


if __name__ == "__main__":
    asyncio.run(main())
