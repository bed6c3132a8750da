"""Answers of the app outside the Web API: in the acknowledgement of a command, and at a response_url."""

import json
from typing import Any

from aiohttp import web

from sandbox import acts
from sandbox.clock import stopwatch
from sandbox.content import check_content, metadata_of, refuse_private_table, thread_of
from sandbox.faults import INSIDE_RETRY_AFTER, RESPONSE_URL
from sandbox.methods import ApiError, MethodCall
from sandbox.model import ApiCall, Message
from sandbox.platform import Platform, ResponseUrl
from sandbox.stumbles import cut_connection, refuse_for, stumble

_KNOWN_FIELDS = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
    "parse",
    "link_names",
    "metadata",
}


class ResponseRefusedError(Exception):
    """Raised for a response that Slack does not accept; the text is its error code."""


async def handle_response_url(platform: Platform, request: web.Request) -> web.StreamResponse:
    """Serve the response_url, with the faults that were ordered for it."""
    now = platform.clock.now().timestamp()
    if wait := platform.faults.seconds_limited(RESPONSE_URL, request.path, now=now):
        platform.calls.append(ApiCall(RESPONSE_URL, {}, stopwatch(), {"error": "ratelimited"}, INSIDE_RETRY_AFTER))
        return refuse_for(wait)
    fault = platform.faults.next_fault(RESPONSE_URL)
    if fault and fault.kind == "429":
        platform.faults.limit(RESPONSE_URL, request.path, fault.retry_after, now=now)
    refusal = await stumble(request, fault) if fault else None
    if refusal is not None:
        return refusal
    answer = await _serve(platform, request)
    if fault and fault.kind == "cut_after":
        return cut_connection(request)
    if fault and fault.kind == "done_then_500":
        return web.Response(status=500, text="Internal Server Error")
    return answer


async def _serve(platform: Platform, request: web.Request) -> web.Response:
    """Take an answer: 404 when the address is unknown, used up or too old, 400 with the error code for a bad body."""
    key = request.path.lstrip("/")
    entry = platform.response_urls.get(key)
    if entry is None:
        return web.Response(status=404, text="no_service")
    if platform.clock.epoch_seconds() - entry.created_at > platform.response_url_life.total_seconds():
        return web.Response(status=404, text="expired_url")
    if entry.uses_left <= 0:
        return web.Response(status=404, text="used_url")
    try:
        body = json.loads(await request.text())
        apply_response(platform, entry, body)
    except (ValueError, RecursionError):
        return web.Response(status=400, text="invalid_payload")
    except ResponseRefusedError as refusal:
        return web.Response(status=400, text=str(refusal))
    entry.uses_left -= 1
    return web.json_response({"ok": True})


def apply_response(platform: Platform, entry: ResponseUrl, body: Any) -> None:
    """Do what a response says: post, replace or delete."""
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, dict) or not set(body) <= _KNOWN_FIELDS:
        raise ResponseRefusedError("invalid_payload")
    original = platform.workspace.find_message(entry.channel, entry.message_ts)
    if body.get("delete_original"):
        if original is not None and not original.deleted:
            acts.delete(platform, original)
        return
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise ResponseRefusedError("invalid_payload")
    call = MethodCall(platform, body)
    try:
        text, blocks = check_content(call)
        if body.get("response_type", "ephemeral") == "ephemeral":
            refuse_private_table(platform, blocks)
        thread, metadata = thread_of(call, platform.workspace.channels[entry.channel]), metadata_of(call)
    except ApiError as refusal:
        raise ResponseRefusedError(refusal.error) from None
    if body.get("replace_original") and original is not None and not original.deleted:
        acts.edit(platform, original, mark=False, text=text, blocks=blocks)
        return
    workspace = platform.workspace
    message = Message(entry.channel, platform.clock.next_ts(), workspace.bot_user_id, text, bot_id=workspace.bot_id)
    message.blocks, message.thread_ts, message.metadata = blocks, thread, metadata
    message.ephemeral_to = entry.user if body.get("response_type", "ephemeral") == "ephemeral" else ""
    acts.post(platform, message)
    entry.message_ts = entry.message_ts or message.ts
