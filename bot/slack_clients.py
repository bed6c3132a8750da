"""Clients of Slack's Web API: one shared connection pool, one client for writes that never retries, one for reads."""

from dataclasses import dataclass

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

WRITE_TIMEOUT_SECONDS = 10
READ_TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class SlackClients:
    """The clients. `writes` never retries by itself (a retry after a cut connection posts twice); `reads` does."""

    session: aiohttp.ClientSession
    writes: AsyncWebClient
    reads: AsyncWebClient
    tokenless: AsyncWebClient

    async def close(self) -> None:
        await self.session.close()


def open_slack_clients(token: str, base_url: str) -> SlackClients:
    """Create the clients without sending anything. Call it inside the running event loop."""
    session = aiohttp.ClientSession()

    def make_client(seconds: int, *, with_token: str | None) -> AsyncWebClient:
        client = AsyncWebClient(token=with_token, base_url=base_url, timeout=seconds, session=session)
        client.retry_handlers = []
        return client

    reads = make_client(READ_TIMEOUT_SECONDS, with_token=token)
    reads.retry_handlers = [AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
    # Bolt is given a client without a token: its own single-team authorization, which may drop events, stays off.
    return SlackClients(
        session,
        make_client(WRITE_TIMEOUT_SECONDS, with_token=token),
        reads,
        make_client(WRITE_TIMEOUT_SECONDS, with_token=None),
    )
