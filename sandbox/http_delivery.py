"""Signed HTTP requests to the app, as an alternative to Socket Mode."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery import NotAcknowledgedError, RetryRefusedError
from sandbox.model import Json


@dataclass
class HttpDelivery:
    """Sends everything to one address. Signatures carry the real time: the app checks them against its own clock."""

    url: str
    signing_secret: str
    _session: aiohttp.ClientSession = field(default_factory=aiohttp.ClientSession)

    async def verify_url(self) -> bool:
        """Return whether the app answers Slack's `url_verification` with the challenge."""
        challenge = {"token": "verification", "challenge": "c-" + self.signing_secret[:8], "type": "url_verification"}
        answer = await self.send("events_api", challenge, attempt=0, reason="", patience=3.0)
        return answer == challenge["challenge"] or (
            isinstance(answer, dict) and answer.get("challenge") == challenge["challenge"]
        )

    async def send(self, kind: str, payload: Json, *, attempt: int, reason: str, patience: float) -> Any:
        """POST one request and return the answer's body; raise NotAcknowledgedError with Slack's retry reason."""
        body, content_type = _encode_body(kind, payload)
        headers = {"Content-Type": content_type, **self._signature_headers(body)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": _retry_reason(reason)}
        limit = aiohttp.ClientTimeout(total=patience)
        try:
            async with self._session.post(self.url, data=body, headers=headers, timeout=limit) as answer:
                text = await answer.text()
        except TimeoutError:
            raise NotAcknowledgedError("http_timeout") from None
        except aiohttp.TooManyRedirects:
            raise NotAcknowledgedError("too_many_redirects") from None
        except (aiohttp.ClientError, ConnectionError):
            raise NotAcknowledgedError("connection_failed") from None
        if not 200 <= answer.status < 300:
            retry_refused = answer.headers.get("X-Slack-No-Retry") == "1"
            raise (RetryRefusedError if retry_refused else NotAcknowledgedError)("http_error")
        return _decode_answer(text, answer.content_type)

    async def close(self) -> None:
        await self._session.close()

    def _signature_headers(self, body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        digest = hmac.new(self.signing_secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encode_body(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _retry_reason(reason: str) -> str:
    slack_reasons = ("http_timeout", "http_error", "connection_failed", "ssl_error", "too_many_redirects")
    return reason if reason in slack_reasons else "unknown_error"


def _decode_answer(text: str, content_type: str) -> Any:
    if not text.strip():
        return None
    if content_type == "application/json":
        try:
            return json.loads(text)
        except ValueError:
            raise NotAcknowledgedError("http_error") from None
    return text
