"""Paragraphs, lists, quotes and preformatted text: everything that becomes a rich_text block."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from templates import inline, limits
from templates.markup import Node

FLOW_TAGS = ("ul", "ol", "quote", "pre")
PartKind = Literal["section", "bullet", "ordered", "quote", "preformatted"]


@dataclass(frozen=True, slots=True)
class FlowPart:
    """One paragraph or list item; `number` counts from 1 in an ordered list, `indent` from 0."""

    kind: PartKind
    line: tuple[inline.Run, ...]
    indent: int = 0
    number: int = 0


def read_parts(content: Sequence[Node | str]) -> list[FlowPart]:
    """Read flowing content; runs of inline markup between lists become paragraphs, and empty ones are dropped."""
    parts: list[FlowPart] = []
    for is_flow_tag, group in groupby(content, key=lambda part: isinstance(part, Node) and part.tag in FLOW_TAGS):
        members = list(group)
        if not is_flow_tag:
            parts.append(FlowPart("section", tuple(inline.read_runs(members))))
            continue
        for node in members:
            if isinstance(node, Node):
                parts += _read_flow_tag(node, 0)
    return [part for part in parts if part.line]


def _read_flow_tag(node: Node, indent: int) -> Iterator[FlowPart]:
    if node.tag in ("ul", "ol"):
        yield from _list_items(node, indent)
    elif node.tag == "quote":
        yield FlowPart("quote", tuple(inline.read_runs(node.content)))
    else:
        yield FlowPart("preformatted", tuple(inline.preformatted_runs(node)))


def _list_items(node: Node, indent: int) -> Iterator[FlowPart]:
    for number, item in enumerate(node.require_only("li", "more"), 1):
        if item.tag == "more":
            yield FlowPart("bullet", tuple(inline.read_runs([item])), indent)
            continue
        item_content = [part for part in item.content if isinstance(part, str) or part.tag not in ("ul", "ol")]
        kind: PartKind = "bullet" if node.tag == "ul" else "ordered"
        yield FlowPart(kind, tuple(inline.read_runs(item_content)), indent, number)
        for nested in item.child_nodes:
            if nested.tag in ("ul", "ol"):
                yield from _list_items(nested, indent + 1)


def rich_text_blocks(flow_parts: Sequence[FlowPart]) -> list[tuple[dict[str, Any], str]]:
    """Build rich_text blocks, each at most as long as a section, with their fallback texts."""
    if flow_parts and sum(inline.max_wire_length(part.line) for part in flow_parts) < limits.SECTION:
        return [({"type": "rich_text", "elements": _rich_text_elements(flow_parts)}, fallback_text(flow_parts))]
    pages: list[list[FlowPart]] = [[]]
    size = 0
    for part in _split_long_parts(flow_parts):
        part_size = len(json.dumps(inline.rich_text_elements(part.line), ensure_ascii=False))
        if pages[-1] and size + part_size > limits.SECTION:
            pages.append([])
            size = 0
        pages[-1].append(part)
        size += part_size
    return [
        ({"type": "rich_text", "elements": _rich_text_elements(page)}, fallback_text(page)) for page in pages if page
    ]


def _split_long_parts(flow_parts: Sequence[FlowPart]) -> Iterator[FlowPart]:
    for part in flow_parts:
        for page in inline.split_line(part.line, limits.SECTION):
            yield replace(part, line=tuple(page))


def _rich_text_elements(page: Sequence[FlowPart]) -> list[dict[str, Any]]:
    elements: list[dict[str, Any]] = []
    for (kind, indent), group in groupby(page, key=lambda part: (part.kind, part.indent)):
        members = list(group)
        lines = [inline.rich_text_elements(part.line) for part in members]
        if kind not in ("bullet", "ordered"):
            elements += [{"type": f"rich_text_{kind}", "elements": line} for line in lines]
            continue
        items = [{"type": "rich_text_section", "elements": line} for line in lines]
        elements.append({"type": "rich_text_list", "style": kind, "indent": indent, "elements": items})
        if members[0].number > 1 and kind == "ordered":
            elements[-1]["offset"] = members[0].number - 1
    return elements


def fallback_text(page: Sequence[FlowPart]) -> str:
    return "\n".join(f"{'  ' * part.indent}{_bullet_text(part)}{inline.fallback_text(part.line)}" for part in page)


def _bullet_text(part: FlowPart) -> str:
    return {"bullet": "• ", "ordered": f"{part.number}. "}.get(part.kind, "")
