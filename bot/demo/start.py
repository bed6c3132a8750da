"""Start of the demo: sandbox and bot, filled with a sample week, running until they are stopped."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from pydantic import SecretStr

from bot import signals
from bot.application import Baton
from bot.demo import planting, sample
from bot.demo.greetings import GREETING_TEXT, STARTING_TEXT, WELCOME_TEXT
from bot.manifest import build_manifest
from bot.settings import Settings
from handlers import routes
from handlers.common import identity
from rules.digests.slots import DRAFT_TIME, POST_TIME
from rules.plan import CalendarSpec
from rules.time.calendars import Calendar
from rules.time.working_time import local_day
from sandbox import acts
from sandbox.clock import SandboxClock
from sandbox.model import Message
from sandbox.people import SandboxPerson
from sandbox.server import Sandbox
from sandbox.ui_state import suggest_verbs
from storage.engine import upgrade


class DemoTime:
    """The bot's time: the page's clock, or, while a jump is caught up on, the moments that it skipped."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock, self._seen = clock, clock.now()
        self._then: datetime | None = None

    def now(self) -> datetime:
        return self._then or self._clock.now()

    def take_passed_moments(self) -> list[datetime]:
        """Return the digest's moments, Friday's and Monday's, that the clock has passed since the last call."""
        first, last = self._seen, self._clock.now()
        self._seen = last
        days = (first.date() + timedelta(days=n) for n in range(min((last - first).days + 2, 60)))
        hours = {0: POST_TIME, 4: DRAFT_TIME}
        moments = (
            datetime.combine(day, hours[day.weekday()], ZoneInfo(sample.TIME_ZONE))
            for day in days
            if day.weekday() in hours
        )
        return [moment for moment in moments if first < moment < last]

    @contextmanager
    def held_at(self, moment: datetime) -> Iterator[None]:
        self._then = moment.astimezone(UTC)
        yield
        self._then = None


