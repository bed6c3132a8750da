"""Values filled in by people: the `state.values` of views and messages, as Slack reports them."""

from collections.abc import Iterator
from typing import Any

from sandbox.model import Json

_EMPTY_VALUES: dict[str, tuple[str, Any]] = {
    "plain_text_input": ("value", None),
    "email_text_input": ("value", None),
    "url_text_input": ("value", None),
    "number_input": ("value", None),
    "rich_text_input": ("rich_text_value", None),
    "static_select": ("selected_option", None),
    "external_select": ("selected_option", None),
    "radio_buttons": ("selected_option", None),
    "users_select": ("selected_user", None),
    "conversations_select": ("selected_conversation", None),
    "channels_select": ("selected_channel", None),
    "datepicker": ("selected_date", None),
    "timepicker": ("selected_time", None),
    "datetimepicker": ("selected_date_time", None),
    "checkboxes": ("selected_options", []),
    "multi_static_select": ("selected_options", []),
    "multi_external_select": ("selected_options", []),
    "multi_users_select": ("selected_users", []),
    "multi_conversations_select": ("selected_conversations", []),
    "multi_channels_select": ("selected_channels", []),
    "file_input": ("files", []),
}
_INITIAL_KEYS = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}


def interactive_elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every interactive element, after its block."""
    for block in blocks:
        candidates = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
        if block["type"] in ("actions", "section", "input", "context_actions"):
            yield from (
                (block, element) for element in candidates if isinstance(element, dict) and "action_id" in element
            )


def keeps_value(element: Json) -> bool:
    """Return whether the element appears in state.values; buttons and overflow menus don't."""
    return element["type"] in _EMPTY_VALUES


def value_key(element: Json) -> str:
    """Return the key under which the element's value is reported."""
    return _EMPTY_VALUES[element["type"]][0]


def initial_values(body: Json) -> dict[str, Json]:
    """Return the state of a fresh view or message."""
    values: dict[str, Json] = {}
    for block, element in interactive_elements(body.get("blocks", [])):
        if keeps_value(element):
            key, empty = _EMPTY_VALUES[element["type"]]
            initial = element.get(_INITIAL_KEYS.get(key, ""), empty)
            values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"], key: initial}
    return values


def chosen_state(element: Json, value: Any) -> Json:
    """Return the state of an element after `value` was chosen or typed (an option's value, an id, a date, a text)."""
    key = value_key(element)
    if isinstance(value, dict) and key in value:
        return value
    if key == "selected_option":
        return {"type": element["type"], key: None if value in (None, "") else find_option(element, value)}
    if key == "selected_options":
        return {"type": element["type"], key: [find_option(element, choice) for choice in value or []]}
    if key.startswith("selected_") and key.endswith("s"):
        return {"type": element["type"], key: list(value or [])}
    if key == "value":
        return {"type": element["type"], key: None if value in (None, "") else str(value)}
    return {"type": element["type"], key: value}


def find_option(element: Json, value: Any) -> Json:
    """Return the option that a value (or an option's text) names; raise LookupError when the menu has none such."""
    if isinstance(value, dict):
        return value
    options = [*element.get("options", []), *(o for g in element.get("option_groups", []) for o in g["options"])]
    for option in options:
        if value in (option.get("value"), option["text"]["text"]):
            chosen: Json = option
            return chosen
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": str(value), "emoji": True}, "value": str(value)}
    raise LookupError(f"{element['action_id']} offers no {value!r}")
