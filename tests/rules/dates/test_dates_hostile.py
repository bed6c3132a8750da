"""Nothing people can paste breaks the reading of dates, or makes it slow."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import dates, text
from tests import yardstick

TODAY = date(2026, 3, 11)
LONGEST = 40_000
PATIENCE = 30
"""Milliseconds of the yardstick; the aim is 20, and the benchmark says how far below it is."""

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
def test_forty_thousand_characters_of_anything_are_read_in_time(pattern: str) -> None:
    message = (pattern * LONGEST)[:LONGEST]
    for read in (
        lambda: dates.find_all(message, today=TODAY),
        lambda: text.read(message),
        lambda: text.tokens(message),
    ):
        assert yardstick.milliseconds(read, tries=2) < PATIENCE


def test_a_date_is_found_beside_a_character_of_every_kind() -> None:
    kinds = {unicodedata.category(chr(n)) + str(n >> 8): chr(n) for n in range(0x110000) if not 0xD800 <= n < 0xE000}
    missed = []
    for character in kinds.values():
        message = f"{character} due 20 March {character}"
        found = dates.find_all(message, today=TODAY)
        if [message[f.start : f.end] for f in found] != ["20 March"]:
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
def test_any_heap_of_date_words_is_read_without_harm(words: list[str], glue: str) -> None:
    message = glue.join(words)
    found = dates.find_all(message, today=TODAY)
    at = 0
    for each in found:
        assert at <= each.start < each.end <= len(message)
        assert (each.day is None) == (each.kind == "delta")
        at = each.end
    whole = dates.parse(message, today=TODAY)
    assert whole is None or 0 <= whole.start < whole.end <= len(message)


@given(st.text(max_size=120))
def test_any_text_is_read_without_harm(message: str) -> None:
    assert all(0 <= f.start < f.end <= len(message) for f in dates.find_all(message, today=TODAY))
    assert dates.parse(message, today=TODAY) is None or any(c.isalnum() for c in message)


@pytest.mark.parametrize("today", [date.min, date.max, date(1, 12, 31), date(9999, 1, 1), date(2024, 2, 29)])
def test_the_ends_of_the_calendar_are_no_cliff(today: date) -> None:
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
        found = dates.parse(words, today=today)
        assert found is None or found.day is not None
        dates.find_all(f"due {words}.", today=today)
