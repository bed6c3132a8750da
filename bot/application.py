"""The whole bot as one object, started and stopped in order, so that nothing acknowledged is lost on the way."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Self

import structlog
from slack_bolt.app.async_app import AsyncApp
from sqlmodel import Session

import storage.changes
import storage.faults
import storage.imports.adopt
import storage.people
import templates
from bot import checks, gc_tuning
from bot.app_parts import AppParts, load_handler_parts
from bot.bolt_app import build_app
from bot.clock import TickScheduler
from bot.incoming.batching import Batcher
from bot.incoming.dispatch import Dispatcher
from bot.incoming.ingest import IngestMiddleware, OwnIdentity
from bot.incoming.running_listeners import ListenerPool
from bot.incoming.socket import SocketConnection
from bot.incoming.web import HealthProbes, WebEndpoints
from bot.incoming.worker import InboxWorker
from bot.metrics import Metrics
from bot.outgoing.sender import Sender
from bot.settings import Settings, require_secret
from bot.slack_clients import SlackClients, open_slack_clients
from handlers.common.deps import Claim, Deps
from storage.engine.database import Store, open_store
from storage.queues import inbox, outbox
from storage.queues.open_work import has_open_work

log = structlog.get_logger()
STOP_TIMEOUT_SECONDS = 8.0
ANSWER_TIMEOUT_SECONDS = 3.0
MAX_INBOX_AGE = timedelta(seconds=60)
LAG_PROBE_SECONDS = 1.0
MAX_PURGED_ROWS = 50_000
# Until then a receipt's *Undo* works.
CHANGES_KEPT = timedelta(days=90)


def register_workspace(session: Session, *, identity: checks.Identity, now: datetime) -> None:
    """Save the workspace, and give it the data that the command line imported before there was one."""
    storage.imports.adopt.adopt_local_data(session, team=identity.team)
    storage.people.save_workspace(
        session, team=identity.team, name=identity.team_name, bot_user=identity.bot_user, now=now
    )


def wall_clock() -> datetime:
    """Return the current time; the only place where the bot asks for it."""
    return datetime.now(UTC)


class Baton:
    """The running bot, created by `start`; `stop` is safe to call once from anywhere in the loop."""

    def __init__(self, *, settings: Settings, parts: AppParts, store: Store, slack: SlackClients) -> None:
        self._settings, self._parts, self.store, self._slack = settings, parts, store, slack
        self.metrics, self._flights = Metrics(), ListenerPool()
        templates.watch_limits(self.metrics.misfits.inc)
        self.over = asyncio.Event()
        self.port = 0
        self._connection: SocketConnection | None = None
        self._web: WebEndpoints | None = None
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
        parts: AppParts | None = None,
        http: bool = False,
        ticking: bool = True,
        patience: timedelta = timedelta(),
    ) -> Self:
        """Start the bot, or raise a `Refusal` that names the missing part.

        `now` is program time. A given `store` stays open at the end. `ticking=False` leaves the clock to `tick`.
        `patience` is how long to wait for a Slack that has trouble.
        """
        parts = parts or load_handler_parts()
        token = require_secret(settings.slack_bot_token, "SLACK_BOT_TOKEN", prefix="xox")
        store_given = store is not None
        if store is None:
            checks.require_migrated(settings.baton_database_url)
            store = open_store(settings.baton_database_url)
        baton = cls(
            settings=settings, parts=parts, store=store, slack=open_slack_clients(token, settings.slack_api_url)
        )
        baton._closes_store = not store_given
        try:
            await baton._identify(token, now, patience)
            await baton._start_parts(http=http, ticking=ticking, patience=patience)
        except BaseException:
            await baton.stop()
            raise
        return baton

    async def _identify(self, token: str, now: Callable[[], datetime], patience: timedelta) -> None:
        identity = await checks.wait_for_slack(lambda: checks.identify(self._slack.reads), patience=patience)
        checks.require_scopes(identity, self._parts.scopes)
        await self.store.transact(register_workspace, identity=identity, now=now())
        self._wire_parts(identity, await checks.find_app_id(self._slack.reads, identity), token, now)

    def _wire_parts(self, identity: checks.Identity, app_id: str, token: str, now: Callable[[], datetime]) -> None:
        deps = self.deps = Deps(
            store=self.store,
            now=now,
            slack=self._slack.reads,
            team=identity.team,
            bot_user=identity.bot_user,
            wake=lambda: self.sender.wake(),
            url=identity.url,
            command=self._settings.baton_command,
            finish_claim=Batcher(self._finish_claims).submit_item,
            note_answer=lambda result: self.metrics.answers.labels(result).inc(),
        )
        metrics = self.metrics
        ingest = IngestMiddleware(
            deps=deps, identity=OwnIdentity(identity.team, app_id), listener_pool=self._flights, metrics=metrics
        )
        self.app: AsyncApp = build_app(
            client=self._slack.tokenless,
            identity=identity.to_authorize_result(token),
            ingest=ingest,
            register=self._parts.register,
        )
        self.dispatcher = Dispatcher(app=self.app, deps=deps, metrics=metrics)
        self.sender = Sender(
            deps=deps, writes=self._slack.writes, reads=self._slack.reads, metrics=metrics, timeouts=self._parts.terms
        )
        self.worker = InboxWorker(deps=deps, dispatcher=self.dispatcher, listener_pool=self._flights)
        steps, brisk = (*self._parts.steps, purge_old_rows), self._parts.brisk
        self.clock = TickScheduler(deps=deps, steps=steps, brisk_steps=brisk, metrics=metrics)
        self._wired = True

    async def _finish_claims(self, claims: Sequence[Claim]) -> Sequence[None]:
        await self.store.transact(inbox.finish_all, [(claim.work_id, claim.token) for claim in claims])
        return [None] * len(claims)

    async def _start_parts(self, *, http: bool, ticking: bool, patience: timedelta) -> None:
        """Start the parts; everything that can refuse to start comes before anything that accepts work."""
        settings = self._settings
        signing = require_secret(settings.slack_signing_secret, "SLACK_SIGNING_SECRET") if http else ""
        app_token, address = await self._socket_address(patience) if not http else ("", "")
        self._web = WebEndpoints(
            dispatcher=self.dispatcher,
            health=HealthProbes(self.list_faults, self.update_gauges),
            metrics=self.metrics,
            signing_secret=signing,
            ops_token=settings.baton_ops_token.get_secret_value() if settings.baton_ops_token else "",
        )
        await self.worker.start()
        await self.sender.start()
        if http or settings.baton_http_port:
            self.port = await self._web.start(settings.baton_http_host, settings.baton_http_port or 3000)
        if not http:
            await self._open_socket(app_token, address)
        self._pulse = asyncio.create_task(self._measure_loop_lag(), name="pulse")
        if ticking:
            self.clock.start()
        gc_tuning.tune_garbage_collector()
        log.info("ready", port=self.port, method="http" if http else "socket")

    async def _socket_address(self, patience: timedelta) -> tuple[str, str]:
        """Return the app token, and a first address for Socket Mode."""
        token = require_secret(self._settings.slack_app_token, "SLACK_APP_TOKEN", prefix="xapp-")

        async def ask() -> str:
            return await checks.request_socket_address(self._slack.tokenless, token)

        return token, await checks.wait_for_slack(ask, patience=patience)

    async def _open_socket(self, app_token: str, address: str) -> None:
        self._connection = SocketConnection(
            app=self.app,
            app_token=app_token,
            receiver=self.dispatcher,
            metrics=self.metrics,
            on_give_up=self._give_up,
            policy=self._parts.patience,
        )
        await self._connection.open(address=address)

    def _give_up(self) -> None:
        self.gave_up = True
        self.over.set()

    async def tick(self) -> None:
        """Run the tick now."""
        await self.clock.run_tick()

    @property
    def is_busy(self) -> bool:
        """True while anything is under way: an incoming delivery, a listener, a call to Slack."""
        return bool(self.dispatcher.entering or self._flights.under_way or self.sender.under_way)

    async def is_idle(self) -> bool:
        """Return whether all work is done: inbox and outbox empty (except posts meant for later), nothing under way."""
        if self.is_busy:
            return False
        has_work = await self.store.read(has_open_work, now=self.deps.now())
        return not has_work and not self._flights.under_way

    async def wait_until_idle(self, *, within: float = 10.0) -> bool:
        """Wait until `is_idle`; return False if that takes more than `within` seconds."""
        deadline = time.monotonic() + within
        while not await self.is_idle():
            if time.monotonic() > deadline:
                return False
            self.worker.wake()
            self.sender.wake()
            await asyncio.sleep(0.02)
        return True

    async def stop(self) -> None:
        """Stop within ten seconds; deliveries not yet stored are left for Slack to send again."""
        if self._stopping:
            return
        self._stopping = True
        if self._wired:
            await self._shut_down(until=time.monotonic() + STOP_TIMEOUT_SECONDS)
        await self._slack.close()
        if self._closes_store:
            await asyncio.to_thread(self.store.close)
        self.over.set()

    async def _shut_down(self, *, until: float) -> None:
        def seconds_left() -> float:
            return max(until - time.monotonic(), 0.1)

        self.dispatcher.draining = True
        await self.dispatcher.wait_until_answered(within=ANSWER_TIMEOUT_SECONDS)
        shutdowns = (self._web and self._web.stop(), self._connection and self._connection.close())
        await asyncio.gather(*(shutdown for shutdown in shutdowns if shutdown))
        if self._pulse:
            self._pulse.cancel()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.clock.stop(), seconds_left())
        await self.worker.stop()
        all_done = await self._flights.wait_until_done(within=seconds_left())
        await self.sender.stop(within=seconds_left())
        log.info("stopped", state="clean" if all_done else "listeners cut off")

    async def list_faults(self) -> list[str]:
        """Return the names of current faults, for readiness; empty when all is well."""
        faults = []
        if self._stopping:
            faults.append("stopping")
        if self._connection and not await self._connection.is_connected():
            faults.append("not connected to Slack")
        oldest = (await self.store.read(inbox.counts)).oldest
        if oldest and self.deps.now() - oldest > MAX_INBOX_AGE:
            faults.append("deliveries wait for more than a minute")
        await self.store.transact(lambda session: None)
        return faults

    async def update_gauges(self) -> None:
        now, metrics = self.deps.now(), self.metrics
        received = await self.store.read(inbox.counts)
        metrics.inbox_dead.set(received.parked)
        metrics.inbox_oldest.set((now - received.oldest).total_seconds() if received.oldest else 0)
        metrics.undone.clear()
        for job, count in (await self.store.read(storage.faults.fault_counts, team=self.deps.team)).items():
            metrics.undone.labels(job).set(count)
        queued = await self.store.read(outbox.counts)
        for state in ("queued", "sending", "unknown", "sent", "expired", "dead"):
            metrics.outbox_state.labels(state).set(queued.states.get(state, 0))
        metrics.outbox_oldest.set(max((now - queued.oldest).total_seconds(), 0) if queued.oldest else 0)

    async def _measure_loop_lag(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            expected = loop.time() + LAG_PROBE_SECONDS
            await asyncio.sleep(LAG_PROBE_SECONDS)
            self.metrics.loop_lag.set(max(loop.time() - expected, 0))


async def purge_old_rows(deps: Deps) -> None:
    """Delete finished deliveries after a week and changes after ninety days, once an hour.

    Slack repeats itself for a day or so. Posts stay: an edit months later finds its message by them.
    """
    if deps.now().minute == 0:
        await deps.store.transact(storage.faults.purge_faults, team=deps.team, now=deps.now())
        await deps.store.transact(inbox.purge, before=deps.now() - timedelta(days=7), limit=MAX_PURGED_ROWS)
        await deps.store.transact(storage.changes.purge, before=deps.now() - CHANGES_KEPT)
