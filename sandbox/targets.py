"""Finding what a person means: a channel, a message they can see, an element they can use."""

from sandbox.model import Channel, Json, Message, View
from sandbox.platform import Platform
from sandbox.view_state import interactive_elements

UiTarget = Message | View | str | tuple[Channel | str, str]


class NotPossibleError(Exception):
    """Slack's window would not let a person do this; the text says why."""


def find_channel(platform: Platform, channel: Channel | str) -> Channel:
    """A channel given as itself, by id or by name."""
    if isinstance(channel, Channel):
        return channel
    found = platform.workspace.channels.get(channel)
    if found is not None:
        return found
    try:
        return platform.workspace.channel_named(channel)
    except KeyError:
        raise NotPossibleError(f"there is no channel {channel}") from None


def find_message(platform: Platform, channel: Channel | str, ts: str, user: str) -> Message:
    """A message that this person can see."""
    message = find_channel(platform, channel).messages.get(ts)
    if message is None or message.deleted or message.ephemeral_to not in ("", user):
        raise NotPossibleError("there is no such message")
    return message


def find_target(platform: Platform, target: UiTarget, user: str) -> Message | View:
    """A message or an open view of this person."""
    if isinstance(target, Message):
        return find_message(platform, target.channel, target.ts, user)
    if isinstance(target, tuple):
        return find_message(platform, target[0], target[1], user)
    view = platform.views.get(target.id if isinstance(target, View) else target)
    if view is None or view.user != user:
        raise NotPossibleError("there is no such view open")
    return view


def find_element(surface: Message | View, action_id: str, block_id: str | None, value: str | None) -> tuple[Json, Json]:
    """The one element with this action_id, in its block; block_id and a button's value narrow the choice."""
    blocks = surface.body["blocks"] if isinstance(surface, View) else surface.blocks
    found = [(block, one) for block, one in interactive_elements(blocks) if one["action_id"] == action_id]
    if block_id is not None:
        found = [(block, one) for block, one in found if block["block_id"] == block_id]
    if value is not None and len(found) > 1:
        found = [(block, one) for block, one in found if one.get("value") == value]
    if not found:
        there = sorted({one["action_id"] for _, one in interactive_elements(blocks)})
        raise NotPossibleError(
            f"nothing here answers to {action_id}; there is {', '.join(there) or 'nothing to press'}"
        )
    if len(found) > 1:
        raise NotPossibleError(f"{action_id} is here {len(found)} times: say which by block_id or value")
    return found[0]
