"""Builders for buttons, menus, pickers and inputs: one function per kind of element."""

from collections.abc import Callable
from typing import Any

from templates import folding, inline, limits, sanitize
from templates.errors import LimitError, MarkupError
from templates.limits import clip_text
from templates.markup import Node

Json = dict[str, Any]
_BUTTON_STYLES = ("primary", "danger")


def plain_text_object(text: str, limit: int) -> Json:
    return {"type": "plain_text", "text": clipped_text(text or "–", limit), "emoji": True}


def clipped_text(text: str, limit: int) -> str:
    return clip_text(sanitize.plain_text(text), limit)


def build_element(node: Node) -> Json:
    """Build one element; `confirm` and `focus` work on every kind that supports them."""
    kind, specific_fields = _ELEMENT_BUILDERS[node.tag]
    element: Json = {
        "type": kind,
        "action_id": node.require_attribute_within("action", limits.NAME - 4),
        **specific_fields(node),
    }
    if placeholder := node.get("placeholder"):
        element["placeholder"] = _build_placeholder(placeholder, omitted_options(node))
    if node.bool_attribute("focus"):
        element["focus_on_load"] = True
    for confirm in (child for child in node.child_nodes if child.tag == "confirm"):
        element["confirm"] = _build_confirm(confirm)
    return element


def omitted_options(node: Node) -> str:
    """Return "first 100 of 120" for a menu that does not have all its options, or an empty text."""
    if node.tag not in folding.MENU_TAGS:
        return ""
    total = sum(child.tag == "option" for child in node.child_nodes)
    shown, left = min(total, limits.OPTIONS), node.int_attribute("left") or 0
    return f"first {shown} of {total + left:,}" if total + left > shown else ""


def _build_placeholder(words: str, omitted: str) -> Json:
    end = f" ({omitted})" if omitted else ""
    return plain_text_object(f"{clip_text(words, limits.PLACEHOLDER - len(end))}{end}", limits.PLACEHOLDER)


def _build_confirm(node: Node) -> Json:
    dialog = {
        "title": plain_text_object(node.get("title", "Are you sure?"), limits.CONFIRM_TITLE),
        "text": plain_text_object(node.get("text") or inline.plain_text(node), limits.CONFIRM_TEXT),
        "confirm": plain_text_object(node.get("ok", "Yes"), limits.CONFIRM_BUTTON),
        "deny": plain_text_object(node.get("cancel", "Cancel"), limits.CONFIRM_BUTTON),
    }
    return {**dialog, **_style_field(node)}


def _style_field(node: Node) -> Json:
    style = node.get("style")
    if style and style not in _BUTTON_STYLES:
        raise MarkupError(f'style="{style}" is none of {", ".join(_BUTTON_STYLES)}.', node.place)
    return {"style": style} if style else {}


def build_image(node: Node) -> Json:
    return {
        "type": "image",
        "image_url": node.url_attribute("url", limits.URL),
        "alt_text": clipped_text(node.require_attribute("alt"), limits.ALT),
    }


def _build_button(node: Node) -> Json:
    element: Json = {
        "text": plain_text_object(inline.plain_text(node, beside="confirm"), limits.BUTTON),
        **_style_field(node),
    }
    if value := node.get("value"):
        element["value"] = node.require_length(value, limits.BUTTON_VALUE, "value")
    if node.get("url"):
        element["url"] = node.url_attribute("url", limits.URL)
    if label := node.get("label"):
        element["accessibility_label"] = clipped_text(label, limits.BUTTON)
    return element


def _build_option(node: Node) -> Json:
    option: Json = {
        "text": plain_text_object(inline.plain_text(node), limits.OPTION),
        "value": node.require_attribute_within("value", limits.OPTION_VALUE),
    }
    if description := node.get("description"):
        option["description"] = plain_text_object(description, limits.OPTION)
    if node.get("url"):
        option["url"] = node.url_attribute("url", limits.URL)
    return option


def _build_options(node: Node, max_options: int) -> tuple[list[Json], list[Json]]:
    """Build the options, and return them with those that are selected initially.

    A menu has its first 100 options. Radio buttons, checkboxes and an overflow menu never grow with the data.
    """
    option_nodes = [child for child in node.require_only("option", "confirm", "group") if child.tag == "option"]
    if max_options == limits.OPTIONS:
        option_nodes, _ = folding.first_options(node, option_nodes, max_options)
    if len(option_nodes) > max_options:
        raise LimitError(f"<{node.tag}> has {len(option_nodes)} options; Slack takes {max_options}.", node.place)
    options = [_build_option(option) for option in option_nodes]
    selected = [
        option for option, source in zip(options, option_nodes, strict=True) if folding.is_selected(node, source)
    ]
    return options, selected


def _options_or_groups(node: Node) -> tuple[Json, list[Json]]:
    groups = [child for child in node.child_nodes if child.tag == "group"]
    options, selected = _build_options(node, limits.OPTIONS)
    if bool(groups) == bool(options):
        raise node.fact_error("a menu needs either options or groups of them")
    option_groups = []
    for group in groups[: limits.OPTIONS]:
        group_options, group_selected = _build_options(
            Node(group.tag, {**group.attributes, "initial": node.get("initial")}, group.content, group.place),
            limits.OPTIONS,
        )
        option_groups.append({"label": plain_text_object(group.get("label"), limits.OPTION), "options": group_options})
        selected += group_selected
    return {"option_groups": option_groups} if groups else {"options": options}, selected


