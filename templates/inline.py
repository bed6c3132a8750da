"""Inline content: text, links, mentions and dates, read once and written in each of Slack's text forms."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from templates import sanitize
from templates.errors import MarkupError
from templates.filters import SLACK_CHANNEL_ID, SLACK_USER_ID
from templates.limits import DATE_FALLBACK, URL, clip_text
from templates.markup import Node, plain_line

INLINE_TAGS = ("b", "i", "s", "code", "a", "br", "user", "channel", "date", "emoji", "each", "more")
_STYLES = {"b": "bold", "i": "italic", "s": "strike", "code": "code"}
_STYLE_SIGNS = {"bold": "*", "italic": "_", "strike": "~", "code": "`"}
_DATE_FORM = re.compile(
    r"(?:[^{}<>|^]|\{(?:date(?:_num|_slash|_long|_long_full|_short)?(?:_pretty)?|day_divider_pretty|time(?:_secs)?|ago)\})+"
)
_EMOJI = re.compile(r"[a-z0-9_+'-]+")
_AROUND_BREAK = re.compile(r" *\n *")
# One typed character becomes at most this many characters on the wire.
_MAX_WIRE_EXPANSION = 6
# At most this many characters surround a run on the wire, whatever is in it.
_MAX_SIGNS_PER_RUN = 24


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one kind. `text` is what a reader sees; `target` is an address, an id, a name or epoch seconds."""

    kind: Literal["text", "link", "user", "channel", "date", "emoji"]
    text: str
    style: frozenset[str] = frozenset()
    target: str = ""
    date_format: str = ""


def read_runs(content: Sequence[Node | str]) -> list[Run]:
    """Read inline markup; spaces at the ends and around line breaks are dropped."""
    runs: list[Run] = []
    for run in _read_content(content, frozenset()):
        text = _AROUND_BREAK.sub("\n", run.text) if run.kind == "text" and "\n" in run.text else run.text
        if run.kind == "text" and (not runs or runs[-1].text.endswith((" ", "\n"))):
            text = text.lstrip(" ")
        if text.startswith("\n") and runs and runs[-1].kind == "text":
            runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip(" "))
        if text:
            runs.append(run if text == run.text else replace(run, text=text))
    if runs and runs[-1].kind == "text" and runs[-1].text[-1].isspace():
        runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
    return _join_runs([run for run in runs if run.text])


def preformatted_runs(node: Node) -> list[Run]:
    """Read preformatted text; spaces and line breaks are kept, formats are not allowed."""
    text = "".join(part.replace(sanitize.TYPED_NEWLINE, "\n") for part in node.content if isinstance(part, str)).strip(
        "\n"
    )
    for tag in node.child_nodes:
        raise tag.misplaced_error(node.tag, ("text only",))
    return [Run("text", text)] if text.strip() else []


def _read_content(content: Sequence[Node | str], style: frozenset[str]) -> Iterator[Run]:
    for part in content:
        if isinstance(part, str):
            yield Run("text", part.replace(sanitize.TYPED_NEWLINE, "\n"), style)
        elif part.tag in _STYLES:
            yield from _read_content(part.content, style | {_STYLES[part.tag]})
        elif part.tag == "br":
            yield Run("text", "\n", style)
        elif part.tag == "each":
            yield from _read_each(part, style)
        elif part.tag == "more":
            yield from read_more(part, style)
        else:
            yield _read_tag(part, style)


def _read_each(node: Node, style: frozenset[str]) -> Iterator[Run]:
    """Read items with commas, or what `between` says, between them; "<br/>" is a line break."""
    between = node.attributes.get("between", ", ").replace("<br/>", "\n")
    for number, item in enumerate(node.require_only("item", "more")):
        if item.tag == "more":
            yield from read_more(item, style)
            continue
        if number:
            yield Run("text", between, style)
        yield from _read_content(item.content, style)


