"""Starts sandbox and bot, fills the one through the other, and runs until told to stop."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from pydantic import SecretStr
from sqlmodel import Session

import storage.audit
import storage.channels
import storage.dependencies
import storage.plan
from bot.application import Baton
from bot.demo import sample
from bot.manifest import build
from bot.settings import Settings
from handlers import routes
from handlers.common import identity
from handlers.schedule import recompute
from rules.digests import DRAFT_AT, POST_AT
from rules.people import Role
from rules.plan import CalendarSpec, Handover
from rules.time.calendars import Calendar
from sandbox.clock import Clock
from sandbox.server import Sandbox
from sandbox.ui_state import hint_at
from storage.engine import upgrade

ADDRESS = """
Baton is in a little Slack of its own:  {url}

Three things to try
  1. You are Kenji, in #backend-upgrade. Type:
       {schema} slips a week because the vendor is late
     and look at #mobile-app and #loyalty as Maya (people are switched at the top left).
  2. Type  /program {schema} slip to {day}  to see what it would move before anything is saved.
  3. As Maya, who is in Berlin like the program, press “Monday 09:00” at the clock
     and open #{digest}: the week's digest stands there.

Ctrl+C ends it; nothing is kept.
"""


class Time:
    """The bot's time: the page's clock; while a jump is made good, the moments that it skipped."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._seen = clock, clock.now()
        self._then: datetime | None = None

    def now(self) -> datetime:
        return self._then or self._clock.now()

    def passed(self) -> list[datetime]:
        """The digest's own moments, Friday's and Monday's, that the clock went past since it was last asked."""
        first, last = self._seen, self._clock.now()
        self._seen = last
        days = (first.date() + timedelta(days=n) for n in range(min((last - first).days + 2, 60)))
        hours = {0: POST_AT, 4: DRAFT_AT}
        moments = (
            datetime.combine(day, hours[day.weekday()], ZoneInfo(sample.ZONE)) for day in days if day.weekday() in hours
        )
        return [moment for moment in moments if first < moment < last]

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        self._then = moment.astimezone(UTC)
        yield
        self._then = None


class Demo:
    """Sandbox and bot, and the ids of the sample's milestones by their keys."""

    def __init__(self, sandbox: Sandbox, bot: Baton, time: "Time") -> None:
        self.sandbox, self.bot, self.time = sandbox, bot, time
        self.ids: dict[str, str] = {}
        self.calendar = Calendar.of(CalendarSpec())
        self._ticks: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(cls, *, folder: Path, port: int, now: datetime) -> "Demo":
        """This will be ready when the replayed week stands in the channels."""
        sandbox = await Sandbox.start(port, clock=Clock(now - timedelta(days=7)))
        sandbox.install(build(routes.SURFACE, command=routes.SURFACE.command))
        url = f"sqlite:///{folder / 'demo.db'}"
        upgrade.upgrade(url)
        time = Time(sandbox.clock)
        bot = await Baton.start(_settings(sandbox, url), now=time.now, ticking=False)
        demo = cls(sandbox, bot, time)
        hint_at(sandbox, [(entry.verb, entry.usage, entry.summary) for entry in routes.COMMANDS])
        demo._people()
        await demo._plan(now.date())
        await demo._week(now)
        time.passed()
        sandbox.clock.on_change(demo._tick)
        bot.clock.start()
        return demo

    async def stop(self) -> None:
        await self.bot.stop()
        await self.sandbox.close()

    @property
    def greeting(self) -> str:
        """What to do with it, in three lines."""
        day = self.calendar.add(self.sandbox.clock.now().date(), 25)
        channel = self.sandbox.workspace.channel_named("backend-upgrade")
        return ADDRESS.format(
            url=f"{self.sandbox.url}/?user={self._user('kenji')}#{channel.id}",
            schema=self.ids["schema"],
            day=f"{day:%d %b}",
            digest=sample.DIGEST_CHANNEL,
        )

    def _tick(self) -> None:
        """The page's clock was moved: what fell due on the way is done as of then, then what is due now."""
        task = asyncio.get_running_loop().create_task(self._catch_up())
        self._ticks.add(task)
        task.add_done_callback(self._ticks.discard)

    async def _catch_up(self) -> None:
        for moment in self.time.passed():
            with self.time.at(moment):
                await self.bot.tick()
        await self.bot.tick()

    def _people(self) -> None:
        workspace = self.sandbox.workspace
        for one in sample.PEOPLE:
            workspace.add_user(one.name, real_name=one.real_name, tz=one.zone)
        members = [workspace.user_named(one.name).id for one in sample.PEOPLE]
        for channel in (*sample.PROJECTS, sample.DIGEST_CHANNEL, "random"):
            bot = () if channel == "random" else (workspace.bot_user_id,)
            workspace.add_channel(channel, members=[*members, *bot])

    async def _plan(self, today: date) -> None:
        for one in sample.PEOPLE:
            await identity.person(self.bot.deps, self._user(one.name))
        channels = {
            name: self.sandbox.workspace.channel_named(name).id for name in (*sample.PROJECTS, sample.DIGEST_CHANNEL)
        }
        users = {one.name: self._user(one.name) for one in sample.PEOPLE}
        now = self.sandbox.clock.now()
        self.ids = await self.bot.deps.transact(
            plant, team=self.bot.deps.team, users=users, channels=channels, today=today, now=now
        )

    async def _week(self, now: datetime) -> None:
        for ago, hour, who, where, text in sample.WEEK:
            at = (now - timedelta(days=ago)).replace(hour=hour, minute=7 * (ago % 5))
            if at >= now:
                continue
            self.sandbox.clock.set(max(at, self.sandbox.clock.now()))
            await self.bot.tick()
            await self.sandbox.person(who).say(where, self._said(text, now.date()))
            await self._rest()
        self.sandbox.clock.set(max(now, self.sandbox.clock.now()))
        await self.bot.tick()
        await self._rest()

    def _said(self, text: str, today: date) -> str:
        days = {f"+{n}": f"{self.calendar.add(today, n):%d %b}" for n in (13,)}
        for key, value in (self.ids | days).items():
            text = text.replace(f"{{{key}}}", value)
        return text

    async def _rest(self) -> None:
        """Until nothing is left to say; Slack's pace costs the demo's time, not yours."""
        await asyncio.sleep(0.01)
        while not await self.bot.drained():
            self.sandbox.clock.advance(timedelta(milliseconds=200))
            self.bot.sender.wake()
            await asyncio.sleep(0.01)

    def _user(self, name: str) -> str:
        return self.sandbox.workspace.user_named(name).id


