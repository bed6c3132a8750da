"""Checks of views (modals and the Home tab), as strict as Slack's."""

from collections.abc import Container
from typing import Any

from sandbox.blocks import check_blocks
from sandbox.checks import Problem
from sandbox.methods import ApiError
from sandbox.model import Json

_COMMON_KEYS = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
_MODAL_KEYS = _COMMON_KEYS | {"title", "close", "submit", "clear_on_close", "notify_on_close", "submit_disabled"}
_MAX_VIEW_LENGTH = 250_000


def refuse_view(view: Any, kind: str, files: Container[str]) -> Json:
    """Return the view, or raise Slack's refusal with a JSON pointer for each fault. kind: modal or home."""
    problems = check_view(view, kind, files)
    if problems:
        messages = [f"[ERROR] {problem.message} [json-pointer:/view{problem.pointer}]" for problem in problems]
        raise ApiError("invalid_arguments", response_metadata={"messages": messages})
    if len(str(view)) > _MAX_VIEW_LENGTH:
        raise ApiError("view_too_large")
    checked: Json = view
    return checked


def check_view(view: Any, kind: str, files: Container[str]) -> list[Problem]:
    """Return everything that is wrong with a view."""
    if not isinstance(view, dict):
        return [Problem("", "must be an object")]
    if view.get("type") != kind:
        return [Problem("/type", f"must be {kind}")]
    problems = [Problem(f"/{key}", f"invalid additional property: {key}") for key in set(view) - _allowed_keys(kind)]
    blocks = view.get("blocks")
    block_problems = check_blocks(blocks, kind, files=files)
    problems += [Problem(f"/blocks{problem.pointer}", problem.message) for problem in block_problems]
    for key, limit in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        value = view.get(key, "")
        if not isinstance(value, str):
            problems.append(Problem(f"/{key}", "must be a string"))
        elif len(value) > limit:
            problems.append(Problem(f"/{key}", f"must be less than {limit + 1} characters"))
    return problems + (_modal_problems(view) if kind == "modal" else [])


def _allowed_keys(kind: str) -> set[str]:
    return _MODAL_KEYS if kind == "modal" else _COMMON_KEYS


def _modal_problems(view: Json) -> list[Problem]:
    problems = []
    if "title" not in view:
        problems.append(Problem("", "missing required field: title"))
    for key in ("title", "submit", "close"):
        if key in view:
            problems += _label_problems(key, view[key])
    for key in ("clear_on_close", "notify_on_close", "submit_disabled"):
        if key in view and not isinstance(view[key], bool):
            problems.append(Problem(f"/{key}", "must be a boolean"))
    blocks = view.get("blocks")
    has_inputs = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if has_inputs and "submit" not in view:
        problems.append(Problem("", "missing required field: submit"))
    return problems


def _label_problems(key: str, value: Any) -> list[Problem]:
    if not isinstance(value, dict) or value.get("type") != "plain_text":
        return [Problem(f"/{key}", "must be a plain_text object")]
    if not set(value) <= {"type", "text", "emoji"}:
        return [Problem(f"/{key}", "invalid additional property")]
    text = value.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= 24:
        return [Problem(f"/{key}/text", "must be more than 0 and less than 25 characters")]
    return []
