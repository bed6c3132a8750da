"""One delivery from Slack, read strictly: its kind, its unique keys, and the conversation it belongs to."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.request.internals import extract_channel_id, extract_team_id

Body = dict[str, Any]
MAX_BODY_DEPTH = 64
REVOCATION_EVENTS = frozenset({"tokens_revoked", "app_uninstalled"})
UNSTORED_KINDS = frozenset(
    {"block_suggestion", "view_closed", "dialog_suggestion", "url_verification", "app_rate_limited"}
)

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


class UnreadableDeliveryError(Exception):
    """Raised when a body is not what Slack documents; the message names the fault and quotes nothing of the body."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery from Slack.

    `key` and `nat_key` are unique in the inbox; `waiting` means that a person sees an error after three seconds.
    """

    kind: str
    key: str
    nat_key: str
    team: str
    app: str
    channel: str
    waiting: bool
    stored: bool


def read_delivery(body: object) -> Delivery:
    """Classify a parsed body; anything that is not documented raises `UnreadableDeliveryError`."""
    if not isinstance(body, dict):
        raise UnreadableDeliveryError("the body is not an object")
    _require_plain_values(body)
    _require_shapes(body)
    if body.get("type") == "event_callback":
        kind, key, nat_key = _event_keys(body)
    elif "command" in body:
        kind, key, nat_key = "command", _require_text(body, "trigger_id"), ""
    else:
        kind, key, nat_key = _interaction_keys(body)
    nat_key, team, channel = nat_key or key, _extract_id(extract_team_id, body), _extract_id(extract_channel_id, body)
    _require_storable(kind, key, nat_key, team, channel)
    return Delivery(
        kind=kind,
        key=key,
        nat_key=nat_key,
        team=team,
        app=str(body.get("api_app_id") or ""),
        channel=channel,
        waiting=not kind.startswith("event"),
        stored=kind not in UNSTORED_KINDS,
    )


def revokes_bot(event: Body) -> bool:
    """Return whether a revocation concerns the bot: the app was removed, or one of the tokens is a bot's."""
    if event.get("type") != "tokens_revoked":
        return True
    tokens = event.get("tokens")
    return not isinstance(tokens, dict) or bool(tokens.get("bot"))


def _extract_id(extract: Callable[[Body], str | None], body: Body) -> str:
    """Extract an id with one of Bolt's extractors, which reach into the body without looking at types."""
    try:
        return extract(body) or ""
    except (TypeError, AttributeError, LookupError):
        raise UnreadableDeliveryError(f"{extract.__name__} could not reach it") from None


def _require_storable(*names: object) -> None:
    """Require plain text that both databases accept, for values of text columns."""
    for name in names:
        if not isinstance(name, str) or "\0" in name or not _is_encodable(name):
            raise UnreadableDeliveryError("an id is not a plain text")


def storable_text(value: Any) -> Any:
    """Return the body with texts that both databases accept: no NUL, and no half of an emoji that another app cut."""
    if isinstance(value, dict):
        return {name: storable_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [storable_text(inner) for inner in value]
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_encodable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        # Half a surrogate pair.
        return False
    return True


def _event_keys(body: Body) -> tuple[str, str, str]:
    event = body.get("event")
    if not isinstance(event, dict):
        raise UnreadableDeliveryError("event is not an object")
    for name in ("user", "channel"):
        if not isinstance(event.get(name), dict | str | None):
            raise UnreadableDeliveryError(f"{name} is neither an object nor a text")
    if not isinstance(event.get("text"), str | None):
        raise UnreadableDeliveryError("text is not a text")
    kind = _require_text(event, "type")
    key, team = _require_text(body, "event_id"), body.get("team_id") or ""
    key_parts: tuple[object, ...] = (kind, key)
    if kind in ("message", "app_mention"):
        _require_message_fields(event)
        edited = (
            _object_or_empty(_object_or_empty(event, "message"), "edited").get("ts")
            or _object_or_empty(event, "edited").get("ts")
            or ""
        )
        key_parts = (kind, team, event.get("channel"), event.get("ts"), event.get("subtype"), edited)
    elif kind in ("reaction_added", "reaction_removed"):
        item = _object_or_empty(event, "item")
        _require_text(item, "type")
        key_parts = (
            kind,
            team,
            item.get("channel"),
            item.get("ts"),
            event.get("user"),
            event.get("reaction"),
            event.get("event_ts"),
        )
    return f"event:{kind}", key, ":".join(str(part or "") for part in key_parts)


def _require_message_fields(event: Body) -> None:
    """Require the fields that every message, edit and deletion has."""
    _require_text(event, "channel")
    if event.get("subtype") == "message_changed":
        _require_text(_object_or_empty(event, "message"), "ts")
    else:
        _require_text(event, "deleted_ts" if event.get("subtype") == "message_deleted" else "ts")


def _interaction_keys(body: Body) -> tuple[str, str, str]:
    kind = _require_text(body, "type")
    if kind in UNSTORED_KINDS:
        return kind, "", ""
    if kind == "view_submission":
        view = _object_or_empty(body, "view")
        values_hash = short_hash(_object_or_empty(view, "state").get("values"))
        view_version = f"{_require_text(view, 'id')}:{view.get('hash') or ''}"
        return kind, str(body.get("trigger_id") or f"{view_version}:{values_hash}"), f"{view_version}:{values_hash}"
    key = _require_text(body, "trigger_id")
    if kind != "block_actions":
        return kind, key, ""
    actions = body.get("actions")
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], dict):
        raise UnreadableDeliveryError("actions is not a list of objects")
    _require_text(actions[0], "action_id")
    user, message = _object_or_empty(body, "user").get("id"), _object_or_empty(body, "container").get("message_ts")
    first = actions[0]
    return kind, key, f"click:{user}:{first.get('action_id')}:{first.get('action_ts')}:{message}:{key}"


def short_hash(value: object) -> str:
    """Return sixteen hex digits that are the same for equal JSON values."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _require_text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value or len(value) > 400:
        raise UnreadableDeliveryError(f"{name} is not a text")
    return value


def _object_or_empty(body: Body, name: str) -> Body:
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableDeliveryError(f"{name} is not an object")
    return value


def _require_plain_values(body: Body) -> None:
    """Require a text wherever listeners expect one, and a depth that can be walked.

    A list or a number in place of an id would otherwise fail deep in the database layer, five times over.
    """
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


def _require_shapes(body: Body) -> None:
    """Check the places that Bolt and the SDK read without looking; a wrong type there raises in their code."""
    for name in ("user", "team", "channel", "enterprise"):
        if not isinstance(body.get(name), dict | str | None):
            raise UnreadableDeliveryError(f"{name} is neither an object nor a text")
    for name in ("event", "view", "message", "container", "state"):
        _object_or_empty(body, name)
    authorizations = body.get("authorizations")
    if authorizations is not None and not (
        isinstance(authorizations, list) and all(isinstance(authorization, dict) for authorization in authorizations)
    ):
        raise UnreadableDeliveryError("authorizations is not a list of objects")
