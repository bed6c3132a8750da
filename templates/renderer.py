"""What templates become: messages (one, or several parts), views and plain sentences."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from templates import blocks, environment, inline, limits, sanitize
from templates.blocks import BuiltBlock
from templates.elements import plain_text_object
from templates.errors import LimitError, MarkupError, RenderingError
from templates.markup import Node, read_markup

Json = dict[str, Any]
Result = TypeVar("Result")
_LEADING_BLOCK_TYPES = ("header", "divider")
_HALF_TOKEN = re.compile(r"(<[^<>]*|&[a-z]*)$")


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message for Slack: its blocks and the complete fallback (≤ 4,000 characters) for notifications and readers.

    `echo`: the only ids in it are those the reader wrote themselves ("There is no milestone M-9.").
    """

    blocks: list[Json]
    text: str
    echo: bool = False


def render(name: str, /, *, folder: Path = environment.TEMPLATE_FOLDER, **facts: object) -> RenderedMessage:
    """This will render a `<message>` that fits in one message, or raise LimitError."""
    return _compile_template(name, folder, facts, _single_message)


def render_parts(
    name: str, /, *, folder: Path = environment.TEMPLATE_FOLDER, **facts: object
) -> tuple[RenderedMessage, ...]:
    """This will render a `<message>` over as many messages as it needs: ≤ 45 blocks, ≤ 9,000 JSON characters and one
    table each, a heading never the last block."""
    return _compile_template(name, folder, facts, _several_messages)


def render_view(name: str, /, *, folder: Path = environment.TEMPLATE_FOLDER, **facts: object) -> Json:
    """This will render a `<modal>` or `<home>` for views.open, views.update or views.publish."""
    return _compile_template(name, folder, facts, _build_view)


def render_text(name: str, /, *, folder: Path = environment.TEMPLATE_FOLDER, **facts: object) -> str:
    """This will render a `<text>` to mrkdwn of at most 4,000 characters."""
    return _compile_template(name, folder, facts, _mrkdwn_sentence)


def _compile_template(name: str, folder: Path, facts: dict[str, object], shape: Callable[[Node], Result]) -> Result:
    file = f"{name}.xml.j2"
    with suppress(RenderingError):
        return shape(read_markup(file, environment.fill_template(environment.jinja_environment(folder), file, facts)))
    env = environment.jinja_environment(folder, marked=True)  # once more, to say where the fault is
    try:
        return shape(read_markup(file, environment.fill_template(env, file, facts)))
    except RenderingError as fault:
        if fault.place.line and not fault.place.quote:
            place = environment.locate_line(env, fault.place.template, fault.place.line)
            raise type(fault)(fault.sentence, place) from fault
        raise


def _require_root(node: Node, *tags: str) -> None:
    if node.tag not in tags:
        raise MarkupError(
            f"The root is <{node.tag}>; here it must be {' or '.join(f'<{tag}>' for tag in tags)}.", node.place
        )


def _build_blocks(node: Node) -> list[BuiltBlock]:
    return blocks.build_blocks(node.require_only(*blocks.BLOCK_TAGS))


def _single_message(root: Node) -> RenderedMessage:
    _require_root(root, "message")
    built = _build_blocks(root)
    if not built:
        raise LimitError("A message needs at least one block that says something.", root.place)
    if problem := _limit_problem(built, limits.BLOCKS_IN_MESSAGE, limits.JSON_IN_MESSAGE):
        raise LimitError(f"One message cannot hold {problem}; use render_parts or say less.", root.place)
    return _assemble_message(built)


def _limit_problem(built: Sequence[BuiltBlock], max_blocks: int, max_json: int) -> str:
    if len(built) > max_blocks:
        return f"{len(built)} blocks (most: {max_blocks})"
    if (size := _json_size(built)) > max_json:
        return f"{size} characters of JSON (most: {max_json})"
    return "two tables" if sum(part.json["type"] == "table" for part in built) > 1 else ""


def _json_size(built: Sequence[BuiltBlock]) -> int:
    return sum(part.size + len(", ") for part in built)


