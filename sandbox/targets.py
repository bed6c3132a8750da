"""Look-up of targets that a person names: a channel, a message they can see, an element they can use."""

from sandbox.model import Channel, Json, Message, View
from sandbox.platform import Platform
from sandbox.view_state import interactive_elements

UiTarget = Message | View | str | tuple[Channel | str, str]


class NotPossibleError(Exception):
    """Raised when Slack's window would not let a person do this; the text says why."""


def find_channel(platform: Platform, channel: Channel | str) -> Channel:
    """Return a channel given as itself, by id or by name."""
    if isinstance(channel, Channel):
        return channel
    by_id = platform.workspace.channels.get(channel)
    if by_id is not None:
        return by_id
    try:
        return platform.workspace.channel_named(channel)
    except KeyError:
        raise NotPossibleError(f"there is no channel {channel}") from None


def find_message(platform: Platform, channel: Channel | str, ts: str, user: str) -> Message:
    """Return a message that this person can see."""
    message = find_channel(platform, channel).messages.get(ts)
    if message is None or message.deleted or message.ephemeral_to not in ("", user):
        raise NotPossibleError("there is no such message")
    return message


def find_target(platform: Platform, target: UiTarget, user: str) -> Message | View:
    """Return a message, or an open view of this person."""
    if isinstance(target, Message):
        return find_message(platform, target.channel, target.ts, user)
    if isinstance(target, tuple):
        return find_message(platform, target[0], target[1], user)
    view = platform.views.get(target.id if isinstance(target, View) else target)
    if view is None or view.user != user:
        raise NotPossibleError("there is no such view open")
    return view


def find_element(surface: Message | View, action_id: str, block_id: str | None, value: str | None) -> tuple[Json, Json]:
    """Return the one element with this action_id, after its block; block_id and a button's value narrow the choice."""
    blocks = surface.body["blocks"] if isinstance(surface, View) else surface.blocks
    matches = [(block, element) for block, element in interactive_elements(blocks) if element["action_id"] == action_id]
    if block_id is not None:
        matches = [(block, element) for block, element in matches if block["block_id"] == block_id]
    if value is not None and len(matches) > 1:
        matches = [(block, element) for block, element in matches if element.get("value") == value]
    if not matches:
        action_ids = sorted({element["action_id"] for _, element in interactive_elements(blocks)})
        raise NotPossibleError(
            f"nothing here answers to {action_id}; there is {', '.join(action_ids) or 'nothing to press'}"
        )
    if len(matches) > 1:
        raise NotPossibleError(f"{action_id} is here {len(matches)} times: say which by block_id or value")
    return matches[0]