class Demo:
    """Sandbox and bot, and the ids of the sample's milestones by their keys."""

    def __init__(self, sandbox: Sandbox, bot: Baton, time: "DemoTime") -> None:
        self.sandbox, self.bot, self.time = sandbox, bot, time
        self.ids: dict[str, str] = {}
        self.calendar = Calendar.of(CalendarSpec())
        self._ticks: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(cls, *, folder: Path, port: int, now: datetime) -> "Demo":
        """Start sandbox and bot, and replay the sample week into the channels."""
        sandbox = await Sandbox.start(port, clock=SandboxClock(now - timedelta(days=7)))
        sandbox.install(build_manifest(routes.SURFACE, command=routes.SURFACE.command))
        url = f"sqlite:///{folder / 'demo.db'}"
        upgrade.upgrade_database(url)
        time = DemoTime(sandbox.clock)
        bot = await Baton.start(_demo_settings(sandbox, url), now=time.now, ticking=False)
        demo = cls(sandbox, bot, time)
        suggest_verbs(sandbox, [(entry.verb, entry.usage, entry.summary) for entry in routes.COMMANDS])
        demo._add_people()
        await demo._add_plan(local_day("UTC", now))
        await demo._replay_week(now)
        demo._welcome()
        time.take_passed_moments()
        sandbox.clock.on_change(demo._on_clock_change)
        bot.clock.start()
        return demo

    async def stop(self) -> None:
        await self.bot.stop()
        await self.sandbox.close()

    @property
    def greeting(self) -> str:
        """The greeting, with three things to try."""
        channel = self.sandbox.workspace.channel_named("backend-upgrade")
        return GREETING_TEXT.format(
            url=f"{self.sandbox.url}/?user={self._user_id('kenji')}#{channel.id}",
            schema=self.ids["schema"],
            day=self._later_day(),
            digest=sample.DIGEST_CHANNEL,
        )

    def _welcome(self) -> None:
        """Say on the page itself what to try: a message that only the person sees as whom the page opens."""
        workspace, person = self.sandbox.workspace, self.sandbox.workspace.user_named(sample.PEOPLE[0].name)
        text = WELCOME_TEXT.format(
            name=person.real_name,
            schema=self.ids["schema"],
            day=self._later_day(),
            mobile=workspace.channel_named("mobile-app").id,
            loyalty=workspace.channel_named("loyalty").id,
            digest=workspace.channel_named(sample.DIGEST_CHANNEL).id,
        )
        place, ts = workspace.channel_named("backend-upgrade").id, self.sandbox.clock.next_ts()
        bot = workspace.bot_user_id
        message = Message(place, ts, bot, text, bot_id=workspace.bot_id, ephemeral_to=person.id)
        acts.post(self.sandbox, message)

    def _later_day(self) -> str:
        """Return a day five weeks ahead, as people type it."""
        day = self.calendar.add(local_day("UTC", self.sandbox.clock.now()), 25)
        return f"{day.day} {day:%b}"

    def _on_clock_change(self) -> None:
        """Catch up after the page's clock was moved: passed moments as of then, then all that is due now."""
        task = asyncio.get_running_loop().create_task(self._catch_up())
        self._ticks.add(task)
        task.add_done_callback(self._ticks.discard)

    async def _catch_up(self) -> None:
        for moment in self.time.take_passed_moments():
            with self.time.held_at(moment):
                await self.bot.tick()
        await self.bot.tick()

    def _add_people(self) -> None:
        workspace = self.sandbox.workspace
        for person in sample.PEOPLE:
            workspace.add_user(person.name, real_name=person.real_name, tz=person.zone, is_admin=person.is_admin)
        members = [workspace.user_named(person.name).id for person in sample.PEOPLE]
        for channel in (*sample.PROJECTS, sample.DIGEST_CHANNEL, "random"):
            bot = () if channel == "random" else (workspace.bot_user_id,)
            workspace.add_channel(channel, members=[*members, *bot])

    async def _add_plan(self, today: date) -> None:
        for person in sample.PEOPLE:
            await identity.load_person(self.bot.deps, self._user_id(person.name))
        channels = {
            name: self.sandbox.workspace.channel_named(name).id for name in (*sample.PROJECTS, sample.DIGEST_CHANNEL)
        }
        users = {person.name: self._user_id(person.name) for person in sample.PEOPLE}
        now = self.sandbox.clock.now()
        self.ids = await self.bot.deps.commit(
            planting.plant_plan, team=self.bot.deps.team, users=users, channels=channels, today=today, now=now
        )

    async def _replay_week(self, now: datetime) -> None:
        for days_ago, hour, author, channel, text in sample.WEEK:
            moment = (now - timedelta(days=days_ago)).replace(hour=hour, minute=7 * (days_ago % 5))
            if moment >= now:
                continue
            self.sandbox.clock.set_time(max(moment, self.sandbox.clock.now()))
            await self.bot.tick()
            person, words = self.sandbox.person(author), self._fill_in_text(text, local_day("UTC", now))
            if words.startswith("/"):
                command, _, typed = words.partition(" ")
                await person.command(command, typed, channel)
                await self._submit_opened_form(person)
            else:
                await person.say(channel, words)
            await self._wait_until_idle()
        self.sandbox.clock.set_time(max(now, self.sandbox.clock.now()))
        await self.bot.tick()
        await self._wait_until_idle()

    async def _submit_opened_form(self, person: SandboxPerson) -> None:
        """Submit the form that a command opened, as it is."""
        await self._wait_until_idle()
        for view in [view for view in self.sandbox.views.values() if view.user == person.id and not view.is_home]:
            await person.submit(view)

    def _fill_in_text(self, text: str, today: date) -> str:
        days = {f"+{n}": f"{self.calendar.add(today, n):%d %b}" for n in (13,)}
        for key, value in (self.ids | days).items():
            text = text.replace(f"{{{key}}}", value)
        return text

    async def _wait_until_idle(self) -> None:
        """Wait until nothing is left to send; Slack's pace costs the demo's time, not yours."""
        await asyncio.sleep(0.01)
        while not await self.bot.is_idle():
            self.sandbox.clock.advance(timedelta(milliseconds=200))
            self.bot.sender.wake()
            await asyncio.sleep(0.01)

    def _user_id(self, name: str) -> str:
        return self.sandbox.workspace.user_named(name).id


def _demo_settings(sandbox: Sandbox, url: str) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_signing_secret=SecretStr(sandbox.signing_secret),
        slack_api_url=sandbox.api_url,
        baton_database_url=url,
        _env_file=None,
    )


async def run_demo(port: int, now: datetime) -> None:
    """Run the demo until the process is asked to end; its folder goes with it."""
    stop_requested = signals.install_stop_handlers()
    click.echo(STARTING_TEXT)
    with tempfile.TemporaryDirectory(prefix="baton-demo-") as folder:
        demo = await Demo.start(folder=Path(folder), port=port, now=now)
        click.echo(demo.greeting)
        try:
            await stop_requested.wait()
        finally:
            await demo.stop()
