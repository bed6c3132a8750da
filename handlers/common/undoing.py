"""*Undo* on the receipt of a change."""

from dataclasses import replace

import templates
from handlers.common.deps import Deps
from templates import RenderedMessage


def with_undo(deps: Deps, message: RenderedMessage) -> RenderedMessage:
    """Return the receipt with *Undo* as its first button, if something was changed that can be undone."""
    change = deps.claim.change if deps.claim else None
    if change is None or message.has_action("undo"):
        return message
    added = templates.render("common/undo", change=change).blocks
    place = next((number for number, block in enumerate(message.blocks) if block["type"] == "actions"), None)
    if place is None:
        return replace(message, blocks=[*message.blocks, *added])
    buttons = message.blocks[place]
    joined = {**buttons, "elements": [*added[0]["elements"], *buttons["elements"]]}
    return replace(message, blocks=[*message.blocks[:place], joined, *message.blocks[place + 1 :]])
