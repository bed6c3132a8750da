"""Buttons, menus, pickers and inputs: one function per kind, each from a tag to Slack's element."""

from collections.abc import Callable
from typing import Any

from templates import inline, limits, sanitize
from templates.errors import LimitError, MarkupError
from templates.limits import clip
from templates.markup import Node

Json = dict[str, Any]
_STYLES = ("primary", "danger")


def text(words: str, limit: int) -> Json:
    return {"type": "plain_text", "text": bare(words or "–", limit), "emoji": True}


def bare(words: str, limit: int) -> str:
    return clip(sanitize.plain(words), limit)


def build(node: Node) -> Json:
    """This will build one element; `confirm` and `focus` work on all that know them."""
    kind, rest = _KINDS[node.tag]
    made: Json = {"type": kind, "action_id": node.need("action", limits.NAME - 4), **rest(node)}
    if placeholder := node.get("placeholder"):
        made["placeholder"] = text(placeholder, limits.PLACEHOLDER)
    if node.flag("focus"):
        made["focus_on_load"] = True
    for confirm in (child for child in node.nodes if child.tag == "confirm"):
        made["confirm"] = _confirm(confirm)
    return made


def _confirm(node: Node) -> Json:
    made = {
        "title": text(node.get("title", "Are you sure?"), limits.CONFIRM_TITLE),
        "text": text(node.get("text") or inline.plain(node), limits.CONFIRM_TEXT),
        "confirm": text(node.get("ok", "Yes"), limits.CONFIRM_BUTTON),
        "deny": text(node.get("cancel", "Cancel"), limits.CONFIRM_BUTTON),
    }
    return {**made, **_style(node)}


def _style(node: Node) -> Json:
    style = node.get("style")
    if style and style not in _STYLES:
        raise MarkupError(f'style="{style}" is none of {", ".join(_STYLES)}.', node.place)
    return {"style": style} if style else {}


def image(node: Node) -> Json:
    return {
        "type": "image",
        "image_url": node.address("url", limits.URL),
        "alt_text": bare(node.said("alt"), limits.ALT),
    }


def _button(node: Node) -> Json:
    made: Json = {"text": text(inline.plain(node, beside="confirm"), limits.BUTTON), **_style(node)}
    if value := node.get("value"):
        made["value"] = node.fits(value, limits.BUTTON_VALUE, "value")
    if node.get("url"):
        made["url"] = node.address("url", limits.URL)
    if label := node.get("label"):
        made["accessibility_label"] = bare(label, limits.BUTTON)
    return made


def _option(node: Node) -> Json:
    made: Json = {
        "text": text(inline.plain(node), limits.OPTION),
        "value": node.need("value", limits.OPTION_VALUE),
    }
    if description := node.get("description"):
        made["description"] = text(description, limits.OPTION)
    if node.get("url"):
        made["url"] = node.address("url", limits.URL)
    return made


def _options(node: Node, most: int) -> tuple[list[Json], list[Json]]:
    """This will build the options and those of them that are chosen at first."""
    found = [child for child in node.only("option", "confirm", "group") if child.tag == "option"]
    if len(found) > most:
        raise LimitError(f"<{node.tag}> has {len(found)} options; Slack takes {most}.", node.place)
    made = [_option(option) for option in found]
    chosen = [
        option
        for option, source in zip(made, found, strict=True)
        if source.flag("selected") or (node.get("initial") and node.get("initial") == option["value"])
    ]
    return made, chosen


def _listed(node: Node) -> tuple[Json, list[Json]]:
    groups = [child for child in node.nodes if child.tag == "group"]
    options, chosen = _options(node, limits.OPTIONS)
    if bool(groups) == bool(options):
        raise node.fact("a menu needs either options or groups of them")
    if len(groups) > limits.OPTIONS:
        raise LimitError(f"<{node.tag}> has {len(groups)} groups; Slack takes {limits.OPTIONS}.", node.place)
    listed = []
    for group in groups:
        inner, picked = _options(
            Node(group.tag, {**group.attributes, "initial": node.get("initial")}, group.inside, group.place),
            limits.OPTIONS,
        )
        listed.append({"label": text(group.get("label"), limits.OPTION), "options": inner})
        chosen += picked
    return {"option_groups": listed} if groups else {"options": options}, chosen


def _select(node: Node) -> Json:
    made, chosen = _listed(node)
    return {**made, "initial_option": chosen[0]} if chosen else made


