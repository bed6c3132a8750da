"""Look-up by name: the intended item is found, and a wrong one is never returned silently."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import lookup
from rules.plan import Milestone
from tests import yardstick

NAMES = {
    "M-1": ("Beta launch", ()),
    "M-2": ("Customer beta invites", ()),
    "M-3": ("API freeze", ()),
    "M-4": ("Security penetration test", ("pentest",)),
    "M-5": ("Go to market", ()),
    "M-6": ("Accessibility audit", ("a11y",)),
    "M-7": ("Auth API", ()),
    "M-8": ("Data model", ()),
    "M-9": ("Data migration", ()),
    "M-10": ("Phase 1 sign-off", ()),
    "M-11": ("Phase 2 sign-off", ()),
    "M-12": ("Übergabe an den Café-Betrieb", ()),
    "M-42": ("Billing", ()),
    "M-43": ("Release 4.2", ()),
}
MILESTONES = [Milestone(id_, "PRJ-1", name=name, aliases=aliases) for id_, (name, aliases) in NAMES.items()]
INDEX = lookup.build_index(MILESTONES)

MEANT = {
    **dict.fromkeys(
        ("M-1", "m1", "M 01", " m-1 ", "beta launch", "BETA LAUNCH", "the beta launch", "Beta’s launch"), "M-1"
    ),
    **dict.fromkeys(("beta lau", "launch", "launch beta", "beta-launch", "lunch beta", "beat launch"), "M-1"),
    **dict.fromkeys(("customer beta", "beta inv", "invites", "CBI"), "M-2"),
    **dict.fromkeys(("freeze", "api freez", "api freze", "af"), "M-3"),
    **dict.fromkeys(("pentest", "security", "securty test", "penetraton"), "M-4"),
    **dict.fromkeys(("gtm", "go to market", "market", "go-to-market", "go market"), "M-5"),
    **dict.fromkeys(("a11y", "accessibilty", "acessibility audit"), "M-6"),
    **dict.fromkeys(("auth", "auth api", "auht api", "atuh api"), "M-7"),
    **dict.fromkeys(("data model", "model", "date model"), "M-8"),
    **dict.fromkeys(("migration", "dat migraton"), "M-9"),
    **dict.fromkeys(("phase 1", "Phase 1 sign off", "p1so"), "M-10"),
    **dict.fromkeys(("ubergabe", "cafe betrieb", "Cafe-Betrieb"), "M-12"),
    **dict.fromkeys(("billing", "bill", "milestone billing", "biling"), "M-42"),
    **dict.fromkeys(("release 4.2", "4.2", "release"), "M-43"),
}
TIED = {
    "beta": {"M-1", "M-2"},
    "api": {"M-3", "M-7"},
    "dm": {"M-8", "M-9"},
    "data": {"M-8", "M-9"},
    "phase": {"M-10", "M-11"},
    "sign-off": {"M-10", "M-11"},
    "beat": {"M-1", "M-2"},
}
NOTHING = (
    "M-99",
    "m 77",
    "zebra",
    "phase 3",
    "beta zebra",
    "q3",
    "",
    "   ",
    "!?",
    "<@U1>",
    "x",
    "billing department",
    "🚀",
    "release 5",
)


@pytest.mark.parametrize(("query", "meant"), MEANT.items())
def test_intended_milestone_is_found(query: str, meant: str) -> None:
    match = INDEX.find(query)
    assert match.item is not None
    assert match.item.id == meant


@pytest.mark.parametrize(("query", "ids"), TIED.items())
def test_tie_is_offered_and_not_guessed(query: str, ids: set[str]) -> None:
    match = INDEX.find(query)
    assert match.item is None
    assert {candidate.id for candidate in match.candidates} == ids


@pytest.mark.parametrize("query", NOTHING)
def test_unknown_name_finds_nothing(query: str) -> None:
    match = INDEX.find(query)
    assert (match.item, match.candidates) == (None, ())


def test_unknown_id_never_matches_another_id() -> None:
    assert lookup.find("M-4", [Milestone("M-42", "P", name="M-4 follow-up work")]).matched_by != "id"
    assert lookup.find("M-41", MILESTONES).matched_by == "nothing"


def test_uncertain_short_word_is_only_offered() -> None:
    match = lookup.find("bilin", [Milestone("M-1", "P", name="Bills paid"), Milestone("M-2", "P", name="Bining")])
    assert match.item is None


def test_limit_holds_and_shortest_name_comes_first() -> None:
    waves = [Milestone(f"M-{number}", "P", name=f"Wave {number} roll-out of the office") for number in range(20)]
    match = lookup.find("wave", [*waves, Milestone("M-99", "P", name="Wave goodbye")], limit=3)
    assert next(candidate.id for candidate in match.candidates) == "M-99"
    assert len(match.candidates) == 3


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(query: str) -> None:
    match = INDEX.find(query)
    assert match.item is None or not match.candidates


@given(st.sampled_from(MILESTONES), st.data())
def test_missing_letter_finds_the_milestone_or_asks(thing: Milestone, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(thing.name) - 1))
    match = INDEX.find(thing.name[:position] + thing.name[position + 1 :])
    assert match.item in (None, thing)


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_lookup_among_five_thousand_takes_milliseconds(seed: int) -> None:
    rng = random.Random(seed)
    index = BIG
    words = rng.choice(BIG_THINGS).name.split()
    query = " ".join(words[:2])[:-1]
    assert yardstick.milliseconds(lambda: index.find(query), tries=2) < 5


def _random_milestones() -> list[Milestone]:
    rng = random.Random(7)
    syllables = [consonant + vowel for consonant in "bcdfgklmnprst" for vowel in "aeiou"]
    words = ["".join(rng.choices(syllables, k=rng.randint(2, 5))) for _ in range(3000)]
    return [Milestone(f"M-{number}", "P", name=" ".join(rng.sample(words, 3))) for number in range(5000)]


BIG_THINGS = _random_milestones()
BIG = lookup.build_index(BIG_THINGS)
