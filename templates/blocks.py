"""Builders that turn each block tag into Block Kit blocks, with the fallback text of each."""

import marshal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json import dumps
from typing import Any

from templates import elements, flow, inline, limits, sanitize, tables
from templates.errors import MarkupError
from templates.markup import CACHED_TAGS, Node

Json = dict[str, Any]
_TAGS_BESIDE_TEXT = frozenset({"field", *elements.TAGS_IN_SECTION})


@dataclass(frozen=True, slots=True)
class BuiltBlock:
    """A finished block: its JSON, its plain text, the tag it came from and the length of its JSON in characters."""

    json: Json
    fallback: str
    node: Node
    size: int


def _unwrap_items(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.tag == "item":
            yield from _unwrap_items(node.require_only(*BLOCK_TAGS))
        else:
            yield node


def build_blocks(nodes: Sequence[Node]) -> list[BuiltBlock]:
    """Build all blocks in order, also those inside items.

    An `id` names the first block of its tag; the others get `id:2`, `id:3` …
    """
    built: list[BuiltBlock] = []
    used_ids: set[str] = set()
    for node in _unwrap_items(nodes):
        requested_id = node.require_length(node.get("id"), limits.NAME - 4, "id")
        for number, (json, fallback, size) in enumerate(
            _cached_blocks(node) if node.tag in CACHED_TAGS else _sized_blocks(node), 1
        ):
            block_id = str(json.pop("block_id", requested_id))
            block_id = f"{block_id}:{number}" if block_id and number > 1 else block_id
            if block_id in used_ids:
                raise MarkupError(f"Two blocks have the id “{block_id}”.", node.place)
            used_ids |= {block_id} if block_id else set()
            json |= {"block_id": block_id} if block_id else {}
            built.append(BuiltBlock(json, fallback, node, json_length(json) if block_id else size))
    return built


BlocksWithFallback = Iterator[tuple[Json, str]]


def _cached_blocks(node: Node) -> list[tuple[Json, str, int]]:
    """Build a block that was read from the cache only once; every caller gets its own copy."""
    blocks: list[tuple[Json, str, int]] = marshal.loads(_marshalled_blocks(node))  # noqa: S302 - these bytes are our own
    return blocks


@lru_cache(maxsize=2048)
def _marshalled_blocks(node: Node) -> bytes:
    return marshal.dumps(_sized_blocks(node))


def _sized_blocks(node: Node) -> list[tuple[Json, str, int]]:
    return [(json, fallback, json_length(json)) for json, fallback in _BLOCK_BUILDERS[node.tag](node)]


def json_length(json: Json) -> int:
    return len(dumps(json, ensure_ascii=False))


def _unique_action_ids(elements_json: list[Json]) -> list[Json]:
    """Add `:2`, `:3` … to repeated action ids, because Slack requires unique ids within a block."""
    counts: dict[str, int] = {}
    for element in elements_json:
        if action := element.get("action_id"):
            counts[action] = counts.get(action, 0) + 1
            element["action_id"] = action if counts[action] == 1 else f"{action}:{counts[action]}"
    return elements_json


def _build_header(node: Node) -> BlocksWithFallback:
    text = inline.plain_text(node)
    yield (
        {"type": "header", "text": elements.plain_text_object(text, limits.HEADER)},
        inline.fallback_text(inline.read_runs(node.content)),
    )


def _build_section(node: Node) -> BlocksWithFallback:
    fields = [child for child in node.child_nodes if child.tag == "field"]
    extras = [child for child in node.child_nodes if child.tag in elements.TAGS_IN_SECTION]
    if len(extras) > 1:
        raise MarkupError("A <section> takes one element beside its text; put more into <actions>.", node.place)
    flowing = [part for part in node.content if isinstance(part, str) or part.tag not in _TAGS_BESIDE_TEXT]
    parts = flow.read_parts(flowing)
    if not fields and not extras:
        yield from flow.rich_text_blocks(parts)
        return
    first_line = parts[0].line if parts and parts[0].kind == "section" else ()
    if not first_line and not fields:
        if parts:
            raise MarkupError("A <section> with an element needs a line of text or fields first.", node.place)
        first_line = (inline.Run("text", "–"),)
    yield from _section_pages(first_line, fields, extras)
    yield from flow.rich_text_blocks(parts[1:] if first_line else parts)


def _section_pages(first_line: Sequence[inline.Run], fields: list[Node], extras: list[Node]) -> BlocksWithFallback:
    pages = inline.split_line(first_line, limits.SECTION)
    cells = [inline.read_runs(field.content) for field in fields]
    groups = list(limits.in_groups(cells, limits.FIELDS))
    for number in range(max(len(pages), len(groups))):
        block: Json = {"type": "section"}
        fallback = ""
        if number < len(pages):
            block["text"] = mrkdwn_object(inline.to_mrkdwn(pages[number]))
            fallback = inline.fallback_text(pages[number])
        if number < len(groups):
            block["fields"] = [_build_field(cell) for cell in groups[number]]
            fallback = "\n".join(
                [fallback, *(inline.fallback_text(cell).replace("\n", ": ", 1) for cell in groups[number])]
            ).strip()
        if number == 0 and extras:
            block["accessory"] = (
                elements.build_image(extras[0]) if extras[0].tag == "img" else elements.build_element(extras[0])
            )
        yield block, fallback


def _build_field(cell: list[inline.Run]) -> Json:
    pages = inline.split_line(cell, limits.FIELD - 2)
    return mrkdwn_object((inline.to_mrkdwn(pages[0]) + (" …" if len(pages) > 1 else "")) if pages else "–")


def mrkdwn_object(text: str) -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _build_context(node: Node) -> BlocksWithFallback:
    entries: list[tuple[Json, str]] = []
    for child in node.require_only("p", "img"):
        if child.tag == "img":
            entries.append((elements.build_image(child), sanitize.mrkdwn_text(child.get("alt"))))
        else:
            entries += [
                (mrkdwn_object(inline.to_mrkdwn(page)), inline.fallback_text(page))
                for page in inline.split_line(inline.read_runs(child.content), limits.SECTION)
            ]
    for group in limits.in_groups(entries, limits.CONTEXT_ELEMENTS):
        yield (
            {"type": "context", "elements": [json for json, _ in group]},
            " · ".join(fallback for _, fallback in group),
        )


def _build_more(node: Node) -> BlocksWithFallback:
    line = inline.read_runs([node])
    if line:
        yield {"type": "context", "elements": [mrkdwn_object(inline.to_mrkdwn(line))]}, inline.fallback_text(line)


def build_note(sentence: str, node: Node) -> BuiltBlock:
    """Build a context block with our own words, in the place of `node`."""
    note = {"type": "context", "elements": [mrkdwn_object(sentence)]}
    return BuiltBlock(note, sentence, node, json_length(note))


def _build_divider(node: Node) -> BlocksWithFallback:
    node.require_only()
    yield {"type": "divider"}, ""


def _build_actions(node: Node) -> BlocksWithFallback:
    for group in limits.in_groups(node.require_only(*elements.TAGS_IN_ACTIONS), limits.ACTIONS):
        yield (
            {"type": "actions", "elements": _unique_action_ids([elements.build_element(child) for child in group])},
            "",
        )


def _build_image(node: Node) -> BlocksWithFallback:
    block: Json = {"type": "image", "alt_text": elements.clipped_text(node.require_attribute("alt"), limits.ALT)}
    if node.get("file"):
        block["slack_file"] = {"id": node.require_attribute_within("file", limits.NAME)}
    else:
        block["image_url"] = node.url_attribute("url", limits.URL)
    if title := node.get("title"):
        block["title"] = elements.plain_text_object(title, limits.ALT)
    yield block, sanitize.mrkdwn_text(node.get("alt"))


def _build_input(node: Node) -> BlocksWithFallback:
    children = node.require_only(*elements.TAGS_IN_INPUT)
    if len(children) != 1:
        raise MarkupError("An <input> takes exactly one element.", node.place)
    element = elements.build_element(children[0])
    block: Json = {
        "type": "input",
        "block_id": node.get("id", element["action_id"]),
        "label": elements.plain_text_object(node.require_attribute("label"), limits.LABEL),
        "element": element,
        "optional": node.bool_attribute("optional"),
    }
    if hint := " · ".join(filter(None, (node.get("hint"), elements.omitted_options(children[0])))):
        block["hint"] = elements.plain_text_object(hint, limits.LABEL)
    if node.bool_attribute("dispatch"):
        block["dispatch_action"] = True
    yield block, sanitize.mrkdwn_text(node.get("label"))


def _build_table(node: Node) -> BlocksWithFallback:
    """Build the table, and below it how many rows are left out."""
    yield from tables.build_table(node)
    for more in (child for child in node.child_nodes if child.tag == "more"):
        yield from _build_more(more)


def _build_flow(node: Node) -> BlocksWithFallback:
    yield from flow.rich_text_blocks(flow.read_parts([node]))


_BLOCK_BUILDERS: dict[str, Callable[[Node], BlocksWithFallback]] = {
    "header": _build_header,
    "section": _build_section,
    "context": _build_context,
    "divider": _build_divider,
    "actions": _build_actions,
    "image": _build_image,
    "input": _build_input,
    "table": _build_table,
    "more": _build_more,
    **dict.fromkeys(flow.FLOW_TAGS, _build_flow),
}
BLOCK_TAGS = (*_BLOCK_BUILDERS, "item")