def plant(
    session: Session, *, team: str, users: dict[str, str], channels: dict[str, str], today: date, now: datetime
) -> dict[str, str]:
    """The sample plan as it stood a week ago; the ids of its milestones by key."""
    manager = users[sample.MANAGER]
    storage.audit.acting(session, team=team, actor=manager, now=now)
    start = today - timedelta(weeks=9)
    program = storage.plan.add_program(
        session, team=team, name=sample.PROGRAM, start=start, zone=sample.ZONE, manager=manager, now=now
    )
    storage.people.grant(session, team=team, scope=program.id, role=Role.MANAGER, user=manager)
    ids: dict[str, str] = {}
    for channel, (name, lead) in sample.PROJECTS.items():
        project = storage.plan.add_project(session, team=team, program=program.id, name=name, lead=users[lead], now=now)
        storage.channels.link(
            session, team=team, channel=channels[channel], subject=project.id, purpose="project", now=now
        )
        for step in sample.STEPS[channel]:
            ids[step.key] = _plant_step(session, team, project.id, step, users, today, now)
    _plant_links(session, team, ids, users, today, now)
    digest = channels[sample.DIGEST_CHANNEL]
    storage.channels.link(session, team=team, channel=digest, subject=program.id, purpose="digest", now=now)
    recompute.refresh(session, team=team, program=program.id, now=now)
    return ids


def _plant_links(
    session: Session, team: str, ids: dict[str, str], users: dict[str, str], today: date, now: datetime
) -> None:
    """Each consumer needs what it waits for when its own work begins; what is already done was delivered."""
    steps = {step.key: step for steps in sample.STEPS.values() for step in steps}
    for provider, consumer in sample.LINKS:
        gives, takes = steps[provider], steps[consumer]
        storage.dependencies.add(
            session, team=team, provider=ids[provider], consumer=ids[consumer], strength="hard",
            state=Handover.DELIVERED if gives.done else Handover.COMMITTED, provider_user=users[gives.owner],
            consumer_user=users[takes.owner], need_by=Calendar.of(CalendarSpec()).add(today, takes.day - takes.work),
            now=now,
        )  # fmt: skip


def _plant_step(
    session: Session, team: str, project: str, step: sample.Step, users: dict[str, str], today: date, now: datetime
) -> str:
    day = Calendar.of(CalendarSpec()).add(today, step.day)
    made = storage.plan.add_milestone(
        session, team=team, project=project, name=step.name, day=day, owner=users[step.owner], by=users[step.owner],
        now=now, duration=step.work,
    )  # fmt: skip
    row = storage.plan.milestone_row(session, team=team, id=made.id)
    row.percent, row.actual = step.percent, day if step.done else None
    return made.id


def _settings(sandbox: Sandbox, url: str) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_signing_secret=SecretStr(sandbox.signing_secret),
        slack_api_url=sandbox.api_url,
        baton_database_url=url,
        _env_file=None,
    )


async def run(port: int, now: datetime) -> None:
    """This will run the demo until it is cancelled."""
    with tempfile.TemporaryDirectory(prefix="baton-demo-") as folder:
        demo = await Demo.start(folder=Path(folder), port=port, now=now)
        click.echo(demo.greeting)
        try:
            await asyncio.Event().wait()
        finally:
            await demo.stop()
