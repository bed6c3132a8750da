"""Slack's wire form read once: what people see, who is meant, and the words of a command."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import text
from rules.text import TextSpan, tokens


def words(wire: str) -> list[str]:
    return [token.text for token in tokens(wire)]


COMMANDS = {
    "M-42 slip to 14 Mar": ["M-42", "slip", "to", "14", "Mar"],
    "slip Beta's launch": ["slip", "Beta's", "launch"],
    "slip Beta’s launch": ["slip", "Beta's", "launch"],
    'new milestone "API ready" 14 Mar': ["new", "milestone", "API ready", "14", "Mar"],
    "new milestone “API ready” 14 Mar": ["new", "milestone", "API ready", "14", "Mar"],
    "depend 'API freeze' on „Beta“": ["depend", "API freeze", "on", "Beta"],
    "«Les données» prêtes": ["Les données", "prêtes"],
    'say "unclosed and more': ["say", '"unclosed', "and", "more"],
    'a"b c"d "e"': ['a"b', 'c"d', "e"],
    "12 Dec '26": ["12", "Dec", "'26"],
    "the '90s and 'now' too": ["the", "90s and 'now", "too"],
    "M-42\u00a0done\u200b ok": ["M-42", "done", "ok"],
    "go —force": ["go", "--force"],
    "a – b": ["a", "–", "b"],
    "R&amp;D &lt;b&gt; &amp;amp;": ["R&D", "<b>", "&amp;"],
    "C:\\temp \\n": ["C:\\temp", "\\n"],
    ":tada: done": [":tada:", "done"],
    "options A|B": ["options", "A|B"],
    "": [],
    " \n ": [],
}


@pytest.mark.parametrize(("wire", "expected"), COMMANDS.items())
def test_a_command_is_cut_into_words(wire: str, expected: list[str]) -> None:
    assert words(wire) == expected


def test_mentions_channels_groups_and_links_keep_their_ids() -> None:
    wire = "<@U1|bo> <@W2> <#C1|> <#C2|general> <!subteam^S1|@leads> <!here> <https://a.example/?x=1&amp;y=2|the doc>"
    assert [(t.kind, t.text, t.id) for t in tokens(wire)] == [
        ("user", "bo", "U1"),
        ("user", "W2", "W2"),
        ("channel", "C1", "C1"),
        ("channel", "general", "C2"),
        ("group", "leads", "S1"),
        ("group", "here", "here"),
        ("link", "the doc", "https://a.example/?x=1&y=2"),
    ]


def test_a_value_may_touch_its_key() -> None:
    found = tokens('why:"two words" who:<@U1|bo> due:fri Status: ok http://x')
    assert [(t.key, t.text) for t in found][:2] == [("why", "two words"), ("who", "bo")]
    assert [t.text for t in found][2:] == ["due:fri", "Status:", "ok", "http://x"]


def test_a_mention_inside_quotation_marks_is_read_as_its_name() -> None:
    assert words('block M-1 "waits on <@U1|bo> &amp; co"') == ["block", "M-1", "waits on @bo & co"]


def test_a_mention_that_touches_a_word_stands_alone() -> None:
    assert [(t.kind, t.text) for t in tokens("owner=<@U1|bo>,")] == [("word", "owner="), ("user", "bo"), ("word", ",")]


def test_a_message_is_read_with_the_places_of_its_parts() -> None:
    read = text.read("&gt; said\nhi <@U1|bo>, see <https://a.example|doc> in <#C1|dev> `x &lt; y`")
    assert read.plain == "> said\nhi @bo, see doc in #dev `x < y`"
    assert [(read.plain[s.start : s.end], s.id) for s in read.mentions] == [("@bo", "U1")]
    assert [(read.plain[s.start : s.end], s.id) for s in read.links] == [("doc", "https://a.example")]
    assert [(read.plain[s.start : s.end], s.id) for s in read.channels] == [("#dev", "C1")]
    assert [read.plain[s.start : s.end] for s in read.code] == ["`x < y`"]
    assert [read.plain[s.start : s.end] for s in read.quotes] == ["> said"]
    assert read.without("code", "quotes").split() == ["hi", "@bo,", "see", "doc", "in", "#dev"]


def test_dates_and_broadcasts_are_read_as_people_see_them() -> None:
    assert text.plain("<!date^1392734382^{date}|18 Feb> <!channel> <mailto:a@b.example|a@b.example>") == (
        "18 Feb @channel a@b.example"
    )


def test_escapes_are_undone_once() -> None:
    assert text.plain("&amp;lt;@U1&amp;gt;") == "&lt;@U1&gt;"
    assert text.read("&lt;@U1&gt;").mentions == ()


def test_blanking_keeps_length_and_line_ends_even_when_spans_overlap() -> None:
    assert text.blank("ab\ncdef", [TextSpan(1, 5), TextSpan(0, 2)]) == "  \n  ef"


@given(st.text(alphabet=st.sampled_from(list("ab <>@#!|&;\"'“”`\n:-")), max_size=80))
def test_any_wire_form_is_read_and_every_place_is_inside(wire: str) -> None:
    read = text.read(wire)
    for span in (*read.mentions, *read.channels, *read.groups, *read.links, *read.code, *read.quotes):
        assert 0 <= span.start <= span.end <= len(read.plain)
    found = tokens(wire)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(0 <= t.start < t.end <= len(wire) for t in found)


@given(st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,8}", fullmatch=True), max_size=10))
def test_plain_words_come_back_as_they_were_typed(typed: list[str]) -> None:
    assert words("  ".join(typed)) == typed
