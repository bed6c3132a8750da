"""Properties of packs: both voices tell the same facts, nothing outgrows Slack, and the PDF holds every sentence."""

import json
import re
import zlib
from collections.abc import Iterable

import pytest

from handlers.packs import attachments, rendering
from handlers.packs.attachments import PackFiles
from handlers.packs.rendering import RenderedPack
from rules.digests.editions import EditionAudience
from templates import RenderedMessage
from templates.pdf.characters import readable_text
from tests.rendering.packs.random_packs import PackMaker

_IDS = re.compile(r" \((?:[A-Z]{1,4}-\d+(?:, )?)+\)")
_ANY_ID = re.compile(r"\b(?:M|D|DEC|CR|BEN|PRJ|PRG|R)-\d+")
HEADINGS = (
    *("Also waiting for a decision", "Also decided", "Also late", "Also delivered", "Also new risks"),
    *("Also no longer open", "Further benefits", "Hand-overs between further teams", "Project by project"),
)
EXECUTIVE, DELIVERY = EditionAudience.EXECUTIVE, EditionAudience.DELIVERY


def lines_of(rendered: RenderedPack) -> list[str]:
    return [line for message in (rendered.top, *rendered.detail) for line in message.text.split("\n")]


def without_ids_and_owners(lines: Iterable[str]) -> list[str]:
    return [_IDS.sub("", line).removesuffix(", OWNER") for line in lines]


@pytest.mark.parametrize("seed", range(60))
def test_both_voices_tell_the_same_facts(seed: int) -> None:
    pack = PackMaker(seed, most=9).make()
    executive = lines_of(rendering.render_pack(pack, EXECUTIVE))
    delivery = without_ids_and_owners(lines_of(rendering.render_pack(pack, DELIVERY)))
    assert facts_among(executive) == facts_among(delivery)


def facts_among(lines: Iterable[str]) -> list[str]:
    """Return the lines that tell something: how they are spread over message and thread differs with their length."""
    return sorted(line for line in lines if not line.startswith("• and ") and line not in HEADINGS)


@pytest.mark.parametrize("seed", range(30))
def test_executives_never_read_an_id(seed: int) -> None:
    pack = PackMaker(seed, most=30).make()
    assert [line for line in lines_of(rendering.render_pack(pack, EXECUTIVE)) if _ANY_ID.search(line)] == []


@pytest.mark.parametrize("most", [0, 5, 60, 500])
@pytest.mark.parametrize("voice", [EXECUTIVE, DELIVERY])
def test_packs_fit_in_slack(most: int, voice: EditionAudience) -> None:
    for seed in range(5):
        rendered = rendering.render_pack(PackMaker(seed, most=most).make(), voice)
        assert len(rendered.top.blocks) <= 12
        assert size_of(rendered.top) <= 9_000
        assert all(len(part.blocks) <= 45 and size_of(part) <= 9_000 for part in rendered.detail)


def size_of(message: RenderedMessage) -> int:
    return len(json.dumps(message.blocks, ensure_ascii=False))


def words_of_pdf(paper: bytes) -> str:
    """Return the text of a PDF in reading order: glyphs are looked up in the table that each font carries."""
    streams = [_inflate(part) for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL)]
    tables = [_glyph_table(one) for one in streams if b"beginbfchar" in one or b"beginbfrange" in one]
    shown = []
    for page in (one for one in streams if b" Tf" in one):
        for font, text in re.findall(rb"/F(\d+) [\d.]+ Tf|\((.*?)(?<!\\)\) Tj", page, re.DOTALL):
            if font:
                current = tables[min(int(font) - 1, len(tables) - 1)]
            elif text:
                shown.append("".join(current.get(code, "") for code in _codes(_unescape(text))))
    return " ".join("".join(shown).split())


def _inflate(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return data


def _glyph_table(data: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", data)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _unescape(text: bytes) -> bytes:
    return re.sub(rb"\\(.)", lambda found: {b"n": b"\n", b"r": b"\r"}.get(found[1], found[1]), text, flags=re.DOTALL)


def _codes(text: bytes) -> list[int]:
    return [int.from_bytes(text[at : at + 2], "big") for at in range(0, len(text) - 1, 2)]


def write(rendered: RenderedPack) -> bytes:
    pack = rendered.pack
    lines = rendering.cover_lines(pack, DELIVERY)
    messages = (rendered.top, *rendered.detail)
    files = PackFiles(pack.name, rendering.title_of(pack), lines, pack.at, messages, ())
    return attachments.write_file(files, [])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("voice", [EXECUTIVE, DELIVERY])
def test_pdf_holds_every_sentence(seed: int, voice: EditionAudience) -> None:
    rendered = rendering.render_pack(PackMaker(seed, most=9).make(), voice, rest=rendering.BELOW)
    paper = write(rendered)
    assert paper == write(rendered)
    found = re.sub(r"\W", "", words_of_pdf(paper))
    missing = [line for line in lines_of(rendered) if re.sub(r"\W", "", line) not in found]
    assert missing == []


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("Lucía, Łukasz, Zoë, Ödland, São", "Lucía, Łukasz, Zoë, Ödland, São"),
        ("🔺 red, 🟢 green, 🔶 amber, ◻️ no data", "▲ red, ● green, ◆ amber, □ no data"),
        ("Launch 🚀", "Launch [rocket]"),
        ("李明 leads", "[2 Chinese characters] leads"),
        ("かな 김", "KaNa Gim"),
        ("👩\u200d💻", "[woman][personal computer]"),
    ],
)
def test_what_fonts_lack_is_readable(text: str, readable: str) -> None:
    known = frozenset(map(ord, " ,[]abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZíŁëÖãé"))
    assert readable_text(text, known=known) == readable
