"""The rules of Block Kit, as strict as Slack's: every count, length, type and place that the documentation names."""

from collections.abc import Container, Iterator
from typing import Any

from sandbox.charts import (
    CHART_FIELDS,
    DATA_TABLE_FIELDS,
    DATA_TABLE_OPTIONS,
    MAX_DATA_LENGTH,
    container_fields,
    data_table_fits,
)
from sandbox.checks import (
    Check,
    Fields,
    Problem,
    Where,
    anything,
    array,
    boolean,
    by_type,
    exactly_one,
    one_of,
    only_on,
    record,
    size,
    string,
    unique,
)
from sandbox.elements import (
    BUTTONS,
    CHOICE_ELEMENTS,
    DATETIME_PICKERS,
    INPUTS,
    PICKERS,
    SELECTS,
    image,
    known_file,
    plain_text,
    slack_file,
    text_object,
    url,
)
from sandbox.model import Json
from sandbox.rich_text import rich_text

MAX_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MAX_PAYLOAD_LENGTH = 13_200
MAX_MARKDOWN_LENGTH = 12_000
MAX_TABLE_LENGTH = 10_000
MAX_CHARTS = 2


def _block_check(required: Fields, optional: Fields | None = None, *rules: Check) -> Check:
    return record({"type": anything, **required}, {"block_id": string(255), **(optional or {})}, *rules)


def _has_content(block: Json, at: str, where: Where) -> Iterator[Problem]:
    if "text" not in block and "fields" not in block:
        yield Problem(at, "missing required field: text or fields")


def _actions_differ(block: Json, at: str, where: Where) -> Iterator[Problem]:
    named = [(f"{at}/elements/{i}", e["action_id"]) for i, e in enumerate(block["elements"]) if "action_id" in e]
    yield from unique(named, "action_id")


def _table_fits(block: Json, at: str, where: Where) -> Iterator[Problem]:
    widths = {len(row) for row in block["rows"]}
    if len(widths) > 1:
        yield Problem(f"{at}/rows", "rows must have the same number of cells")
    if len(block.get("column_settings", [])) > max(widths):
        yield Problem(f"{at}/column_settings", "no more settings than columns allowed")
    if _text_length(block["rows"]) > MAX_TABLE_LENGTH:
        yield Problem(f"{at}/rows", f"must be less than {MAX_TABLE_LENGTH + 1} characters")


def _text_length(value: Any) -> int:
    """Return the number of characters of all texts within."""
    if isinstance(value, list):
        return sum(map(_text_length, value))
    if isinstance(value, dict):
        return sum(len(v) if key == "text" and isinstance(v, str) else _text_length(v) for key, v in value.items())
    return 0


def _column_setting(value: Any, at: str, where: Where) -> Iterator[Problem]:
    """Check the settings of a table column; null skips one."""
    if value is not None:
        yield from record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})(value, at, where)


_ACCESSORY = by_type(BUTTONS | SELECTS | PICKERS | CHOICE_ELEMENTS | {"image": image})
_SINGLE = {name: check for name, check in SELECTS.items() if not name.startswith("multi_")}
_ACTION = by_type(BUTTONS | _SINGLE | PICKERS | DATETIME_PICKERS | CHOICE_ELEMENTS)
_INPUT = by_type(INPUTS | SELECTS | PICKERS | DATETIME_PICKERS | CHOICE_ELEMENTS)
_IN_CONTEXT = by_type({"image": image, "plain_text": text_object(3000), "mrkdwn": text_object(3000)})
_CELL = by_type({"raw_text": record({"type": anything, "text": string(MAX_TABLE_LENGTH)}), "rich_text": rich_text})
_PICTURE: Fields = {"image_url": url, "slack_file": slack_file, "title": plain_text(2000)}
_VIDEO: Fields = {"author_name": string(50), "provider_name": string(50), "provider_icon_url": url, "title_url": url}
_CARD: Fields = {
    "hero_image": image,
    "icon": image,
    "title": text_object(150),
    "subtitle": text_object(150),
    "body": text_object(200),
    "actions": array(by_type({"button": BUTTONS["button"]}), 3),
}
_LEVELS = one_of("default", "info", "warning", "error", "success")

