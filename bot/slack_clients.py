"""Clients of Slack's Web API: one shared connection pool, one client for writes that never retries, one for reads."""

import time
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

CALL_TIMEOUT_SECONDS = 10
# Calls that change nothing: only these may be repeated after a cut connection.
READ_PREFIXES = ("users.", "conversations.", "bots.", "files.info", "auth.")


@dataclass(frozen=True, slots=True)
class SlackClients:
    """The clients. `writes` never retries by itself (a retry after a cut connection posts twice); `reads` does once."""

    session: aiohttp.ClientSession
    writes: AsyncWebClient
    reads: AsyncWebClient
    tokenless: AsyncWebClient

    async def close(self) -> None:
        await self.session.close()


def open_slack_clients(token: str, base_url: str) -> SlackClients:
    """Create the clients without sending anything. Call it inside the running event loop."""
    # The SDK applies its own timeout only to sessions that it makes itself.
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT_SECONDS))

    def make_client(client: type[AsyncWebClient], *, with_token: str | None) -> AsyncWebClient:
        made = client(token=with_token, base_url=base_url, timeout=CALL_TIMEOUT_SECONDS, session=session)
        made.retry_handlers = []
        return made

    reads = make_client(ReadingClient, with_token=token)
    reads.retry_handlers = [ReadRetryHandler()]
    # Bolt is given a client without a token: its own single-team authorization, which may drop events, stays off.
    return SlackClients(
        session,
        make_client(AsyncWebClient, with_token=token),
        reads,
        make_client(AsyncWebClient, with_token=None),
    )


class ReadRetryHandler(AsyncConnectionErrorRetryHandler):
    """Repeats a read once whose connection was cut; anything else may have had its effect."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if not request.url.rpartition("/")[2].startswith(READ_PREFIXES):
            return False
        return await super()._can_retry_async(state=state, request=request, response=response, error=error)


class ReadingClient(AsyncWebClient):
    """A client that makes no call of a method within Slack's Retry-After: it answers `ratelimited` by itself."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._closed_until: dict[str, float] = {}

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        if self._closed_until.get(api_method, 0) > time.monotonic():
            answer = {"ok": False, "error": "ratelimited"}
            raise SlackApiError("Slack has limited this method.", answer)  # type: ignore[no-untyped-call]
        try:
            return await super().api_call(api_method, **arguments)
        except SlackApiError as error:
            if getattr(error.response, "status_code", 200) == 429:
                self._closed_until[api_method] = time.monotonic() + _retry_after_seconds(error)
            raise


def _retry_after_seconds(error: SlackApiError) -> float:
    seconds = (getattr(error.response, "headers", None) or {}).get("Retry-After", "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() else 1.0
