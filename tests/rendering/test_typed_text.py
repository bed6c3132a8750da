"""Typed text stays text everywhere, whatever it contains."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import templates
from templates import sanitize
from templates.sanitize import clean_text
from tests.corpus import HOSTILE
from tests.rendering.desk import Desk

SAMPLES = Path(__file__).parent / "samples"
OURS = re.compile(r"<@U0OURS>|<!date\^1773910800\^\{date\}\|[^<>|]*>|<https://ours\.example/\|[^<>|]*>")
ENTITY = re.compile(r"&(?:amp|lt|gt);")
SIGNS = re.compile(r"(?<![A-Za-z0-9])[*_~`]|[*_~`](?![A-Za-z0-9])")
IN_RICH_TEXT = frozenset(("text", "link", "user", "date", "rich_text_section", "rich_text_list", "rich_text_quote"))


def render_everywhere(typed: str) -> templates.RenderedMessage:
    return templates.render("everywhere", folder=SAMPLES, typed=typed)


def all_strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from all_strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from all_strings(inner)


def wire_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            assert value["verbatim"] is True
            yield value["text"]
        for inner in value.values():
            yield from wire_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from wire_texts(inner)


def shape(block: dict[str, Any]) -> Any:
    """Return the block without its texts: types, keys, ids and the number of elements."""

    def without_texts(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: without_texts(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [without_texts(inner) for inner in value]
        return value if key in ("type", "action_id", "user_id", "url", "verbatim", "style") else None

    return without_texts(block)


def assert_harmless(message: templates.RenderedMessage) -> None:
    for text in all_strings(message.blocks):
        assert not re.search(r"<(?:[!@#]|https?:|mailto:|tel:)", OURS.sub("", text), re.IGNORECASE), text
    for text in [*wire_texts(message.blocks), message.text]:
        remaining = ENTITY.sub("", OURS.sub("", text))
        assert not set("<>&") & set(remaining), text
        assert not re.search(r"@(?:channel|here|everyone)\b", remaining, re.IGNORECASE), text
        assert not any(line.lstrip().startswith("&gt;") for line in text.split("\n")), text
    for text in wire_texts(message.blocks):
        remaining = text.replace("*ours*", "").replace("*–*", "")
        assert not SIGNS.search(re.sub(r"^\*(.*)\*$", r"\1", remaining, flags=re.MULTILINE)), text
    for text in all_strings([message.blocks, message.text]):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\u2028]", text)


def assert_whole(message: templates.RenderedMessage) -> None:
    usual = render_everywhere("usual")
    assert [block["type"] for block in message.blocks] == [block["type"] for block in usual.blocks]
    assert [shape(block) for block in message.blocks if block["type"] != "rich_text"] == [
        shape(block) for block in usual.blocks if block["type"] != "rich_text"
    ]
    kinds = set(
        re.findall(r'"type": "(\w+)"', json.dumps([block for block in message.blocks if block["type"] == "rich_text"]))
    )
    assert kinds <= {"rich_text", *IN_RICH_TEXT}


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text_everywhere(typed: str) -> None:
    message = render_everywhere(typed[:150])
    assert_harmless(message)
    assert_whole(message)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12) | st.sampled_from("<>&@#!*_~`|^\n ")).map("".join))
def test_any_text_stays_text_everywhere(typed: str) -> None:
    message = render_everywhere(typed[:150])
    assert_harmless(message)
    assert_whole(message)


def test_letters_that_skip_cleaning_are_clean() -> None:
    letters = [letter for letter in map(chr, range(0x110000)) if sanitize._CLEAN.fullmatch(letter)]
    assert len(letters) > 30_000
    assert sanitize._clean_letters("".join(letters)) == "".join(letters)


@given(st.text() | st.sampled_from(HOSTILE))
def test_cleaning_is_idempotent(typed: str) -> None:
    assert clean_text(clean_text(typed)) == clean_text(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("👩‍👩‍👧 ❤️ 🏳️‍🌈", "👩‍👩‍👧 ❤️ 🏳️‍🌈"),
        ("می‌خواهم", "می‌خواهم"),
        ("pay\u200dpal \u202egnp\u200b", "paypal gnp"),
        ("e\u0301" + "\u0301" * 9, "é" + "\u0301" * 4),
        ("a\r\nb", "a\u2028b"),
        ("Ⅷ ｆｕｌｌ", "Ⅷ ｆｕｌｌ"),
    ],
)
def test_deceptive_characters_are_removed_and_script_characters_kept(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_signs_inside_words_are_kept(desk: Desk) -> None:
    assert desk.line("{{ t }}", t="release_1_33 costs 3*4 and is ~5 days *late*") == (
        "release_1_33 costs 3*4 and is ∼5 days ∗late∗"
    )


def test_no_template_disables_escaping() -> None:
    folder = Path(templates.__file__).parent
    offenders = [path.name for path in folder.rglob("*.j2") if re.search(r"\|\s*safe\b|autoescape", path.read_text())]
    assert not offenders, f"Typed text must stay escaped: remove |safe and autoescape from {offenders}."
