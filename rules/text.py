"""Decoding Slack's wire form into readable text, mentions and command words.

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
# Phones replace these typed characters by typographic ones.
_TYPED = str.maketrans({"—": "--", "’": "'", "‘": "'", "“": '"', "”": '"'})
# The kinds of ids that people read and type, longer ones first.
ID_KINDS = ("PRG", "PRJ", "BEN", "DEC", "RES", "BUD", "CR", "SC", "AL", "CL", "M", "D", "B", "R", "A", "I", "E", "G")
_ANY_ID_KIND = "|".join(ID_KINDS)
_DASHED_ID = re.compile(rf"\b({_ANY_ID_KIND})[\u2010-\u2015\u2212\ufe63\uff0d](?=\d)", re.IGNORECASE)
_CODED_ID = re.compile(rf"(?<!`)`((?:{_ANY_ID_KIND})-?\d{{1,7}})`(?!`)", re.IGNORECASE)
_BLANK = re.compile(r"[\s\u200b\u2060\ufeff]*")
_BARE = re.compile(r"[^\s\u200b\u2060\ufeff]+")
_KEY = re.compile(r"([A-Za-z][\w-]*):(?=[^\s/])")


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A span of `Text.plain`; `id` is a user, channel or group id, a link address, or empty."""

    start: int
    end: int
    id: str = ""


Mention = TextSpan


@dataclass(frozen=True, slots=True)
class Text:
    """A message as people read it: `plain`, and the positions of mentions, links, code and quotations in it."""

    plain: str
    mentions: tuple[TextSpan, ...] = ()
    channels: tuple[TextSpan, ...] = ()
    groups: tuple[TextSpan, ...] = ()
    links: tuple[TextSpan, ...] = ()
    code: tuple[TextSpan, ...] = ()
    quotes: tuple[TextSpan, ...] = ()

    @property
    def askable(self) -> tuple[TextSpan, ...]:
        """The people mentioned, and the user groups, of which one member can be meant."""
        teams = (span for span in self.groups if is_group(span.id))
        return tuple(sorted((*self.mentions, *teams), key=lambda span: span.start))

    def without(self, *kinds: str) -> str:
        """Return `plain` with the spans of these kinds ("code", "quotes", "links" …) blanked, at the same length."""
        return blank(self.plain, (span for kind in kinds for span in getattr(self, kind)))


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a command. `kind` is word, quoted, user, channel, group or link; `id` is the id or address.

    `key` is the word joined by a colon to a quoted or structured value (`why:"two words"`), else empty.
    """

    kind: str
    text: str
    id: str
    start: int
    end: int
    key: str = ""

    @property
    def askable(self) -> bool:
        """Return whether it mentions a person, or a user group, of which one member can be meant."""
        return self.kind == "user" or (self.kind == "group" and is_group(self.id))


def is_group(id: str) -> bool:
    """Return whether an id is a user group's; `<!here>` and the like have words for ids."""
    return id.startswith("S")


def blank(text: str, spans: Iterable[TextSpan]) -> str:
    """Overwrite the spans with spaces, keeping line ends and length."""
    parts, position = [], 0
    for span in sorted(spans, key=lambda s: s.start):
        start = max(span.start, position)
        if span.end <= start:
            continue
        parts += [
            text[position:start],
            "".join("\n" if c == "\n" else " " for c in text[start : span.end]),
        ]
        position = span.end
    return "".join([*parts, text[position:]])


def unescape(text: str) -> str:
    """Undo Slack's three escapes, once: `&amp;lt;` becomes `&lt;`."""
    return _ENTITY.sub(lambda match: _ENTITIES[match[1]], text) if "&" in text else text


def control(body: str) -> tuple[str, str, str]:
    """Decode the inside of `<…>` into its kind, its id or address, and its visible text."""
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


def spell_ids(text: str) -> str:
    """Write the ids of a text as people are shown them, at the same length.

    A phone or a keyboard may turn the hyphen of "M-1" into a dash, and people copy ids as code.
    """
    return _CODED_ID.sub(r" \1 ", _DASHED_ID.sub(r"\1-", text))


_FIELD_BY_KIND = {"user": "mentions", "channel": "channels", "group": "groups", "link": "links"}


def read(wire: str) -> Text:
    """Decode a message's wire form into plain text and the positions of its structured parts."""
    parts: list[str] = []
    spans_by_field: dict[str, list[TextSpan]] = {}
    wire_position = length = 0
    for match in _CONTROL.finditer(wire):
        kind, target_id, shown = control(match[1])
        before = unescape(wire[wire_position : match.start()])
        start = length + len(before)
        length = start + len(shown)
        parts += [before, shown]
        wire_position = match.end()
        if kind in _FIELD_BY_KIND:
            spans_by_field.setdefault(_FIELD_BY_KIND[kind], []).append(TextSpan(start, length, target_id))
    plain = "".join([*parts, unescape(wire[wire_position:])])
    code = tuple(TextSpan(*m.span()) for m in _CODE.finditer(plain)) if "`" in plain else ()
    quotes = tuple(TextSpan(*m.span()) for m in _QUOTE.finditer(plain)) if ">" in plain else ()
    return Text(
        plain,
        code=code,
        quotes=quotes,
        **{kind: tuple(spans) for kind, spans in spans_by_field.items()},
    )


def plain(wire: str) -> str:
    """Return the readable text of a message's wire form."""
    return read(wire).plain


def tokens(wire: str) -> tuple[Token, ...]:
    """Split a command's text into words.

    A quotation mark opens only at the start of a word and closes only before white space or the end; anywhere else it
    is a letter, so "Beta's" stays whole. An unclosed quotation mark is a letter too; nothing raises. Only the first 500
    words are split.
    """
    last_closing = {m[0]: m.start() for m in _CLOSING.finditer(wire)}
    words: list[Token] = []
    position, end = _skip(wire, 0), len(wire)
    while position < end and len(words) < _MAX_WORDS:
        token = _token(wire, position, last_closing)
        words.append(token)
        position = _skip(wire, token.end)
    return tuple(words)


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
    """Read a quotation or control sequence at `at`; None if a plain word starts there."""
    if match := _CONTROL.match(wire, at):
        kind, target_id, shown = control(match[1])
        return Token("word" if kind == "date" else kind, shown.lstrip("@#"), target_id, at, match.end())
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
