"""Answers shown in a window: what a click on Home opens, there and then, and what a click in a window answers."""

from collections.abc import Mapping
from typing import Any

import templates
from handlers.common import forms
from handlers.common.deps import Deps
from rules.refusal import Refusal
from templates import RenderedMessage

Json = dict[str, Any]


async def show_in_window(deps: Deps, body: Mapping[str, Any], message: RenderedMessage) -> bool:
    """Show the answer to a click on Home or in a window as a window; return False if the click was elsewhere.

    Also return False if Slack does not show it, because the click is too old: the answer has to go another way.
    """
    view = body.get("view") or {}
    if body.get("type") != "block_actions" or view.get("type") not in ("home", "modal"):
        return False
    window = await answer_window(deps, user=body["user"]["id"], message=message)
    if view["type"] == "modal":
        return await forms.replace_view(deps, shown=view, view=window)
    try:
        await forms.open_view(deps, trigger=body["trigger_id"], view=window)
    except Refusal:
        return False
    return True


async def answer_window(deps: Deps, *, user: str, message: RenderedMessage) -> Json:
    """Return an answer as a window, without what its reader may not see."""
    return await forms.redact_view(deps, user=user, view=templates.as_window(message))


def is_answer_window(view: Mapping[str, Any]) -> bool:
    return view.get("callback_id") == templates.WINDOW_CALLBACK
