"""Nodes read from block markup: the known tags and attributes, and the template line of each node."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from urllib.parse import urlsplit
from xml.etree import ElementTree

from templates import environment, sanitize
from templates.errors import FactError, LimitError, MarkupError, SourceLocation

_ELEMENT_ATTRIBUTES = "action label"
_CHOICE_ATTRIBUTES = f"{_ELEMENT_ATTRIBUTES} initial focus"
_INPUT_ATTRIBUTES = f"{_CHOICE_ATTRIBUTES} placeholder"
TAG_ATTRIBUTES: dict[str, frozenset[str]] = {
    tag: frozenset(names.split())
    for tag, names in {
        "message": "",
        "modal": "title submit close callback metadata notify_close external",
        "home": "callback metadata external",
        "text": "",
        "header": "id",
        "section": "id",
        "field": "",
        "context": "id",
        "p": "",
        "divider": "id",
        "actions": "id",
        "image": "url file alt title id",
        "img": "url alt",
        "table": "align id",
        "tr": "",
        "th": "",
        "td": "",
        "input": "label hint optional dispatch id",
        "ul": "",
        "ol": "",
        "li": "",
        "item": "",
        "more": "left form",
        "each": "between",
        "quote": "",
        "pre": "",
        "b": "",
        "i": "",
        "s": "",
        "code": "",
        "br": "",
        "a": "href",
        "user": "id",
        "channel": "id",
        "date": "ts format",
        "emoji": "name",
        "button": f"{_ELEMENT_ATTRIBUTES} value style url",
        "confirm": "title text ok cancel style",
        "overflow": _ELEMENT_ATTRIBUTES,
        "select": f"{_INPUT_ATTRIBUTES} left",
        "multiselect": f"{_INPUT_ATTRIBUTES} max left",
        "radio": _CHOICE_ATTRIBUTES,
        "checkboxes": _CHOICE_ATTRIBUTES,
        "external-select": f"{_INPUT_ATTRIBUTES} min_query",
        "users-select": _INPUT_ATTRIBUTES,
        "channels-select": _INPUT_ATTRIBUTES,
        "conversations-select": _INPUT_ATTRIBUTES,
        "multi-users-select": f"{_INPUT_ATTRIBUTES} max",
        "multi-channels-select": f"{_INPUT_ATTRIBUTES} max",
        "datepicker": _INPUT_ATTRIBUTES,
        "timepicker": _INPUT_ATTRIBUTES,
        "datetimepicker": _CHOICE_ATTRIBUTES,
        "text-input": f"{_INPUT_ATTRIBUTES} multiline min max",
        "number-input": f"{_INPUT_ATTRIBUTES} decimal min max",
        "email-input": _INPUT_ATTRIBUTES,
        "url-input": _INPUT_ATTRIBUTES,
        "file-input": f"{_ELEMENT_ATTRIBUTES} filetypes max",
        "option": "value description selected url",
        "group": "label",
    }.items()
}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WHITE_SPACE = re.compile(r"[ \t\n\r\f\v]+")
CACHED_TAGS = ("section", "actions", "context")
_CACHED_BLOCK_TAG = "kept"
_CACHED_BLOCK = re.compile(rf"<({'|'.join(CACHED_TAGS)})\b.*?</\1>", re.DOTALL)
_ORIGIN_PATTERN = re.compile(rf'{environment.ORIGIN_ATTRIBUTE}="([^"]*)"')


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A tag with its attributes; `content` mixes nodes and text (white space collapsed; U+2028 = typed newline)."""

    tag: str
    attributes: dict[str, str]
    content: tuple["Node | str", ...]
    place: SourceLocation

    @property
    def child_nodes(self) -> list["Node"]:
        return [child for child in self.content if isinstance(child, Node)]

    def require_only(self, *tags: str) -> list["Node"]:
        """Return the child nodes; raise MarkupError for text or any tag that is not in `tags`."""
        for child in self.content:
            if isinstance(child, Node):
                if child.tag not in tags:
                    raise child.misplaced_error(self.tag, tags)
            elif child.strip():
                raise MarkupError(f"Text cannot stand directly in <{self.tag}>: “{child.strip()[:40]}”.", self.place)
        return self.child_nodes

    def misplaced_error(self, outer: str, tags: tuple[str, ...]) -> MarkupError:
        listed = ", ".join(f"<{tag}>" for tag in tags)
        return MarkupError(f"<{self.tag}> cannot stand in <{outer}>; there: {listed}.", self.place)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute as one line of text; an absent attribute is the same as an empty one."""
        value = self.attributes.get(name)
        return (plain_line(value) if value else "") or default

    def require_attribute_within(self, name: str, limit: int) -> str:
        """Return an attribute that is required and must not be cut."""
        return self.require_length(self.require_attribute(name), limit, name)

    def require_attribute(self, name: str) -> str:
        """Return an attribute that is required; the caller may cut it."""
        if not (value := self.get(name)):
            raise MarkupError(f'<{self.tag}> needs {name}="…".', self.place)
        return value

    def require_length(self, value: str, limit: int, name: str) -> str:
        if len(value) > limit:
            raise LimitError(f"{name} of <{self.tag}> has {len(value)} characters; Slack takes {limit}.", self.place)
        return value

    def multiline_attribute(self, name: str) -> str:
        return self.attributes.get(name, "").replace(sanitize.TYPED_NEWLINE, "\n")

    def bool_attribute(self, name: str) -> bool:
        return self.get(name).lower() not in ("", "0", "no", "false", "none")

    def int_attribute(self, name: str) -> int | None:
        try:
            return int(self.get(name)) if self.get(name) else None
        except ValueError:
            raise self.fact_error(f'{name}="{self.get(name)}" is no whole number') from None

    def date_attribute(self, name: str) -> str:
        return self._iso_attribute(name, date.fromisoformat, "%Y-%m-%d", "date (2026-03-14)")

    def time_attribute(self, name: str) -> str:
        return self._iso_attribute(name, time.fromisoformat, "%H:%M", "time (09:30)")

    def _iso_attribute(self, name: str, parse: Callable[[str], date | time], form: str, kind: str) -> str:
        value = self.get(name)
        try:
            return format(parse(value), form) if value else ""
        except ValueError:
            raise self.fact_error(f'{name}="{value}" is no {kind}') from None

    def url_attribute(self, name: str, limit: int) -> str:
        """Return a web or mail address, encoding the four characters that could end Slack's link syntax."""
        value = self.require_attribute_within(name, limit)
        parts = urlsplit(value)
        if not (parts.scheme in ("http", "https") and parts.hostname) and parts.scheme != "mailto":
            raise self.fact_error(f'{name}="{value[:60]}" is no http, https or mailto address')
        for sign, code in (("<", "%3C"), (">", "%3E"), ("|", "%7C"), (" ", "%20")):
            value = value.replace(sign, code)
        return value

    def fact_error(self, sentence: str) -> FactError:
        return FactError(f"<{self.tag}>: {sentence}.", self.place)


