"""Slack's limits: long text is cut, long content is split, and the rest is refused."""

import json
import re
from typing import Any

import pytest

from templates import LimitError, MarkupError
from tests.rendering.desk import Desk

HALF_SYNTAX = re.compile(r"&(?!amp;|lt;|gt;)|<[^>]*$|^[^<]*>")


def json_size(blocks: list[dict[str, Any]]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False))


BUTTON = "<button action='a' label='{label}'>{words}{confirm}</button>"
CONFIRM = "<confirm title='{title}' text='{text}' ok='{ok}' cancel='{no}'/>"
OPTION = "<overflow action='a'><option value='x' description='{description}'>{option}</option></overflow>"


@pytest.mark.parametrize(
    ("markup", "path", "limit"),
    [
        ("<header>{{ t }}</header>", "text.text", 150),
        ("<image file='F1' alt='{{ t }}'/>", "alt_text", 2000),
        ("<input label='{{ t }}'><text-input action='a'/></input>", "label.text", 2000),
        ("<input label='l' hint='{{ t }}'><text-input action='a'/></input>", "hint.text", 2000),
        ("<actions><users-select action='a' placeholder='{{ t }}'/></actions>", "elements.0.placeholder.text", 150),
        ("words", "elements.0.text.text", 75),
        ("label", "elements.0.accessibility_label", 75),
        ("title", "elements.0.confirm.title.text", 100),
        ("text", "elements.0.confirm.text.text", 300),
        ("ok", "elements.0.confirm.confirm.text", 30),
        ("no", "elements.0.confirm.deny.text", 30),
        ("option", "elements.1.options.0.text.text", 75),
        ("description", "elements.1.options.0.description.text", 75),
    ],
)
def test_labels_are_cut_with_an_ellipsis(desk: Desk, markup: str, path: str, limit: int) -> None:
    texts = dict.fromkeys(("words", "label", "title", "text", "ok", "no", "option", "description"), "x")
    if not markup.startswith("<"):
        markup = f"<actions>{BUTTON}{OPTION}</actions>".replace("{confirm}", CONFIRM).format(
            **{**texts, markup: "{{ t }}"}
        )
    node: Any = desk.blocks(markup, t="x" * 2900)[0]
    for step in path.split("."):
        node = node[int(step)] if step.isdigit() else node[step]
    assert node == "x" * (limit - 1) + "…"


def test_empty_label_becomes_a_dash(desk: Desk) -> None:
    blocks = desk.blocks("<header>{{ t }}</header><actions><button action='a'>{{ t }}</button></actions>", t="\u200b")
    assert blocks[0]["text"]["text"] == "–"
    assert blocks[1]["elements"][0]["text"]["text"] == "–"


def test_long_section_is_split_at_line_breaks(desk: Desk) -> None:
    lines = [f"line {number} & more" for number in range(200)]
    blocks = desk.blocks("<section id='s'>{{ t }}<button action='a'>x</button></section>", t="\n".join(lines))
    texts = [block["text"]["text"] for block in blocks]
    assert len(texts) == 2
    assert "\n".join(text.strip("\n") for text in texts) == "\n".join(lines).replace("&", "&amp;")
    assert all(len(text) <= 3000 for text in texts)
    assert [("accessory" in block, block["block_id"]) for block in blocks] == [(True, "s"), (False, "s:2")]


def test_split_never_cuts_an_entity_or_a_mention(desk: Desk) -> None:
    body = "{% for x in range(300) %}&amp;&lt;<user id='U0ANA'/>{{ t }}{% endfor %}"
    markup = f"<section>{body}<button action='a'>x</button></section>"
    for block in desk.parts(markup, t="<" * 7):
        for part in block.blocks:
            assert len(part["text"]["text"]) <= 3000
            assert not HALF_SYNTAX.search(re.sub(r"<@U0ANA>", "", part["text"]["text"]))


def test_long_list_continues_counting_in_the_next_block(desk: Desk) -> None:
    markup = "<ol>{% for x in range(100) %}<li>{{ 'word ' * 10 }}</li>{% endfor %}</ol>"
    blocks = [block for part in desk.parts(markup) for block in part.blocks]
    offsets = [block["elements"][0].get("offset", 0) for block in blocks]
    counts = [len(block["elements"][0]["elements"]) for block in blocks]
    assert sum(counts) == 100
    assert offsets == [sum(counts[:index]) for index in range(len(blocks))]
    assert all(json_size([block]) < 8000 for block in blocks)


@pytest.mark.parametrize(
    ("markup", "kind", "most"),
    [
        ("<section>{F}</section>".replace("{F}", "<field>f</field>" * 23), "fields", 10),
        ("<context>{F}</context>".replace("{F}", "<p>f</p>" * 23), "elements", 10),
        ("<actions>{F}</actions>".replace("{F}", "<button action='a'>f</button>" * 53), "elements", 25),
    ],
)
def test_excess_elements_make_several_blocks(desk: Desk, markup: str, kind: str, most: int) -> None:
    counts = [len(block[kind]) for block in desk.blocks(markup)]
    assert counts[:-1] == [most] * (len(counts) - 1)
    assert sum(counts) in (23, 53)