def _assemble_message(built: Sequence[BuiltBlock]) -> RenderedMessage:
    lines = [part.fallback for part in built if part.fallback]
    return RenderedMessage([part.json for part in built], _cut_fallback("\n".join(lines) or "–"))


def _cut_fallback(fallback: str) -> str:
    """This will cut a fallback to its limit, at a line end if one is near, never inside an entity or a mention."""
    if len(fallback) <= limits.FALLBACK:
        return fallback
    head = fallback[: limits.FALLBACK - 2]
    cut = head.rfind("\n", limits.FALLBACK - limits.FALLBACK // 8)
    return f"{head[:cut] if cut > 0 else _HALF_TOKEN.sub('', head)}\n…"


def _several_messages(root: Node) -> tuple[RenderedMessage, ...]:
    _require_root(root, "message")
    return tuple(_assemble_message(part) for part in _split_blocks(_build_blocks(root)))


def _split_blocks(built: Sequence[BuiltBlock]) -> Iterator[list[BuiltBlock]]:
    part: list[BuiltBlock] = []
    for block in built:
        if part and _limit_problem([*part, block], limits.BLOCKS_IN_PART, limits.JSON_IN_PART):
            leads = len(part)
            while leads > 1 and part[leads - 1].json["type"] in _LEADING_BLOCK_TYPES:
                leads -= 1
            yield part[:leads]
            part = part[leads:]
        part.append(block)
    if part:
        yield part


def _mrkdwn_sentence(root: Node) -> str:
    _require_root(root, "text")
    pages = inline.split_line(inline.read_runs(root.content), limits.FALLBACK - 2)
    return inline.to_mrkdwn(pages[0]) + (" …" if len(pages) > 1 else "") if pages else ""


def _build_view(root: Node) -> Json:
    _require_root(root, "modal", "home")
    built = _build_blocks(root)
    view: Json = (
        {"type": root.tag, "callback_id": root.require_attribute_within("callback", limits.NAME)}
        if root.get("callback")
        else {"type": root.tag}
    )
    if metadata := root.attributes.get("metadata", "").replace(sanitize.TYPED_NEWLINE, "\n"):
        view["private_metadata"] = root.require_length(metadata, limits.METADATA, "metadata")
    if root.get("external"):
        view["external_id"] = root.require_attribute_within("external", limits.NAME)
    if root.tag == "home":
        return {**view, "blocks": [part.json for part in _cut_home_blocks(built)]}
    return {**view, **_modal_fields(root, built), "blocks": [part.json for part in built]}


def _modal_fields(root: Node, built: Sequence[BuiltBlock]) -> Json:
    if len(built) > limits.BLOCKS_IN_VIEW:
        raise LimitError(f"A modal holds {limits.BLOCKS_IN_VIEW} blocks, this one has {len(built)}.", root.place)
    inputs = any(part.json["type"] == "input" for part in built)
    if inputs and not root.get("submit"):
        raise MarkupError('A <modal> with an <input> needs submit="…".', root.place)
    made: Json = {
        "title": plain_text_object(root.require_attribute("title"), limits.TITLE),
        "close": plain_text_object(root.get("close", "Cancel"), limits.TITLE),
    }
    if submit := root.get("submit"):
        made["submit"] = plain_text_object(submit, limits.TITLE)
    if root.bool_attribute("notify_close"):
        made["notify_on_close"] = True
    return made


def _cut_home_blocks(built: list[BuiltBlock]) -> list[BuiltBlock]:
    """This will cut a home that is too long, and say by how many entries."""
    if len(built) <= limits.BLOCKS_IN_VIEW:
        return built
    kept = built[: limits.BLOCKS_IN_VIEW - 1]
    while kept and kept[-1].json["type"] in _LEADING_BLOCK_TYPES:
        kept.pop()
    lost = sum(bool(part.fallback) and part.json["type"] not in _LEADING_BLOCK_TYPES for part in built[len(kept) :])
    note = {"type": "context", "elements": [blocks.mrkdwn_object(f"+{lost} more")]}
    return [*kept, BuiltBlock(note, f"+{lost} more", built[-1].node, blocks.json_length(note))]
