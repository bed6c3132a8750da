"""Block Kit read as the parts of a document: headings, paragraphs, lists and tables."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
Runs = tuple[tuple[str, bool], ...]
_MRKDWN_LINK = re.compile(r"<(?:[^<>|]*)\|([^<>]*)>|<([^<>|]*)>")


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text in runs of (words, bold); `indent` counts the levels of a list, `bullet` is its mark."""

    runs: Runs
    indent: int = 0
    bullet: str = ""
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first of which is the head."""

    rows: tuple[tuple[str, ...], ...]


Part = Heading | Paragraph | Table


def read_blocks(blocks: Iterable[Json]) -> Iterator[Part]:
    """Yield the parts of a message; buttons and menus, which nobody presses on paper, are left out."""
    for block in blocks:
        match block.get("type"):
            case "header":
                yield Heading(block["text"]["text"], 0)
            case "rich_text":
                yield from _read_rich_text(block["elements"])
            case "section":
                texts = [block.get("text"), *block.get("fields", ())]
                yield from (Paragraph(_plain_runs(text)) for text in texts if text)
            case "context":
                runs = tuple(run for one in block["elements"] if "text" in one for run in _plain_runs(one))
                yield Paragraph(runs, is_small=True)
            case "table":
                yield Table(tuple(tuple(_cell_text(cell) for cell in row) for row in block["rows"]))


def _read_rich_text(elements: Iterable[Json]) -> Iterator[Part]:
    for element in elements:
        if element["type"] == "rich_text_list":
            for number, item in enumerate(element["elements"], element.get("offset", 0) + 1):
                bullet = f"{number}." if element.get("style") == "ordered" else "•"
                yield Paragraph(tuple(_runs_of(item)), element.get("indent", 0) + 1, bullet)
        else:
            yield from _lines_of(tuple(_runs_of(element)))


def _lines_of(runs: Runs) -> Iterator[Part]:
    """Yield a heading for a line that begins with bold words, and the rest of it as a paragraph."""
    if runs and runs[0][1]:
        yield Heading(runs[0][0].strip())
        first, *rest = runs[1:] or (("", False),)
        runs = ((first[0].lstrip(":").lstrip(), first[1]), *rest)
    if any(text.strip() for text, _ in runs):
        yield Paragraph(runs)


def _runs_of(section: Json) -> Iterator[tuple[str, bool]]:
    for element in section.get("elements", ()):
        bold = bool(element.get("style", {}).get("bold"))
        yield _element_text(element), bold


def _element_text(element: Json) -> str:
    match element["type"]:
        case "text":
            return str(element["text"])
        case "link":
            return str(element.get("text") or element["url"])
        case "emoji":
            return "".join(chr(int(code, 16)) for code in element.get("unicode", "").split("-") if code)
        case "date":
            return str(element.get("fallback") or f"{datetime.fromtimestamp(element['timestamp'], UTC):%d %b %Y}")
        case other:
            return str(element.get(f"{other}_id") or "")


def _plain_runs(text: Json) -> Runs:
    if text.get("type") == "mrkdwn":
        words = _MRKDWN_LINK.sub(lambda found: found[1] or found[2], text["text"])
        return tuple((html.unescape(piece), number % 2 == 1) for number, piece in enumerate(words.split("*")) if piece)
    return ((str(text["text"]), False),)


def _cell_text(cell: Json) -> str:
    if cell["type"] == "raw_text":
        return str(cell["text"])
    return " ".join("".join(text for text, _ in _runs_of(section)) for section in cell["elements"])
