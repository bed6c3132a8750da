"""Block markup read into nodes: which tags and attributes there are, and where each one stands in its template."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from urllib.parse import urlsplit
from xml.etree import ElementTree

from templates import environment, sanitize
from templates.errors import FactError, LimitError, MarkupError, Place

_ELEMENT = "action label"
_CHOICE = f"{_ELEMENT} initial focus"
_INPUT = f"{_CHOICE} placeholder"
ATTRIBUTES: dict[str, frozenset[str]] = {
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
        "button": f"{_ELEMENT} value style url",
        "confirm": "title text ok cancel style",
        "overflow": _ELEMENT,
        "select": _INPUT,
        "multiselect": f"{_INPUT} max",
        "radio": _CHOICE,
        "checkboxes": _CHOICE,
        "external-select": f"{_INPUT} min_query",
        "users-select": _INPUT,
        "channels-select": _INPUT,
        "conversations-select": _INPUT,
        "multi-users-select": f"{_INPUT} max",
        "multi-channels-select": f"{_INPUT} max",
        "datepicker": _INPUT,
        "timepicker": _INPUT,
        "datetimepicker": _CHOICE,
        "text-input": f"{_INPUT} multiline min max",
        "number-input": f"{_INPUT} decimal min max",
        "email-input": _INPUT,
        "url-input": _INPUT,
        "file-input": f"{_ELEMENT} filetypes max",
        "option": "value description selected url",
        "group": "label",
    }.items()
}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
KEPT = ("section", "actions", "context")
_CUT = "kept"
_BLOCK = re.compile(rf"<({'|'.join(KEPT)})\b.*?</\1>", re.DOTALL)
_ORIGIN = re.compile(rf'{environment.ORIGIN}="([^"]*)"')


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A tag with its attributes; `inside` mixes nodes and text (white space collapsed; U+2028 = typed newline)."""

    tag: str
    attributes: dict[str, str]
    inside: tuple["Node | str", ...]
    place: Place

    @property
    def nodes(self) -> list["Node"]:
        return [child for child in self.inside if isinstance(child, Node)]

    def only(self, *tags: str) -> list["Node"]:
        """This will give the nodes inside, and refuse text or any tag that is not in `tags`."""
        for child in self.inside:
            if isinstance(child, Node):
                if child.tag not in tags:
                    raise child.misplaced(self.tag, tags)
            elif child.strip():
                raise MarkupError(f"Text cannot stand directly in <{self.tag}>: “{child.strip()[:40]}”.", self.place)
        return self.nodes

    def misplaced(self, outer: str, tags: tuple[str, ...]) -> MarkupError:
        listed = ", ".join(f"<{tag}>" for tag in tags)
        return MarkupError(f"<{self.tag}> cannot stand in <{outer}>; there: {listed}.", self.place)

    def get(self, name: str, default: str = "") -> str:
        """This will give an attribute as one line of text; absent and empty are the same."""
        value = self.attributes.get(name)
        return (plain_line(value) if value else "") or default

    def need(self, name: str, limit: int) -> str:
        """This will give an attribute that must be there and must not be cut."""
        return self.fits(self.said(name), limit, name)

    def said(self, name: str) -> str:
        """This will give an attribute that must be there; whoever shows it may cut it."""
        if not (value := self.get(name)):
            raise MarkupError(f'<{self.tag}> needs {name}="…".', self.place)
        return value

    def fits(self, value: str, limit: int, name: str) -> str:
        if len(value) > limit:
            raise LimitError(f"{name} of <{self.tag}> has {len(value)} characters; Slack takes {limit}.", self.place)
        return value

    def several_lines(self, name: str) -> str:
        return self.attributes.get(name, "").replace(sanitize.NEWLINE, "\n")

    def flag(self, name: str) -> bool:
        return self.get(name).lower() not in ("", "0", "no", "false", "none")

    def whole(self, name: str) -> int | None:
        try:
            return int(self.get(name)) if self.get(name) else None
        except ValueError:
            raise self.fact(f'{name}="{self.get(name)}" is no whole number') from None

    def day(self, name: str) -> str:
        return self._iso(name, date.fromisoformat, "%Y-%m-%d", "date (2026-03-14)")

    def clock(self, name: str) -> str:
        return self._iso(name, time.fromisoformat, "%H:%M", "time (09:30)")

    def _iso(self, name: str, read: Callable[[str], date | time], form: str, kind: str) -> str:
        value = self.get(name)
        try:
            return format(read(value), form) if value else ""
        except ValueError:
            raise self.fact(f'{name}="{value}" is no {kind}') from None

    def address(self, name: str, limit: int) -> str:
        """This will give a web or mail address with the four signs that could end Slack's link syntax encoded."""
        value = self.need(name, limit)
        parts = urlsplit(value)
        if not (parts.scheme in ("http", "https") and parts.hostname) and parts.scheme != "mailto":
            raise self.fact(f'{name}="{value[:60]}" is no http, https or mailto address')
        for sign, code in (("<", "%3C"), (">", "%3E"), ("|", "%7C"), (" ", "%20")):
            value = value.replace(sign, code)
        return value

    def fact(self, sentence: str) -> FactError:
        return FactError(f"<{self.tag}>: {sentence}.", self.place)


