"""What a message may contain: text, blocks, metadata."""

import re

from sandbox.blocks import check_blocks
from sandbox.checks import Problem
from sandbox.methods import ApiError, MethodCall
from sandbox.model import Channel, Json

TEXT_LIMIT = 40_000
MARKDOWN_LIMIT = 12_000


def check_content(call: MethodCall, *, editing: bool = False) -> tuple[str, list[Json]]:
    """The text and blocks of a message; refuses what Slack refuses (no_text, msg_too_long, invalid_blocks …)."""
    text, markdown = call.text_argument("text"), call.text_argument("markdown_text")
    blocks = call.args.get("blocks") or []
    attachments = call.args.get("attachments") or []
    if markdown and (text or blocks):
        raise ApiError("markdown_text_conflict")
    if len(text) > TEXT_LIMIT or len(markdown) > MARKDOWN_LIMIT:
        raise ApiError("msg_too_long")
    if not (text.strip() or markdown.strip() or blocks or attachments or (editing and call.args.get("file_ids"))):
        raise ApiError("no_text")
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise ApiError("invalid_attachments")
    if len(attachments) > 100:
        raise ApiError("too_many_attachments")
    if markdown:
        blocks = [{"type": "markdown", "text": markdown}]
    if blocks:
        refuse_blocks(check_blocks(blocks, "message", files=call.platform.workspace.ready_files()))
    return text or markdown, call.platform.workspace.fill_ids(blocks)


def refuse_blocks(problems: list[Problem]) -> None:
    """Raise Slack's answer to bad blocks, with a JSON pointer for each."""
    if not problems:
        return
    error = next((one.error for one in problems if one.error), "invalid_blocks")
    errors = [f"{one.message} [json-pointer:/blocks{one.pointer}]" for one in problems]
    raise ApiError(error, errors=errors, response_metadata={"messages": [f"[ERROR] {one}" for one in errors]})


def metadata_of(call: MethodCall) -> Json | None:
    """The metadata argument, checked; None when there is none."""
    given = call.args.get("metadata")
    if given is None or given == {}:
        return None
    if not isinstance(given, dict) or not set(given) <= {"event_type", "event_payload", "entities"}:
        raise ApiError("invalid_metadata_format")
    if not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise ApiError("invalid_metadata_schema")
    if len(str(given)) > 16_000:
        raise ApiError("metadata_too_large")
    return given


def thread_of(call: MethodCall, channel: Channel) -> str | None:
    """The thread that `thread_ts` means (a reply stands for its parent); None when none is given."""
    given = call.text_argument("thread_ts")
    if not given:
        return None
    parent = channel.messages.get(given)
    if parent is None or parent.deleted or parent.ephemeral_to:
        raise ApiError("thread_not_found" if re.fullmatch(r"\d{10}\.\d{6}", given) else "invalid_thread_ts")
    return parent.thread_ts or parent.ts
