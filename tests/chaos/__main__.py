"""Fault campaigns, one line each; exit code 1 if one fails: `python -m tests.chaos [R1 R4 …] [--seeds N]`."""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

import structlog

from tests.chaos import campaigns, injection, inside, leaks, timers

ALL: dict[str, campaigns.Campaign] = {
    "R1": campaigns.r1,
    "R4": campaigns.r4,
    "R5": inside.r5,
    "R9": timers.r9,
    "R11": inside.r11,
    "R12": inside.r12,
    "R13": inside.r13,
    "R14": campaigns.r14,
    "R15": campaigns.r15,
    "R16": campaigns.r16,
    "R20": leaks.r20,
    "R21": injection.r21,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("names", nargs="*", choices=[*ALL, []], help="which campaigns; all when none is named")
    parser.add_argument("--seeds", type=int, default=1, help="how many times each, with other chances")
    arguments = parser.parse_args()
    logging.disable()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    failures = 0
    for name in arguments.names or ALL:
        for seed in range(1, arguments.seeds + 1):
            failures += not run(name, seed)
    return 1 if failures else 0


def run(name: str, seed: int) -> bool:
    """Run one campaign and print its line."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(ALL[name](Path(folder), seed))
    mark = "✓" if outcome.passed else "✗"
    print(f"{mark} {name} seed {seed}: {outcome.words} ({time.monotonic() - began:.0f} s)", flush=True)
    return outcome.passed


if __name__ == "__main__":
    sys.exit(main())
