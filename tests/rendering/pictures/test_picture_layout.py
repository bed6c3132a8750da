"""No word in any picture is clipped, overlapped or crossed by a line, whatever people write and however much it is."""

import os
import re
from random import Random

import pytest

from templates import pictures
from templates.pictures.canvas import MARGIN, TITLE_SIZE, WIDTH
from templates.pictures.drawing import PIXELS
from templates.pictures.widths import fit_name, fit_words, words_width, wrap_words
from tests.rendering.pictures.older_samples import OLDER_SAMPLES
from tests.rendering.pictures.samples import NAMES, SAMPLES
from tests.rendering.pictures.svg_boxes import layout_faults

PLANS = 200 if os.environ.get("EVERYTHING") else 6
THUMBNAIL_WIDTH = 360


@pytest.mark.parametrize("count", [1, 3, 25, 200, 500])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_word_is_clipped_overlapped_or_crossed(name: str, count: int) -> None:
    for seed in range(PLANS if name == "gantt" else max(2, PLANS // 10)):
        svg, sheet = pictures.lay_out_svg(name, **SAMPLES[name](Random(seed), count))
        assert layout_faults(svg) == [], seed
        assert sheet.width * sheet.height * 4 <= PIXELS
        assert sheet.alt.endswith(".")


@pytest.mark.parametrize("count", [1, 3, 25, 200])
@pytest.mark.parametrize("name", OLDER_SAMPLES)
def test_pictures_with_own_templates_have_room_for_words(name: str, count: int) -> None:
    for seed in range(4):
        svg, sheet = pictures.lay_out_svg(name, **OLDER_SAMPLES[name](Random(seed), count))
        assert layout_faults(svg) == [], seed
        sizes = [float(size) for size in re.findall(r'font-size="([0-9.]+)"', svg)]
        assert max(sizes) * THUMBNAIL_WIDTH / sheet.width >= 12


@pytest.mark.parametrize("name", SAMPLES)
def test_title_can_be_read_in_a_thumbnail(name: str) -> None:
    _, sheet = pictures.lay_out_svg(name, **SAMPLES[name](Random(1), 3) | {"title": "Atlas"})
    assert sheet.width == WIDTH
    assert max(words.size for words in sheet.parts["words"]) == TITLE_SIZE
    assert TITLE_SIZE * THUMBNAIL_WIDTH / WIDTH >= 12


def test_map_keeps_its_subject_among_many() -> None:
    facts = SAMPLES["map"](Random(4), 200)
    _, sheet = pictures.lay_out_svg("map", **facts)
    [focus] = [row for row in facts["rows"] if row.focus]
    assert any(words.bold and words.text.endswith(f"({focus.id})") for words in sheet.parts["words"]) or not focus.name
    assert any(words.text == "168 more not drawn" for words in sheet.parts["words"])


@pytest.mark.parametrize("name", SAMPLES)
def test_picture_is_drawn_from_hard_names(name: str) -> None:
    assert pictures.draw_now(name, **SAMPLES[name](Random(3), 25)).png.startswith(b"\x89PNG")


@pytest.mark.parametrize("text", NAMES)
@pytest.mark.parametrize("room", [40, 200])
def test_fitted_words_take_no_more_than_their_room(text: str, room: float) -> None:
    assert words_width(fit_words(text, room, 16), 16) <= room
    assert all(words_width(line, 25, bold=True) <= 672 for line in wrap_words(text, WIDTH - 2 * MARGIN, 25, bold=True))
    assert fit_name(text, "M-3", 200, 16).endswith("M-3)") or not text
