"""Folding: drop as few rows of a growing message as possible, and say how many are left out."""

import logging
import re

import pytest

import templates
from tests.rendering.desk import Desk

ROWS = "{% for x in range(n) %}<li>{{ x }} word</li>{% endfor %}"


def test_list_keeps_first_rows_and_counts_the_rest(desk: Desk) -> None:
    message = desk.message(f"<section><ul>{ROWS}<more left='7'>: type all</more></ul></section>", n=500)
    rows = message.text.split("\n")
    assert rows[-1] == f"• and {500 - (len(rows) - 1) + 7} more: type all"
    assert 40 <= len(rows) <= 101


def test_short_list_says_nothing_about_more(desk: Desk) -> None:
    assert desk.message(f"<ul>{ROWS}<more left='0'>: type all</more></ul>", n=1).text.count("more") == 0


@pytest.mark.parametrize("n", [0, 1, 12, 500])
def test_table_and_items_are_folded_together(desk: Desk, n: int) -> None:
    row = "<tr><td>{{ x }}</td><td>{{ 'word ' * 20 }}</td></tr>"
    table = f"<table><tr><th>N</th><th>T</th></tr>{{% for x in range(n) %}}{row}{{% endfor %}}</table>"
    button = "<actions><button action='a' value='{{ x }}'>Open</button></actions>"
    items = f"{{% for x in range(n) %}}<item><section>No. {{{{ x }}}}</section>{button}</item>{{% endfor %}}"
    message = desk.message(f"<header>h</header>{table}{items}<context><p>end</p></context>", n=n)
    kinds = [block["type"] for block in message.blocks]
    rows = len(message.blocks[1]["rows"]) - 1
    assert kinds.count("actions") == min(n, rows)
    assert kinds[-1] == "context"
    notes = [line for line in message.text.split("\n") if line.endswith(" more")]
    assert notes == ([] if n <= 12 else [f"and {n - rows} more", f"and {n - kinds.count('actions')} more"])


def test_menu_keeps_selected_options_and_says_how_many(desk: Desk) -> None:
    option = "<option value='{{ x }}' selected='{{ 1 if x == 400 else 0 }}'>{{ x }}</option>"
    menu = f"<select action='a' placeholder='Pick'>{{% for x in range(500) %}}{option}{{% endfor %}}</select>"
    element = desk.view(f"<home><actions>{menu}</actions></home>")["blocks"][0]["elements"][0]
    assert len(element["options"]) == 100
    assert element["initial_option"]["value"] == "400"
    assert element["placeholder"]["text"] == "Pick (first 100 of 500)"
    form = desk.view(f"<modal title='T' submit='S' callback='c'><input label='l' hint='h'>{menu}</input></modal>")[
        "blocks"
    ][0]
    assert form["hint"]["text"] == "h · first 100 of 500"
    shown = desk.message(f"<actions>{menu}</actions>").blocks[0]["elements"][0]
    assert shown["placeholder"]["text"] == f"Pick (first {len(shown['options'])} of 500)"


def test_names_in_a_sentence_end_with_their_count(desk: Desk) -> None:
    assert desk.line("{{ range(23)|listed(3) }}.") == "0, 1, 2 and 20 more."
    assert desk.line("{{ ['a', '<b>']|listed }}") == "a, &lt;b&gt;"
    assert len(desk.message("<section>{{ names|listed(400) }}</section>", names=["x" * 100] * 500).blocks) == 4


def test_long_texts_are_cut_at_words_last(desk: Desk) -> None:
    message = desk.message("<section>{{ 'word ' * 500 }}</section>" * 5)
    assert "word…" in message.text
    assert len(message.blocks) == 5


def test_what_needs_too_many_messages_is_folded(desk: Desk) -> None:
    parts = desk.parts(f"<ul>{ROWS}</ul>".replace("word", "{{ 'word ' * 30 }}") * 4, n=500)
    assert 5 <= len(parts) <= 10
    assert re.search(r"and 4\d\d more", str(parts[-1].blocks))


def test_blocks_cut_without_items_are_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "baton.templates"):
        desk.message("<item><section>x</section></item>" * 500)
        assert caplog.messages == []
        desk.message("<section>x</section>" * 500)
    assert caplog.messages == ["rendering_cut"]


def test_message_degrades_to_its_words_in_production(desk: Desk) -> None:
    counted: list[str] = []
    templates.watch_limits(lambda: counted.append("one"))
    message = desk.message(
        "<section>Saved &amp; done.<button action='a' value='{{ t }}'>x</button></section>", t="x" * 2001
    )
    assert message.blocks == [
        {"type": "section", "text": {"type": "plain_text", "text": "Saved & done.", "emoji": True}}
    ]
    assert message.text == "Saved &amp; done."
    assert counted == ["one"]
