"""Hostile text: nothing people can paste breaks date reading or makes it slow."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import dates, text
from tests import yardstick

TODAY = date(2026, 3, 11)
LONGEST = 40_000
# Milliseconds on the yardstick; the target is 20, and the benchmark measures how far below it is.
PATIENCE = 30

PATTERNS = (
    *(
        "*",
        "1 ",
        "1-",
        "1/1 ",
        "> ",
        "`",
        "` ",
        "``` ",
        "<",
        "<@",
        "<http",
        "12 Dec ",
        "12 Dec → ",
        "fri ",
        "the ",
        "in a ",
    ),
    *(
        "a week from ",
        "end of ",
        "next ",
        "moved by ",
        "push a b c d e ",
        "week of ",
        "first half of ",
        "q1 ",
        "5pm ",
        "+1 ",
    ),
    *(
        "2026-12-01 ",
        ":a",
        "http://",
        "need another ",
        "slip a ",
        "late of schedule ",
        "was 12 Dec, now 13 Dec, ",
        "by may ",
    ),
    *(
        "\u202e12 Dec\u202c ",
        "to\u200bmorrow ",
        '"a ',
        "&amp;",
        "tomorrow or ",
        "1st ",
        "\n",
        " ",
        "12",
        "a",
        "İ",
        "ﬁ",
        "😀",
        "de\u200cc 1",
        "\0",
    ),
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_forty_thousand_characters_are_read_in_time(pattern: str) -> None:
    message = (pattern * LONGEST)[:LONGEST]
    for read in (
        lambda: dates.find_all(message, today=TODAY),
        lambda: text.read(message),
        lambda: text.tokens(message),
    ):
        assert yardstick.milliseconds(read, tries=2) < PATIENCE


def test_date_is_found_beside_any_kind_of_character() -> None:
    kinds = {
        unicodedata.category(chr(code)) + str(code >> 8): chr(code)
        for code in range(0x110000)
        if not 0xD800 <= code < 0xE000
    }
    missed = []
    for character in kinds.values():
        message = f"{character} due 20 March {character}"
        matches = dates.find_all(message, today=TODAY)
        if [message[match.start : match.end] for match in matches] != ["20 March"]:
            missed.append(character)
    assert set(missed) <= set("`<'_@/=%+.-:~")


WORDS = st.sampled_from(
    (
        *(
            "12",
            "31",
            "2026",
            "Dec",
            "May",
            "march",
            "fri",
            "Friday",
            "the",
            "of",
            "in",
            "to",
            "from",
            "by",
            "now",
            "was",
        ),
        *(
            "next",
            "last",
            "end",
            "week",
            "month",
            "q3",
            "eom",
            "+2w",
            "a",
            "two",
            "days",
            "late",
            "slips",
            "→",
            "-",
            "/",
        ),
        *(".", ",", ":", "(", ")", "'", "'s", "~", "or", "and", "at", "5pm", "noon", "UTC", "<@U1>", "`x`", "🚀", "\n"),
        *("https://a.b/1", "\u200b", "\u202e"),
    )
)


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=14), st.sampled_from((" ", "", "  ")))
def test_any_mixture_of_date_words_is_read(words: list[str], glue: str) -> None:
    message = glue.join(words)
    matches = dates.find_all(message, today=TODAY)
    end = 0
    for match in matches:
        assert end <= match.start < match.end <= len(message)
        assert (match.day is None) == (match.kind == "delta")
        end = match.end
    parsed = dates.parse(message, today=TODAY)
    assert parsed is None or 0 <= parsed.start < parsed.end <= len(message)


@given(st.text(max_size=120))
def test_any_text_is_read(message: str) -> None:
    assert all(0 <= match.start < match.end <= len(message) for match in dates.find_all(message, today=TODAY))
    assert dates.parse(message, today=TODAY) is None or any(character.isalnum() for character in message)


@pytest.mark.parametrize("today", [date.min, date.max, date(1, 12, 31), date(9999, 1, 1), date(2024, 2, 29)])
def test_first_and_last_calendar_days_are_read(today: date) -> None:
    for words in (
        "29 Feb",
        "12 Dec",
        "fri",
        "last fri",
        "next week",
        "eom",
        "eoy",
        "+999y",
        "week 53",
        "3 days ago",
        "Easter",
        "Q1",
    ):
        parsed = dates.parse(words, today=today)
        assert parsed is None or parsed.day is not None
        dates.find_all(f"due {words}.", today=today)
