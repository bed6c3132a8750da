"""One function per block: from a tag to one or more Block Kit blocks, each with the fallback of what it says."""

import marshal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json import dumps
from typing import Any

from templates import elements, flow, inline, limits, sanitize, tables
from templates.errors import MarkupError
from templates.markup import KEPT, Node

Json = dict[str, Any]
_BESIDE = frozenset({"field", *elements.IN_SECTION})


@dataclass(frozen=True, slots=True)
class Built:
    """A finished block, what it says as plain text, the tag it came from, and how many characters its JSON has."""

    json: Json
    spoken: str
    node: Node
    size: int


def build(nodes: Sequence[Node]) -> list[Built]:
    """This will build all blocks in order; each `id` names the first block of its tag, further ones get `id:2` …"""
    made: list[Built] = []
    taken: set[str] = set()
    for node in nodes:
        name = node.fits(node.get("id"), limits.NAME - 4, "id")
        for number, (json, spoken, size) in enumerate(_kept(node) if node.tag in KEPT else _sized(node), 1):
            own = str(json.pop("block_id", name))
            own = f"{own}:{number}" if own and number > 1 else own
            if own in taken:
                raise MarkupError(f"Two blocks have the id “{own}”.", node.place)
            taken |= {own} if own else set()
            json |= {"block_id": own} if own else {}
            made.append(Built(json, spoken, node, length(json) if own else size))
    return made


Pairs = Iterator[tuple[Json, str]]


def _kept(node: Node) -> list[tuple[Json, str, int]]:
    """What is read once is built once; everybody gets a copy of their own."""
    found: list[tuple[Json, str, int]] = marshal.loads(_written(node))  # noqa: S302 - these bytes are our own
    return found


@lru_cache(maxsize=2048)
def _written(node: Node) -> bytes:
    return marshal.dumps(_sized(node))


def _sized(node: Node) -> list[tuple[Json, str, int]]:
    return [(json, spoken, length(json)) for json, spoken in _KINDS[node.tag](node)]


def length(json: Json) -> int:
    return len(dumps(json, ensure_ascii=False))


def _unique(made: list[Json]) -> list[Json]:
    """This will suffix repeated action ids with `:2`, `:3` …, because Slack wants them unique inside a block."""
    seen: dict[str, int] = {}
    for element in made:
        if action := element.get("action_id"):
            seen[action] = seen.get(action, 0) + 1
            element["action_id"] = action if seen[action] == 1 else f"{action}:{seen[action]}"
    return made


def _header(node: Node) -> Pairs:
    words = inline.plain(node)
    yield {"type": "header", "text": elements.text(words, limits.HEADER)}, inline.spoken(inline.runs(node.inside))


def _section(node: Node) -> Pairs:
    fields = [child for child in node.nodes if child.tag == "field"]
    extras = [child for child in node.nodes if child.tag in elements.IN_SECTION]
    if len(extras) > 1:
        raise MarkupError("A <section> takes one element beside its text; put more into <actions>.", node.place)
    words = [part for part in node.inside if isinstance(part, str) or part.tag not in _BESIDE]
    parts = flow.parts(words)
    if not fields and not extras:
        yield from flow.blocks(parts)
        return
    lead = parts[0].line if parts and parts[0].kind == "section" else ()
    if not lead and not fields:
        if parts:
            raise MarkupError("A <section> with an element needs a line of text or fields first.", node.place)
        lead = (inline.Run("text", "–"),)
    yield from _beside(lead, fields, extras)
    yield from flow.blocks(parts[1:] if lead else parts)


def _beside(lead: Sequence[inline.Run], fields: list[Node], extras: list[Node]) -> Pairs:
    pages = inline.split(lead, limits.SECTION)
    cells = [inline.runs(field.inside) for field in fields]
    groups = list(limits.groups(cells, limits.FIELDS))
    for number in range(max(len(pages), len(groups))):
        made: Json = {"type": "section"}
        spoken = ""
        if number < len(pages):
            made["text"] = mrkdwn(inline.wire(pages[number]))
            spoken = inline.spoken(pages[number])
        if number < len(groups):
            made["fields"] = [_field(cell) for cell in groups[number]]
            spoken = "\n".join(
                [spoken, *(inline.spoken(cell).replace("\n", ": ", 1) for cell in groups[number])]
            ).strip()
        if number == 0 and extras:
            made["accessory"] = elements.image(extras[0]) if extras[0].tag == "img" else elements.build(extras[0])
        yield made, spoken


def _field(cell: list[inline.Run]) -> Json:
    pages = inline.split(cell, limits.FIELD - 2)
    return mrkdwn((inline.wire(pages[0]) + (" …" if len(pages) > 1 else "")) if pages else "–")


def mrkdwn(words: str) -> Json:
    return {"type": "mrkdwn", "text": words, "verbatim": True}


def _context(node: Node) -> Pairs:
    made: list[tuple[Json, str]] = []
    for child in node.only("p", "img"):
        if child.tag == "img":
            made.append((elements.image(child), sanitize.wire(child.get("alt"))))
        else:
            made += [
                (mrkdwn(inline.wire(page)), inline.spoken(page))
                for page in inline.split(inline.runs(child.inside), limits.SECTION)
            ]
    for group in limits.groups(made, limits.CONTEXT_ELEMENTS):
        yield {"type": "context", "elements": [json for json, _ in group]}, " · ".join(spoken for _, spoken in group)


def _divider(node: Node) -> Pairs:
    node.only()
    yield {"type": "divider"}, ""


def _actions(node: Node) -> Pairs:
    for group in limits.groups(node.only(*elements.IN_ACTIONS), limits.ACTIONS):
        yield {"type": "actions", "elements": _unique([elements.build(child) for child in group])}, ""


def _image(node: Node) -> Pairs:
    made: Json = {"type": "image", "alt_text": elements.bare(node.said("alt"), limits.ALT)}
    if node.get("file"):
        made["slack_file"] = {"id": node.need("file", limits.NAME)}
    else:
        made["image_url"] = node.address("url", limits.URL)
    if title := node.get("title"):
        made["title"] = elements.text(title, limits.ALT)
    yield made, sanitize.wire(node.get("alt"))


def _input(node: Node) -> Pairs:
    inside = node.only(*elements.IN_INPUT)
    if len(inside) != 1:
        raise MarkupError("An <input> takes exactly one element.", node.place)
    element = elements.build(inside[0])
    made: Json = {
        "type": "input",
        "block_id": node.get("id", element["action_id"]),
        "label": elements.text(node.said("label"), limits.LABEL),
        "element": element,
        "optional": node.flag("optional"),
    }
    if hint := node.get("hint"):
        made["hint"] = elements.text(hint, limits.LABEL)
    if node.flag("dispatch"):
        made["dispatch_action"] = True
    yield made, sanitize.wire(node.get("label"))


def _flow(node: Node) -> Pairs:
    yield from flow.blocks(flow.parts([node]))


_KINDS: dict[str, Callable[[Node], Pairs]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "divider": _divider,
    "actions": _actions,
    "image": _image,
    "input": _input,
    "table": tables.build,
    **dict.fromkeys(flow.TAGS, _flow),
}
TAGS = tuple(_KINDS)
