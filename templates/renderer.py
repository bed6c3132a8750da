"""What templates become: messages (one, or several parts), views and plain sentences."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from templates import blocks, environment, inline, limits, sanitize
from templates.blocks import Built
from templates.elements import text
from templates.errors import LimitError, MarkupError, TemplateFault
from templates.markup import Node, read

Json = dict[str, Any]
Result = TypeVar("Result")
_LEADS = ("header", "divider")
_HALF = re.compile(r"(<[^<>]*|&[a-z]*)$")


@dataclass(frozen=True, slots=True)
class Message:
    """A message for Slack: its blocks and the complete fallback (≤ 4,000 characters) for notifications and readers.

    `echo`: the only ids in it are those the reader wrote themselves ("There is no milestone M-9.").
    """

    blocks: list[Json]
    text: str
    echo: bool = False


def render(name: str, /, *, folder: Path = environment.HERE, **facts: object) -> Message:
    """This will render a `<message>` that fits in one message, or raise LimitError."""
    return _compile(name, folder, facts, _one)


def render_parts(name: str, /, *, folder: Path = environment.HERE, **facts: object) -> tuple[Message, ...]:
    """This will render a `<message>` over as many messages as it needs: ≤ 45 blocks, ≤ 9,000 JSON characters and one
    table each, a heading never the last block."""
    return _compile(name, folder, facts, _several)


def render_view(name: str, /, *, folder: Path = environment.HERE, **facts: object) -> Json:
    """This will render a `<modal>` or `<home>` for views.open, views.update or views.publish."""
    return _compile(name, folder, facts, _view)


def render_text(name: str, /, *, folder: Path = environment.HERE, **facts: object) -> str:
    """This will render a `<text>` to mrkdwn of at most 4,000 characters."""
    return _compile(name, folder, facts, _sentence)


def _compile(name: str, folder: Path, facts: dict[str, object], shape: Callable[[Node], Result]) -> Result:
    file = f"{name}.xml.j2"
    with suppress(TemplateFault):
        return shape(read(file, environment.fill(environment.environment(folder), file, facts)))
    env = environment.environment(folder, marked=True)  # once more, to say where the fault is
    try:
        return shape(read(file, environment.fill(env, file, facts)))
    except TemplateFault as fault:
        if fault.place.line and not fault.place.quote:
            place = environment.place(env, fault.place.template, fault.place.line)
            raise type(fault)(fault.sentence, place) from fault
        raise


def _root(node: Node, *tags: str) -> None:
    if node.tag not in tags:
        raise MarkupError(
            f"The root is <{node.tag}>; here it must be {' or '.join(f'<{tag}>' for tag in tags)}.", node.place
        )


def _built(node: Node) -> list[Built]:
    return blocks.build(node.only(*blocks.TAGS))


def _one(root: Node) -> Message:
    _root(root, "message")
    built = _built(root)
    if not built:
        raise LimitError("A message needs at least one block that says something.", root.place)
    if problem := _too_much(built, limits.BLOCKS_IN_MESSAGE, limits.JSON_IN_MESSAGE):
        raise LimitError(f"One message cannot hold {problem}; use render_parts or say less.", root.place)
    return _message(built)


def _too_much(built: Sequence[Built], most_blocks: int, most_json: int) -> str:
    if len(built) > most_blocks:
        return f"{len(built)} blocks (most: {most_blocks})"
    if (size := _size(built)) > most_json:
        return f"{size} characters of JSON (most: {most_json})"
    return "two tables" if sum(part.json["type"] == "table" for part in built) > 1 else ""


def _size(built: Sequence[Built]) -> int:
    return sum(part.size + len(", ") for part in built)


def _message(built: Sequence[Built]) -> Message:
    lines = [part.spoken for part in built if part.spoken]
    return Message([part.json for part in built], _cut("\n".join(lines) or "–"))


def _cut(spoken: str) -> str:
    """This will cut a fallback to its limit, at a line end if one is near, never inside an entity or a mention."""
    if len(spoken) <= limits.FALLBACK:
        return spoken
    head = spoken[: limits.FALLBACK - 2]
    cut = head.rfind("\n", limits.FALLBACK - limits.FALLBACK // 8)
    return f"{head[:cut] if cut > 0 else _HALF.sub('', head)}\n…"


def _several(root: Node) -> tuple[Message, ...]:
    _root(root, "message")
    return tuple(_message(part) for part in _parts(_built(root)))


def _parts(built: Sequence[Built]) -> Iterator[list[Built]]:
    part: list[Built] = []
    for block in built:
        if part and _too_much([*part, block], limits.BLOCKS_IN_PART, limits.JSON_IN_PART):
            leads = len(part)
            while leads > 1 and part[leads - 1].json["type"] in _LEADS:
                leads -= 1
            yield part[:leads]
            part = part[leads:]
        part.append(block)
    if part:
        yield part


def _sentence(root: Node) -> str:
    _root(root, "text")
    pages = inline.split(inline.runs(root.inside), limits.FALLBACK - 2)
    return inline.wire(pages[0]) + (" …" if len(pages) > 1 else "") if pages else ""


def _view(root: Node) -> Json:
    _root(root, "modal", "home")
    built = _built(root)
    view: Json = (
        {"type": root.tag, "callback_id": root.need("callback", limits.NAME)}
        if root.get("callback")
        else {"type": root.tag}
    )
    if metadata := root.attributes.get("metadata", "").replace(sanitize.NEWLINE, "\n"):
        view["private_metadata"] = root.fits(metadata, limits.METADATA, "metadata")
    if root.get("external"):
        view["external_id"] = root.need("external", limits.NAME)
    if root.tag == "home":
        return {**view, "blocks": [part.json for part in _home(built)]}
    return {**view, **_modal(root, built), "blocks": [part.json for part in built]}


def _modal(root: Node, built: Sequence[Built]) -> Json:
    if len(built) > limits.BLOCKS_IN_VIEW:
        raise LimitError(f"A modal holds {limits.BLOCKS_IN_VIEW} blocks, this one has {len(built)}.", root.place)
    inputs = any(part.json["type"] == "input" for part in built)
    if inputs and not root.get("submit"):
        raise MarkupError('A <modal> with an <input> needs submit="…".', root.place)
    made: Json = {
        "title": text(root.said("title"), limits.TITLE),
        "close": text(root.get("close", "Cancel"), limits.TITLE),
    }
    if submit := root.get("submit"):
        made["submit"] = text(submit, limits.TITLE)
    if root.flag("notify_close"):
        made["notify_on_close"] = True
    return made


def _home(built: list[Built]) -> list[Built]:
    """This will cut a home that is too long, and say by how many entries."""
    if len(built) <= limits.BLOCKS_IN_VIEW:
        return built
    kept = built[: limits.BLOCKS_IN_VIEW - 1]
    while kept and kept[-1].json["type"] in _LEADS:
        kept.pop()
    lost = sum(bool(part.spoken) and part.json["type"] not in _LEADS for part in built[len(kept) :])
    note = {"type": "context", "elements": [blocks.mrkdwn(f"+{lost} more")]}
    return [*kept, Built(note, f"+{lost} more", built[-1].node, blocks.length(note))]
