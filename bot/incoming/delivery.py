"""One delivery from Slack, read strictly: its kind, its unique keys, and the conversation it belongs to."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.request.internals import extract_channel_id, extract_team_id

from bot.incoming import shapes
from bot.incoming.shapes import Body

REVOCATION_EVENTS = frozenset({"tokens_revoked", "app_uninstalled"})
UNSTORED_KINDS = frozenset(
    {"block_suggestion", "view_closed", "dialog_suggestion", "url_verification", "app_rate_limited"}
)
# Interactions that listeners read; others are acknowledged.
READ_INTERACTIONS = frozenset(
    {"block_actions", "view_submission", "view_closed", "shortcut", "message_action", "block_suggestion"}
)


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
        raise shapes.UnreadableDeliveryError("the body is not an object")
    shapes.require_plain_values(body)
    shapes.require_shapes(body)
    if body.get("type") == "event_callback":
        kind, key, nat_key = _event_keys(body)
    elif "command" in body:
        shapes.require_command_fields(body)
        kind, key, nat_key = "command", shapes.require_text(body, "trigger_id"), ""
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
        raise shapes.UnreadableDeliveryError(f"{extract.__name__} could not reach it") from None


def _require_storable(*names: object) -> None:
    """Require plain text that both databases accept, for values of text columns."""
    for name in names:
        if not isinstance(name, str) or "\0" in name or not _is_encodable(name):
            raise shapes.UnreadableDeliveryError("an id is not a plain text")


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
        raise shapes.UnreadableDeliveryError("event is not an object")
    shapes.require_event_fields(event)
    kind = event["type"]
    key, team = shapes.require_text(body, "event_id"), body.get("team_id") or ""
    key_parts: tuple[object, ...] = (kind, key)
    if kind in ("message", "app_mention"):
        edited = (
            shapes.object_or_empty(shapes.object_or_empty(event, "message"), "edited").get("ts")
            or shapes.object_or_empty(event, "edited").get("ts")
            or ""
        )
        key_parts = (kind, team, event.get("channel"), event.get("ts"), event.get("subtype"), edited)
    elif kind in shapes.REACTION_EVENTS:
        item = shapes.object_or_empty(event, "item")
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


def _interaction_keys(body: Body) -> tuple[str, str, str]:
    kind = shapes.require_text(body, "type")
    if kind in READ_INTERACTIONS:
        shapes.require_interaction_fields(body)
    if kind in UNSTORED_KINDS:
        return kind, "", ""
    if kind == "view_submission":
        view = shapes.object_or_empty(body, "view")
        values_hash = short_hash(shapes.object_or_empty(view, "state").get("values"))
        view_version = f"{shapes.require_text(view, 'id')}:{view.get('hash') or ''}"
        return kind, str(body.get("trigger_id") or f"{view_version}:{values_hash}"), f"{view_version}:{values_hash}"
    key = shapes.require_text(body, "trigger_id")
    if kind != "block_actions":
        return kind, key, ""
    actions = body.get("actions")
    if not actions or not shapes.is_list_of_objects(actions):
        raise shapes.UnreadableDeliveryError("actions is not a list of objects")
    shapes.require_text(actions[0], "action_id")
    user, message = (
        shapes.object_or_empty(body, "user").get("id"),
        shapes.object_or_empty(body, "container").get("message_ts"),
    )
    first = actions[0]
    return kind, key, f"click:{user}:{first.get('action_id')}:{first.get('action_ts')}:{message}:{key}"


def short_hash(value: object) -> str:
    """Return sixteen hex digits that are the same for equal JSON values."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
