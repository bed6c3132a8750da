"""The parts of a structured update: a label in any of the shapes people use, and the items that stand under it."""

import re
from dataclasses import dataclass, field, replace

from rules.capture import labels
from rules.capture.lines import Line, span
from rules.capture.values import Span

HEADING = re.compile(r"\s*(?:#{1,6}\s+\S.*|\*+[^*]+\*+:?\**\s*|_[^_]+_:?\s*|__[^_]+__:?\s*)$")
EMOJI = r"\s*(?::[\w+-]+:\s*)*"
BOLD = re.compile(
    EMOJI + r"(?:[^\w\s*]{1,3}\s*)?\*{1,2}\s*([^*\n]{2,60}?)\s*(:?)\s*\*{1,2}\s*((?::(?![\w+-]+:)|[–—-])?)\s*(.*)$",
    re.DOTALL,
)
COLON = re.compile(
    EMOJI + r"([^:\n]{2,60}?(?:\(s\))?)\s*(?::(?!//|\w+:)|\?:?(?=\s|$)|\s(?:[–—-]{1,2}|→|[=-]>)(?=\s))\s*[*_]*\s*(.*)$",
    re.DOTALL,
)
BARE = re.compile(r"\s*(?:#{1,6}\s+)?(.{2,60}?)\s*:?\s*[*_]*\s*$", re.DOTALL)
INTRO = re.compile(r"[^.!?:]{2,60}:\s*$")


WITHIN = re.compile(r"(?:(?<=[.;|,!])|(?<=\s[-–—•]))\s+(?=\*{0,2}([A-Za-z][\w '/]{2,24}?)\*{0,2}:[\s*])")


LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Part:
    """`kind` is a key of `labels.SHAPES`, "other" for a heading nobody knows; `line` is where its label's line begins.

    `items` are what stands directly under it, `deeper` the details below those.
    """

    kind: str
    line: int
    items: tuple[Span, ...]
    deeper: tuple[Span, ...]


@dataclass(slots=True)
class _Open:
    kind: str
    line: Line
    items: list[Span]
    deeper: list[Span] = field(default_factory=list)
    depth: int = -1
    gap: bool = False


def unfolded(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """This will be the lines, those cut that hold several parts ("Yesterday: API. Today: tests. Blockers: none.")."""
    return tuple(piece for line in lines for piece in (_cut(line) if ":" in line.text else (line,)))


def _cut(line: Line) -> tuple[Line, ...]:
    cuts = [one.end() for one in WITHIN.finditer(line.text) if labels.kind_of(one[1])]
    edges = zip([0, *cuts], [*cuts, len(line.text)], strict=True)
    return tuple(
        replace(line, text=line.text[start:end], start=line.start + start, end=line.start + end) for start, end in edges
    )


def parts(lines: tuple[Line, ...], plain: str) -> tuple[Part, ...]:
    """This will be the labelled parts of a message, in order; text before the first label belongs to none."""
    done: list[Part] = []
    now: _Open | None = None
    for line in lines:
        opened = _label(line)
        if opened is None:
            now = _continue(now, line, plain, done)
            continue
        _close(now, done)
        kind, rest = opened
        now = _Open(kind, line, [rest] if rest.text else [])
    _close(now, done)
    return tuple(done)


def is_heading(line: Line) -> bool:
    """This will tell whether a line is a title: all bold or marked with `#`, and no whole sentence."""
    return (
        len(line.text) <= LONGEST_TITLE and bool(HEADING.match(line.text)) and line.text.rstrip(" *_")[-1:] not in ".!?"
    )


def _close(now: _Open | None, done: list[Part]) -> None:
    if now is not None:
        done.append(Part(now.kind, now.line.start, tuple(now.items), tuple(now.deeper)))


def _continue(now: _Open | None, line: Line, plain: str, done: list[Part]) -> _Open | None:
    if now is None:
        return None
    if line.empty:
        now.gap = True
        return now
    outdented = now.line.bullet and line.bullet and line.depth <= now.line.depth
    paragraph = now.gap and not line.bullet and (now.items or now.line.bullet)
    if outdented or paragraph:
        _close(now, done)
        return None
    now.gap = False
    if line.bullet and now.depth < 0:
        now.depth = line.depth
    detail = now.items and now.depth >= 0 and (line.depth > now.depth or not line.bullet)
    (now.deeper if detail else now.items).append(span(plain, line.start, line.end))
    return now


def _label(line: Line) -> tuple[str, Span] | None:
    """This will be the kind and what stands behind the label on the same line, when the line opens a part."""
    if len(line.text) < 2 or line.empty:
        return None
    for shape, inline in ((BOLD, True), (COLON, True), (BARE, False)):
        form = shape.match(line.text)
        kind = labels.kind_of(form[1]) if form else None
        if form is None or kind is None:
            continue
        rest = form[form.re.groups] if inline else ""
        if shape is BOLD and rest and not (form[2] or form[3] or labels.says_none(rest)):
            continue
        return kind, _trimmed(rest, line.end - len(rest))
    if is_heading(line) or (not line.bullet and INTRO.match(line.text)):
        return "other", Span("", line.end, line.end)
    return None


def _trimmed(rest: str, begin: int) -> Span:
    found = span(rest, 0, len(rest))
    return Span(found.text, begin + found.start, begin + found.end)
