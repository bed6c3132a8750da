"""Checks of a message's content: text, blocks, metadata."""

import re

from sandbox.blocks import check_blocks
from sandbox.checks import Problem
from sandbox.methods import ApiError, MethodCall
from sandbox.model import Channel, Json
from sandbox.platform import Platform

TEXT_LIMIT = 40_000
MARKDOWN_LIMIT = 12_000


def check_content(call: MethodCall, *, editing: bool = False) -> tuple[str, list[Json]]:
    """Return the text and blocks of a message; refuse what Slack refuses (no_text, msg_too_long, invalid_blocks …)."""
    text, markdown = call.text_argument("text"), call.text_argument("markdown_text")
    blocks = call.args.get("blocks") or []
    attachments = call.args.get("attachments") or []
    if markdown and (text or blocks):
        raise ApiError("markdown_text_conflict")
    if len(text) > TEXT_LIMIT or len(markdown) > MARKDOWN_LIMIT:
        raise ApiError("msg_too_long")
    if not (text.strip() or markdown.strip() or blocks or attachments or (editing and call.args.get("file_ids"))):
        raise ApiError("no_text")
    if not isinstance(attachments, list) or not all(isinstance(attachment, dict) for attachment in attachments):
        raise ApiError("invalid_attachments")
    if len(attachments) > 100:
        raise ApiError("too_many_attachments")
    if markdown:
        blocks = [{"type": "markdown", "text": markdown}]
    if blocks:
        refuse_charts(call.platform, blocks)
        refuse_blocks(check_blocks(blocks, "message", files=call.platform.workspace.ready_files()))
    return text or markdown, call.platform.workspace.fill_ids(blocks)


def refuse_blocks(problems: list[Problem]) -> None:
    """Raise Slack's answer to bad blocks, with a JSON pointer for each."""
    if not problems:
        return
    error = next((problem.error for problem in problems if problem.error), "invalid_blocks")
    errors = [f"{problem.message} [json-pointer:/blocks{problem.pointer}]" for problem in problems]
    raise ApiError(error, errors=errors, response_metadata={"messages": [f"[ERROR] {problem}" for problem in errors]})


def refuse_charts(platform: Platform, blocks: list[Json]) -> None:
    """Refuse charts, where the sandbox is told to."""
    if not platform.takes_charts:
        kind = "data_visualization"
        refuse_blocks(
            [Problem(f"/{n}", f"unsupported type: {kind}") for n, b in enumerate(blocks) if b.get("type") == kind]
        )


def refuse_private_table(platform: Platform, blocks: list[Json]) -> None:
    """Refuse a table in what only one person sees, where the sandbox is told to."""
    tables = [Problem(f"/{n}", "unsupported type: table") for n, block in enumerate(blocks) if block["type"] == "table"]
    if not platform.takes_private_tables:
        refuse_blocks(tables)


def metadata_of(call: MethodCall) -> Json | None:
    """Return the metadata argument, checked; None when it is not set."""
    metadata = call.args.get("metadata")
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict) or not set(metadata) <= {"event_type", "event_payload", "entities"}:
        raise ApiError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_schema")
    if len(str(metadata)) > 16_000:
        raise ApiError("metadata_too_large")
    return metadata


def thread_of(call: MethodCall, channel: Channel) -> str | None:
    """Return the thread that `thread_ts` belongs to (a reply gives its parent); None when it is not set."""
    thread_ts = call.text_argument("thread_ts")
    if not thread_ts:
        return None
    parent = channel.messages.get(thread_ts)
    if parent is None or parent.deleted or parent.ephemeral_to:
        raise ApiError("thread_not_found" if re.fullmatch(r"\d{10}\.\d{6}", thread_ts) else "invalid_thread_ts")
    return parent.thread_ts or parent.ts
