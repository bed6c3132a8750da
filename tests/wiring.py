"""Parts of a screen that ask the bot when a person uses them, and whether it has a handler for each."""

from collections.abc import Iterator
from typing import Any

from handlers import routes
from handlers.imports import listeners as imports
from templates import RenderedMessage

Part = tuple[str, str]
# What each kind of part is looked up in; a modal without a submit button sends nothing.
HANDLERS = {
    "button": frozenset(routes.CLICKS),
    "form": frozenset(routes.FORMS) | frozenset(imports.VIEWS),
    "menu": frozenset(routes.MENUS),
}
SEARCHED_MENUS = ("external_select", "multi_external_select")


def interactive_parts(shown: Any, *, sent_with_form: bool = False) -> Iterator[Part]:
    """Yield ("button" | "form" | "menu", name) for all that asks the bot when it is used; links open by themselves."""
    if isinstance(shown, RenderedMessage):
        shown = shown.blocks
    if isinstance(shown, list | tuple):
        for part in shown:
            yield from interactive_parts(part, sent_with_form=sent_with_form)
    elif isinstance(shown, dict):
        kind = shown.get("type")
        if kind == "modal" and "submit" in shown:
            yield "form", shown.get("callback_id", "")
        if action := str(shown.get("action_id") or "").partition(":")[0]:
            if kind in SEARCHED_MENUS:
                yield "menu", action
            if not (sent_with_form or shown.get("url")):
                yield "button", action
        waits = kind == "input" and not shown.get("dispatch_action")
        for part in shown.values():
            yield from interactive_parts(part, sent_with_form=waits or sent_with_form)


def parts_without_handler(shown: Any) -> set[Part]:
    return {(kind, name) for kind, name in interactive_parts(shown) if name not in HANDLERS[kind]}
