"""The rules for texts, options and interactive elements."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sandbox.checks import (
    Check,
    Fields,
    Problem,
    Where,
    anything,
    array,
    boolean,
    exactly_one,
    integer,
    matching,
    one_of,
    only_on,
    record,
    string,
)
from sandbox.zones import known_zones


def is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme in ("http", "https", "mailto", "slack") and (parts.netloc or parts.path))


def is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


url = matching(is_url, "URL")
day = matching(is_date, "date (YYYY-MM-DD)")
hour = matching(lambda text: bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text)), "time (HH:mm)")
zone = matching(lambda text: text in known_zones(), "time zone")
number = matching(lambda text: bool(re.fullmatch(r"-?\d+(\.\d+)?", text)), "number")
user_id = matching(lambda text: bool(re.fullmatch(r"[UW][A-Z0-9]{2,}", text)), "user id")
conversation_id = matching(lambda text: bool(re.fullmatch(r"[CDGUW][A-Z0-9]{2,}", text)), "conversation id")
channel_id = matching(lambda text: bool(re.fullmatch(r"[CG][A-Z0-9]{2,}", text)), "channel id")


def plain_text(high: int, low: int = 1) -> Check:
    """Return a check for a plain_text object."""
    return record({"type": one_of("plain_text"), "text": string(high, low)}, {"emoji": boolean})


def text_object(high: int, low: int = 1) -> Check:
    """Return a check for a plain_text or mrkdwn object."""
    formatted = record({"type": one_of("mrkdwn"), "text": string(high, low)}, {"verbatim": boolean})
    kinds = {"plain_text": plain_text(high, low), "mrkdwn": formatted}

    def check(value: Any, at: str, where: Where) -> Iterator[Problem]:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in ("plain_text", "mrkdwn"):
            yield Problem(at, "must be a plain_text or mrkdwn object")
            return
        yield from kinds[kind](value, at, where)

    return check


confirm = record(
    {"title": plain_text(100), "text": text_object(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)
_ACTION: Fields = {"action_id": string(255)}
_CONFIRM: Fields = _ACTION | {"confirm": confirm}
_FOCUS: Fields = {"focus_on_load": boolean}
_HINT: Fields = {"placeholder": plain_text(150)}
_MENU: Fields = _CONFIRM | _FOCUS | _HINT
_MANY: Fields = {"max_selected_items": integer(1, 100)}

option = record({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
rich_option = record({"text": text_object(75), "value": string(150)}, {"description": text_object(75)})
overflow_option = record({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75), "url": url})
_GROUPS = array(record({"label": plain_text(75), "options": array(option, 100)}), 100)
SUGGESTIONS = record(
    {},
    {
        "options": array(option, 100, 0),
        "option_groups": array(record({"label": plain_text(75), "options": array(option, 100, 0)}), 100, 0),
    },
    exactly_one("options", "option_groups"),
)
slack_file = record({}, {"id": string(255), "url": url}, exactly_one("id", "url"))


def known_file(value: Any, at: str, where: Where) -> Iterator[Problem]:
    """Check that the Slack file shown by an image exists."""
    file = value.get("slack_file", {}).get("id")
    if file is not None and file not in where.files:
        yield Problem(f"{at}/slack_file", "invalid slack file")


def _offered_options(value: Any, at: str, where: Where) -> Iterator[Problem]:
    """Check that a menu's values are distinct and that its first choice is one of the options, to the letter."""
    offered = [
        *value.get("options", []),
        *(choice for group in value.get("option_groups", []) for choice in group["options"]),
    ]
    values = [choice["value"] for choice in offered]
    if len(set(values)) != len(values):
        yield Problem(f"{at}/options", "values of options must be unique")
    initial = [value["initial_option"]] if "initial_option" in value else value.get("initial_options", [])
    if any(choice not in offered for choice in initial):
        yield Problem(at, "initial options must be among the options")


def _element_check(required: Fields, optional: Fields, *rules: Check) -> Check:
    return record({"type": anything, **required}, optional, *rules)


def _static_select(first: Fields) -> Check:
    option_fields: Fields = {"options": array(option, 100), "option_groups": _GROUPS}
    return _element_check({}, _MENU | option_fields | first, exactly_one("options", "option_groups"), _offered_options)


