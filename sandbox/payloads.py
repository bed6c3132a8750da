"""The payloads of interactivity and slash commands, key for key as Slack builds them."""

from collections.abc import Iterator

from sandbox.model import Channel, Json, Message, View
from sandbox.platform import Platform
from sandbox.shapes import message_json, view_json
from sandbox.view_state import interactive_elements


def slash_command(platform: Platform, user: str, channel: Channel, command: str, text: str) -> Json:
    """Build the payload of a slash command; all values are text, because it travels as a form."""
    workspace = platform.workspace
    return {
        "token": "verification",
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": _shown_name(channel),
        "user_id": user,
        "user_name": workspace.users[user].name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        **({"enterprise_id": workspace.enterprise_id, "enterprise_name": "Grid"} if workspace.enterprise_id else {}),
        "response_url": platform.new_response_url("commands", user, channel.id),
        "trigger_id": platform.new_trigger(user),
    }


def message_actions(platform: Platform, user: str, message: Message, actions: list[Json]) -> Json:
    """Build the payload of clicks and choices in a message. Slack does not send an ephemeral message along."""
    channel = platform.workspace.channels[message.channel]
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    container |= {"is_ephemeral": bool(message.ephemeral_to)}
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    values = platform.message_values.get((channel.id, message.ts, user), {})
    payload = _base_payload(platform, "block_actions", user) | {
        "container": container,
        "channel": {"id": channel.id, "name": _shown_name(channel)},
        "trigger_id": platform.new_trigger(user),
        "state": {"values": values},
        "response_url": platform.new_response_url("actions", user, channel.id, message.ts),
        "actions": actions,
    }
    if not message.ephemeral_to:
        payload["message"] = message_json(platform.workspace, message, all_metadata=True)
    return payload


def view_actions(platform: Platform, view: View, actions: list[Json]) -> Json:
    """Build the payload of clicks and choices in a modal or Home tab."""
    return _base_payload(platform, "block_actions", view.user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": platform.new_trigger(view.user, view.id),
        "view": view_json(platform.workspace, view),
        "actions": actions,
    }


def block_suggestion(
    platform: Platform, user: str, target: Message | View, block_id: str, action_id: str, query: str
) -> Json:
    """Build the request that a menu with an external source sends while a person types."""
    payload = _base_payload(platform, "block_suggestion", user) | {
        "action_id": action_id,
        "block_id": block_id,
        "value": query,
    }
    if isinstance(target, View):
        container: Json = {"type": "view", "view_id": target.id}
        return payload | {"container": container, "view": view_json(platform.workspace, target)}
    channel = platform.workspace.channels[target.channel]
    container = {"type": "message", "message_ts": target.ts, "channel_id": channel.id}
    return payload | {
        "container": container | {"is_ephemeral": bool(target.ephemeral_to)},
        "channel": {"id": channel.id, "name": _shown_name(channel)},
        "message": message_json(platform.workspace, target),
    }


def view_submission(platform: Platform, view: View) -> Json:
    return _base_payload(platform, "view_submission", view.user) | {
        "trigger_id": platform.new_trigger(view.user, view.id),
        "view": view_json(platform.workspace, view),
        "response_urls": [*_response_urls(platform, view)],
    }


def _response_urls(platform: Platform, view: View) -> Iterator[Json]:
    """Yield a response_url for each conversation chosen in a field that asks for it."""
    for block, element in interactive_elements(view.body["blocks"]):
        if block["type"] == "input" and element.get("response_url_enabled"):
            state = view.values[block["block_id"]][element["action_id"]]
            channel = state.get("selected_conversation") or state.get("selected_channel")
            if channel:
                url = platform.new_response_url("actions", view.user, channel)
                ids = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
                yield ids | {"response_url": url}


def view_closed(platform: Platform, view: View, *, cleared: bool) -> Json:
    body = view_json(platform.workspace, view)
    return _base_payload(platform, "view_closed", view.user) | {"view": body, "is_cleared": cleared}


def message_shortcut(platform: Platform, user: str, message: Message, callback_id: str) -> Json:
    channel = platform.workspace.channels[message.channel]
    return _base_payload(platform, "message_action", user) | {
        "callback_id": callback_id,
        "action_ts": platform.clock.next_ts(),
        "trigger_id": platform.new_trigger(user),
        "response_url": platform.new_response_url("actions", user, channel.id, message.ts),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": _shown_name(channel)},
        "message": message_json(platform.workspace, message, all_metadata=True),
    }


def global_shortcut(platform: Platform, user: str, callback_id: str) -> Json:
    payload = _base_payload(platform, "shortcut", user) | {"callback_id": callback_id}
    return payload | {"action_ts": platform.clock.next_ts(), "trigger_id": platform.new_trigger(user)}


def _base_payload(platform: Platform, kind: str, user: str) -> Json:
    workspace = platform.workspace
    name = workspace.users[user].name
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {"id": user, "username": name, "name": name, "team_id": workspace.users[user].team_id},
        "api_app_id": workspace.app_id,
        "token": "verification",
        "enterprise": {"id": workspace.enterprise_id, "name": "Grid"} if workspace.enterprise_id else None,
        "is_enterprise_install": False,
    }


def _shown_name(channel: Channel) -> str:
    return "privategroup" if channel.kind == "private" else channel.name
