"""The PDF itself: a title page, the parts of messages, pictures with their descriptions, and page numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.fonts import TTFFont

from templates.pdf.characters import readable_text
from templates.pdf.reading import Heading, Paragraph, Part, Table, read_blocks

FONT = "DejaVu"
_FONT_FOLDER = Path(__file__).parent.parent / "fonts"
_MARGIN, _LINE, _INDENT = 20.0, 5.4, 6.0
_TEXT_SIZE, _SMALL_SIZE, _HEADING_SIZES = 10.0, 8.0, (15.0, 12.0)
_GREY, _BLACK = (90, 90, 90), (20, 20, 20)
# Room that a heading needs below it, so that none stands alone at the foot of a page.
_HEADING_ROOM = 24.0
_PICTURE_PIXELS_PER_MM = 6.0


@dataclass(frozen=True, slots=True)
class PdfCover:
    """The words of the title page; `at` is the moment the content is of, so that the same facts give the same bytes."""

    title: str
    subtitle: str
    lines: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class PdfPicture:
    """A picture with its title, and its description for people who cannot see it."""

    title: str
    png: bytes
    alt: str


def write_pdf(
    cover: PdfCover, messages: Iterable[Sequence[dict[str, Any]]], pictures: Iterable[PdfPicture] = ()
) -> bytes:
    """Return a PDF of these messages, given as their blocks, with the pictures after them."""
    paper = _Paper(cover)
    paper.draw_cover(cover)
    paper.add_page()
    for blocks in messages:
        for part in read_blocks(blocks):
            paper.draw_part(part)
    for picture in pictures:
        paper.draw_picture(picture)
    return bytes(paper.output())


class _Paper(FPDF):
    """A4 pages in our own font; every text passes `_readable`."""

    def __init__(self, cover: PdfCover) -> None:
        super().__init__(format="A4")
        self.add_font(FONT, "", _FONT_FOLDER / "DejaVuSans.ttf")
        self.add_font(FONT, "B", _FONT_FOLDER / "DejaVuSans-Bold.ttf")
        self.set_font(FONT, size=_TEXT_SIZE)
        self._known = frozenset(_font_of(self).cmap)
        self._foot = self._readable(f"{cover.title} · {cover.subtitle}")
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN)
        self.set_title(self._foot)
        self.set_author("Baton")
        self.set_lang("en-GB")
        self.set_creation_date(cover.at)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FONT, size=_SMALL_SIZE)
        self.set_text_color(*_GREY)
        text = self._foot if len(self._foot) <= 80 else f"{self._foot[:79]}…"
        self.cell(self.epw - 30, 5, text)
        self.cell(30, 5, f"Page {self.page_no()} of {{nb}}", align="R")

    def draw_cover(self, cover: PdfCover) -> None:
        self.add_page()
        self.set_y(80)
        self.set_text_color(*_BLACK)
        self._draw_block(cover.title, size=26, style="B", height=12)
        self._draw_block(cover.subtitle, size=16, height=9)
        self.ln(6)
        for line in cover.lines:
            self._draw_block(line, size=_TEXT_SIZE, height=_LINE + 1, colour=_GREY)

    def draw_part(self, part: Part) -> None:
        match part:
            case Heading():
                self._draw_heading(part)
            case Paragraph():
                self._draw_paragraph(part)
            case Table():
                self._draw_table(part)

    def draw_picture(self, picture: PdfPicture) -> None:
        """Draw a picture under its title, as wide as the text or as high as the page, with its description below."""
        across, down = png_size(picture.png)
        room = self.h - 2 * _MARGIN - _HEADING_ROOM - 20
        width = min(self.epw, across / _PICTURE_PIXELS_PER_MM, room * across / down)
        height = width * down / across
        if self.get_y() + height + _HEADING_ROOM > self.h - _MARGIN:
            self.add_page()
        self._draw_heading(Heading(picture.title))
        self.image(BytesIO(picture.png), w=width, alt_text=self._readable(picture.alt))
        self.ln(2)
        self._draw_block(picture.alt, size=_SMALL_SIZE, height=4.4, colour=_GREY)
        self.ln(4)

    def _draw_heading(self, heading: Heading) -> None:
        if self.get_y() > self.h - _MARGIN - _HEADING_ROOM:
            self.add_page()
        text = self._readable(heading.text)
        self.ln(3)
        self.start_section(text, level=min(heading.level, 0 if not self._outline else 1))
        self._draw_block(text, size=_HEADING_SIZES[heading.level], style="B", height=7)
        self.ln(1)

    def _draw_paragraph(self, paragraph: Paragraph) -> None:
        size = _SMALL_SIZE if paragraph.is_small else _TEXT_SIZE
        self.set_text_color(*(_GREY if paragraph.is_small else _BLACK))
        self.set_font(FONT, size=size)
        left = _MARGIN + _INDENT * paragraph.indent
        if paragraph.bullet:
            self.set_x(left - _INDENT + 1)
            self.cell(_INDENT - 1, _LINE, paragraph.bullet)
        self.set_left_margin(left)
        self.set_x(left)
        for text, bold in paragraph.runs:
            self.set_font(FONT, "B" if bold else "", size)
            self.write(_LINE, self._readable(text))
        self.set_left_margin(_MARGIN)
        self.ln(_LINE + (0.6 if paragraph.bullet else 1.6))

    def _draw_table(self, table: Table) -> None:
        self.set_font(FONT, size=_SMALL_SIZE)
        self.set_text_color(*_BLACK)
        with self.table(line_height=4.6, text_align="LEFT", padding=1) as drawn:
            for row in table.rows:
                line = drawn.row()
                for cell in row:
                    line.cell(self._readable(cell))
        self.ln(3)

    def _draw_block(
        self, text: str, *, size: float, height: float, style: str = "", colour: tuple[int, int, int] = _BLACK
    ) -> None:
        self.set_font(FONT, style, size)
        self.set_text_color(*colour)
        self.multi_cell(0, height, self._readable(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def _readable(self, text: str) -> str:
        return readable_text(text, known=self._known)


def _font_of(paper: FPDF) -> TTFFont:
    font = paper.current_font
    assert isinstance(font, TTFFont)
    return font


def png_size(png: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG in pixels, from its head."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
