"""The JSON shapes of Slack's objects."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.model import Channel, File, Json, Message, User, View
from sandbox.workspace import Workspace
from sandbox.zones import known_zones

_CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}


def channel_type(channel: Channel) -> str:
    """Return the `channel_type` of message events."""
    return _CHANNEL_TYPES[channel.kind]


def user_json(workspace: Workspace, user: User, *, email: bool = False) -> Json:
    body: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": f"{sum(map(ord, user.id)) * 7919 % 0xFFFFFF:06x}",
        "real_name": user.real_name,
        **_zone_fields(user, workspace.clock.now()),
        "profile": profile_json(user, email=email),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if user.team_id != workspace.team_id:
        body["is_stranger"] = False
    return body


def _zone_fields(user: User, now: datetime) -> Json:
    """Return the time zone as Slack reports it: not at all for some accounts, and sometimes by a name it made up."""
    if not user.tz:
        return {}
    local = now.astimezone(ZoneInfo(user.tz if user.tz in known_zones() else "UTC"))
    offset = local.utcoffset()
    return {"tz": user.tz, "tz_label": local.tzname(), "tz_offset": int(offset.total_seconds()) if offset else 0}


def profile_json(user: User, *, email: bool = False) -> Json:
    profile: Json = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "status_text": user.status_text,
        "status_emoji": user.status_emoji,
        "status_expiration": user.status_expiration,
        "avatar_hash": user.id.lower(),
        "team": user.team_id,
    }
    if user.is_bot:
        profile["bot_id"] = user.bot_id
    elif email:
        profile["email"] = f"{user.name}@example.com"
    return profile


def channel_json(workspace: Workspace, channel: Channel, *, members: bool = False) -> Json:
    bot_in = workspace.bot_user_id in channel.members
    body: Json = {
        "id": channel.id,
        "created": channel.created,
        "updated": channel.created * 1000,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
    }
    if channel.kind == "im":
        other = next((member for member in channel.members if member != workspace.bot_user_id), workspace.bot_user_id)
        return body | {"user": other, "is_user_deleted": workspace.users[other].deleted, "priority": 0}
    body |= {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_private": channel.kind != "public",
        "is_general": channel.name == "general",
        "is_shared": channel.ext_shared,
        "is_ext_shared": channel.ext_shared,
        "is_pending_ext_shared": False,
        "is_member": bot_in,
        "creator": channel.creator,
        "unlinked": 0,
        "shared_team_ids": [workspace.team_id],
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }
    return body | ({"num_members": len(channel.members)} if members else {})


def message_json(workspace: Workspace, message: Message, *, all_metadata: bool = False) -> Json:
    if message.tombstone:
        return _tombstone_json(workspace, message)
    body: Json = {"type": "message"}
    if message.subtype:
        body["subtype"] = message.subtype
    team = workspace.users[message.user].team_id
    body |= {"user": message.user, "text": message.text, "ts": message.ts, "team": team}
    if team != workspace.team_id:
        body |= {"user_team": team, "source_team": team}
    if message.client_msg_id:
        body["client_msg_id"] = message.client_msg_id
    if message.bot_id:
        body["bot_id"] = message.bot_id
    if message.bot_id == workspace.bot_id:
        body |= {"app_id": workspace.app_id, "bot_profile": bot_profile_json(workspace)}
    for key in ("blocks", "attachments"):
        if getattr(message, key):
            body[key] = getattr(message, key)
    if message.metadata:
        body["metadata"] = message.metadata if all_metadata else {"event_type": message.metadata["event_type"]}
    if message.files:
        body["files"] = [file_json(workspace, file) for file in message.files]
        body["upload"] = False
    if message.reactions:
        body["reactions"] = [{"name": n, "users": list(u), "count": len(u)} for n, u in message.reactions.items()]
    if message.edited:
        body["edited"] = message.edited
    return body | _thread_facts(workspace, message)


def _thread_facts(workspace: Workspace, message: Message) -> Json:
    channel = workspace.channels[message.channel]
    if message.thread_ts:
        parent = channel.messages.get(message.thread_ts)
        return {"thread_ts": message.thread_ts} | ({"parent_user_id": parent.user} if parent else {})
    replies = channel.replies(message.ts)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "latest_reply": replies[-1].ts,
        "reply_users": people,
        "is_locked": False,
        "subscribed": False,
    }


def _tombstone_json(workspace: Workspace, message: Message) -> Json:
    facts = {"type": "message", "subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT"}
    return facts | {"hidden": True, "ts": message.ts} | _thread_facts(workspace, message)


def bot_profile_json(workspace: Workspace) -> Json:
    bot = workspace.users[workspace.bot_user_id]
    return {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "name": bot.real_name,
        "deleted": False,
        "updated": bot.updated,
        "team_id": workspace.team_id,
    }


def file_json(workspace: Workspace, file: File) -> Json:
    base = f"{workspace.base_url}/files-pri/{workspace.team_id}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2].lower(),
        "user": file.user,
        "user_team": workspace.team_id,
        "size": len(file.content or b""),
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(file.channels),
        "url_private": f"{base}/{file.name}",
        "url_private_download": f"{base}/download/{file.name}",
        "permalink": f"{workspace.base_url}/files/{file.user}/{file.id}/{file.name}",
        "alt_txt": file.alt_txt,
        "channels": list(file.channels),
    }


def view_json(workspace: Workspace, view: View) -> Json:
    body: Json = {
        "id": view.id,
        "team_id": workspace.team_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
        "title": None,
        "close": None,
        "submit": None,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
    }
    reported_keys = {"type", "blocks", "submit_disabled", *body}
    body |= {key: value for key, value in view.body.items() if key in reported_keys}
    return body | {
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "state": {"values": view.values},
    }


def permalink_to(workspace: Workspace, message: Message) -> str:
    link = f"{workspace.base_url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return link + (f"?thread_ts={message.thread_ts}&cid={message.channel}" if message.thread_ts else "")
