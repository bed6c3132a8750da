"""Paragraphs, lists, quotes and preformatted text: everything that becomes a rich_text block."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from templates import inline, limits
from templates.markup import Node

TAGS = ("ul", "ol", "quote", "pre")
Kind = Literal["section", "bullet", "ordered", "quote", "preformatted"]


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph or list item; `number` counts from 1 in an ordered list, `indent` from 0."""

    kind: Kind
    line: tuple[inline.Run, ...]
    indent: int = 0
    number: int = 0


def parts(inside: Sequence[Node | str]) -> list[Part]:
    """This will read flowing content; runs of inline markup between lists are paragraphs, empty ones are dropped."""
    found: list[Part] = []
    for flowing, group in groupby(inside, key=lambda part: isinstance(part, Node) and part.tag in TAGS):
        members = list(group)
        if not flowing:
            found.append(Part("section", tuple(inline.runs(members))))
            continue
        for node in members:
            if isinstance(node, Node):
                found += _flowing(node, 0)
    return [part for part in found if part.line]


def _flowing(node: Node, indent: int) -> Iterator[Part]:
    if node.tag in ("ul", "ol"):
        yield from _items(node, indent)
    elif node.tag == "quote":
        yield Part("quote", tuple(inline.runs(node.inside)))
    else:
        yield Part("preformatted", tuple(inline.untouched(node)))


def _items(node: Node, indent: int) -> Iterator[Part]:
    for number, item in enumerate(node.only("li"), 1):
        own = [part for part in item.inside if isinstance(part, str) or part.tag not in ("ul", "ol")]
        kind: Kind = "bullet" if node.tag == "ul" else "ordered"
        yield Part(kind, tuple(inline.runs(own)), indent, number)
        for nested in item.nodes:
            if nested.tag in ("ul", "ol"):
                yield from _items(nested, indent + 1)


def blocks(flow: Sequence[Part]) -> list[tuple[dict[str, Any], str]]:
    """This will build rich_text blocks of at most a section's length each, with the fallback of each."""
    if flow and sum(inline.most(part.line) for part in flow) < limits.SECTION:
        return [({"type": "rich_text", "elements": _elements(flow)}, spoken(flow))]
    pages: list[list[Part]] = [[]]
    size = 0
    for part in _short(flow):
        weight = len(json.dumps(inline.rich(part.line), ensure_ascii=False))
        if pages[-1] and size + weight > limits.SECTION:
            pages.append([])
            size = 0
        pages[-1].append(part)
        size += weight
    return [({"type": "rich_text", "elements": _elements(page)}, spoken(page)) for page in pages if page]


def _short(flow: Sequence[Part]) -> Iterator[Part]:
    for part in flow:
        for page in inline.split(part.line, limits.SECTION):
            yield replace(part, line=tuple(page))


def _elements(page: Sequence[Part]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for (kind, indent), group in groupby(page, key=lambda part: (part.kind, part.indent)):
        members = list(group)
        lines = [inline.rich(part.line) for part in members]
        if kind not in ("bullet", "ordered"):
            made += [{"type": f"rich_text_{kind}", "elements": line} for line in lines]
            continue
        items = [{"type": "rich_text_section", "elements": line} for line in lines]
        made.append({"type": "rich_text_list", "style": kind, "indent": indent, "elements": items})
        if members[0].number > 1 and kind == "ordered":
            made[-1]["offset"] = members[0].number - 1
    return made


def spoken(page: Sequence[Part]) -> str:
    return "\n".join(f"{'  ' * part.indent}{_bullet(part)}{inline.spoken(part.line)}" for part in page)


def _bullet(part: Part) -> str:
    return {"bullet": "• ", "ordered": f"{part.number}. "}.get(part.kind, "")