def _select_checks() -> dict[str, Check]:
    query: Fields = {"min_query_length": integer(0, 100)}
    include = array(one_of("im", "mpim", "private", "public"), 4)
    conversation_filter = record(
        {}, {"include": include, "exclude_external_shared_channels": boolean, "exclude_bot_users": boolean}
    )
    conversation_fields: Fields = {"default_to_current_conversation": boolean, "filter": conversation_filter}
    response_fields: Fields = {"response_url_enabled": boolean}
    return {
        "static_select": _static_select({"initial_option": option}),
        "external_select": _element_check({}, _MENU | query | {"initial_option": option}),
        "users_select": _element_check({}, _MENU | {"initial_user": user_id}),
        "conversations_select": _element_check(
            {}, _MENU | conversation_fields | response_fields | {"initial_conversation": conversation_id}
        ),
        "channels_select": _element_check({}, _MENU | response_fields | {"initial_channel": channel_id}),
        "multi_static_select": _static_select(_MANY | {"initial_options": array(option, 100)}),
        "multi_external_select": _element_check({}, _MENU | _MANY | query | {"initial_options": array(option, 100)}),
        "multi_users_select": _element_check({}, _MENU | _MANY | {"initial_users": array(user_id, 100)}),
        "multi_conversations_select": _element_check(
            {}, _MENU | _MANY | conversation_fields | {"initial_conversations": array(conversation_id, 100)}
        ),
        "multi_channels_select": _element_check({}, _MENU | _MANY | {"initial_channels": array(channel_id, 100)}),
    }


def _length_order(value: Any, at: str, where: Where) -> Iterator[Problem]:
    if value.get("min_length", 0) > value.get("max_length", 3000):
        yield Problem(f"{at}/min_length", "must not be greater than max_length")
    if len(value.get("initial_value", "")) > value.get("max_length", 3000):
        yield Problem(f"{at}/initial_value", "must not be longer than max_length")


def _input_checks() -> dict[str, Check]:
    dispatch_triggers = array(one_of("on_enter_pressed", "on_character_entered"), 2)
    base: Fields = (
        _ACTION | _FOCUS | _HINT | {"dispatch_action_config": record({}, {"trigger_actions_on": dispatch_triggers})}
    )
    lengths: Fields = {"multiline": boolean, "min_length": integer(0, 3000), "max_length": integer(1, 3000)}
    bounds: Fields = {"initial_value": number, "min_value": number, "max_value": number}
    first: Fields = {"initial_value": string(3000, 0)}
    files: Fields = {"filetypes": array(string(50), 100), "max_files": integer(1, 10)}
    return {
        "plain_text_input": _element_check({}, base | lengths | first, _length_order),
        "number_input": _element_check({"is_decimal_allowed": boolean}, base | bounds),
        "email_text_input": _element_check({}, base | first),
        "url_text_input": _element_check({}, base | {"initial_value": url}),
        "rich_text_input": _element_check({}, base | {"initial_value": anything}),
        "file_input": _element_check({}, _ACTION | files, only_on("modal")),
    }


_BUTTON: Fields = _CONFIRM | {
    "url": url,
    "value": string(2000),
    "style": one_of("primary", "danger"),
    "accessibility_label": string(75),
}
SELECTS = _select_checks()
INPUTS = _input_checks()
BUTTONS: dict[str, Check] = {
    "button": _element_check({"text": plain_text(75)}, _BUTTON),
    "overflow": _element_check({"options": array(overflow_option, 5)}, _CONFIRM, _offered_options),
}
PICKERS: dict[str, Check] = {
    "datepicker": _element_check({}, _MENU | {"initial_date": day}),
    "timepicker": _element_check({}, _MENU | {"initial_time": hour, "timezone": zone}),
}
DATETIME_PICKERS: dict[str, Check] = {
    "datetimepicker": _element_check(
        {},
        _CONFIRM | _FOCUS | {"initial_date_time": integer(1_000_000_000, 9_999_999_999)},
        only_on("message", "modal"),
    )
}
CHOICE_ELEMENTS: dict[str, Check] = {
    "radio_buttons": _element_check(
        {"options": array(rich_option, 10)},
        _CONFIRM | _FOCUS | {"initial_option": rich_option},
        _offered_options,
    ),
    "checkboxes": _element_check(
        {"options": array(rich_option, 10)},
        _CONFIRM | _FOCUS | {"initial_options": array(rich_option, 10)},
        _offered_options,
    ),
}
image = record(
    {"type": anything, "alt_text": string(2000)},
    {"image_url": url, "slack_file": slack_file},
    exactly_one("image_url", "slack_file"),
    known_file,
)
