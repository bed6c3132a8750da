"""Rendering of templates into messages (one, or several parts), views and plain sentences."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from templates import degrading, environment, inline, limits, sanitize
from templates.blocks import BuiltBlock
from templates.elements import plain_text_object
from templates.errors import LimitError, MarkupError, RenderingError
from templates.fitting import fit_blocks, fit_parts
from templates.markup import Node, read_markup

Json = dict[str, Any]
Result = TypeVar("Result")
_HALF_TOKEN = re.compile(r"(<[^<>]*|&[a-z]*)$")


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message for Slack: its blocks, and the complete fallback (≤ 4,000 characters) for notifications and readers.

    `echo`: it contains only ids that the reader typed themselves ("There is no milestone M-9."). `aside`: it answers a
    click on a private message that stays, because it has more buttons.
    """

    blocks: list[Json]
    text: str
    echo: bool = False
    aside: bool = False

    def has_action(self, *names: str) -> bool:
        """Return whether any of its buttons or menus has one of these action ids."""
        elements = (
            element for block in self.blocks for element in (*block.get("elements", ()), block.get("accessory", {}))
        )
        return any(element.get("action_id") in names for element in elements)


def render(name: str, /, *, folder: Path = environment.TEMPLATE_FOLDER, **facts: object) -> RenderedMessage:
    """Render a `<message>`; what does not fit in one message is folded, and the message says how much that is."""
    try:
        return _compile_template(name, folder, facts, _single_message)
    except LimitError as error:
        if not degrading.is_watched():
            raise
        # The message may announce a change in the same transaction, which must not be lost with it.
        degrading.report_misfit("rendering_degraded", name, error.sentence)
        return _compile_template(name, folder, facts, _plain_message)


def render_parts(
    name: str, /, *, folder: Path = environment.TEMPLATE_FOLDER, **facts: object
) -> tuple[RenderedMessage, ...]:
    """Render a `<message>` as one or more messages.

    Each has at most 45 blocks, 9,000 JSON characters and one table, and does not end with a heading. What would need
    more than ten of them is folded.
    """
    return _compile_template(name, folder, facts, _several_messages)


def render_view(name: str, /, *, folder: Path = environment.TEMPLATE_FOLDER, **facts: object) -> Json:
    """Render a `<modal>` or `<home>` for views.open, views.update or views.publish."""
    return _compile_template(name, folder, facts, _build_view)


def render_text(name: str, /, *, folder: Path = environment.TEMPLATE_FOLDER, **facts: object) -> str:
    """Render a `<text>` to mrkdwn of at most 4,000 characters."""
    return _compile_template(name, folder, facts, _mrkdwn_sentence)


def _compile_template(name: str, folder: Path, facts: dict[str, object], shape: Callable[[Node], Result]) -> Result:
    file = f"{name}.xml.j2"
    with suppress(RenderingError):
        return shape(read_markup(file, environment.fill_template(environment.jinja_environment(folder), file, facts)))
    # Rendered once more, to locate the fault.
    env = environment.jinja_environment(folder, marked=True)
    try:
        return shape(read_markup(file, environment.fill_template(env, file, facts)))
    except RenderingError as error:
        if error.place.line and not error.place.quote:
            place = environment.locate_line(env, error.place.template, error.place.line)
            raise type(error)(error.sentence, place) from error
        raise


def _require_root(node: Node, *tags: str) -> None:
    if node.tag not in tags:
        raise MarkupError(
            f"The root is <{node.tag}>; here it must be {' or '.join(f'<{tag}>' for tag in tags)}.", node.place
        )


def _single_message(root: Node) -> RenderedMessage:
    _require_root(root, "message")
    built = fit_blocks(root, limits.BLOCKS_IN_MESSAGE, limits.JSON_IN_MESSAGE, one_table=True)
    if not built:
        raise LimitError("A message needs at least one block that says something.", root.place)
    return _assemble_message(built)


def _plain_message(root: Node) -> RenderedMessage:
    _require_root(root, "message")
    words = limits.clip_text(degrading.plain_words(root), limits.SECTION) or "–"
    section = {"type": "section", "text": {"type": "plain_text", "text": words, "emoji": True}}
    return RenderedMessage([section], _cut_fallback(sanitize.mrkdwn_text(words)))


def _assemble_message(built: Sequence[BuiltBlock]) -> RenderedMessage:
    lines = [part.fallback for part in built if part.fallback]
    return RenderedMessage([part.json for part in built], _cut_fallback("\n".join(lines) or "–"))


def _cut_fallback(fallback: str) -> str:
    """Cut a fallback to its limit, at a line end if one is near, and never inside an entity or a mention."""
    if len(fallback) <= limits.FALLBACK:
        return fallback
    shortened = fallback[: limits.FALLBACK - 2]
    cut = shortened.rfind("\n", limits.FALLBACK - limits.FALLBACK // 8)
    return f"{shortened[:cut] if cut > 0 else _HALF_TOKEN.sub('', shortened)}\n…"


def _several_messages(root: Node) -> tuple[RenderedMessage, ...]:
    _require_root(root, "message")
    return tuple(_assemble_message(part) for part in fit_parts(root))


def _mrkdwn_sentence(root: Node) -> str:
    _require_root(root, "text")
    pages = inline.split_line(inline.read_runs(root.content), limits.FALLBACK - 2)
    return inline.to_mrkdwn(pages[0]) + (" …" if len(pages) > 1 else "") if pages else ""


def _build_view(root: Node) -> Json:
    _require_root(root, "modal", "home")
    built = fit_blocks(root, limits.BLOCKS_IN_VIEW, limits.JSON_IN_VIEW)
    view: Json = (
        {"type": root.tag, "callback_id": root.require_attribute_within("callback", limits.NAME)}
        if root.tag == "modal" or root.get("callback")
        else {"type": root.tag}
    )
    if metadata := root.attributes.get("metadata", "").replace(sanitize.TYPED_NEWLINE, "\n"):
        view["private_metadata"] = root.require_length(metadata, limits.METADATA, "metadata")
    if root.get("external"):
        view["external_id"] = root.require_attribute_within("external", limits.NAME)
    if root.tag == "home":
        return {**view, "blocks": [part.json for part in built]}
    return {**view, **_modal_fields(root, built), "blocks": [part.json for part in built]}


def _modal_fields(root: Node, built: Sequence[BuiltBlock]) -> Json:
    has_inputs = any(part.json["type"] == "input" for part in built)
    if has_inputs and not root.get("submit"):
        raise MarkupError('A <modal> with an <input> needs submit="…".', root.place)
    fields: Json = {
        "title": plain_text_object(root.require_attribute("title"), limits.TITLE),
        "close": plain_text_object(root.get("close", "Cancel"), limits.TITLE),
    }
    if submit := root.get("submit"):
        fields["submit"] = plain_text_object(submit, limits.TITLE)
    if root.bool_attribute("notify_close"):
        fields["notify_on_close"] = True
    return fields
