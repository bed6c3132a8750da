"""chat.* and reactions.*."""

import re

from sandbox import acts
from sandbox.content import check_content, metadata_of, refuse_private_table, thread_of
from sandbox.methods import ApiError, MethodCall, api_method, invalid_arguments
from sandbox.model import Channel, Json, Message
from sandbox.platform import ScheduledMessage
from sandbox.shapes import message_json, permalink_to

_CONTENT_ARGUMENTS = "text blocks:json attachments:json markdown_text parse link_names:bool metadata:json"
_STYLE_ARGUMENTS = "as_user:bool icon_emoji icon_url username"
_THREAD_ARGUMENTS = "thread_ts reply_broadcast:bool container_id"
_POST_ARGUMENTS = f"{_CONTENT_ARGUMENTS} {_STYLE_ARGUMENTS} {_THREAD_ARGUMENTS} unfurl_links:bool unfurl_media:bool"
MAX_DAYS_AHEAD = 120
MAX_SCHEDULED_PER_FIVE_MINUTES = 30


@api_method("chat.postMessage", f"channel! {_POST_ARGUMENTS} mrkdwn:bool", scope="chat:write")
async def post_message(call: MethodCall) -> Json:
    channel = _channel_open_to_bot(call)
    message = bot_message(call, channel)
    acts.post(call.platform, message)
    body = message_json(call.platform.workspace, message, all_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": body}


@api_method(
    "chat.postEphemeral",
    f"channel! user! {_CONTENT_ARGUMENTS} {_STYLE_ARGUMENTS} thread_ts",
    scope="chat:write",
    tier=4,
)
async def post_ephemeral(call: MethodCall) -> Json:
    channel = _channel_open_to_bot(call)
    if call.text_argument("user") not in channel.members:
        raise ApiError("user_not_in_channel")
    message = bot_message(call, channel)
    refuse_private_table(call.platform, message.blocks)
    message.ephemeral_to = call.text_argument("user")
    acts.post(call.platform, message)
    return {"message_ts": message.ts}


@api_method(
    "chat.update",
    f"channel! ts! {_CONTENT_ARGUMENTS} as_user:bool file_ids:json reply_broadcast:bool",
    scope="chat:write",
    tier=3,
)
async def update_message(call: MethodCall) -> Json:
    channel = call.require_channel()
    message = call.require_message(channel)
    if message.bot_id != call.platform.workspace.bot_id or message.tombstone:
        raise ApiError("cant_update_message")
    if len(call.text_argument("text")) > 4000:
        raise ApiError("msg_too_long")
    text, blocks = check_content(call, editing=True)
    if _has_rich_text(message.blocks) and blocks and not _has_rich_text(blocks):
        raise ApiError("block_mismatch")
    changes: Json = {"text": text, "blocks": blocks}
    if "metadata" in call.args:
        changes["metadata"] = metadata_of(call)
    acts.edit(call.platform, message, mark=not blocks, **changes)
    body = message_json(call.platform.workspace, message, all_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": body}


@api_method("chat.delete", "channel! ts! as_user:bool", scope="chat:write", tier=3)
async def delete_message(call: MethodCall) -> Json:
    message = call.require_message(call.require_channel())
    if message.bot_id != call.platform.workspace.bot_id:
        raise ApiError("cant_delete_message")
    acts.delete(call.platform, message)
    return {"channel": message.channel, "ts": message.ts}


@api_method("chat.getPermalink", "channel! message_ts!")
async def get_permalink(call: MethodCall) -> Json:
    message = call.require_message(call.require_channel(), "message_ts")
    return {"channel": message.channel, "permalink": permalink_to(call.platform.workspace, message)}


@api_method("chat.scheduleMessage", f"channel! post_at:int! {_POST_ARGUMENTS}", scope="chat:write", tier=3)
async def schedule_message(call: MethodCall) -> Json:
    channel = _channel_open_to_bot(call)
    now, post_at = call.platform.clock.epoch_seconds(), call.args["post_at"]
    if post_at < now + 10:
        raise ApiError("time_in_past")
    if post_at > now + MAX_DAYS_AHEAD * 86400:
        raise ApiError("time_too_far")
    if "metadata" in call.args:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] never posted with metadata"]})
    in_channel = (scheduled for scheduled in call.platform.scheduled.values() if scheduled.channel == channel.id)
    if sum(scheduled.post_at // 300 == post_at // 300 for scheduled in in_channel) >= MAX_SCHEDULED_PER_FIVE_MINUTES:
        raise ApiError("restricted_too_many")
    check_content(call)
    args = {key: value for key, value in call.args.items() if key != "post_at"}
    scheduled = ScheduledMessage(call.platform.workspace.new_id("Q"), channel.id, post_at, now, args)
    call.platform.schedule_message(scheduled, lambda: _release_message(call, scheduled))
    body = {"text": call.text_argument("text"), "type": "delayed_message", "bot_id": call.platform.workspace.bot_id}
    return {"channel": channel.id, "scheduled_message_id": scheduled.id, "post_at": post_at, "message": body}


@api_method("chat.scheduledMessages.list", "channel cursor latest limit:int oldest team_id", tier=3)
async def list_scheduled_messages(call: MethodCall) -> Json:
    waiting = [
        scheduled
        for scheduled in call.platform.scheduled.values()
        if call.text_argument("channel", scheduled.channel) == scheduled.channel
    ]
    rows, cursor = call.page_of(sorted(waiting, key=lambda scheduled: scheduled.post_at))
    bodies = [
        {
            "id": message.id,
            "channel_id": message.channel,
            "post_at": message.post_at,
            "date_created": message.created,
            "text": message.args.get("text"),
        }
        for message in rows
    ]
    return {"scheduled_messages": bodies, "response_metadata": {"next_cursor": cursor}}


@api_method("chat.deleteScheduledMessage", "channel! scheduled_message_id! as_user:bool", scope="chat:write", tier=3)
async def delete_scheduled_message(call: MethodCall) -> Json:
    scheduled = call.platform.scheduled.get(call.text_argument("scheduled_message_id"))
    if scheduled is None or scheduled.channel != call.require_channel().id:
        raise ApiError("invalid_scheduled_message_id")
    del call.platform.scheduled[scheduled.id]
    return {}


@api_method("reactions.add", "channel! name! timestamp!", scope="reactions:write", tier=3)
async def add_reaction(call: MethodCall) -> Json:
    if not acts.react(
        call.platform,
        _reaction_target(call),
        call.text_argument("name"),
        call.platform.workspace.bot_user_id,
        added=True,
    ):
        raise ApiError("already_reacted")
    return {}


@api_method("reactions.remove", "name! channel file file_comment timestamp", scope="reactions:write", tier=2)
async def remove_reaction(call: MethodCall) -> Json:
    message, bot = _reaction_target(call), call.platform.workspace.bot_user_id
    if not acts.react(call.platform, message, call.text_argument("name"), bot, added=False):
        raise ApiError("no_reaction")
    return {}


@api_method("reactions.get", "channel file file_comment full:bool timestamp", scope="reactions:read", tier=3)
async def get_reactions(call: MethodCall) -> Json:
    message = call.require_message(call.require_channel(), "timestamp")
    return {"type": "message", "channel": message.channel, "message": message_json(call.platform.workspace, message)}


def bot_message(call: MethodCall, channel: Channel) -> Message:
    """Build the message that the arguments describe, checked but not yet posted."""
    workspace = call.platform.workspace
    text, blocks = check_content(call)
    thread = thread_of(call, channel)
    broadcast = bool(call.args.get("reply_broadcast"))
    if broadcast and thread is None:
        raise invalid_arguments("reply_broadcast needs a thread_ts")
    return Message(
        channel=channel.id,
        ts=call.platform.clock.next_ts(),
        user=workspace.bot_user_id,
        text=text,
        thread_ts=thread,
        bot_id=workspace.bot_id,
        blocks=blocks,
        attachments=call.args.get("attachments") or [],
        metadata=metadata_of(call),
        subtype="thread_broadcast" if broadcast else "",
        broadcast=broadcast,
    )


def _has_rich_text(blocks: list[Json]) -> bool:
    return any(block.get("type") == "rich_text" for block in blocks)


def _channel_open_to_bot(call: MethodCall) -> Channel:
    """Return the channel if the bot may post there; a person's id means the direct message with them."""
    workspace = call.platform.workspace
    person = workspace.users.get(call.text_argument("channel"))
    if person is not None and person.is_bot:
        raise ApiError("cannot_dm_bot")
    channel = workspace.dm_channel(person) if person is not None else call.require_channel()
    if channel.archived:
        raise ApiError("is_archived")
    if channel.kind == "im" and not call.platform.app_home_flag("messages_tab_enabled"):
        raise ApiError("messages_tab_disabled")
    if workspace.bot_user_id not in channel.members and "chat:write.public" not in call.platform.scopes:
        raise ApiError("not_in_channel")
    if channel.kind == "im" and any(workspace.users[member].deleted for member in channel.members):
        raise ApiError("channel_not_found")
    if {"username", "icon_emoji", "icon_url"} & set(call.args):
        call.require_scope("chat:write.customize")
    return channel


def _reaction_target(call: MethodCall) -> Message:
    name = call.text_argument("name")
    if not re.fullmatch(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?", name):
        raise ApiError("invalid_name")
    channel = call.require_channel()
    if channel.archived:
        raise ApiError("is_archived")
    if call.platform.workspace.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    return call.require_message(channel, "timestamp")


def _release_message(call: MethodCall, scheduled: ScheduledMessage) -> None:
    """Post a scheduled message that is due, unless the channel has been closed meanwhile."""
    channel = call.platform.workspace.channels[scheduled.channel]
    if not channel.archived:
        acts.post(call.platform, bot_message(MethodCall(call.platform, scheduled.args), channel))