@lru_cache(maxsize=4096)  # most values are a few names and labels, over and over
def plain_line(text: str) -> str:
    return _SPACE.sub(" ", text.replace(sanitize.NEWLINE, " ")).strip()


def read(file: str, source: str) -> Node:
    """This will read rendered markup, or raise MarkupError with the template line of what is wrong.

    Most blocks were said before, to somebody else: those are read once. Facts are escaped, so none ends a block.
    """
    source = _FORBIDDEN.sub("", source)
    if environment.ORIGIN in source:  # it is read to say where the fault is
        return _whole(Place(file), source)
    blocks: list[str] = []

    def cut(block: re.Match[str]) -> str:
        blocks.append(block.group())
        return f"<{_CUT}/>"

    frame = _parsed(file, _BLOCK.sub(cut, source))
    return _node(frame, Place(file), iter(blocks))


def _whole(file: Place, source: str) -> Node:
    return _node(_parsed(file.template, source), file, iter(()))


_kept = lru_cache(maxsize=2048)(_whole)


def _parsed(file: str, source: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(source)  # noqa: S314 - facts are escaped, so a DOCTYPE can come from a template only
    except ElementTree.ParseError as wrong:
        place = _near(file, source, wrong.position[0])
        raise MarkupError(f"This is no well-formed markup: {wrong.msg}.", place) from None


def _near(file: str, source: str, line: int) -> Place:
    before = "\n".join(source.split("\n")[:line])
    marks = _ORIGIN.findall(before)
    return _place(marks[-1] if marks else f"{file}:0")


@lru_cache(maxsize=4096)
def _place(origin: str) -> Place:
    name, _, line = origin.rpartition(":")
    return Place(name, int(line))


def _node(element: ElementTree.Element, file: Place, kept: Iterator[str]) -> Node:
    tag, attributes = element.tag, element.attrib
    place = _place(attributes.pop(environment.ORIGIN)) if environment.ORIGIN in attributes else file
    known = ATTRIBUTES.get(tag)
    if known is None or not known.issuperset(attributes):
        raise _unknown(tag, attributes, place)
    inside: list[Node | str] = [_text(element.text, tag)] if element.text else []
    for child in element:
        block = next(kept, None) if child.tag == _CUT else None
        inside.append(_kept(file, block) if block else _node(child, file, kept))
        if child.tail:
            inside.append(_text(child.tail, tag))
    cleaned = {name: sanitize.clean(value) for name, value in attributes.items()} if attributes else {}
    return Node(tag, cleaned, tuple([part for part in inside if part]), place)


def _unknown(tag: str, attributes: Iterable[str], place: Place) -> MarkupError:
    if tag not in ATTRIBUTES:
        near = difflib.get_close_matches(tag, ATTRIBUTES, 1)
        hint = f"; did you mean <{near[0]}>?" if near else "."
        return MarkupError(f"There is no tag <{tag}>{hint}", place)
    name = min(set(attributes) - ATTRIBUTES[tag])
    known = ", ".join(sorted(ATTRIBUTES[tag])) or "none"
    return MarkupError(f"<{tag}> has no attribute {name}; it has: {known}.", place)


def _text(text: str, tag: str) -> str:
    if tag != "pre" and not text.strip(" \n"):
        return " "
    return sanitize.clean(text if tag == "pre" else _SPACE.sub(" ", text))
