"""Shortened texts end where a reader can stop, and say that they go on."""

import re
from random import Random

import pytest

from templates.shortening import first_words, truncate

TEXT = (
    "Churn falls (BEN-1) is heading for 62% of its plan by Thu 31 Dec, at the pace of its 5 readings. "
    "The vendor (in “Lyon, France”) is late; we wait for the keys — and test with 3 stubs: no more than 2 weeks of it."
)
PIECES = TEXT.split()
UNFINISHED = re.compile(r"\b(?:its|the|of|by|at|a|for|is|and|with|than|Thu)$|\d$|[(“,;:—]$")


def random_text(random: Random) -> str:
    start = random.randrange(len(PIECES))
    return " ".join((PIECES * 3)[start : start + random.randint(1, 50)])


@pytest.mark.parametrize("cut", [first_words, truncate])
def test_what_is_cut_ends_well(cut: object) -> None:
    assert callable(cut)
    for seed in range(400):
        random = Random(seed)
        text, most = random_text(random), random.randint(6, 30) * (1 if cut is first_words else 7)
        short = cut(text, most)
        size = len(short.split()) if cut is first_words else len(short)
        assert size <= most
        assert cut(short, most) == short
        if short == text:
            continue
        kept = short.removesuffix("…")
        assert short == f"{kept}…"
        assert text.startswith(kept)
        assert re.match(r"[\s,;:.—–]", text[len(kept) :]), "no word is cut"
        assert kept.count("(") <= kept.count(")"), text
        assert not UNFINISHED.search(kept), (kept, text)


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("It slips. The vendor is late again", 4, "It slips…"),
        ("We found two ways, tried both and will decide on Thursday", 8, "We found two ways…"),
        ("heading for 62% of its plan, at the pace of its 5 readings", 11, "heading for 62% of its plan…"),
        ("done by Thu 31 Dec", 3, "done…"),
        ("Pia 2: decide on “More people for the vendor in May”", 8, "Pia 2: decide on “More people…”"),
    ],
)
def test_longest_whole_part_stays(text: str, most: int, short: str) -> None:
    assert first_words(text, most) == short


def test_words_without_an_end_are_cut_by_number() -> None:
    assert first_words("the the the the the", 3) == "the the the…"
    assert truncate("x" * 300, 10) == "x" * 9 + "…"
    assert truncate("a long value", 6, True, "") == "a long"