BLOCK_CHECKS: dict[str, Check] = {
    "section": _block_check(
        {},
        {"text": text_object(3000), "fields": array(text_object(2000), 10), "accessory": _ACCESSORY, "expand": boolean},
        _has_content,
    ),
    "header": _block_check({"text": plain_text(150)}),
    "divider": _block_check({}),
    "context": _block_check({"elements": array(_IN_CONTEXT, 10)}),
    "actions": _block_check({"elements": array(_ACTION, 25)}, {}, _actions_differ),
    "image": _block_check({"alt_text": string(2000)}, _PICTURE, exactly_one("image_url", "slack_file"), known_file),
    "input": _block_check(
        {"label": plain_text(2000), "element": _INPUT},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": rich_text,
    "video": _block_check(
        {"title": plain_text(200), "video_url": url, "thumbnail_url": url, "alt_text": string(2000)},
        {"description": plain_text(200), **_VIDEO},
    ),
    "markdown": _block_check({"text": string(MAX_MARKDOWN_LENGTH)}, {}, only_on("message")),
    "table": _block_check(
        {"rows": array(array(_CELL, 20), 100)},
        {"column_settings": array(_column_setting, 20)},
        only_on("message"),
        _table_fits,
    ),
    "alert": _block_check({"text": text_object(200)}, {"level": _LEVELS}, only_on("modal")),
    "card": _block_check({}, _CARD, only_on("message", "home")),
    "data_visualization": _block_check(CHART_FIELDS, {}, only_on("message")),
    "data_table": _block_check(DATA_TABLE_FIELDS, DATA_TABLE_OPTIONS, only_on("message"), data_table_fits),
}
_CHILDREN, _CONTAINER, _container_has_title = container_fields(BLOCK_CHECKS)
BLOCK_CHECKS["container"] = _block_check(_CHILDREN, _CONTAINER, only_on("message"), _container_has_title)
_BLOCK = by_type(BLOCK_CHECKS)


def check_blocks(blocks: Any, surface: str, *, files: Container[str] = ()) -> list[Problem]:
    """Return everything wrong with these blocks on a surface (message, modal or home); empty when Slack takes them."""
    where = Where(surface, files)
    limit = MAX_BLOCKS[surface]
    problems = list(array(_BLOCK, limit, 0 if surface == "home" else 1)(blocks, "", where))
    if not problems:
        problems = [*_cross_block_problems(blocks, where)]
    return problems


def _cross_block_problems(blocks: list[Json], where: Where) -> Iterator[Problem]:
    """Yield the problems that show only when all blocks are seen at once."""
    named = [(f"/{index}/block_id", block["block_id"]) for index, block in enumerate(blocks) if "block_id" in block]
    yield from unique(named, "block_id")
    if sum(block["type"] in ("table", "data_table") for block in _with_children(blocks)) > 1:
        yield Problem("", "only one table allowed", "invalid_attachments")
    if sum(block["type"] == "data_visualization" for block in blocks) > MAX_CHARTS:
        yield Problem("", f"no more than {MAX_CHARTS} data_visualization blocks allowed")
    for index, block in enumerate(blocks):
        if block["type"] == "data_table" and _text_length(block["rows"]) > MAX_DATA_LENGTH:
            yield Problem(f"/{index}/rows", f"must be less than {MAX_DATA_LENGTH + 1} characters")
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > MAX_MARKDOWN_LENGTH:
        yield Problem("", f"markdown must be less than {MAX_MARKDOWN_LENGTH + 1} characters together", "msg_too_long")
    if where.surface == "message" and size(blocks) > MAX_PAYLOAD_LENGTH:
        yield Problem("", f"blocks must be less than {MAX_PAYLOAD_LENGTH + 1} characters", "msg_blocks_too_long")
    yield from _focus_problems(blocks, where)


def _with_children(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield block
        yield from block.get("child_blocks", ())


def _focus_problems(blocks: list[Json], where: Where) -> Iterator[Problem]:
    focused = [
        f"/{index}"
        for index, block in enumerate(blocks)
        for element in (block.get("accessory"), block.get("element"), *block.get("elements", []))
        if isinstance(element, dict) and element.get("focus_on_load")
    ]
    if where.surface == "message" and focused:
        yield Problem(focused[0], "focus_on_load works in views only")
    if len(focused) > 1:
        yield Problem(focused[1], "only one element can have focus_on_load")
