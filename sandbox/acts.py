"""Acts in the workspace, whoever does them: the state changes, the page is notified, the app gets its event."""

from sandbox.model import Channel, File, Json, Message, WorkspaceChange
from sandbox.platform import Platform
from sandbox.shapes import channel_type, message_json, user_json


def post(platform: Platform, message: Message) -> Message:
    """Put a message into its channel and deliver its events, to the app's own as well, as Slack does."""
    channel = platform.workspace.channels[message.channel]
    channel.add_message(message)
    platform.workspace.notify(WorkspaceChange("message", channel.id, message.ts, message.user))
    if message.ephemeral_to or not _hears(platform, channel):
        return message
    event = message_json(platform.workspace, message) | _place(channel, message.ts)
    platform.event(event, channel)
    if _mentions_app(platform, message) and channel.kind in ("public", "private"):
        platform.event(_mention(event), channel)
    return message


def edit(platform: Platform, message: Message, *, mark: bool = True, **changes: object) -> None:
    """Change a message; `mark` says whether it is shown as edited."""
    before = message_json(platform.workspace, message)
    for name, value in changes.items():
        setattr(message, name, value)
    if mark:
        message.edited = {"user": message.user, "ts": platform.clock.next_ts()}
    _tell_changed(platform, message, before)


def unfurl(platform: Platform, message: Message) -> None:
    """Show a link preview: a `message_changed` that no person wrote."""
    before = message_json(platform.workspace, message)
    message.attachments = [{"id": 1, "fallback": "A page", "title": "A page", "from_url": "https://example.com/"}]
    _tell_changed(platform, message, before)


def delete(platform: Platform, message: Message) -> None:
    """Remove a message; one with replies leaves a tombstone."""
    channel = platform.workspace.channels[message.channel]
    before = message_json(platform.workspace, message)
    if channel.replies(message.ts):
        message.tombstone, message.text, message.blocks, message.files = True, "", [], []
        message.reactions = {}
        _tell_changed(platform, message, before)
        return
    message.deleted = True
    platform.workspace.notify(WorkspaceChange("message_deleted", channel.id, message.ts, message.user))
    if not message.ephemeral_to and _hears(platform, channel):
        stamp = platform.clock.next_ts()
        event: Json = {"type": "message", "subtype": "message_deleted", "hidden": True, "deleted_ts": message.ts}
        platform.event(event | {"previous_message": before} | _place(channel, stamp), channel)


def react(platform: Platform, message: Message, name: str, user: str, *, added: bool) -> bool:
    """Add or remove a reaction; return False if there was nothing to do."""
    users = message.reactions.get(name, [])
    if (user in users) == added:
        return False
    new_users = [*users, user] if added else [other for other in users if other != user]
    message.reactions = {k: v for k, v in (message.reactions | {name: new_users}).items() if v}
    channel = platform.workspace.channels[message.channel]
    platform.workspace.notify(WorkspaceChange("reaction", channel.id, message.ts, user))
    if _hears(platform, channel):
        event: Json = {
            "type": "reaction_added" if added else "reaction_removed",
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "item_user": message.user,
            "event_ts": platform.clock.next_ts(),
        }
        platform.event(event, channel)
    return True


def join(platform: Platform, channel: Channel, user: str, *, inviter: str = "") -> None:
    """Make a user a member; the app is notified if it is (or has just become) a member itself."""
    if user in channel.members:
        return
    channel.members.append(user)
    platform.workspace.notify(WorkspaceChange("member", channel.id, user=user))
    text = f"<@{user}> has joined the channel"
    post(platform, Message(channel.id, platform.clock.next_ts(), user, text, subtype="channel_join"))
    if _hears(platform, channel):
        platform.event(_membership(platform, channel, user, "member_joined_channel", inviter), channel)


def leave(platform: Platform, channel: Channel, user: str) -> None:
    if user not in channel.members:
        return
    app_hears = _hears(platform, channel)
    channel.members.remove(user)
    platform.workspace.notify(WorkspaceChange("member", channel.id, user=user))
    if app_hears:
        platform.event(_membership(platform, channel, user, "member_left_channel", ""), channel)


def archive(platform: Platform, channel: Channel, user: str, *, archived: bool = True) -> None:
    channel.archived = archived
    platform.workspace.notify(WorkspaceChange("channel", channel.id))
    kind = "channel_archive" if archived else "channel_unarchive"
    stamp = platform.clock.next_ts()
    platform.event({"type": kind, "channel": channel.id, "user": user, "event_ts": stamp}, channel)