def read_more(node: Node, style: frozenset[str] = frozenset()) -> Iterator[Run]:
    """Read how many are left out, with the hint in the tag; nothing if none are."""
    if left := node.int_attribute("left"):
        words = f"+{left:,} more" if node.get("form") == "plus" else f" and {left:,} more"
        yield Run("text", words, style)
        yield from _read_content(node.content, style)


def _read_tag(node: Node, style: frozenset[str]) -> Run:
    match node.tag:
        case "a":
            return Run("link", plain_text(node, "link"), style, node.url_attribute("href", URL))
        case "user":
            return Run("user", f"@{_slack_id(node, SLACK_USER_ID)}", style, node.get("id"))
        case "channel":
            return Run("channel", f"#{_slack_id(node, SLACK_CHANNEL_ID)}", style, node.get("id"))
        case "emoji":
            if not _EMOJI.fullmatch(node.get("name")):
                raise node.fact_error(f'name="{node.get("name")}" is no emoji name')
            return Run("emoji", f":{node.get('name')}:", style, node.get("name"))
        case "date":
            return _date_run(node, style)
    raise node.misplaced_error("a line of text", INLINE_TAGS)


def _slack_id(node: Node, shape: re.Pattern[str]) -> str:
    if not shape.fullmatch(node.get("id")):
        raise node.fact_error(f'id="{node.get("id")[:40]}" is no Slack id')
    return node.get("id")


def _date_run(node: Node, style: frozenset[str]) -> Run:
    form = node.get("format", "{date_short_pretty} at {time}")
    if not _DATE_FORM.fullmatch(form):
        raise MarkupError(f'format="{form}" has a token that Slack does not know.', node.place)
    seconds = node.int_attribute("ts")
    if seconds is None or not (fallback := plain_text(node, "")):
        raise MarkupError("<date> needs ts (epoch seconds) and a text for readers without a clock.", node.place)
    return Run("date", clip_text(fallback, DATE_FALLBACK), style, str(seconds), form)


def plain_text(node: Node, empty: str = "–", *, beside: str = "") -> str:
    """Return the text of a node on one line, without any syntax; mentions are not allowed.

    Tags named `beside` are skipped: they come beside the text.
    """
    if len(node.content) == 1 and isinstance(node.content[0], str):
        return plain_line(node.content[0]) or empty
    runs = read_runs([part for part in node.content if isinstance(part, str) or part.tag != beside])
    for run in runs:
        if run.kind in ("user", "channel"):
            raise MarkupError(f"<{node.tag}> is plain text: <{run.kind}> cannot stand in it.", node.place)
    return "".join(run.text for run in runs).replace("\n", " ") or empty


def rich_text_elements(line: Sequence[Run]) -> list[dict[str, Any]]:
    """Build rich_text elements, where text has no syntax at all."""
    return [_RICH_TEXT_BUILDERS[run.kind](run) for run in line]


def _with_style(element: dict[str, Any], run: Run) -> dict[str, Any]:
    return {**element, "style": dict.fromkeys(sorted(run.style), True)} if run.style else element


_RICH_TEXT_BUILDERS: dict[str, Any] = {
    "text": lambda run: _with_style({"type": "text", "text": sanitize.plain_text(run.text)}, run),
    "link": lambda run: _with_style({"type": "link", "url": run.target, "text": sanitize.plain_text(run.text)}, run),
    "user": lambda run: {"type": "user", "user_id": run.target},
    "channel": lambda run: {"type": "channel", "channel_id": run.target},
    "emoji": lambda run: {"type": "emoji", "name": run.target},
    "date": lambda run: {
        "type": "date",
        "timestamp": int(run.target),
        "format": run.date_format,
        "fallback": sanitize.plain_text(run.text),
    },
}


