"""A reader of pictures: where each word of an SVG is, and which lines and marks come near it."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from templates.pictures.widths import words_width

Point = tuple[float, float]
_COMMAND = re.compile(r"([MLHVCZmlhvcaz])([^MLHVCZmlhvcaz]*)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
# Filled shapes up to this size are marks, larger ones are backgrounds and bars.
MARK_SIZE = 26.0
_INHERITED = ("font-size", "font-weight", "text-anchor", "fill", "stroke")


@dataclass(frozen=True, slots=True)
class WordBox:
    """A line of text and the pixels that it covers, from the top of its letters to their bottom."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "WordBox") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(slots=True)
class DrawnPicture:
    """The words of a picture, and its strokes and marks in the order they are drawn; `covers` hide what is below."""

    width: float
    height: float
    words: list[WordBox] = field(default_factory=list)
    strokes: list[tuple[int, list[Point]]] = field(default_factory=list)
    covers: list[tuple[int, WordBox]] = field(default_factory=list)


def read_picture(svg: str) -> DrawnPicture:
    root = ET.fromstring(svg)
    picture = DrawnPicture(float(root.attrib["width"]), float(root.attrib["height"]))
    for order, (tag, attributes, text) in enumerate(_elements(root, {})):
        if tag == "text" and text:
            picture.words.append(_word_box(attributes, text))
        elif tag == "rect" and "%" not in attributes.get("width", "%"):
            left, top = float(attributes.get("x", 0)), float(attributes.get("y", 0))
            right, bottom = left + float(attributes["width"]), top + float(attributes["height"])
            corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
            if attributes.get("fill", "none") == "#fff":
                picture.covers.append((order, WordBox("", left, top, right, bottom)))
            elif attributes.get("stroke", "none") != "none" or _is_mark(corners):
                picture.strokes.append((order, corners))
        elif tag == "circle":
            x, y, size = (float(attributes[name]) for name in ("cx", "cy", "r"))
            picture.strokes.append((order, [(x - size, y), (x, y - size), (x + size, y), (x, y + size)]))
        elif tag == "path":
            for points in _paths(attributes["d"]):
                if attributes.get("stroke", "none") != "none" or _is_mark(points):
                    picture.strokes.append((order, points))
    return picture


def layout_faults(svg: str) -> list[str]:
    """Return each word that is clipped, overlapped by another, or crossed by a line or a mark."""
    picture = read_picture(svg)
    faults = [
        f"“{word.text}” leaves the sheet"
        for word in picture.words
        if word.left < 0 or word.top < 0 or word.right > picture.width or word.bottom > picture.height
    ]
    ordered = sorted(picture.words, key=lambda word: word.top)
    for number, word in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.top >= word.bottom:
                break
            if word.touches(other):
                faults.append(f"“{word.text}” overlaps “{other.text}”")
    for order, points in picture.strokes:
        for word in picture.words:
            if _crosses(points, word) and not _is_covered(picture, order, word):
                faults.append(f"a line or mark at {points[0]} crosses “{word.text}”")
    return faults


def _elements(node: ET.Element, inherited: dict[str, str]) -> Iterator[tuple[str, dict[str, str], str]]:
    attributes = {**inherited, **node.attrib}
    tag = node.tag.rpartition("}")[2]
    yield tag, attributes, (node.text or "").strip()
    passed = {name: attributes[name] for name in _INHERITED if name in attributes}
    for child in node:
        yield from _elements(child, passed)


def _word_box(attributes: dict[str, str], text: str) -> WordBox:
    size, x, y = float(attributes.get("font-size", 16)), float(attributes["x"]), float(attributes["y"])
    width = words_width(" ".join(text.split()), size, bold=attributes.get("font-weight") == "bold")
    left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[attributes.get("text-anchor", "start")]
    return WordBox(text, left + 0.5, y - 0.74 * size, left + width - 0.5, y + 0.2 * size)


def _paths(description: str) -> Iterator[list[Point]]:
    """Yield the points of each part of a path; curves are sampled."""
    points: list[Point] = []
    x = y = 0.0
    for command, text in _COMMAND.findall(description):
        numbers = [float(number) for number in _NUMBER.findall(text)]
        if command in "Mm" and points:
            yield points
            points = []
        if command in "Zz":
            points.append(points[0])
        elif command in "Hh":
            x = numbers[-1] + (x if command == "h" else 0)
            points.append((x, y))
        elif command in "Vv":
            y = numbers[-1] + (y if command == "v" else 0)
            points.append((x, y))
        elif command == "C":
            for start in range(0, len(numbers), 6):
                curve = [(x, y), *zip(*[iter(numbers[start : start + 6])] * 2, strict=True)]
                points += [_on_curve(curve, step / 16) for step in range(1, 17)]
                x, y = curve[-1]
        elif command == "a":
            for start in range(0, len(numbers), 7):
                rx, dx, dy = numbers[start], numbers[start + 5], numbers[start + 6]
                points += [(x + dx / 2, y - rx), (x + dx, y + dy), (x + dx / 2, y + rx)]
                x, y = x + dx, y + dy
        else:
            for dx, dy in zip(*[iter(numbers)] * 2, strict=True):
                x, y = (x + dx, y + dy) if command in "lm" else (dx, dy)
                points.append((x, y))
    if points:
        yield points


def _on_curve(curve: list[Point], share: float) -> Point:
    while len(curve) > 1:
        curve = [(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in pairwise(curve)]
    return curve[0]


def _is_mark(points: list[Point]) -> bool:
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    return wide <= MARK_SIZE and max(y for _, y in points) - min(y for _, y in points) <= MARK_SIZE


def _crosses(points: list[Point], word: WordBox) -> bool:
    if len(points) == 1:
        points = points * 2
    return any(_segment_meets(start, end, word) for start, end in pairwise(points))


def _segment_meets(start: Point, end: Point, word: WordBox) -> bool:
    """Clip the segment at each side of the box (Liang and Barsky)."""
    low, high = 0.0, 1.0
    for axis, (least, most) in enumerate(((word.left, word.right), (word.top, word.bottom))):
        way = end[axis] - start[axis]
        if way == 0:
            if not least < start[axis] < most:
                return False
            continue
        first, last = sorted(((least - start[axis]) / way, (most - start[axis]) / way))
        low, high = max(low, first), min(high, last)
    return low < high


def _is_covered(picture: DrawnPicture, order: int, word: WordBox) -> bool:
    return any(
        later > order
        and cover.left <= word.left
        and cover.right >= word.right
        and cover.top <= word.top + 1
        and cover.bottom >= word.bottom - 1
        for later, cover in picture.covers
    )
