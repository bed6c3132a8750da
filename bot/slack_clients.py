"""The way to Slack's Web API: one shared connection pool, one client for writes that never repeats, one for reads."""

from dataclasses import dataclass

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

WRITE_WITHIN = 10
READ_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Slack:
    """`writes` never retries by itself (a retry after a cut connection posts twice); `reads` does."""

    session: aiohttp.ClientSession
    writes: AsyncWebClient
    reads: AsyncWebClient
    bare: AsyncWebClient

    async def close(self) -> None:
        await self.session.close()


def open_slack(token: str, base_url: str) -> Slack:
    """This will prepare the clients; nothing is sent yet. Call it inside the running event loop."""
    session = aiohttp.ClientSession()

    def client(seconds: int, *, with_token: str | None) -> AsyncWebClient:
        made = AsyncWebClient(token=with_token, base_url=base_url, timeout=seconds, session=session)
        made.retry_handlers = []
        return made

    reads = client(READ_WITHIN, with_token=token)
    reads.retry_handlers = [AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
    # Bolt is given a client without a token: its own single-team authorization, which may drop events, stays off.
    return Slack(session, client(WRITE_WITHIN, with_token=token), reads, client(WRITE_WITHIN, with_token=None))
