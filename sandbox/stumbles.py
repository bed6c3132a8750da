"""Answers of a Slack that stumbles: errors with and without JSON, pages in place of answers, silence, cut lines."""

import asyncio

from aiohttp import web

from sandbox.faults import FaultOrder

PAGE = "<!DOCTYPE html><html><head><title>Slack</title></head><body>Server Error</body></html>"


async def stumble(request: web.Request, fault: FaultOrder) -> web.StreamResponse | None:
    """Return the answer to a call that the fault keeps from having its effect; None when it has it."""
    match fault.kind:
        case "late":
            await asyncio.sleep(fault.delay)
        case "silence":
            await asyncio.sleep(fault.delay)
            return cut_connection(request)
        case "429":
            return refuse_for(fault.retry_after)
        case "500" | "503":
            return web.Response(status=int(fault.kind), text="Service Unavailable")
        case "500_json":
            return web.json_response({"ok": False, "error": "internal_error"}, status=500)
        case "html":
            return web.Response(text=PAGE, content_type="text/html")
        case "truncated":
            return web.Response(text='{"ok": true, "us', content_type="application/json")
        case "cut_before":
            return cut_connection(request)
    return None


def refuse_for(seconds: int) -> web.Response:
    """Refuse a call that comes too soon."""
    headers = {"Retry-After": str(seconds)}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def cut_connection(request: web.Request) -> web.Response:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