def plain_line(text: str) -> str:
    return _WHITE_SPACE.sub(" ", text.replace(sanitize.TYPED_NEWLINE, " ")).strip()


def read_markup(file: str, source: str) -> Node:
    """Read rendered markup, or raise MarkupError with the template line of the fault.

    Most blocks were rendered before, for another reader, so parsed blocks are cached. Facts are escaped, so they
    cannot end a block.
    """
    source = _FORBIDDEN.sub("", source)
    # Marked source is read only to locate a fault, so it is not worth caching.
    if environment.ORIGIN_ATTRIBUTE in source:
        return _read_whole(SourceLocation(file), source)
    blocks: list[str] = []

    def cut_block(block: re.Match[str]) -> str:
        blocks.append(block.group())
        return f"<{_CACHED_BLOCK_TAG}/>"

    frame = _parse_xml(file, _CACHED_BLOCK.sub(cut_block, source))
    return _build_node(frame, SourceLocation(file), iter(blocks))


def _read_whole(file: SourceLocation, source: str) -> Node:
    return _build_node(_parse_xml(file.template, source), file, iter(()))


_read_cached = lru_cache(maxsize=2048)(_read_whole)


def _parse_xml(file: str, source: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(source)  # noqa: S314 - facts are escaped, so a DOCTYPE can come from a template only
    except ElementTree.ParseError as error:
        place = _nearest_location(file, source, error.position[0])
        raise MarkupError(f"This is no well-formed markup: {error.msg}.", place) from None


def _nearest_location(file: str, source: str, line: int) -> SourceLocation:
    before = "\n".join(source.split("\n")[:line])
    origins = _ORIGIN_PATTERN.findall(before)
    return _parse_location(origins[-1] if origins else f"{file}:0")


def _parse_location(origin: str) -> SourceLocation:
    name, _, line = origin.rpartition(":")
    return SourceLocation(name, int(line))


def _build_node(element: ElementTree.Element, file: SourceLocation, cached_blocks: Iterator[str]) -> Node:
    tag, attributes = element.tag, element.attrib
    place = (
        _parse_location(attributes.pop(environment.ORIGIN_ATTRIBUTE))
        if environment.ORIGIN_ATTRIBUTE in attributes
        else file
    )
    known = TAG_ATTRIBUTES.get(tag)
    if known is None or not known.issuperset(attributes):
        raise _unknown_markup_error(tag, attributes, place)
    content: list[Node | str] = [_collapse_text(element.text, tag)] if element.text else []
    for child in element:
        block = next(cached_blocks, None) if child.tag == _CACHED_BLOCK_TAG else None
        content.append(_read_cached(file, block) if block else _build_node(child, file, cached_blocks))
        if child.tail:
            content.append(_collapse_text(child.tail, tag))
    cleaned = {name: sanitize.clean_text(value) for name, value in attributes.items()} if attributes else {}
    return Node(tag, cleaned, tuple([part for part in content if part]), place)


def _unknown_markup_error(tag: str, attributes: Iterable[str], place: SourceLocation) -> MarkupError:
    if tag not in TAG_ATTRIBUTES:
        similar_tags = difflib.get_close_matches(tag, TAG_ATTRIBUTES, 1)
        hint = f"; did you mean <{similar_tags[0]}>?" if similar_tags else "."
        return MarkupError(f"There is no tag <{tag}>{hint}", place)
    name = min(set(attributes) - TAG_ATTRIBUTES[tag])
    known = ", ".join(sorted(TAG_ATTRIBUTES[tag])) or "none"
    return MarkupError(f"<{tag}> has no attribute {name}; it has: {known}.", place)


def _collapse_text(text: str, tag: str) -> str:
    if tag != "pre" and not text.strip(" \n"):
        return " "
    return sanitize.clean_text(text if tag == "pre" else _WHITE_SPACE.sub(" ", text))
