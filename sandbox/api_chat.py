"""chat.* and reactions.*"""

import re

from sandbox import acts
from sandbox.content import check_content, metadata_of, thread_of
from sandbox.methods import ApiError, Call, method
from sandbox.model import Channel, Json, Message
from sandbox.platform import Scheduled
from sandbox.shapes import message_json, permalink

_CONTENT = "text blocks:json attachments:json markdown_text parse link_names:bool metadata:json"
_STYLE = "as_user:bool icon_emoji icon_url username"
_POST = f"{_CONTENT} {_STYLE} thread_ts reply_broadcast:bool unfurl_links:bool unfurl_media:bool"
DAYS_AHEAD = 120
MOST_PER_FIVE_MINUTES = 30


@method("chat.postMessage", f"channel! {_POST} mrkdwn:bool", scope="chat:write")
async def post_message(call: Call) -> Json:
    channel = _open_for_bot(call)
    message = bot_message(call, channel)
    acts.post(call.platform, message)
    shown = message_json(call.platform.workspace, message, all_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


@method("chat.postEphemeral", f"channel! user! {_CONTENT} {_STYLE} thread_ts", scope="chat:write", tier=4)
async def post_ephemeral(call: Call) -> Json:
    channel = _open_for_bot(call)
    if call.text("user") not in channel.members:
        raise ApiError("user_not_in_channel")
    message = bot_message(call, channel)
    message.ephemeral_to = call.text("user")
    acts.post(call.platform, message)
    return {"message_ts": message.ts}


@method(
    "chat.update",
    f"channel! ts! {_CONTENT} as_user:bool file_ids:json reply_broadcast:bool",
    scope="chat:write",
    tier=3,
)
async def update(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel)
    if message.bot_id != call.platform.workspace.bot_id or message.tombstone:
        raise ApiError("cant_update_message")
    if len(call.text("text")) > 4000:
        raise ApiError("msg_too_long")
    text, blocks = check_content(call, editing=True)
    changes: Json = {"text": text, "blocks": blocks}
    if "metadata" in call.args:
        changes["metadata"] = metadata_of(call)
    acts.edit(call.platform, message, mark=not blocks, **changes)
    shown = message_json(call.platform.workspace, message, all_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


@method("chat.delete", "channel! ts! as_user:bool", scope="chat:write", tier=3)
async def delete(call: Call) -> Json:
    message = call.message(call.channel())
    if message.bot_id != call.platform.workspace.bot_id:
        raise ApiError("cant_delete_message")
    acts.delete(call.platform, message)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink", "channel! message_ts!")
async def get_permalink(call: Call) -> Json:
    message = call.message(call.channel(), "message_ts")
    return {"channel": message.channel, "permalink": permalink(call.platform.workspace, message)}


@method("chat.scheduleMessage", f"channel! post_at:int! {_POST}", scope="chat:write", tier=3)
async def schedule_message(call: Call) -> Json:
    channel = _open_for_bot(call)
    now, post_at = call.platform.clock.epoch(), call.args["post_at"]
    if post_at < now + 10:
        raise ApiError("time_in_past")
    if post_at > now + DAYS_AHEAD * 86400:
        raise ApiError("time_too_far")
    if "metadata" in call.args:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] never posted with metadata"]})
    near = (one for one in call.platform.scheduled.values() if one.channel == channel.id)
    if sum(one.post_at // 300 == post_at // 300 for one in near) >= MOST_PER_FIVE_MINUTES:
        raise ApiError("restricted_too_many")
    check_content(call)
    args = {key: value for key, value in call.args.items() if key != "post_at"}
    one = Scheduled(call.platform.workspace.new_id("Q"), channel.id, post_at, now, args)
    call.platform.schedule(one, lambda: _release(call, one))
    shown = {"text": call.text("text"), "type": "delayed_message", "bot_id": call.platform.workspace.bot_id}
    return {"channel": channel.id, "scheduled_message_id": one.id, "post_at": post_at, "message": shown}


@method("chat.scheduledMessages.list", "channel cursor latest limit:int oldest team_id", tier=3)
async def scheduled_messages(call: Call) -> Json:
    waiting = [one for one in call.platform.scheduled.values() if call.text("channel", one.channel) == one.channel]
    rows, cursor = call.page(sorted(waiting, key=lambda one: one.post_at))
    shown = [
        {
            "id": o.id,
            "channel_id": o.channel,
            "post_at": o.post_at,
            "date_created": o.created,
            "text": o.args.get("text"),
        }
        for o in rows
    ]
    return {"scheduled_messages": shown, "response_metadata": {"next_cursor": cursor}}


@method("chat.deleteScheduledMessage", "channel! scheduled_message_id! as_user:bool", scope="chat:write", tier=3)
async def delete_scheduled(call: Call) -> Json:
    found = call.platform.scheduled.get(call.text("scheduled_message_id"))
    if found is None or found.channel != call.channel().id:
        raise ApiError("invalid_scheduled_message_id")
    del call.platform.scheduled[found.id]
    return {}


@method("reactions.add", "channel! name! timestamp!", scope="reactions:write", tier=3)
async def add_reaction(call: Call) -> Json:
    if not acts.react(
        call.platform, _reacted(call), call.text("name"), call.platform.workspace.bot_user_id, added=True
    ):
        raise ApiError("already_reacted")
    return {}


@method("reactions.remove", "name! channel file file_comment timestamp", scope="reactions:write", tier=2)
async def remove_reaction(call: Call) -> Json:
    message, bot = _reacted(call), call.platform.workspace.bot_user_id
    if not acts.react(call.platform, message, call.text("name"), bot, added=False):
        raise ApiError("no_reaction")
    return {}


@method("reactions.get", "channel file file_comment full:bool timestamp", scope="reactions:read", tier=3)
async def get_reactions(call: Call) -> Json:
    message = call.message(call.channel(), "timestamp")
    return {"type": "message", "channel": message.channel, "message": message_json(call.platform.workspace, message)}


def bot_message(call: Call, channel: Channel) -> Message:
    """The message that the arguments describe, checked, not yet posted."""
    workspace = call.platform.workspace
    text, blocks = check_content(call)
    thread = thread_of(call, channel)
    broadcast = bool(thread and call.args.get("reply_broadcast"))
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


def _open_for_bot(call: Call) -> Channel:
    """The channel, if the bot may post there; a person's id means the direct message with them."""
    workspace = call.platform.workspace
    person = workspace.users.get(call.text("channel"))
    if person is not None and person.is_bot:
        raise ApiError("cannot_dm_bot")
    channel = workspace.dm(person) if person is not None else call.channel()
    if channel.archived:
        raise ApiError("is_archived")
    if channel.kind == "im" and not call.platform.tab("messages_tab_enabled"):
        raise ApiError("messages_tab_disabled")
    if workspace.bot_user_id not in channel.members and "chat:write.public" not in call.platform.scopes:
        raise ApiError("not_in_channel")
    if channel.kind == "im" and any(workspace.users[one].deleted for one in channel.members):
        raise ApiError("channel_not_found")
    if {"username", "icon_emoji", "icon_url"} & set(call.args):
        call.need_scope("chat:write.customize")
    return channel


def _reacted(call: Call) -> Message:
    name = call.text("name")
    if not re.fullmatch(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?", name):
        raise ApiError("invalid_name")
    channel = call.channel()
    if channel.archived:
        raise ApiError("is_archived")
    if call.platform.workspace.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    return call.message(channel, "timestamp")


def _release(call: Call, one: Scheduled) -> None:
    """Post a scheduled message whose time has come, unless the channel has closed meanwhile."""
    channel = call.platform.workspace.channels[one.channel]
    if not channel.archived:
        acts.post(call.platform, bot_message(Call(call.platform, one.args), channel))
