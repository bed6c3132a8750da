"""The whole bot as one object: started in order, stopped in order, nothing acknowledged and lost on the way."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

import structlog
from slack_bolt.app.async_app import AsyncApp
from sqlmodel import Session

import storage.faults
import storage.imports.adopt
import storage.people
from bot import checks, gc_tuning
from bot.bolt_app import Register, build_app
from bot.clock import Clock, Step
from bot.incoming.batching import Together
from bot.incoming.dispatch import Dispatcher
from bot.incoming.ingest import Ingest, Us
from bot.incoming.running_listeners import Flights
from bot.incoming.socket import Connection, Patience
from bot.incoming.web import Health, Web
from bot.incoming.worker import Worker
from bot.metrics import Metrics
from bot.outgoing.sender import Sender, Terms
from bot.settings import Settings, secret
from bot.slack_clients import Slack, open_slack
from handlers.common.deps import Claim, Deps
from storage.engine.database import Store, open_store
from storage.queues import inbox, outbox

log = structlog.get_logger()
STOP_WITHIN = 8.0
ANSWER_WITHIN = 3.0
OLDEST_WAITING = timedelta(seconds=60)
PULSE = 1.0
PURGED_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Parts:
    """What handlers bring, and what tests may set: listeners, steps of the clock, scopes, and how patient we are."""

    register: Register
    steps: Sequence[Step] = ()
    brisk: Sequence[Step] = ()
    scopes: Sequence[str] = ()
    terms: Terms = field(default_factory=Terms)
    patience: Patience = field(default_factory=Patience)


def introduce(session: Session, *, identity: checks.Identity, now: datetime) -> None:
    """This will remember the workspace, and give it what the command line brought in before there was one."""
    storage.imports.adopt.adopt(session, team=identity.team)
    storage.people.welcome(session, team=identity.team, name=identity.team_name, bot_user=identity.bot_user, now=now)


def wall_clock() -> datetime:
    """The one place where the bot asks for the time."""
    return datetime.now(UTC)


class Baton:
    """Made by `start`; `stop` is safe to call once from anywhere in the loop."""

    def __init__(self, *, settings: Settings, parts: Parts, store: Store, slack: Slack) -> None:
        self._settings, self._parts, self.store, self._slack = settings, parts, store, slack
        self.metrics, self._flights = Metrics(), Flights()
        self.over = asyncio.Event()
        self.port = 0
        self._connection: Connection | None = None
        self._web: Web | None = None
        self._pulse: asyncio.Task[None] | None = None
        self._stopping = self._wired = self.gave_up = False
        self._closes_store = True

    @classmethod
    async def start(
        cls,
        settings: Settings,
        *,
        now: Callable[[], datetime] = wall_clock,
        store: Store | None = None,
        parts: Parts | None = None,
        http: bool = False,
        ticking: bool = True,
    ) -> Self:
        """This will run the bot, or raise a `Refusal` that says what lacks.

        `now` is program time. A given `store` stays open at the end. `ticking=False` leaves the clock to `tick`.
        """
        parts = parts or handlers_parts()
        token = secret(settings.slack_bot_token, "SLACK_BOT_TOKEN", begins="xox")
        given = store is not None
        if store is None:
            checks.require_migrated(settings.baton_database_url)
            store = open_store(settings.baton_database_url)
        baton = cls(settings=settings, parts=parts, store=store, slack=open_slack(token, settings.slack_api_url))
        baton._closes_store = not given
        try:
            await baton._meet(token, now)
            await baton._run(http=http, ticking=ticking)
        except BaseException:
            await baton.stop()
            raise
        return baton

    async def _meet(self, token: str, now: Callable[[], datetime]) -> None:
        identity = await checks.identify(self._slack.reads)
        checks.require_scopes(identity, self._parts.scopes)
        await self.store.transact(introduce, identity=identity, now=now())
        self._wire(identity, await checks.app_of(self._slack.reads, identity), token, now)

    def _wire(self, identity: checks.Identity, app_id: str, token: str, now: Callable[[], datetime]) -> None:
        deps = self.deps = Deps(
            store=self.store,
            now=now,
            slack=self._slack.reads,
            team=identity.team,
            bot_user=identity.bot_user,
            wake=lambda: self.sender.wake(),
            url=identity.url,
            command=self._settings.baton_command,
            done=Together(self._finish).put,
        )
        metrics = self.metrics
        ingest = Ingest(deps=deps, us=Us(identity.team, app_id), flights=self._flights, metrics=metrics)
        self.app: AsyncApp = build_app(
            client=self._slack.bare,
            identity=identity.authorization(token),
            ingest=ingest,
            register=self._parts.register,
        )
        self.dispatcher = Dispatcher(app=self.app, deps=deps, metrics=metrics)
        self.sender = Sender(
            deps=deps, writes=self._slack.writes, reads=self._slack.reads, metrics=metrics, terms=self._parts.terms
        )
        self.worker = Worker(deps=deps, dispatcher=self.dispatcher, flights=self._flights)
        steps, brisk = (*self._parts.steps, forget_old), self._parts.brisk
        self.clock = Clock(deps=deps, steps=steps, brisk=brisk, metrics=metrics)
        self._wired = True

    async def _finish(self, claims: Sequence[Claim]) -> Sequence[None]:
        await self.store.transact(inbox.finish_all, [(claim.work, claim.token) for claim in claims])
        return [None] * len(claims)

    async def _run(self, *, http: bool, ticking: bool) -> None:
        """Everything that can refuse to start comes before anything that accepts work."""
        settings = self._settings
        signing = secret(settings.slack_signing_secret, "SLACK_SIGNING_SECRET") if http else ""
        app_token = "" if http else secret(settings.slack_app_token, "SLACK_APP_TOKEN", begins="xapp-")
        address = "" if http else await checks.socket_address(self._slack.bare, app_token)
        self._web = Web(
            dispatcher=self.dispatcher,
            health=Health(self.faults, self.measure),
            metrics=self.metrics,
            signing_secret=signing,
            ops_token=settings.baton_ops_token.get_secret_value() if settings.baton_ops_token else "",
        )
        await self.worker.start()
        await self.sender.start()
        if http or settings.baton_http_port:
            self.port = await self._web.start(settings.baton_http_host, settings.baton_http_port or 3000)
        if not http:
            await self._connect(app_token, address)
        self._pulse = asyncio.create_task(self._beat(), name="pulse")
        if ticking:
            self.clock.start()
        gc_tuning.settle()
        log.info("ready", port=self.port, method="http" if http else "socket")

    async def _connect(self, app_token: str, address: str) -> None:
        self._connection = Connection(
            app=self.app,
            app_token=app_token,
            taker=self.dispatcher,
            metrics=self.metrics,
            given_up=self._give_up,
            patience=self._parts.patience,
        )
        await self._connection.open(address=address)

    def _give_up(self) -> None:
        self.gave_up = True
        self.over.set()

    async def tick(self) -> None:
        """This will run the tick now."""
        await self.clock.tick_now()

    @property
    def working(self) -> bool:
        """Whether something is under way at this moment: a delivery that comes in, a listener, a call to Slack."""
        return bool(self.dispatcher.entering or self._flights.under_way or self.sender.under_way)

    async def drained(self) -> bool:
        """Whether nothing is left to do now: inbox and outbox empty (posts meant for later apart), nobody under way."""
        if self.working:
            return False
        waiting = (await self.store.read(inbox.counts)).waiting
        oldest = (await self.store.read(outbox.counts)).oldest
        return not waiting and (oldest is None or oldest > self.deps.now()) and not self._flights.under_way

    async def quiet(self, *, within: float = 10.0) -> bool:
        """This will wait until `drained`; False when `within` seconds were not enough."""
        until = time.monotonic() + within
        while not await self.drained():
            if time.monotonic() > until:
                return False
            self.worker.wake()
            self.sender.wake()
            await asyncio.sleep(0.02)
        return True

    async def stop(self) -> None:
        """This will stop within ten seconds; deliveries not yet stored are left for Slack to send again."""
        if self._stopping:
            return
        self._stopping = True
        if self._wired:
            await self._come_to_rest(until=time.monotonic() + STOP_WITHIN)
        await self._slack.close()
        if self._closes_store:
            await asyncio.to_thread(self.store.close)
        self.over.set()

    async def _come_to_rest(self, *, until: float) -> None:
        def left() -> float:
            return max(until - time.monotonic(), 0.1)

        self.dispatcher.draining = True
        await self.dispatcher.answered(within=ANSWER_WITHIN)
        doors = (self._web and self._web.stop(), self._connection and self._connection.close())
        await asyncio.gather(*(closing for closing in doors if closing))
        if self._pulse:
            self._pulse.cancel()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.clock.stop(), left())
        await self.worker.stop()
        landed = await self._flights.landed(within=left())
        await self.sender.stop(within=left())
        log.info("stopped", state="clean" if landed else "listeners cut off")

    async def faults(self) -> list[str]:
        """The names of what is not well, for readiness; empty when all is."""
        faults = []
        if self._stopping:
            faults.append("stopping")
        if self._connection and not await self._connection.connected():
            faults.append("not connected to Slack")
        oldest = (await self.store.read(inbox.counts)).oldest
        if oldest and self.deps.now() - oldest > OLDEST_WAITING:
            faults.append("deliveries wait for more than a minute")
        await self.store.transact(lambda session: None)
        return faults

    async def measure(self) -> None:
        """This will bring the gauges up to date."""
        now, metrics = self.deps.now(), self.metrics
        came = await self.store.read(inbox.counts)
        metrics.inbox_dead.set(came.parked)
        metrics.inbox_oldest.set((now - came.oldest).total_seconds() if came.oldest else 0)
        metrics.undone.clear()
        for job, count in (await self.store.read(storage.faults.counted, team=self.deps.team)).items():
            metrics.undone.labels(job).set(count)
        goes = await self.store.read(outbox.counts)
        for state in ("queued", "sending", "unknown", "sent", "expired", "dead"):
            metrics.outbox_state.labels(state).set(goes.states.get(state, 0))
        metrics.outbox_oldest.set(max((now - goes.oldest).total_seconds(), 0) if goes.oldest else 0)

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            expected = loop.time() + PULSE
            await asyncio.sleep(PULSE)
            self.metrics.loop_lag.set(max(loop.time() - expected, 0))


async def forget_old(deps: Deps) -> None:
    """A step of the tick, once an hour: finished deliveries go after a week; Slack repeats itself for a day or so.

    Posts stay: an edit months later finds its message by them.
    """
    if deps.now().minute == 0:
        await deps.store.transact(storage.faults.forget, team=deps.team, now=deps.now())
        await deps.store.transact(inbox.purge, before=deps.now() - timedelta(days=7), limit=PURGED_AT_ONCE)


def handlers_parts() -> Parts:
    """What the handlers' room brings; imported here, so that everything else can be tested without it."""
    from handlers import routes

    return Parts(register=routes.listen, steps=routes.TICKS, brisk=routes.BRISK, scopes=routes.SURFACE.scopes)