def _build_select(node: Node) -> Json:
    menu, selected = _options_or_groups(node)
    return {**menu, "initial_option": selected[0]} if selected else menu


def _build_multiselect(node: Node) -> Json:
    menu, selected = _options_or_groups(node)
    return {**menu, **_selection_limit(node), **({"initial_options": selected} if selected else {})}


def _selection_limit(node: Node) -> Json:
    return {"max_selected_items": maximum} if (maximum := node.int_attribute("max")) else {}


def _choice_builder(max_options: int, initial: str = "") -> Callable[[Node], Json]:
    def build_choice(node: Node) -> Json:
        options, selected = _build_options(node, max_options)
        if not options:
            raise node.fact_error("a choice needs options")
        initial_fields: Json = {}
        if initial and selected:
            initial_fields[initial] = selected if initial.endswith("s") else selected[0]
        return {"options": options, **initial_fields}

    return build_choice


def _build_external_select(node: Node) -> Json:
    initial_options = [
        _build_option(child) for child in node.require_only("option", "confirm")[:1] if child.tag == "option"
    ]
    menu: Json = {"initial_option": initial_options[0]} if initial_options else {}
    min_length = node.int_attribute("min_query")
    return menu if min_length is None else {**menu, "min_query_length": min_length}


def _single_initial(key: str) -> Callable[[Node], Json]:
    return lambda node: {key: value} if (value := node.get("initial")) else {}


def _multiple_initial(key: str) -> Callable[[Node], Json]:
    return lambda node: {**_selection_limit(node), **({key: value.split()} if (value := node.get("initial")) else {})}


def _build_datepicker(node: Node) -> Json:
    return {"initial_date": value} if (value := node.date_attribute("initial")) else {}


def _build_timepicker(node: Node) -> Json:
    return {"initial_time": value} if (value := node.time_attribute("initial")) else {}


def _build_datetimepicker(node: Node) -> Json:
    return {"initial_date_time": value} if (value := node.int_attribute("initial")) else {}


def _build_text_input(node: Node) -> Json:
    max_length = min(node.int_attribute("max") or limits.INPUT, limits.INPUT)
    field: Json = {"multiline": node.bool_attribute("multiline"), "max_length": max_length}
    if min_length := node.int_attribute("min"):
        field["min_length"] = min_length
    if initial := node.multiline_attribute("initial"):
        field["initial_value"] = clip_text(initial, max_length)
    return field


def _build_number_input(node: Node) -> Json:
    keys = (("initial", "initial_value"), ("min", "min_value"), ("max", "max_value"))
    bounds = {key: value for name, key in keys if (value := node.get(name))}
    return {"is_decimal_allowed": node.bool_attribute("decimal"), **bounds}


def _build_file_input(node: Node) -> Json:
    field: Json = {"filetypes": filetypes} if (filetypes := node.get("filetypes").replace(",", " ").split()) else {}
    return {**field, "max_files": node.int_attribute("max") or 1}


_ELEMENT_BUILDERS: dict[str, tuple[str, Callable[[Node], Json]]] = {
    "button": ("button", _build_button),
    "overflow": ("overflow", _choice_builder(limits.OVERFLOW)),
    "select": ("static_select", _build_select),
    "multiselect": ("multi_static_select", _build_multiselect),
    "radio": ("radio_buttons", _choice_builder(limits.CHOICES, "initial_option")),
    "checkboxes": ("checkboxes", _choice_builder(limits.CHOICES, "initial_options")),
    "external-select": ("external_select", _build_external_select),
    "users-select": ("users_select", _single_initial("initial_user")),
    "channels-select": ("channels_select", _single_initial("initial_channel")),
    "conversations-select": ("conversations_select", _single_initial("initial_conversation")),
    "multi-users-select": ("multi_users_select", _multiple_initial("initial_users")),
    "multi-channels-select": ("multi_channels_select", _multiple_initial("initial_channels")),
    "datepicker": ("datepicker", _build_datepicker),
    "timepicker": ("timepicker", _build_timepicker),
    "datetimepicker": ("datetimepicker", _build_datetimepicker),
    "text-input": ("plain_text_input", _build_text_input),
    "number-input": ("number_input", _build_number_input),
    "email-input": ("email_text_input", _single_initial("initial_value")),
    "url-input": ("url_text_input", _single_initial("initial_value")),
    "file-input": ("file_input", _build_file_input),
}
_PICKER_TAGS = ("select", "external-select", "users-select", "channels-select", "conversations-select")
_SHARED_TAGS = (*_PICKER_TAGS, "radio", "checkboxes", "datepicker", "timepicker")
_MULTI_SELECT_TAGS = ("multiselect", "multi-users-select", "multi-channels-select")
TAGS_IN_ACTIONS = ("button", "overflow", *_SHARED_TAGS, "datetimepicker")
TAGS_IN_SECTION = ("button", "overflow", *_SHARED_TAGS, *_MULTI_SELECT_TAGS, "img")
TAGS_IN_INPUT = (
    *_SHARED_TAGS,
    *_MULTI_SELECT_TAGS,
    "datetimepicker",
    "text-input",
    "number-input",
    "email-input",
    "url-input",
    "file-input",
)
