"""The shape of what Slack delivers: whatever listeners read without looking is checked at the door.

A list or a number in place of an id would otherwise fail deep in the database layer, five times over.
"""

from typing import Any

Body = dict[str, Any]
MAX_BODY_DEPTH = 64
MAX_TEXT_LENGTH = 400
TEXT_FIELDS = frozenset(
    [
        "id",
        "user_id",
        "channel_id",
        "team_id",
        "bot_id",
        "trigger_id",
        "response_url",
        "command",
        "callback_id",
        "private_metadata",
        "hash",
        "action_id",
        "block_id",
        "value",
        "selected_user",
        "selected_date",
        "selected_time",
        "selected_channel",
        "selected_conversation",
        "ts",
        "thread_ts",
        "event_ts",
        "action_ts",
        "message_ts",
        "deleted_ts",
        "event_id",
        "reaction",
        "subtype",
        "channel_type",
        "tab",
        "item_user",
        "inviter",
        "old_channel_id",
        "new_channel_id",
        "parent_user_id",
        "view_id",
    ]
)
# Listeners hand these on or ignore them; what is in them has the shapes of many apps.
UNREAD_PARTS = frozenset({"attachments", "blocks", "files", "file", "metadata", "profile", "event_payload", "icons"})
PERSONAL_EVENTS = frozenset({"app_home_opened", "member_joined_channel", "member_left_channel"})
REACTION_EVENTS = frozenset({"reaction_added", "reaction_removed"})
# Their `user` or `channel` is the thing itself; everywhere else it is an id.
OBJECT_EVENTS = {
    "user": frozenset(
        {"user_change", "team_join", "user_profile_changed", "user_status_changed", "user_huddle_changed"}
    ),
    "channel": frozenset({"channel_created", "channel_rename", "group_rename", "im_created", "channel_joined"}),
}


class UnreadableDeliveryError(Exception):
    """Raised when a body is not what Slack documents; the message names the fault and quotes nothing of the body."""


def require_plain_values(body: Body) -> None:
    """Require a text wherever listeners expect one, and a depth that can be walked."""
    level: list[tuple[Any, bool]] = [(body, True)]
    for _ in range(MAX_BODY_DEPTH):
        below: list[tuple[Any, bool]] = []
        for value, is_read in level:
            if isinstance(value, dict):
                for name, child in value.items():
                    if is_read and name in TEXT_FIELDS and not isinstance(child, str | None):
                        raise UnreadableDeliveryError(f"{name} is not a text")
                    if isinstance(child, dict | list):
                        below.append((child, is_read and name not in UNREAD_PARTS))
            else:
                below += ((child, is_read) for child in value if isinstance(child, dict | list))
        if not below:
            return
        level = below
    raise UnreadableDeliveryError("the body is nested too deeply")


def require_shapes(body: Body) -> None:
    """Check the places that Bolt and the SDK read without looking; a wrong type there raises in their code."""
    for name in ("user", "team", "channel", "enterprise"):
        if not isinstance(body.get(name), dict | str | None):
            raise UnreadableDeliveryError(f"{name} is neither an object nor a text")
    for name in ("event", "view", "message", "container", "state"):
        object_or_empty(body, name)
    authorizations = body.get("authorizations")
    if authorizations is not None and not is_list_of_objects(authorizations):
        raise UnreadableDeliveryError("authorizations is not a list of objects")


def require_event_fields(event: Body) -> None:
    """Require the fields that listeners read of each kind of event."""
    kind = require_text(event, "type")
    for name, kinds in OBJECT_EVENTS.items():
        if kind in kinds:
            require_text(object_or_empty(event, name), "id")
        else:
            allow_text(event, name)
    allow_text(event, "text")
    if kind in ("message", "app_mention"):
        _require_message_fields(event)
    elif kind in REACTION_EVENTS:
        _require_reaction_fields(event)
    elif kind in PERSONAL_EVENTS:
        require_text(event, "user")


def require_command_fields(body: Body) -> None:
    """Require the fields of a command, which travels as a form: all are texts."""
    for name in ("trigger_id", "user_id", "channel_id"):
        require_text(body, name)
    for name in body:
        allow_text(body, name)


def require_interaction_fields(body: Body) -> None:
    """Require who acted, and the fields of the form or message that were filled in."""
    require_text(object_or_empty(body, "user"), "id")
    allow_text(body, "value")
    view = object_or_empty(body, "view")
    if view:
        require_text(view, "id")
        _require_blocks(view)
    if body.get("type") == "view_submission" and not object_or_empty(view, "state"):
        raise UnreadableDeliveryError("a form without its fields")
    for holder in (body, view):
        _require_field_values(object_or_empty(holder, "state"))


def is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def require_text(body: Body, name: str) -> str:
    """Return a text that must be there."""
    value = body.get(name)
    if not isinstance(value, str) or not value or len(value) > MAX_TEXT_LENGTH:
        raise UnreadableDeliveryError(f"{name} is not a text")
    return value


def allow_text(body: Body, name: str) -> None:
    """Refuse anything but a text, or nothing, in a field."""
    if not isinstance(body.get(name), str | None):
        raise UnreadableDeliveryError(f"{name} is not a text")


def object_or_empty(body: Body, name: str) -> Body:
    """Return an object, empty where it is missing."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableDeliveryError(f"{name} is not an object")
    return value


def _require_message_fields(event: Body) -> None:
    """Require the fields that every message, edit and deletion has."""
    require_text(event, "channel")
    for name in ("message", "previous_message", "edited"):
        inner = object_or_empty(event, name)
        object_or_empty(inner, "edited")
        allow_text(inner, "user")
        allow_text(inner, "text")
    if event.get("subtype") == "message_changed":
        require_text(object_or_empty(event, "message"), "ts")
    else:
        require_text(event, "deleted_ts" if event.get("subtype") == "message_deleted" else "ts")


def _require_reaction_fields(event: Body) -> None:
    require_text(event, "user")
    item = object_or_empty(event, "item")
    if require_text(item, "type") == "message":
        require_text(item, "channel")
        _require_stamp(event, "event_ts")


def _require_stamp(event: Body, name: str) -> None:
    """Require a timestamp: digits around one point."""
    if not require_text(event, name).replace(".", "", 1).isdecimal():
        raise UnreadableDeliveryError(f"{name} is not a timestamp")


def _require_blocks(view: Body) -> None:
    """Require blocks whose fields have names, as those that we made have."""
    if not is_list_of_objects(view.get("blocks") or []):
        raise UnreadableDeliveryError("blocks is not a list of objects")
    for block in view.get("blocks") or []:
        if block.get("type") == "input":
            require_text(object_or_empty(block, "element"), "action_id")


def _require_field_values(state: Body) -> None:
    """Require what was filled in, by block and field."""
    for fields in object_or_empty(state, "values").values():
        if not isinstance(fields, dict) or not is_list_of_objects(list(fields.values())):
            raise UnreadableDeliveryError("a field is not an object")
        for field in fields.values():
            object_or_empty(field, "selected_option")
            if not is_list_of_objects(field.get("selected_options") or []):
                raise UnreadableDeliveryError("a choice is not an object")
