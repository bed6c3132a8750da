"""A sheet on which shapes and words are placed one by one: narrow, with letters that can be read in a thumbnail."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from templates.pictures.layout import Sheet
from templates.pictures.widths import fit_words, words_width, wrap_words

# Slack shows 360 pixels of it in a channel: half the size.
WIDTH = 720
MARGIN = 24
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 25.0, 18.0, 16.0
# The parts of a letter above and below its line, in ems.
ASCENT, DESCENT = 0.78, 0.24
INK, MUTED, GRID, BAND = "#1d2330", "#4a5261", "#d5dbe5", "#f1f4f9"
BLUE, PURPLE, WHITE = "#2f5fd0", "#6b2fb3", "#ffffff"
PAINTS = {"red": "#b4232a", "amber": "#b86e00", "green": "#1f7a4d", "grey": "#6b7482", "done": "#1f7a4d"}
# In a legend: an upright tick, not a line.
TICK = "tick"
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `x` is its left, middle or right end, and `y` the line that its letters stand on."""

    x: float
    y: float
    text: str
    size: float
    anchor: str
    bold: bool
    ink: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A path in SVG's words, filled or drawn."""

    path: str
    fill: str = "none"
    stroke: str = "none"
    width: float = 0
    dash: str = ""


@dataclass(slots=True)
class Canvas:
    """The shapes and words of a picture so far; words lie above all shapes."""

    shapes: list[Shape] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = SMALL_SIZE,
        anchor: str = "start",
        bold: bool = False,
        ink: str = INK,
        room: float = WIDTH - 2 * MARGIN,
    ) -> float:
        """Write a line that takes at most `room` pixels; return how many it takes."""
        text = fit_words(text, room, size, bold=bold)
        if text:
            self.words.append(Words(round(x, 1), round(y, 1), text, size, anchor, bold, ink))
        return words_width(text, size, bold=bold)

    def head(self, title: str, finding: str) -> float:
        """Write the title and the finding, each on at most two lines; return where the picture begins."""
        y, room = 14.0, WIDTH - 2 * MARGIN
        for line in wrap_words(title, room, TITLE_SIZE, bold=True):
            y += 30
            self.write(MARGIN, y - 4, line, size=TITLE_SIZE, bold=True)
        for line in wrap_words(finding, room, TEXT_SIZE):
            y += 25
            self.write(MARGIN, y, line, size=TEXT_SIZE, ink=MUTED)
        return y + 18

    def line(self, points: Sequence[Point], colour: str, *, width: float = 2, dash: str = "") -> None:
        if len(points) > 1:
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            self.shapes.append(Shape(path, stroke=colour, width=width, dash=dash))

    def area(self, points: Sequence[Point], colour: str) -> None:
        self.shapes.append(Shape("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z", fill=colour))

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        if right > left and bottom > top:
            self.area([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def mark(self, x: float, y: float, status: str, *, size: float = 8) -> None:
        """Draw a status: a form for each, so that colour alone is never needed."""
        paint = BLUE if status == "planned" else PAINTS.get(status, PAINTS["grey"])
        circle = f"M{x - size:.1f} {y:.1f}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0 {-2 * size} 0Z"
        if status in ("red", "planned"):
            wide = size * 1.2
            self.area([(x - wide, y), (x, y - wide), (x + wide, y), (x, y + wide)], paint)
        elif status == "amber":
            self.area([(x - size * 1.1, y + size), (x, y - size * 1.1), (x + size * 1.1, y + size)], paint)
        elif status in ("green", "done"):
            self.shapes.append(Shape(circle, fill=paint))
            if status == "done":
                tick = [(x - size * 0.5, y), (x - size * 0.1, y + size * 0.45), (x + size * 0.55, y - size * 0.4)]
                self.line(tick, WHITE, width=2)
        else:
            self.shapes.append(Shape(circle, fill=WHITE, stroke=paint, width=2.5))

    def legend(self, y: float, entries: Sequence[tuple[str, str]]) -> float:
        """Write what each status means, on as many lines as it takes; return the bottom."""
        x = float(MARGIN)
        for status, text in entries:
            taken = 22 + words_width(text, SMALL_SIZE) + 18
            if x + taken > WIDTH - MARGIN and x > MARGIN:
                x, y = float(MARGIN), y + 26
            self.mark(x + 9, y - 5, status, size=7)
            self.write(x + 22, y, text, ink=MUTED, room=WIDTH - MARGIN - x - 22)
            x += taken
        return y

    def strokes(self, y: float, entries: Sequence[tuple[str, str, str]]) -> float:
        """Write what each line means (colour, dash, words), on as many lines as it takes; return the bottom."""
        x = float(MARGIN)
        for colour, dash, text in entries:
            taken = 42 + words_width(text, SMALL_SIZE) + 20
            if x + taken > WIDTH - MARGIN and x > MARGIN:
                x, y = float(MARGIN), y + 26
            if dash == TICK:
                self.line([(x + 16, y - 16), (x + 16, y + 6)], colour, width=3)
            else:
                self.line([(x, y - 5), (x + 32, y - 5)], colour, width=4, dash=dash)
            self.write(x + 42, y, text, ink=MUTED, room=WIDTH - MARGIN - x - 42)
            x += taken
        return y

    def sheet(self, bottom: float, alt: str) -> Sheet:
        """Return the picture, which ends a little below `bottom`."""
        return Sheet(WIDTH, int(bottom) + 20, alt, {"shapes": self.shapes, "words": self.words})
