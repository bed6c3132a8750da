"""Slack's wire format: visible text, mentions, and the words of a command."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import text
from rules.text import TextSpan, tokens


def command_words(wire: str) -> list[str]:
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
def test_command_is_split_into_words(wire: str, expected: list[str]) -> None:
    assert command_words(wire) == expected


def test_mentions_channels_groups_and_links_keep_their_ids() -> None:
    wire = "<@U1|bo> <@W2> <#C1|> <#C2|general> <!subteam^S1|@leads> <!here> <https://a.example/?x=1&amp;y=2|the doc>"
    assert [(token.kind, token.text, token.id) for token in tokens(wire)] == [
        ("user", "bo", "U1"),
        ("user", "W2", "W2"),
        ("channel", "C1", "C1"),
        ("channel", "general", "C2"),
        ("group", "leads", "S1"),
        ("group", "here", "here"),
        ("link", "the doc", "https://a.example/?x=1&y=2"),
    ]


def test_value_can_follow_its_key_without_a_space() -> None:
    parsed_tokens = tokens('why:"two words" who:<@U1|bo> due:fri Status: ok http://x')
    assert [(token.key, token.text) for token in parsed_tokens][:2] == [("why", "two words"), ("who", "bo")]
    assert [token.text for token in parsed_tokens][2:] == ["due:fri", "Status:", "ok", "http://x"]


def test_quoted_mention_is_read_as_a_name() -> None:
    assert command_words('block M-1 "waits on <@U1|bo> &amp; co"') == ["block", "M-1", "waits on @bo & co"]


def test_mention_next_to_a_word_is_a_separate_token() -> None:
    assert [(token.kind, token.text) for token in tokens("owner=<@U1|bo>,")] == [
        ("word", "owner="),
        ("user", "bo"),
        ("word", ","),
    ]


def test_message_is_read_with_the_positions_of_its_parts() -> None:
    message = text.read("&gt; said\nhi <@U1|bo>, see <https://a.example|doc> in <#C1|dev> `x &lt; y`")
    assert message.plain == "> said\nhi @bo, see doc in #dev `x < y`"
    assert [(message.plain[span.start : span.end], span.id) for span in message.mentions] == [("@bo", "U1")]
    assert [(message.plain[span.start : span.end], span.id) for span in message.links] == [("doc", "https://a.example")]
    assert [(message.plain[span.start : span.end], span.id) for span in message.channels] == [("#dev", "C1")]
    assert [message.plain[span.start : span.end] for span in message.code] == ["`x < y`"]
    assert [message.plain[span.start : span.end] for span in message.quotes] == ["> said"]
    assert message.without("code", "quotes").split() == ["hi", "@bo,", "see", "doc", "in", "#dev"]


def test_dates_and_broadcasts_are_read_as_people_see_them() -> None:
    assert text.plain("<!date^1392734382^{date}|18 Feb> <!channel> <mailto:a@b.example|a@b.example>") == (
        "18 Feb @channel a@b.example"
    )


def test_escapes_are_undone_once() -> None:
    assert text.plain("&amp;lt;@U1&amp;gt;") == "&lt;@U1&gt;"
    assert text.read("&lt;@U1&gt;").mentions == ()


def test_blanking_keeps_length_and_line_breaks() -> None:
    assert text.blank("ab\ncdef", [TextSpan(1, 5), TextSpan(0, 2)]) == "  \n  ef"


@given(st.text(alphabet=st.sampled_from(list("ab <>@#!|&;\"'“”`\n:-")), max_size=80))
def test_any_wire_text_yields_spans_within_the_text(wire: str) -> None:
    message = text.read(wire)
    for span in (*message.mentions, *message.channels, *message.groups, *message.links, *message.code, *message.quotes):
        assert 0 <= span.start <= span.end <= len(message.plain)
    parsed_tokens = tokens(wire)
    assert all(first.end <= second.start for first, second in itertools.pairwise(parsed_tokens))
    assert all(0 <= token.start < token.end <= len(wire) for token in parsed_tokens)


@given(st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,8}", fullmatch=True), max_size=10))
def test_plain_words_are_returned_as_typed(typed: list[str]) -> None:
    assert command_words("  ".join(typed)) == typed
