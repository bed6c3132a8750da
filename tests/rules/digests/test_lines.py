"""Keys of the lines of an edition, which edits and answers refer to."""

import pytest

from rules.digests.lines import DigestSection, LineKind, line_key, lines_of, section_key
from tests.rules.digests.sample_editions import CALM, FULL


def test_keys_name_kind_and_record_in_reading_order() -> None:
    assert [line.key for line in lines_of(FULL)] == [
        "ask:B-1", "ask:DEC-4", "trouble:M-3", "overdue:M-4", "doubt:D-3", "moved:M-18", "decided:CR-2", "closed:PRJ-1",
        "done:M-7", "added:M-20", "update:PRJ-1", "gap:PRJ-1", "silent:PRJ-4", "outlook:PRG-1", "goal:G-1",
        "value:BEN-1", "money:PRG-1", "clash:PRG-1", "soon:M-16",
    ]  # fmt: skip


def test_lines_are_named_without_ids() -> None:
    names = {line.key: line.name for line in lines_of(FULL)}
    assert names["trouble:M-3"] == "Auth API"
    assert names["ask:B-1"] == "no test keys"
    assert names["money:PRG-1"] == "Money"


def test_edition_without_news_has_no_lines() -> None:
    assert lines_of(CALM) == ()


def test_every_kind_belongs_to_a_section() -> None:
    sections = {line.section for line in lines_of(FULL)}
    assert sections == {*DigestSection}
    assert line_key(LineKind.MOVED, "M-18") == line_key("moved", "M-18") == "moved:M-18"
    assert section_key("updates") == "section:updates"


def test_unknown_kind_is_no_key() -> None:
    with pytest.raises(ValueError, match="rumour"):
        line_key("rumour", "M-1")
