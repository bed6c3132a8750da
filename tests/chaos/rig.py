"""A sandbox, a bot in its own process, and the count of messages lost or handled twice."""

import asyncio
import contextlib
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.model import Channel
from sandbox.people import SandboxPerson
from sandbox.server import Sandbox
from tests import databases

ROOT = Path(__file__).resolve().parents[2]
FAULTY = {
    "429": 0.04,
    "500": 0.01,
    "503": 0.01,
    "cut_before": 0.01,
    "done_then_500": 0.01,
    "cut_after": 0.015,
    "late": 0.005,
}
KEPT = ("PATH", "HOME", "LANG", "TZ", "PYTHONPYCACHEPREFIX")
OPEN = ("queued", "sending", "unknown")


@dataclass
class Figures:
    """The figures of a campaign; the first four must be 0.

    `parked`: deliveries in progress at several kills look as if they cause them, and wait for an administrator's retry.
    """

    lost: int
    twice: int
    posts_missing: int
    posts_twice: int
    parked: int = 0
    more: dict[str, float] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        return (self.lost, self.twice, self.posts_missing, self.posts_twice) == (0, 0, 0, 0)


@dataclass
class Rig:
    """A sandbox with a bot process: `send` speaks as a person; `boot`, `kill` and `stop` control the process."""

    sandbox: Sandbox
    database: Path
    people: list[SandboxPerson]
    channels: list[Channel]
    chance: random.Random
    sent: list[str] = field(default_factory=list)
    process: asyncio.subprocess.Process | None = None
    extra: dict[str, str] = field(default_factory=dict)

    async def boot(self) -> None:
        """Start the bot and wait until it is connected."""
        await self.spawn()
        await self.sandbox.socket_mode.wait_connected(20)

    async def spawn(self) -> None:
        """Start the bot, which may die before it is connected."""
        inherited = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "TZ", "PYTHONPYCACHEPREFIX")
            if name in os.environ
        }
        env = (
            inherited
            | self.extra
            | {
                "SLACK_BOT_TOKEN": self.sandbox.bot_token,
                "SLACK_APP_TOKEN": self.sandbox.app_token,
                "SLACK_API_URL": self.sandbox.api_url,
                "BATON_DATABASE_URL": f"sqlite:///{self.database}",
            }
        )
        # Otherwise Slack's limit would allow one start a minute.
        self.sandbox.faults._buckets.pop(("apps.connections.open", ""), None)
        argv = (sys.executable, "-m", "tests.chaos.bot_process")
        with self.database.with_suffix(".log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(*argv, cwd=ROOT, env=env, stdout=log, stderr=log)

    async def kill(self) -> None:
        """Send kill -9, like a machine that loses power."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> float:
        """Send SIGTERM and return the seconds until the process has ended."""
        began = time.monotonic()
        await self._end(signal.SIGTERM)
        return time.monotonic() - began

    async def send(self, said: str) -> None:
        """Post the text in a channel; texts that begin with `post` or `alarm` ask for an answer."""
        place = self.chance.choice(self.channels)
        self.sent.append(said)
        await self.chance.choice(self.people).say(place, said)

    async def settled(self, *, within: float) -> bool:
        """Return whether inbox and outbox became empty and Slack has nothing left to deliver."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if not self.sandbox.delivery._tasks and not self._open():
                return True
            await asyncio.sleep(0.2)
        return False

    def figures(self) -> Figures:
        """Count the messages that were lost and those that were handled twice."""
        effects = Counter(self._column("SELECT said FROM effect"))
        expected = {bot_posts for bot_posts in self.sent if not bot_posts.startswith(("poison", "deadly"))}
        undelivered = {body["event"].get("text") for body in self.sandbox.delivery.undelivered}
        parked = [json.loads(body)["event"]["text"] for body in self._column("SELECT payload FROM inbox WHERE dead")]
        bot = self.sandbox.workspace.bot_user_id
        bot_posts = Counter(
            message.text
            for channel in self.channels
            for message in channel.messages.values()
            if message.user == bot and not message.deleted
        )
        posts = {f"re: {text}" for text in effects if text.startswith(("post", "alarm"))}
        return Figures(
            lost=len(expected - effects.keys() - undelivered - set(parked)),
            twice=sum(number - 1 for number in effects.values()),
            posts_missing=len(posts - bot_posts.keys()),
            posts_twice=sum(number - 1 for number in bot_posts.values()),
            parked=len(parked),
            more={"effects": len(effects), "posts": len(posts), "not_delivered": len(undelivered)},
        )

    def _open(self) -> int:
        states = ",".join(f"'{state}'" for state in OPEN)
        waiting = self._column("SELECT count(*) FROM inbox WHERE visible_at IS NOT NULL")[0]
        return int(waiting) + int(self._column(f"SELECT count(*) FROM outbox WHERE state IN ({states})")[0])

    def _column(self, query: str) -> list[Any]:
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return [row[0] for row in connection.execute(query)]

    async def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.returncode is None:
            self.process.send_signal(how)
            await self.process.wait()
        self.process = None


@contextlib.asynccontextmanager
async def start_rig(folder: Path, *, seed: int, channels: int = 40) -> AsyncIterator[Rig]:
    """Start a sandbox with people and channels, and an upgraded database with the campaign's own table."""
    sandbox = await Sandbox.start(seed=seed)
    # Slack retries after 0, 60 and 300 seconds; a process restarts sooner than that.
    sandbox.delivery.retry_after = (0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 5.0)
    users = [sandbox.workspace.add_user(f"person{number}", real_name=f"P {number}", tz="UTC") for number in range(5)]
    members = (*(user.id for user in users), sandbox.workspace.bot_user_id)
    channel_list = [sandbox.workspace.add_channel(f"c{number}", members=members) for number in range(channels)]
    database = folder / "chaos.db"
    databases.fresh(database)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE effect (said TEXT NOT NULL)")
        connection.commit()
    rig = Rig(sandbox, database, [sandbox.person(user) for user in users], channel_list, random.Random(seed))
    try:
        yield rig
    finally:
        await rig.kill()
        await sandbox.close()


def add_faults(sandbox: Sandbox) -> None:
    """Let one post in ten meet a fault, and limit each channel to one post a second."""
    sandbox.faults.enforce_rate_limits = True
    for kind, rate in FAULTY.items():
        sandbox.faults.add("chat.postMessage", kind, rate=rate)


async def run_under_fire(rig: Rig, *, events: int, kills: int, rate: float = 250, apart: float = 0) -> Figures:
    """Run R1: events with repeats (a quarter of them under new ids), kills and faulty posts; then count.

    `apart`: seconds between a start and the next kill.
    """
    add_faults(rig.sandbox)
    await rig.boot()
    kill_at = sorted(rig.chance.sample(range(events // 10, events), kills))
    booting: asyncio.Task[None] | None = None
    for number in range(events):
        rig.sandbox.faults.duplicate_rate = 0.2
        rig.sandbox.faults.duplicate_with_new_id = number % 4 == 0
        await rig.send(f"post {number}" if number % 10 == 0 else f"note {number}")
        if number in kill_at:
            if booting:
                await booting
                await asyncio.sleep(apart)
            await rig.kill()
            booting = asyncio.create_task(rig.boot())
        await asyncio.sleep(1 / rate)
    if booting:
        await booting
    settled = await rig.settled(within=120)
    figures = rig.figures()
    figures.more["settled"] = settled
    return figures
