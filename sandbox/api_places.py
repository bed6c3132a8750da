"""pins.* and bookmarks.*."""

from sandbox.methods import ApiError, MethodCall, api_method, invalid_arguments
from sandbox.model import Channel, Json


@api_method("pins.add", "channel! timestamp", scope="pins:write", tier=2)
async def pins_add(call: MethodCall) -> Json:
    channel = _member_channel(call, "channel")
    message = call.require_message(channel, "timestamp")
    if message.ts in channel.pins:
        raise ApiError("already_pinned")
    channel.pins.append(message.ts)
    return {}


@api_method("bookmarks.add", "channel_id! title! type! emoji entity_id link parent_id", scope="bookmarks:write", tier=2)
async def bookmarks_add(call: MethodCall) -> Json:
    channel = _member_channel(call, "channel_id")
    if call.text_argument("type") != "link":
        raise invalid_arguments("unsupported bookmark type [json-pointer:/type]")
    if not call.text_argument("link").startswith(("http://", "https://")):
        raise ApiError("invalid_link")
    if len(channel.bookmarks) >= 100:
        raise ApiError("too_many_bookmarks")
    bookmark: Json = {
        "id": call.platform.workspace.new_id("Bk"),
        "channel_id": channel.id,
        "title": call.text_argument("title"),
        "link": call.text_argument("link"),
        "emoji": call.text_argument("emoji"),
        "type": "link",
        "date_created": call.platform.clock.epoch_seconds(),
        "last_updated_by_user_id": call.platform.workspace.bot_user_id,
    }
    channel.bookmarks.append(bookmark)
    return {"bookmark": bookmark}


@api_method("bookmarks.list", "channel_id!", scope="bookmarks:read", tier=3)
async def bookmarks_list(call: MethodCall) -> Json:
    return {"bookmarks": _member_channel(call, "channel_id").bookmarks}


def _member_channel(call: MethodCall, name: str) -> Channel:
    channel = call.require_channel(name)
    if call.platform.workspace.bot_user_id not in channel.members:
        raise ApiError("not_in_channel" if name == "channel" else "channel_not_found")
    return channel
