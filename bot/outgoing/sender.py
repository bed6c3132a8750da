"""The one sender: queued posts reach Slack once and at its pace, or an administrator sees why not."""

import asyncio
import contextlib
import math
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

import storage.privacy
from bot.metrics import Metrics
from bot.outgoing.find_post import SearchFailure, find_post, post_metadata
from bot.outgoing.home_hashes import HomeHashes
from bot.outgoing.slack_errors import SendOutcome, SendResult, classify_error
from bot.polling import PollingLoop
from bot.slack_clients import CALL_TIMEOUT_SECONDS
from handlers.common.deps import Deps
from storage.queues import outbox
from storage.queues.outbox import ClaimedPost

log = structlog.get_logger()
MAX_CALLS_AT_ONCE = 16
BUSY_PAUSE_SECONDS = 0.1
IDLE_PAUSE_SECONDS = 0.5
REVOKED_TOKEN_PAUSE = timedelta(minutes=5)
MAX_BACKOFF_SECONDS = 300
MAX_ATTEMPTS = 50
EARLY_LOOKS = (timedelta(seconds=2), timedelta(seconds=6))
# After so many doubtful tries, what one person was to see in a channel goes to them directly, exactly once.
MAX_WHISPERS = 4
WHISPER_METHOD = "chat.postEphemeral"
POSSIBLE_REPEAT_NOTE = "(possible repeat)"


@dataclass(frozen=True, slots=True)
class SendTimeouts:
    """The time a claim lasts, a call may take, and a post may still need to appear after its answer was lost."""

    lease: timedelta = timedelta(seconds=30)
    call_timeout: timedelta = timedelta(seconds=CALL_TIMEOUT_SECONDS)
    grace: timedelta = timedelta(seconds=CALL_TIMEOUT_SECONDS + 30)
    # The same where Slack did answer, if only that something broke.
    answered_grace: timedelta = timedelta(seconds=10)

    @property
    def start_deadline(self) -> float:
        """Seconds after the claim in which a call may still begin."""
        return (self.lease - self.call_timeout).total_seconds() - 1


