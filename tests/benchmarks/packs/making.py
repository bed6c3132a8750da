"""Packs with 500 of everything: `python -m tests.benchmarks.packs.making`.

A month and a year are read, rendered, drawn and written as PDF. Targets: under 5 s each at the yardstick's pace, and
under 150 MB above an idle bot, the process that draws included.
"""

import asyncio
import resource
import threading
import time
from collections.abc import Callable
from types import TracebackType

import psutil
from sqlmodel import Session

from handlers.packs.offline import PrintedPack, make_pack
from rules.digests.editions import EditionAudience
from tests import yardstick
from tests.steps.many import set_up_many
from tests.talk import Talk, conversation

SECONDS, MEGABYTES = 5.0, 150.0


class MemoryWatch:
    """The most memory of this process and those that it started, above what they had at the beginning."""

    def __init__(self) -> None:
        self.process = psutil.Process()
        self.start = self.peak = self.measure()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.follow)

    def measure(self) -> float:
        total = self.process.memory_full_info().uss
        for child in self.process.children(recursive=True):
            try:
                total += child.memory_full_info().uss
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return total / 1e6

    def follow(self) -> None:
        while not self.stopped.wait(0.02):
            self.peak = max(self.peak, self.measure())

    def __enter__(self) -> "MemoryWatch":
        self.thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stopped.set()
        self.thread.join()


def make(talk: Talk, rhythm: str, voice: EditionAudience) -> Callable[[Session], PrintedPack]:
    """Return the making of a pack as of today, with its file."""

    def run(session: Session) -> PrintedPack:
        now = talk.sandbox.clock.now()
        return make_pack(
            session,
            team=talk.bot.deps.team,
            program="PRG-1",
            rhythm=rhythm,
            audience=voice,
            as_of=now.date().isoformat(),
            now=now,
            with_file=True,
        )

    return run


def processor_time() -> float:
    """Return the seconds that this process and those it started worked, whatever else the machine does."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


async def measure() -> None:
    async with conversation() as talk:
        await set_up_many(talk)
        await talk.bot.deps.read(make(talk, "monthly", EditionAudience.DELIVERY))
        for rhythm in ("monthly", "annual"):
            for voice in EditionAudience:
                pace = yardstick.pace()
                with MemoryWatch() as memory:
                    started = processor_time()
                    made = await talk.bot.deps.read(make(talk, rhythm, voice))
                    seconds = (processor_time() - started) / pace
                more = memory.peak - memory.start
                print(
                    f"{rhythm:8} {voice.value:9} {seconds:5.2f} s ({seconds / SECONDS:.2f} of the target)"
                    f" · {more:4.0f} MB ({more / MEGABYTES:.2f} of the target)"
                    f" · {len(made.rendered.detail)} messages in the thread, PDF {len(made.paper) / 1e3:.0f} kB"
                )


if __name__ == "__main__":
    asyncio.run(measure())