def to_mrkdwn(line: Sequence[Run]) -> str:
    """Build mrkdwn; typed text in it is escaped and cannot format."""
    mrkdwn = ""
    for style, group in groupby(line, key=lambda run: run.style):
        body = "".join(_run_to_mrkdwn(run, code="code" in style) for run in group)
        piece = "\n".join(_with_format_signs(row, style) for row in body.split("\n"))
        # A sign beside a letter does not format; a zero-width space between them restores the format.
        needs_gap = (style and mrkdwn[-1:].isalnum()) or (mrkdwn[-1:] in _STYLE_SIGNS.values() and piece[:1].isalnum())
        mrkdwn += ("\u200b" if needs_gap else "") + piece
    return mrkdwn


def _run_to_mrkdwn(run: Run, *, code: bool) -> str:
    match run.kind:
        case "text":
            return sanitize.escape_text(run.text.replace("`", "ˋ")) if code else sanitize.mrkdwn_text(run.text)
        case "link":
            return f"<{sanitize.escape_text(run.target)}|{sanitize.mrkdwn_text(run.text).replace('|', '¦')}>"
        case "user":
            return f"<@{run.target}>"
        case "channel":
            return f"<#{run.target}>"
        case "date":
            return f"<!date^{run.target}^{run.date_format}|{sanitize.mrkdwn_text(run.text).replace('|', '¦')}>"
    return run.text


def _with_format_signs(row: str, style: frozenset[str]) -> str:
    body = row.strip(" ")
    if not body or not style:
        return row
    signs = "".join(_STYLE_SIGNS[name] for name in ("bold", "italic", "strike", "code") if name in style)
    leading, trailing = row[: len(row) - len(row.lstrip(" "))], row[len(row.rstrip(" ")) :]
    return f"{leading}{signs}{body}{signs[::-1]}{trailing}"


def fallback_text(line: Sequence[Run]) -> str:
    """Build the fallback that screen readers and notifications use: escaped, without formats."""
    return "".join(_run_to_mrkdwn(replace(run, kind="text") if run.kind == "date" else run, code=False) for run in line)


def max_wire_length(line: Sequence[Run]) -> int:
    """Return an upper bound of the line's length on the wire, at the cost of a sum."""
    return (
        sum(len(run.text) + len(run.target) + len(run.date_format) + _MAX_SIGNS_PER_RUN for run in line)
        * _MAX_WIRE_EXPANSION
    )


def split_line(line: Sequence[Run], limit: int) -> list[list[Run]]:
    """Split a line into parts of at most `limit` characters on the wire.

    It splits at line ends, or else anywhere in a text, but never inside a link, a mention or an entity.
    """
    if max_wire_length(line) < limit and not any("\n" in run.text for run in line):
        return [_join_runs(line)] if line else []
    pages: list[list[Run]] = [[]]
    room_left = limit
    for run in _split_runs(line, limit):
        size = len(to_mrkdwn([run])) + 1
        if size > room_left and pages[-1]:
            pages.append([])
            room_left = limit
        pages[-1].append(run)
        room_left -= size
    return [_join_runs(page) for page in pages if page]


def _can_join(run: Run, other: Run) -> bool:
    blank = not run.text.strip() or not other.text.strip()
    return run.style == other.style or (blank and "code" not in run.style | other.style)


def _join_runs(page: Sequence[Run]) -> list[Run]:
    """Join neighbouring texts of one style.

    A blank joins the text beside it, because Slack refuses a text of blanks only.
    """
    joined: list[Run] = []
    for run in page:
        previous = joined[-1] if joined else None
        if previous and previous.kind == run.kind == "text" and _can_join(previous, run):
            joined[-1] = replace(previous if previous.text.strip() else run, text=previous.text + run.text)
        else:
            joined.append(run)
    return joined


def _split_runs(line: Sequence[Run], limit: int) -> Iterator[Run]:
    for run in line:
        lines = run.text.splitlines(keepends=True) if run.kind == "text" else [run.text]
        for text_line in lines:
            step = limit if len(to_mrkdwn([replace(run, text=text_line)])) < limit else limit // _MAX_WIRE_EXPANSION
            for start in range(0, len(text_line), step):
                yield replace(run, text=text_line[start : start + step])
