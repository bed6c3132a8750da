"""The parts of a structured update: a label in any of the shapes people use, and the items under it."""

import re
from dataclasses import dataclass, field, replace

from rules.capture import labels
from rules.capture.lines import MessageLine, trimmed_span
from rules.capture.values import Span
from rules.capture.wording import lights

HEADING = re.compile(r"\s*(?:#{1,6}\s+\S.*|\*+[^*]+\*+:?\**\s*|_[^_]+_:?\s*|__[^_]+__:?\s*)$")
LEADING_EMOJI = r"\s*(?::[\w+-]+:\s*)*"
BOLD_LABEL = re.compile(
    LEADING_EMOJI
    + r"(?:[^\w\s*]{1,3}\s*)?\*{1,2}\s*([^*\n]{2,60}?)\s*([:：]?)\s*\*{1,2}\s*((?::(?![\w+-]+:)|[：–—-])?)\s*(.*)$",
    re.DOTALL,
)
COLON_LABEL = re.compile(
    LEADING_EMOJI
    + r"([^:：\n]{1,60}?(?:\(s\))?)\s*(?:：|:(?!//|\w+:)|\?:?(?=\s|$)|\s(?:[–—-]{1,2}|→|[=-]>)(?=\s))\s*[*_]*\s*(.*)$",
    re.DOTALL,
)
BARE_LABEL = re.compile(r"\s*(?:#{1,6}\s+)?(.{2,60}?)\s*:?\s*[*_]*\s*$", re.DOTALL)
STATUS_LINE = re.compile(r"\W{0,4}(?:(?:overall|project|current|goal)\s+)?status\W{1,4}(.{3,40})$", re.IGNORECASE)
INTRO_LINE = re.compile(r"[^.!?:]{2,60}:\s*$")


LABEL_WITHIN_LINE = re.compile(r"(?:(?<=[.;|,!])|(?<=\s[-–—•]))\s+(?=\*{0,2}([A-Za-z][\w '/]{2,24}?)\*{0,2}:[\s*])")


MAX_TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class UpdatePart:
    """A labelled part of an update.

    `kind` is a key of `labels.LABEL_PHRASES`, or "other" for an unknown heading; `line_start` is where the line of its
    label begins. `items` are the lines directly under the label, `details` the lines nested below those.
    """

    kind: str
    line_start: int
    items: tuple[Span, ...]
    details: tuple[Span, ...]


@dataclass(slots=True)
class _OpenPart:
    kind: str
    line: MessageLine
    items: list[Span]
    details: list[Span] = field(default_factory=list)
    depth: int = -1
    gap: bool = False


def split_packed_lines(lines: tuple[MessageLine, ...]) -> tuple[MessageLine, ...]:
    """Split lines that hold several parts ("Yesterday: API. Today: tests. Blockers: none.")."""
    return tuple(piece for line in lines for piece in (_cut_at_labels(line) if ":" in line.text else (line,)))


def _cut_at_labels(line: MessageLine) -> tuple[MessageLine, ...]:
    cuts = [label.end() for label in LABEL_WITHIN_LINE.finditer(line.text) if labels.kind_of(label[1])]
    edges = zip([0, *cuts], [*cuts, len(line.text)], strict=True)
    return tuple(
        replace(line, text=line.text[start:end], start=line.start + start, end=line.start + end) for start, end in edges
    )


def labelled_parts(lines: tuple[MessageLine, ...], plain: str) -> tuple[UpdatePart, ...]:
    """Return the labelled parts of a message, in order; text before the first label belongs to none."""
    closed_parts: list[UpdatePart] = []
    open_part: _OpenPart | None = None
    for line in lines:
        opening = _opening_label(line)
        if opening is None:
            open_part = _continue_part(open_part, line, plain, closed_parts)
            continue
        _close_part(open_part, closed_parts)
        kind, rest = opening
        open_part = _OpenPart(kind, line, [rest] if rest.text else [])
    _close_part(open_part, closed_parts)
    return tuple(closed_parts)


def is_heading(line: MessageLine) -> bool:
    """Return whether a line is a title: all bold or marked with `#`, and not a full sentence."""
    return (
        len(line.text) <= MAX_TITLE_LENGTH
        and bool(HEADING.match(line.text))
        and line.text.rstrip(" *_")[-1:] not in ".!?"
    )


def _close_part(open_part: _OpenPart | None, closed_parts: list[UpdatePart]) -> None:
    if open_part is not None:
        closed_parts.append(
            UpdatePart(open_part.kind, open_part.line.start, tuple(open_part.items), tuple(open_part.details))
        )


def _continue_part(
    open_part: _OpenPart | None, line: MessageLine, plain: str, closed_parts: list[UpdatePart]
) -> _OpenPart | None:
    if open_part is None:
        return None
    if line.empty:
        open_part.gap = True
        return open_part
    outdented = open_part.line.bullet and line.bullet and line.depth <= open_part.line.depth
    paragraph = open_part.gap and not line.bullet and (open_part.items or open_part.line.bullet)
    if outdented or paragraph:
        _close_part(open_part, closed_parts)
        return None
    open_part.gap = False
    if line.bullet and open_part.depth < 0:
        open_part.depth = line.depth
    detail = open_part.items and open_part.depth >= 0 and (line.depth > open_part.depth or not line.bullet)
    (open_part.details if detail else open_part.items).append(trimmed_span(plain, line.start, line.end))
    return open_part


def _opening_label(line: MessageLine) -> tuple[str, Span] | None:
    """Return the kind of part that the line opens and the text after its label, or None if it opens no part."""
    if len(line.text) < 2 or line.empty:
        return None
    for shape, inline in ((BOLD_LABEL, True), (COLON_LABEL, True), (BARE_LABEL, False)):
        label = shape.match(line.text)
        kind = labels.kind_of(label[1]) if label else None
        if label is None or kind is None:
            continue
        rest = label[label.re.groups] if inline else ""
        told = label.re is BOLD_LABEL and (label[2] or label[3] or labels.says_none(rest))
        if shape is BOLD_LABEL and rest and not (told or (kind == "status" and lights.is_bare_status(rest))):
            continue
        return kind, _trimmed_rest(rest, line.end - len(rest))
    if bare := STATUS_LINE.match(line.text):
        rest = bare[1]
        if lights.is_bare_status(rest):
            return "status", _trimmed_rest(rest, line.end - len(rest))
    if is_heading(line) or (not line.bullet and INTRO_LINE.match(line.text)):
        return "other", Span("", line.end, line.end)
    return None


def _trimmed_rest(rest: str, begin: int) -> Span:
    trimmed = trimmed_span(rest, 0, len(rest))
    return Span(trimmed.text, begin + trimmed.start, begin + trimmed.end)