class Sender:
    """One loop that claims posts; each claimed post is sent in its own task, at most one per channel at a time."""

    def __init__(
        self,
        *,
        deps: Deps,
        writes: AsyncWebClient,
        reads: AsyncWebClient,
        metrics: Metrics,
        timeouts: SendTimeouts | None = None,
    ) -> None:
        self._deps, self._writes, self._reads, self._metrics = deps, writes, reads, metrics
        self._terms = timeouts or SendTimeouts()
        self._loop = PollingLoop("sender", self._run_round, pause_after=self._pause_seconds)
        self._home_hashes = HomeHashes()
        self._under_way: set[asyncio.Task[None]] = set()
        self._tidied_at = -math.inf
        self._early_looks: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> int:
        """The number of calls to Slack that have begun and not ended."""
        return len(self._under_way)

    async def start(self) -> None:
        """Mark posts that a crash left half-sent as unknown, then send whatever is due."""
        if self._deps.store.engine_name == "sqlite":
            await self._deps.store.transact(outbox.doubt_interrupted, now=self._deps.now())
        self._loop.start()

    def wake(self) -> None:
        """Make the loop look for posts now."""
        self._loop.wake()

    async def stop(self, *, within: float) -> None:
        """Stop claiming and give calls under way `within` seconds; a call that is cut off counts as unknown."""
        await self._loop.stop()
        if self._under_way:
            _, unfinished = await asyncio.wait(self._under_way, timeout=max(within, 0))
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        # Only now: a call that ends in doubt begins another look.
        for task in self._early_looks:
            task.cancel()

    def _pause_seconds(self, found_work: bool) -> float:
        return BUSY_PAUSE_SECONDS if found_work or self._under_way else IDLE_PAUSE_SECONDS

    async def _run_round(self) -> bool:
        store, now, terms = self._deps.store, self._deps.now(), self._terms
        room = MAX_CALLS_AT_ONCE - len(self._under_way)
        if room <= 0:
            return True
        claimed_at = time.monotonic()
        # What waits for a time can wait for the next idle round; a round that was woken looks for new posts.
        tidy = claimed_at - self._tidied_at >= IDLE_PAUSE_SECONDS
        posts = await store.transact(outbox.claim_next, now=now, lease=terms.lease, limit=room, tidy=tidy)
        for post in posts:
            self._start_task(self._send_post(post, claimed_at))
        if not tidy:
            return bool(posts)
        self._tidied_at = claimed_at
        doubts = await store.transact(outbox.claim_unknown, now=now, grace=terms.grace, limit=room)
        for post in doubts:
            self._start_task(self._reconcile_post(post))
        return bool(posts or doubts)

    def _start_task(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._on_task_done)

    def _on_task_done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake()
        if not task.cancelled() and (error := task.exception()):
            # The row stays claimed; when the lease ends it becomes unknown and is searched for.
            log.error("send_result_not_saved", error=type(error).__name__)

    async def _send_post(self, post: ClaimedPost, claimed_at: float) -> None:
        if time.monotonic() - claimed_at > self._terms.start_deadline:
            await self._update_post(outbox.give_back, post)
            return
        if not await self._deps.store.read(storage.privacy.is_post_allowed, post=post):
            await self._update_post(outbox.park_post, post, error="withheld: who reads there has changed")
            return
        try:
            arguments = self._home_hashes.add_hash(post, call_arguments(post))
            if post.method == WHISPER_METHOD and "blocks" in arguments:
                arguments["blocks"] = self._deps.private_tables.fit(arguments["blocks"])
            call = self._writes.api_call(post.method, json=arguments)
            answer = await asyncio.wait_for(call, self._terms.call_timeout.total_seconds())
        except Exception as error:
            self._home_hashes.forget(post)
            await self._record_result(post, classify_error(post.method, error))
            return
        self._metrics.calls.labels(post.method, "ok").inc()
        self._home_hashes.learn(post, answer)
        ts, channel = answer.get("ts") or answer.get("message_ts"), answer.get("channel")
        await self._update_post(
            outbox.mark_sent, post, slack_ts=ts, channel=channel if isinstance(channel, str) else None
        )

    async def _record_result(self, post: ClaimedPost, result: SendResult) -> None:
        self._metrics.calls.labels(post.method, result.outcome.value).inc()
        if result.outcome is not SendOutcome.SENT:
            log.warning("post_not_sent", method=post.method, state=result.outcome.value, error=result.error)
        match result.outcome:
            case SendOutcome.SENT:
                await self._update_post(outbox.mark_sent, post, slack_ts=None, channel=None)
            case SendOutcome.LIMITED:
                await self._update_post(outbox.limit_and_retry, post, retry_after=result.wait)
            case SendOutcome.WORKSPACE_LIMITED:
                await self._update_post(outbox.pause_and_retry, post, retry_after=result.wait)
            case SendOutcome.WRONG_PLACE:
                await self._update_post(outbox.send_directly, post)
            case SendOutcome.TOKEN_GONE:
                await self._update_post(outbox.pause_and_retry, post, retry_after=REVOKED_TOKEN_PAUSE)
            case SendOutcome.TRANSIENT:
                await self._update_post(
                    outbox.retry_later, post, delay=backoff_delay(post.attempts), error=result.error
                )
            case SendOutcome.UNKNOWN if post.attempts < MAX_ATTEMPTS:
                self._metrics.unknown.inc()
                await self._doubt_post(post, result)
            case SendOutcome.DEAD if post.method == WHISPER_METHOD and self._deps.private_tables.note_refusal(
                result.error, post.payload.get("blocks", ())
            ):
                await self._update_post(outbox.retry_later, post, delay=timedelta(), error=result.error)
            case _:
                await self._update_post(outbox.park_post, post, error=result.error)

    async def _doubt_post(self, post: ClaimedPost, result: SendResult) -> None:
        """Record that the reply was lost, and look for a message soon: nothing else passes in its conversation."""
        if post.method == WHISPER_METHOD and post.attempts >= MAX_WHISPERS:
            await self._update_post(outbox.send_directly, post)
            return
        terms, delay = self._terms, backoff_delay(post.attempts)
        known_grace = max(terms.grace - terms.answered_grace, timedelta()) if result.answered else timedelta()
        since = self._deps.now() - known_grace
        await self._update_post(outbox.mark_unknown, post, error=result.error, delay=delay, since=since)
        if post.method == "chat.postMessage":
            task = asyncio.create_task(self._look_early(post))
            self._early_looks.add(task)
            task.add_done_callback(self._early_looks.discard)

    async def _look_early(self, post: ClaimedPost) -> None:
        """Settle a doubtful post if it appears before its grace ends; until then it may still appear."""
        for wait in EARLY_LOOKS:
            await asyncio.sleep(wait.total_seconds())
            with contextlib.suppress(SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
                found = await find_post(self._reads, post)
                if not isinstance(found, SearchFailure):
                    await self._settle_search(post, found)
                    return

    async def _reconcile_post(self, post: ClaimedPost) -> None:
        """Search for a post whose answer was lost.

        A temporary failure (network, limits) raises: the row keeps its state and is searched for again a grace period
        later.
        """
        is_message = post.method == "chat.postMessage"
        await self._settle_search(post, await find_post(self._reads, post) if is_message else SearchFailure.NOT_THERE)

    async def _settle_search(self, post: ClaimedPost, search_result: tuple[str, str] | SearchFailure) -> None:
        self._metrics.reconciled.labels(
            search_result.value if isinstance(search_result, SearchFailure) else "landed"
        ).inc()
        if search_result is SearchFailure.NOT_THERE:
            await self._update_post(outbox.mark_missing, post)
        elif search_result is SearchFailure.HIDDEN:
            await self._update_post(outbox.mark_unverifiable, post)
        else:
            await self._update_post(outbox.mark_found, post, channel=search_result[0], slack_ts=search_result[1])

    async def _update_post(self, change: Callable[..., bool], post: ClaimedPost, **values: Any) -> None:
        apply_change = partial(change, id=post.id, token=post.token, now=self._deps.now(), **values)
        if not await self._deps.store.transact(apply_change):
            log.warning("claim_lost", method=post.method)


def call_arguments(post: ClaimedPost) -> dict[str, Any]:
    """Return the arguments of the call; a message carries its outbox id and unfurls nothing."""
    if post.method != "chat.postMessage":
        return post.payload
    arguments = post.payload | {
        "parse": "none",
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": post_metadata(post.id),
    }
    if post.repeat:
        arguments["text"] = f"{POSSIBLE_REPEAT_NOTE} {arguments.get('text', '')}"
        if blocks := arguments.get("blocks"):
            arguments["blocks"] = [
                {"type": "context", "elements": [{"type": "plain_text", "text": POSSIBLE_REPEAT_NOTE}]},
                *blocks,
            ]
            arguments["blocks"] = arguments["blocks"][:50]
    return arguments


def backoff_delay(attempts: int) -> timedelta:
    """Return 2, 4, 8 … 300 seconds and up to one more, so that many posts don't retry at the same moment."""
    return timedelta(seconds=min(2.0**attempts, MAX_BACKOFF_SECONDS) + random.random())
