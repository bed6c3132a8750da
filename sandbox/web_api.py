"""The door of the Web API: token, scope, arguments, faults, and a record of every call."""

import asyncio
import json
from typing import Any

from aiohttp import web

from sandbox import api_chat, api_conversations, api_files, api_groups, api_places, api_users, api_views
from sandbox.clock import stopwatch
from sandbox.faults import INSIDE_RETRY_AFTER
from sandbox.methods import FORM_ONLY_METHODS, METHODS, ApiError, ApiMethod, MethodCall, coerce_arguments
from sandbox.model import ApiCall, Json
from sandbox.platform import Platform
from sandbox.stumbles import cut_connection, refuse_for, stumble

METHOD_MODULES = (api_chat, api_conversations, api_files, api_groups, api_places, api_users, api_views)


class WebApi:
    """Answers `/api/METHOD`."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            arguments = await _read_arguments(request, name)
        except (ValueError, RecursionError):
            return web.json_response({"ok": False, "error": "invalid_json"})
        work = asyncio.ensure_future(self._with_faults(request, name, arguments))
        return await asyncio.shield(work)

    async def _with_faults(self, request: web.Request, name: str, given: Json) -> web.StreamResponse:
        faults, place = self.platform.faults, str(given.get("channel", ""))
        now = self.platform.clock.now().timestamp()
        if wait := faults.seconds_limited(name, place, now=now):
            self._record_call(name, given, {"error": "ratelimited"}, INSIDE_RETRY_AFTER)
            return refuse_for(wait)
        fault = faults.next_fault(name)
        kind = fault.kind if fault else ""
        if fault and kind == "429":
            faults.limit(name, place, fault.retry_after, now=now)
        refusal = await stumble(request, fault) if fault else None
        if refusal is not None:
            self._record_call(name, given, {}, kind)
            return refusal
        result, headers = await self._answer_call(request, name, given, kind)
        self._record_call(name, given, result, kind)
        if kind == "cut_after":
            return cut_connection(request)
        if kind == "done_then_500":
            return web.Response(status=500, text="Internal Server Error")
        status = 429 if result.get("error") == "ratelimited" else 200
        return web.json_response(result, status=status, headers=headers)

    async def _answer_call(
        self, request: web.Request, name: str, given: Json, kind: str
    ) -> tuple[Json, dict[str, str]]:
        headers = {"x-slack-req-id": f"{self.platform.next_number():x}"}
        row = METHODS.get(name)
        try:
            if kind.startswith("ok_false:"):
                raise ApiError(kind.partition(":")[2])
            if row is None:
                raise ApiError("unknown_method", req_method=name)
            headers |= self._authorize_call(row, _bearer_token(request, given))
            wait = self._seconds_over_limit(row, given)
            if wait:
                now = self.platform.clock.now().timestamp()
                self.platform.faults.limit(name, str(given.get("channel", "")), wait, now=now)
                return {"ok": False, "error": "ratelimited"}, headers | {"Retry-After": str(wait)}
            call = MethodCall(self.platform, coerce_arguments(row, given))
            return {"ok": True} | await row.run(call), headers
        except ApiError as refusal:
            return {"ok": False, "error": refusal.error} | refusal.facts, headers

    def _seconds_over_limit(self, row: ApiMethod, given: Json) -> int:
        now = self.platform.clock.now().timestamp()
        return self.platform.faults.seconds_over_limit(row.name, row.tier, str(given.get("channel", "")), now=now)

    def _authorize_call(self, row: ApiMethod, token: str) -> dict[str, str]:
        if row.auth_kind == "none":
            return {}
        if not token:
            raise ApiError("not_authed")
        if token not in (self.platform.bot_token, self.platform.app_token):
            raise ApiError("invalid_auth")
        if token != (self.platform.app_token if row.auth_kind == "app" else self.platform.bot_token):
            raise ApiError("not_allowed_token_type")
        if row.auth_kind == "app":
            return {"x-oauth-scopes": "connections:write"}
        scopes = self.platform.scopes
        if row.scopes and not row.scopes & scopes:
            needed, provided = ",".join(sorted(row.scopes)), ",".join(sorted(scopes))
            raise ApiError("missing_scope", needed=needed, provided=provided)
        return {"x-oauth-scopes": ",".join(sorted(scopes)), "x-accepted-oauth-scopes": ",".join(sorted(row.scopes))}

    def _record_call(self, name: str, given: Json, result: Json, fault: str) -> None:
        recorded = {key: value for key, value in given.items() if key != "token"}
        self.platform.calls.append(ApiCall(name, recorded, stopwatch(), result, fault))


async def _read_arguments(request: web.Request, method: str) -> Json:
    # A token in an address ends up in logs, so it does not count there.
    args: Json = {name: value for name, value in request.query.items() if name != "token"}
    if request.content_type == "application/json":
        body = await request.text()
        parsed: Any = json.loads(body) if body.strip() else {}
        if not isinstance(parsed, dict):
            raise ValueError("not an object")
        if method in FORM_ONLY_METHODS:
            return args
        args |= {key: value for key, value in parsed.items() if value is not None}
    elif request.method == "POST":
        args |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    return args


def _bearer_token(request: web.Request, given: Json) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(given.get("token", ""))
