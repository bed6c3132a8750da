"""Texts of an edition that are hidden from a channel, or told to executives without ids."""

from dataclasses import replace

from rules.digests.editions import MovedMilestone, ProjectUpdate
from rules.digests.told_texts import change_texts, hide_secrets, in_plain_words, names_of
from rules.plan import Milestone
from rules.privacy import WITHHELD_TEXT, Secrets
from tests.rules.digests.sample_editions import FULL, IDENTITY


def test_facts_without_secrets_stay_the_same_object() -> None:
    assert hide_secrets(FULL, Secrets()) is FULL
    assert hide_secrets(FULL, Secrets(frozenset({"M-99"}))) is FULL
    assert change_texts(FULL, lambda text, _: text.upper()) != FULL


def test_text_that_names_a_secret_is_withheld_whole() -> None:
    moved = MovedMilestone(Milestone("M-18", "PRJ-1", "Wallet"), None, None, 0, "the merger   with Acme delays it", "")
    hidden = hide_secrets(replace(FULL, moved=(moved,)), Secrets(words=frozenset({"merger with acme"})))
    assert hidden.moved[0].reason == WITHHELD_TEXT
    assert hidden.moved[0].milestone.name == "Wallet"


def test_typed_ids_become_names_and_references_stay() -> None:
    update = ProjectUpdate(
        IDENTITY, "M-3 (M-3) waits for M-77, see https://x.test/M-3.", "red", "Maya", "https://x.test/M-3"
    )
    named, moved = Milestone("M-5", "PRJ-1", "M-5"), replace(FULL.moved[0], reason="M-77")
    told = in_plain_words(replace(FULL, updates=(update,), soon=(named,), moved=(moved,)), names_of(FULL))
    assert told.updates[0].text.startswith("Auth API waits for, see")
    assert told.updates[0].source == "https://x.test/M-3"
    assert (told.soon[0].id, told.soon[0].name) == ("M-5", "an unnamed item")
    assert told.moved[0].reason == ""
    assert told.troubles[0].record == "M-3"