def rename(platform: Platform, channel: Channel, name: str) -> None:
    channel.name = name
    platform.workspace.notify(WorkspaceChange("channel", channel.id))
    facts = {"id": channel.id, "name": name, "name_normalized": name, "created": channel.created, "is_channel": True}
    stamp = platform.clock.next_ts()
    platform.event({"type": "channel_rename", "channel": facts, "event_ts": stamp}, channel)


def convert(platform: Platform, channel: Channel, user: str) -> None:
    """Make a public channel private; Slack announces that with a message."""
    channel.kind = "private"
    platform.workspace.notify(WorkspaceChange("channel", channel.id))
    text = "made this channel *private*. Now, it can only be viewed or joined by invitation."
    post(platform, Message(channel.id, platform.clock.next_ts(), user, text, subtype="channel_convert_to_private"))


def renumber(platform: Platform, channel: Channel) -> None:
    """Give a channel another id, as Slack does when it is shared with another workspace."""
    old_id, channel.id = channel.id, platform.workspace.new_id("C")
    platform.workspace.channels[channel.id] = platform.workspace.channels.pop(old_id)
    for message in channel.messages.values():
        message.channel = channel.id
    platform.workspace.notify(WorkspaceChange("channel", channel.id))
    facts = {"old_channel_id": old_id, "new_channel_id": channel.id}
    stamp = platform.clock.next_ts()
    platform.event({"type": "channel_id_changed", **facts, "event_ts": stamp}, channel)


def change_user(platform: Platform, user_id: str, **changes: object) -> None:
    """Change fields of a profile (zone, status, deactivation …)."""
    user = platform.workspace.users[user_id]
    for name, value in changes.items():
        setattr(user, name, value)
    user.updated = platform.clock.epoch_seconds()
    platform.workspace.notify(WorkspaceChange("user", user=user_id))
    facts = user_json(platform.workspace, user)
    event = {"type": "user_change", "user": facts, "cache_ts": user.updated, "event_ts": platform.clock.next_ts()}
    platform.event(event)


def share(platform: Platform, file: File, channel: Channel, user: str) -> None:
    """Make a file part of a channel; its message is posted separately."""
    if channel.id not in file.channels:
        file.channels.append(channel.id)
    platform.workspace.notify(WorkspaceChange("file", channel.id, user=user))
    if _hears(platform, channel) and user != platform.workspace.bot_user_id:
        event = {"type": "file_shared", "channel_id": channel.id, "file_id": file.id, "user_id": user}
        platform.event(event | {"file": {"id": file.id}, "event_ts": platform.clock.next_ts()}, channel)


def _hears(platform: Platform, channel: Channel) -> bool:
    return platform.workspace.bot_user_id in channel.members and not channel.archived


def _place(channel: Channel, stamp: str) -> Json:
    return {"channel": channel.id, "channel_type": channel_type(channel), "ts": stamp, "event_ts": stamp}


def _mentions_app(platform: Platform, message: Message) -> bool:
    written = not message.bot_id and message.subtype in ("", "file_share", "thread_broadcast")
    return written and f"<@{platform.workspace.bot_user_id}>" in message.text


def _mention(event: Json) -> Json:
    fields = {key: value for key, value in event.items() if key not in ("subtype", "channel_type")}
    return fields | {"type": "app_mention"}


def _tell_changed(platform: Platform, message: Message, before: Json) -> None:
    channel = platform.workspace.channels[message.channel]
    platform.workspace.notify(WorkspaceChange("message_changed", channel.id, message.ts, message.user))
    if message.ephemeral_to or not _hears(platform, channel):
        return
    after = message_json(platform.workspace, message)
    changed: Json = {"type": "message", "subtype": "message_changed", "hidden": True, "message": after}
    stamp = platform.clock.next_ts()
    platform.event(changed | {"previous_message": before} | _place(channel, stamp), channel)


def _membership(platform: Platform, channel: Channel, user: str, kind: str, inviter: str) -> Json:
    letter = {"public": "C", "private": "G"}.get(channel.kind, "D")
    event: Json = {"type": kind, "user": user, "channel": channel.id, "channel_type": letter}
    event |= {"team": platform.workspace.team_id, "event_ts": platform.clock.next_ts()}
    return event | ({"inviter": inviter} if inviter else {})
