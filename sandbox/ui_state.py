"""The content of the page for one person: the JSON of everyone, and of every channel and message they may see."""

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from sandbox.model import Channel, Json, Message, User
from sandbox.platform import Platform
from sandbox.shapes import permalink_to, view_json

_verbs: WeakKeyDictionary[Platform, list[Json]] = WeakKeyDictionary()


def suggest_verbs(platform: Platform, verbs: Iterable[tuple[str, str, str]]) -> None:
    """Let the page suggest verbs after the slash command: (verb, usage, summary) each."""
    _verbs[platform] = [{"verb": verb, "usage": usage, "summary": summary} for verb, usage, summary in verbs]


def may_see(channel: Channel, user: str) -> bool:
    """Return whether a user may see a channel: public ones are open to everyone, the others to their members."""
    return channel.kind == "public" or user in channel.members


def page_snapshot(platform: Platform, user: str) -> Json:
    """Return everything at once, for a page that has just been opened."""
    visible = [channel for channel in platform.workspace.channels.values() if may_see(channel, user)]
    bot = platform.workspace.users[platform.workspace.bot_user_id]
    return {
        "type": "snapshot",
        "me": user,
        "team": {"id": platform.workspace.team_id, "name": platform.workspace.name},
        "bot": {
            "user_id": bot.id,
            "name": bot.real_name,
            "home": platform.app_home_flag("home_tab_enabled"),
            "silent": platform.app_home_flag("messages_tab_read_only_enabled"),
        },
        "users": page_users(platform),
        "channels": [_page_channel(channel, user) for channel in visible],
        "read": {channel.id: channel.last_read[user] for channel in visible if user in channel.last_read},
        "messages": {channel.id: page_messages(platform, channel, user) for channel in visible},
        "modals": page_modals(platform, user),
        "home": page_home(platform, user),
        "clock": page_clock(platform),
        "commands": _page_commands(platform),
        "shortcuts": platform.manifest.get("features", {}).get("shortcuts", []),
    }


def page_users(platform: Platform) -> list[Json]:
    return [_page_user(user) for user in platform.workspace.users.values()]


def page_channels(platform: Platform, user: str) -> list[Json]:
    return [_page_channel(channel, user) for channel in platform.workspace.channels.values() if may_see(channel, user)]


def page_messages(platform: Platform, channel: Channel, user: str) -> list[Json]:
    return [page_message(platform, message) for message in channel.messages.values() if may_see_message(message, user)]


def may_see_message(message: Message, user: str) -> bool:
    return not message.deleted and message.ephemeral_to in ("", user)


def page_message(platform: Platform, message: Message) -> Json:
    return {
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "user": message.user,
        "bot_id": message.bot_id,
        "text": message.text,
        "blocks": message.blocks,
        "reactions": [{"name": name, "users": people} for name, people in message.reactions.items()],
        "edited": bool(message.edited),
        "ephemeral": bool(message.ephemeral_to),
        "broadcast": message.broadcast,
        "subtype": "" if message.subtype in ("file_share", "thread_broadcast") else message.subtype,
        "tombstone": message.tombstone,
        "permalink": permalink_to(platform.workspace, message),
        "files": [
            {
                "id": file.id,
                "name": file.name,
                "title": file.title or file.name,
                "mimetype": file.mimetype,
                "alt": file.alt_txt,
                "size": len(file.content or b""),
            }
            for file in message.files
        ],
    }


def page_modals(platform: Platform, user: str) -> list[Json]:
    """Return the stack of open modals, the top one last."""
    return [view_json(platform.workspace, platform.views[view]) for view in platform.modals.get(user, [])]


def page_home(platform: Platform, user: str) -> Json | None:
    view = platform.homes.get(user)
    return view_json(platform.workspace, view) if view else None


def page_clock(platform: Platform) -> Json:
    """Return the clock; `now` is in milliseconds since 1970."""
    return {"now": platform.clock.now().timestamp() * 1000}


def may_see_file(platform: Platform, file_id: str, user: str) -> bool:
    """Return whether a user may see a file: the bot's own files anywhere, others where they were shared."""
    file = platform.workspace.find_file(file_id)
    if file is None or file.content is None:
        return False
    channels = (platform.workspace.channels[channel] for channel in file.channels)
    return file.user in (user, platform.workspace.bot_user_id) or any(may_see(channel, user) for channel in channels)


def _page_user(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "tz": user.tz,
        "is_bot": user.is_bot,
        "deleted": user.deleted,
        "status_emoji": user.status_emoji,
        "status_text": user.status_text,
    }


def _page_channel(channel: Channel, user: str) -> Json:
    others = [member for member in channel.members if member != user]
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "topic": channel.topic,
        "members": channel.members,
        "archived": channel.archived,
        "user": (others or channel.members)[0] if channel.kind == "im" else None,
    }


def _page_commands(platform: Platform) -> list[Json]:
    verbs = _verbs.get(platform, [])
    return [
        {
            "command": command["command"],
            "description": command.get("description", ""),
            "usage": command.get("usage_hint", ""),
            "verbs": verbs,
        }
        for command in platform.manifest.get("features", {}).get("slash_commands", [])
    ]