def test_message_without_blocks_is_refused(desk: Desk) -> None:
    with pytest.raises(LimitError, match="at least one block"):
        desk.message("")


@pytest.mark.parametrize(
    ("markup", "note"),
    [
        ("<divider/>" * 51, None),
        ("<section>x</section>" * 51, "+2 more"),
        ("<section>{{ 'word ' * 500 }}</section>" * 5, None),
        ("<table><tr><td>a</td></tr></table>" * 2, "+1 more"),
    ],
)
def test_single_message_leaves_out_what_is_too_much(desk: Desk, markup: str, note: str | None) -> None:
    blocks = desk.blocks(markup)
    assert len(blocks) <= 50
    assert json_size(blocks) <= 10_000
    if note:
        assert blocks[-1]["elements"][0]["text"] == note


def test_parts_respect_all_limits_of_a_message(desk: Desk) -> None:
    table = "<table><tr><th>h</th></tr>{% for x in range(150) %}<tr><td>{{ x }}</td></tr>{% endfor %}</table>"
    section = "<header>h</header><section>{{ 'word ' * 100 }}</section>"
    parts = desk.parts(section * 60 + "<header>last</header>" + table)
    for part in parts:
        assert len(part.blocks) <= 45
        assert json_size(part.blocks) <= 9000
        assert sum(block["type"] == "table" for block in part.blocks) <= 1
        assert part.blocks[-1]["type"] != "header"
        assert 0 < len(part.text) <= 4000
    tables = [block["rows"] for part in parts for block in part.blocks if block["type"] == "table"]
    assert sum(len(rows) - 1 for rows in tables) == 150
    assert all(rows[0][0]["text"] == "h" and len(rows) <= 100 for rows in tables)


def test_table_has_at_most_20_columns(desk: Desk) -> None:
    with pytest.raises(LimitError, match="at most 20 columns"):
        desk.blocks("<table><tr>" + "<td>x</td>" * 21 + "</tr></table>")


@pytest.mark.parametrize(("tag", "most"), [("overflow", 5), ("radio", 10), ("checkboxes", 10)])
def test_too_many_options_are_refused(desk: Desk, tag: str, most: int) -> None:
    options = "{% for x in range(n) %}<option value='{{ x }}'>x</option>{% endfor %}"
    markup = f"<actions><{tag} action='a'>{options}</{tag}></actions>"
    desk.blocks(markup, n=most)
    with pytest.raises(LimitError, match=f"{most + 1} options; Slack takes {most}"):
        desk.blocks(markup, n=most + 1)


def test_ids_and_values_are_never_cut(desk: Desk) -> None:
    for markup in (
        "<actions><button action='{{ t }}'>x</button></actions>",
        "<actions><button action='a' value='{{ t * 8 }}'>x</button></actions>",
        "<actions><overflow action='a'><option value='{{ t }}'>x</option></overflow></actions>",
        "<divider id='{{ t }}'/>",
    ):
        with pytest.raises(LimitError, match="Slack takes"):
            desk.blocks(markup, t="x" * 256)
    with pytest.raises(LimitError, match="metadata of <modal>"):
        desk.view("<modal title='T' callback='c' metadata='{{ t }}'><divider/></modal>", t="x" * 3001)


def test_fallback_text_is_cut_at_4000_between_entities(desk: Desk) -> None:
    (first, *_) = desk.parts("<section>{{ t }}<button action='a'>x</button></section>", t="&<>" * 700)
    assert 3900 < len(first.text) <= 4000
    assert not HALF_SYNTAX.search(first.text)
    assert first.text.endswith("…")
    lines = desk.message("<section>{{ t }}</section>" * 2, t="\n".join(["a line of words"] * 150)).text
    assert len(lines) <= 4000
    assert lines.endswith("a line of words\n…")


def test_sentence_is_cut_at_4000(desk: Desk) -> None:
    assert len(desk.line("{{ t }}", t="&" * 5000)) <= 4000
    assert desk.line("{{ t }}", t="") == ""


def test_modal_needs_title_submit_and_at_most_100_blocks(desk: Desk) -> None:
    assert desk.view("<modal title='{{ 'T' * 30 }}' callback='c'><divider/></modal>")["title"]["text"] == "T" * 23 + "…"
    with pytest.raises(MarkupError, match="needs title"):
        desk.view("<modal callback='c'><divider/></modal>")
    with pytest.raises(MarkupError, match="needs submit"):
        desk.view("<modal title='T' callback='c'><input label='L'><text-input action='a'/></input></modal>")
    assert len(desk.view("<modal title='T' callback='c'>" + "<section>x</section>" * 101 + "</modal>")["blocks"]) == 100


def test_long_home_says_how_many_blocks_are_hidden(desk: Desk) -> None:
    section = "<section>x</section>"
    view = desk.view(f"<home>{section * 98}<header>h</header>{section * 7}</home>")
    assert len(view["blocks"]) == 99
    assert view["blocks"][-1]["elements"][0]["text"] == "+7 more"
    assert view["blocks"][-2]["type"] == "rich_text"