def _multiselect(node: Node) -> Json:
    made, chosen = _listed(node)
    return {**made, **_most(node), **({"initial_options": chosen} if chosen else {})}


def _most(node: Node) -> Json:
    return {"max_selected_items": most} if (most := node.whole("max")) else {}


def _few(most: int, initial: str = "") -> Callable[[Node], Json]:
    def build_few(node: Node) -> Json:
        options, chosen = _options(node, most)
        if not options:
            raise node.fact("a choice needs options")
        first: Json = {}
        if initial and chosen:
            first[initial] = chosen if initial.endswith("s") else chosen[0]
        return {"options": options, **first}

    return build_few


def _external(node: Node) -> Json:
    first = [_option(child) for child in node.only("option", "confirm")[:1] if child.tag == "option"]
    made: Json = {"initial_option": first[0]} if first else {}
    least = node.whole("min_query")
    return made if least is None else {**made, "min_query_length": least}


def _one(key: str) -> Callable[[Node], Json]:
    return lambda node: {key: value} if (value := node.get("initial")) else {}


def _many(key: str) -> Callable[[Node], Json]:
    return lambda node: {**_most(node), **({key: value.split()} if (value := node.get("initial")) else {})}


def _datepicker(node: Node) -> Json:
    return {"initial_date": value} if (value := node.day("initial")) else {}


def _timepicker(node: Node) -> Json:
    return {"initial_time": value} if (value := node.clock("initial")) else {}


def _datetimepicker(node: Node) -> Json:
    return {"initial_date_time": value} if (value := node.whole("initial")) else {}


def _text_input(node: Node) -> Json:
    most = min(node.whole("max") or limits.INPUT, limits.INPUT)
    made: Json = {"multiline": node.flag("multiline"), "max_length": most}
    if least := node.whole("min"):
        made["min_length"] = least
    if first := node.several_lines("initial"):
        made["initial_value"] = clip(first, most)
    return made


def _number_input(node: Node) -> Json:
    keys = (("initial", "initial_value"), ("min", "min_value"), ("max", "max_value"))
    limits_given = {key: value for name, key in keys if (value := node.get(name))}
    return {"is_decimal_allowed": node.flag("decimal"), **limits_given}


def _file_input(node: Node) -> Json:
    made: Json = {"filetypes": kinds} if (kinds := node.get("filetypes").replace(",", " ").split()) else {}
    return {**made, "max_files": node.whole("max") or 1}


_KINDS: dict[str, tuple[str, Callable[[Node], Json]]] = {
    "button": ("button", _button),
    "overflow": ("overflow", _few(limits.OVERFLOW)),
    "select": ("static_select", _select),
    "multiselect": ("multi_static_select", _multiselect),
    "radio": ("radio_buttons", _few(limits.CHOICES, "initial_option")),
    "checkboxes": ("checkboxes", _few(limits.CHOICES, "initial_options")),
    "external-select": ("external_select", _external),
    "users-select": ("users_select", _one("initial_user")),
    "channels-select": ("channels_select", _one("initial_channel")),
    "conversations-select": ("conversations_select", _one("initial_conversation")),
    "multi-users-select": ("multi_users_select", _many("initial_users")),
    "multi-channels-select": ("multi_channels_select", _many("initial_channels")),
    "datepicker": ("datepicker", _datepicker),
    "timepicker": ("timepicker", _timepicker),
    "datetimepicker": ("datetimepicker", _datetimepicker),
    "text-input": ("plain_text_input", _text_input),
    "number-input": ("number_input", _number_input),
    "email-input": ("email_text_input", _one("initial_value")),
    "url-input": ("url_text_input", _one("initial_value")),
    "file-input": ("file_input", _file_input),
}
_PICKERS = ("select", "external-select", "users-select", "channels-select", "conversations-select")
_SHARED = (*_PICKERS, "radio", "checkboxes", "datepicker", "timepicker")
_MULTIPLE = ("multiselect", "multi-users-select", "multi-channels-select")
IN_ACTIONS = ("button", "overflow", *_SHARED, "datetimepicker")
IN_SECTION = ("button", "overflow", *_SHARED, *_MULTIPLE, "img")
IN_INPUT = (
    *_SHARED,
    *_MULTIPLE,
    "datetimepicker",
    "text-input",
    "number-input",
    "email-input",
    "url-input",
    "file-input",
)
