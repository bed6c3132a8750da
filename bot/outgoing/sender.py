"""The one sender: what flows decided to say reaches Slack once and at its pace, or an administrator sees why not."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

import storage.privacy
from bot.metrics import Metrics
from bot.outgoing.find_post import Found, look, metadata
from bot.outgoing.slack_errors import Became, Verdict, judge
from bot.slack_clients import WRITE_WITHIN
from handlers.common.deps import Deps
from storage.queues import outbox
from storage.queues.outbox import Post

log = structlog.get_logger()
AT_ONCE = 16
BUSY, IDLE = 0.1, 0.5
TOKEN_PAUSE = timedelta(minutes=5)
LONGEST_BACKOFF = 300
AT_MOST = 50
POSSIBLE_REPEAT = "(possible repeat)"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a claim lasts, a call may take, and how long a post may still appear after its answer was lost."""

    lease: timedelta = timedelta(seconds=30)
    call: timedelta = timedelta(seconds=WRITE_WITHIN)
    grace: timedelta = timedelta(seconds=WRITE_WITHIN + 30)

    @property
    def fresh(self) -> float:
        """Seconds after the claim in which a call may still begin."""
        return (self.lease - self.call).total_seconds() - 1


class Sender:
    """One loop that claims; each claimed post is a task of its own, one a channel."""

    def __init__(
        self, *, deps: Deps, writes: AsyncWebClient, reads: AsyncWebClient, metrics: Metrics, terms: Terms | None = None
    ) -> None:
        self._deps, self._writes, self._reads, self._metrics = deps, writes, reads, metrics
        self._terms = terms or Terms()
        self._wanted = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> int:
        """How many calls to Slack have begun and not ended."""
        return len(self._under_way)

    async def start(self) -> None:
        """This will doubt what a crash left half-sent, then send whatever may go."""
        if self._deps.store.engine_name == "sqlite":
            await self._deps.store.transact(outbox.take_over, now=self._deps.now())
        self._task = asyncio.create_task(self._work(), name="sender")

    def wake(self) -> None:
        """This will make it look now."""
        self._wanted.set()

    async def stop(self, *, within: float) -> None:
        """This will claim no more and give the calls under way `within` seconds; a call cut off counts as unknown."""
        self._stopping = True
        self.wake()
        if self._task:
            await self._task
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=max(within, 0))
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _work(self) -> None:
        while not self._stopping:
            self._wanted.clear()
            try:
                busy = await self._round()
            except Exception as error:
                log.error("sender_round_failed", error=type(error).__name__)
                busy = False
            await self._rest(BUSY if busy or self._under_way else IDLE)

    async def _round(self) -> bool:
        store, now, terms = self._deps.store, self._deps.now(), self._terms
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            return True
        claimed_at = time.monotonic()
        posts = await store.transact(outbox.claim_next, now=now, lease=terms.lease, limit=room)
        for post in posts:
            self._start(self._send(post, claimed_at))
        doubts = await store.transact(outbox.claim_unknown, now=now, grace=terms.grace, limit=room)
        for post in doubts:
            self._start(self._look(post))
        return bool(posts or doubts)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake()
        if not task.cancelled() and (error := task.exception()):
            # The row stays claimed; when the lease ends it becomes unknown and is looked for.
            log.error("send_not_recorded", error=type(error).__name__)

    async def _rest(self, seconds: float) -> None:
        if self._stopping:
            return
        try:
            await asyncio.wait_for(self._wanted.wait(), seconds)
        except TimeoutError:
            return

    async def _send(self, post: Post, claimed_at: float) -> None:
        if time.monotonic() - claimed_at > self._terms.fresh:
            await self._put(outbox.give_back, post)
            return
        if not await self._deps.store.read(storage.privacy.still_allowed, post=post):
            await self._put(outbox.dead, post, error="withheld: who reads there has changed")
            return
        try:
            call = self._writes.api_call(post.method, json=arguments(post))
            answer = await asyncio.wait_for(call, self._terms.call.total_seconds())
        except Exception as error:
            await self._record(post, judge(post.method, error))
            return
        self._metrics.calls.labels(post.method, "ok").inc()
        ts, channel = answer.get("ts") or answer.get("message_ts"), answer.get("channel")
        await self._put(outbox.sent, post, slack_ts=ts, channel=channel if isinstance(channel, str) else None)

    async def _record(self, post: Post, verdict: Verdict) -> None:
        self._metrics.calls.labels(post.method, verdict.became.value).inc()
        if verdict.became is not Became.SENT:
            log.warning("post_not_sent", method=post.method, state=verdict.became.value, error=verdict.error)
        match verdict.became:
            case Became.SENT:
                await self._put(outbox.sent, post, slack_ts=None, channel=None)
            case Became.LIMITED:
                await self._put(outbox.limited, post, retry_after=verdict.wait)
            case Became.TOKEN_GONE:
                await self._put(outbox.limited, post, retry_after=TOKEN_PAUSE)
            case Became.PASSING:
                await self._put(outbox.passing, post, delay=backoff(post.attempts), error=verdict.error)
            case Became.UNKNOWN if post.attempts < AT_MOST:
                self._metrics.unknown.inc()
                await self._put(outbox.unknown, post, error=verdict.error)
            case _:
                await self._put(outbox.dead, post, error=verdict.error)

    async def _look(self, post: Post) -> None:
        """What passes (network, limits) raises: the row keeps its state and is looked for again a grace later."""
        found = await look(self._reads, post) if post.method == "chat.postMessage" else Found.NOT_THERE
        self._metrics.reconciled.labels(found.value if isinstance(found, Found) else "landed").inc()
        if found is Found.NOT_THERE:
            await self._put(outbox.not_landed, post)
        elif found is Found.HIDDEN:
            await self._put(outbox.unsure, post)
        else:
            await self._put(outbox.landed, post, channel=found[0], slack_ts=found[1])

    async def _put(self, change: Callable[..., bool], post: Post, **more: Any) -> None:
        mark = partial(change, id=post.id, token=post.token, now=self._deps.now(), **more)
        if not await self._deps.store.transact(mark):
            log.warning("claim_was_lost", method=post.method)


def arguments(post: Post) -> dict[str, Any]:
    """The arguments of the call; a message carries its outbox id and unfurls nothing."""
    if post.method != "chat.postMessage":
        return post.payload
    made = post.payload | {"parse": "none", "unfurl_links": False, "unfurl_media": False, "metadata": metadata(post.id)}
    if post.repeat:
        made["text"] = f"{POSSIBLE_REPEAT} {made.get('text', '')}"
        if blocks := made.get("blocks"):
            made["blocks"] = [
                {"type": "context", "elements": [{"type": "plain_text", "text": POSSIBLE_REPEAT}]},
                *blocks,
            ]
            made["blocks"] = made["blocks"][:50]
    return made


def backoff(attempts: int) -> timedelta:
    """2, 4, 8 … 300 seconds and up to one more, so that many do not come back at the same moment."""
    return timedelta(seconds=min(2.0**attempts, LONGEST_BACKOFF) + random.random())
