"""Slack's wire form, decoded once: what a person reads, who is mentioned, and the words of a command.

In wire form `&`, `<`, `>` are escaped and everything in angle brackets is a mention, a channel, a link or a date.
Positions in `Text` count characters of `Text.plain`; positions in `Token` count characters of the wire form.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

_CONTROL = re.compile(r"<([^<>\n]{1,3000})>")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_QUOTE = re.compile(r"^>[^\n]*", re.MULTILINE)
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_CLOSERS = {'"': '"”“', "'": "'’", "“": '”“"', "„": '“”"', "‟": '”"', "‘": "’'", "«": "»"}
_CLOSING = re.compile(r"[\"”“'’»](?=[\s\u200b\u2060\ufeff]|$)")
_MAX_WORDS = 500
_TYPED = str.maketrans({"—": "--", "’": "'", "‘": "'", "“": '"', "”": '"'})  # what phones make of typed marks
_BLANK = re.compile(r"[\s\u200b\u2060\ufeff]*")
_BARE = re.compile(r"[^\s\u200b\u2060\ufeff]+")
_KEY = re.compile(r"([A-Za-z][\w-]*):(?=[^\s/])")


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A stretch of `Text.plain`; `id` is a user, channel or group id, or the address of a link, or empty."""

    start: int
    end: int
    id: str = ""


Mention = TextSpan


@dataclass(frozen=True, slots=True)
class Text:
    """A message as people read it: `plain`, and where in it the mentions, links, code and quotations are."""

    plain: str
    mentions: tuple[TextSpan, ...] = ()
    channels: tuple[TextSpan, ...] = ()
    groups: tuple[TextSpan, ...] = ()
    links: tuple[TextSpan, ...] = ()
    code: tuple[TextSpan, ...] = ()
    quotes: tuple[TextSpan, ...] = ()

    def without(self, *kinds: str) -> str:
        """This will give `plain` with the spans of these kinds ("code", "quotes", "links" …) blanked, same length."""
        return blank(self.plain, (span for kind in kinds for span in getattr(self, kind)))


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a command. `kind` is word, quoted, user, channel, group or link; `id` is the id or the address.

    `key` is the word whose colon touches a quoted or structured value (`why:"two words"`), else empty.
    """

    kind: str
    text: str
    id: str
    start: int
    end: int
    key: str = ""


def blank(text: str, spans: Iterable[TextSpan]) -> str:
    """This will overwrite the spans with spaces, keeping line ends and length."""
    parts, at = [], 0
    for span in sorted(spans, key=lambda s: s.start):
        start = max(span.start, at)
        if span.end <= start:
            continue
        parts += [text[at:start], "".join("\n" if c == "\n" else " " for c in text[start : span.end])]
        at = span.end
    return "".join([*parts, text[at:]])


def unescape(text: str) -> str:
    """This will undo Slack's three escapes, once: `&amp;lt;` becomes `&lt;`."""
    return _ENTITY.sub(lambda m: _ENTITIES[m[1]], text) if "&" in text else text


def control(body: str) -> tuple[str, str, str]:
    """This will say what the inside of `<…>` is: its kind, its id or address, and what a person sees of it."""
    target, _, label = body.partition("|")
    label = unescape(label)
    if target.startswith("@"):
        return "user", target[1:], "@" + (label.lstrip("@") or target[1:])
    if target.startswith("#"):
        return "channel", target[1:], "#" + (label.lstrip("#") or target[1:])
    if target.startswith("!subteam^"):
        group = target[len("!subteam^") :]
        return "group", group, "@" + (label.lstrip("@") or group)
    if target.startswith("!date^"):
        return "date", target[1:], label
    if target.startswith("!"):
        return "group", target[1:], "@" + (label.lstrip("@") or target[1:])
    address = unescape(target)
    return "link", address, label or address.removeprefix("mailto:")


_FIELD_BY_KIND = {"user": "mentions", "channel": "channels", "group": "groups", "link": "links"}


def read(wire: str) -> Text:
    """This will decode a message's wire form into plain text and the places of its structured parts."""
    parts: list[str] = []
    places: dict[str, list[TextSpan]] = {}
    at = length = 0
    for match in _CONTROL.finditer(wire):
        kind, id_, seen = control(match[1])
        before = unescape(wire[at : match.start()])
        start = length + len(before)
        length = start + len(seen)
        parts += [before, seen]
        at = match.end()
        if kind in _FIELD_BY_KIND:
            places.setdefault(_FIELD_BY_KIND[kind], []).append(TextSpan(start, length, id_))
    plain = "".join([*parts, unescape(wire[at:])])
    code = tuple(TextSpan(*m.span()) for m in _CODE.finditer(plain)) if "`" in plain else ()
    quotes = tuple(TextSpan(*m.span()) for m in _QUOTE.finditer(plain)) if ">" in plain else ()
    return Text(plain, code=code, quotes=quotes, **{kind: tuple(spans) for kind, spans in places.items()})


def plain(wire: str) -> str:
    """This will give what a person reads of a message's wire form."""
    return read(wire).plain


def tokens(wire: str) -> tuple[Token, ...]:
    """This will cut a command's text into words.

    A quotation mark opens only at the start of a word and closes only before white space or the end; anywhere else it
    is a letter, so that "Beta's" stays whole. Nothing raises: an unclosed quotation mark is a letter too. A command has
    at most 500 words; what follows them is not cut (`rest_of` still gives it).
    """
    last_closing = {m[0]: m.start() for m in _CLOSING.finditer(wire)}
    found: list[Token] = []
    at, end = _skip(wire, 0), len(wire)
    while at < end and len(found) < _MAX_WORDS:
        token = _token(wire, at, last_closing)
        found.append(token)
        at = _skip(wire, token.end)
    return tuple(found)


def rest_of(wire: str, token: Token) -> str:
    """This will give all that follows the token, as a person reads it (the reason after "because")."""
    return plain(wire[token.end :]).strip()


def _skip(wire: str, at: int) -> int:
    match = _BLANK.match(wire, at)
    return match.end() if match else at


def _token(wire: str, at: int, last_closing: Mapping[str, int]) -> Token:
    key = _KEY.match(wire, at)
    value = _structured(wire, key.end(), last_closing) if key else None
    if key and value:
        return replace(value, start=at, key=key[1])
    return _structured(wire, at, last_closing) or _word(wire, at)


def _structured(wire: str, at: int, last_closing: Mapping[str, int]) -> Token | None:
    """This will read a quotation or a control sequence at `at`; None when a plain word stands there."""
    if match := _CONTROL.match(wire, at):
        kind, id_, seen = control(match[1])
        return Token("word" if kind == "date" else kind, seen.lstrip("@#"), id_, at, match.end())
    closers = _CLOSERS.get(wire[at], "")
    if closers and max(last_closing.get(mark, -1) for mark in closers) > at:
        close = next(m.start() for m in _CLOSING.finditer(wire, at + 1) if m[0] in closers)
        return Token("quoted", plain(wire[at + 1 : close]).strip(), "", at, close + 1)
    return None


def _word(wire: str, at: int) -> Token:
    match = _BARE.match(wire, at)
    end = match.end() if match else at + 1
    inside = wire.find("<", at + 1, end)
    if inside > 0 and _CONTROL.match(wire, inside):
        end = inside
    word = unescape(wire[at:end]).translate(_TYPED)
    return Token("word", word, "", at, end)
