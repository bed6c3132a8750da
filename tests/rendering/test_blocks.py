"""Each tag of the markup and its exact blocks."""

from typing import Any

import pytest

from templates import MarkupError
from tests.rendering.desk import Desk


def plain_text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words, "emoji": True}


def mrkdwn(words: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": words, "verbatim": True}


def section_elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    return block["elements"][0]["elements"]


def test_text_section_becomes_rich_text(desk: Desk) -> None:
    (block,) = desk.blocks(
        "<section>Was <s>old</s>, now <b>{{ new }}</b>\n  by <user id='U0ANA'/></section>", new="*x*"
    )
    assert section_elements(block) == [
        {"type": "text", "text": "Was "},
        {"type": "text", "text": "old", "style": {"strike": True}},
        {"type": "text", "text": ", now "},
        {"type": "text", "text": "*x*", "style": {"bold": True}},
        {"type": "text", "text": " by "},
        {"type": "user", "user_id": "U0ANA"},
    ]


def test_section_with_a_button_is_verbatim_mrkdwn(desk: Desk) -> None:
    message = desk.message(
        "<section><b>{{ name }}</b> is late<button action='open' value='M-3'>Open</button></section>", name="A & B"
    )
    assert message.blocks == [
        {
            "type": "section",
            "text": mrkdwn("*A &amp; B* is late"),
            "accessory": {"type": "button", "action_id": "open", "text": plain_text("Open"), "value": "M-3"},
        }
    ]
    assert message.text == "A &amp; B is late"


def test_fields_are_side_by_side_and_labelled_in_text(desk: Desk) -> None:
    message = desk.message(
        "<section><field><b>Due</b><br/>14 Mar</field><field><b>Owner</b><br/>{{ who }}</field></section>", who=""
    )
    assert message.blocks == [{"type": "section", "fields": [mrkdwn("*Due*\n14 Mar"), mrkdwn("*Owner*")]}]
    assert message.text == "Due: 14 Mar\nOwner"


def test_lists_nest_and_ordered_lists_count(desk: Desk) -> None:
    message = desk.message("<ol><li>one<ul><li>inner</li></ul></li><li>two</li></ol>")
    lists = message.blocks[0]["elements"]
    assert [(part["style"], part["indent"], part.get("offset")) for part in lists] == [
        ("ordered", 0, None),
        ("bullet", 1, None),
        ("ordered", 0, 1),
    ]
    assert message.text == "1. one\n  • inner\n2. two"


def test_quotes_and_preformatted_text_keep_typed_text(desk: Desk) -> None:
    (block,) = desk.blocks("<section>She said:<quote>{{ said }}</quote><pre>a\n  b</pre></section>", said="one\ntwo")
    assert [part["type"] for part in block["elements"]] == [
        "rich_text_section",
        "rich_text_quote",
        "rich_text_preformatted",
    ]
    assert block["elements"][1]["elements"] == [{"type": "text", "text": "one\ntwo"}]
    assert block["elements"][2]["elements"] == [{"type": "text", "text": "a\n  b"}]


def test_inline_tags_render_as_rich_text_and_mrkdwn(desk: Desk) -> None:
    inline = (
        "<a href='https://x.example/?a=1&amp;b=|'>log</a> <channel id='C0GEN'/> <emoji name='tada'/>"
        " <date ts='1773910800' format='{date_short}'>19 Mar</date>"
    )
    (block,) = desk.blocks(f"<section>{inline}</section>")
    assert [part for part in section_elements(block) if part["type"] != "text"] == [
        {"type": "link", "url": "https://x.example/?a=1&b=%7C", "text": "log"},
        {"type": "channel", "channel_id": "C0GEN"},
        {"type": "emoji", "name": "tada"},
        {"type": "date", "timestamp": 1773910800, "format": "{date_short}", "fallback": "19 Mar"},
    ]
    assert desk.line(inline) == (
        "<https://x.example/?a=1&amp;b=%7C|log> <#C0GEN> :tada: <!date^1773910800^{date_short}|19 Mar>"
    )


def test_mrkdwn_formats_touch_their_words(desk: Desk) -> None:
    assert desk.line("x <b> two words </b>, <b><i>both <user id='U0ANA'/></i></b>, mid<b>d</b>le") == (
        "x *two words* , *_both <@U0ANA>_*, mid\u200b*d*\u200ble"
    )


def test_format_over_two_lines_is_closed_on_each(desk: Desk) -> None:
    assert desk.line("<b>one<br/>two</b>") == "*one*\n*two*"


def test_context_contains_lines_and_images(desk: Desk) -> None:
    message = desk.message("<context><img url='https://x.example/a.png' alt='Ana'/><p>by <b>Ana</b></p></context>")
    assert message.blocks[0]["elements"] == [
        {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "Ana"},
        mrkdwn("by *Ana*"),
    ]
    assert message.text == "Ana · by Ana"


def test_image_has_an_address_or_file_and_alt_text(desk: Desk) -> None:
    assert desk.blocks("<image file='F123' alt='Timeline' title='Plan'/>") == [
        {"type": "image", "alt_text": "Timeline", "slack_file": {"id": "F123"}, "title": plain_text("Plan")}
    ]
    with pytest.raises(MarkupError, match="needs alt"):
        desk.blocks("<image file='F123'/>")


def test_table_rows_are_equal_and_cells_never_empty(desk: Desk) -> None:
    header_row = "<tr><th>Name</th><th>Due</th></tr>"
    markup = f"<table align='left! right'>{header_row}<tr><td>{{{{ x }}}}</td><td><b>now</b></td></tr></table>"
    message = desk.message(markup, x="")
    assert message.blocks[0]["rows"][1] == [
        {"type": "raw_text", "text": "–"},
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "now", "style": {"bold": True}}]}
            ],
        },
    ]
    assert message.blocks[0]["column_settings"] == [
        {"align": "left", "is_wrapped": True},
        {"align": "right", "is_wrapped": False},
    ]
    assert message.text == "Name | Due\n– | now"
    with pytest.raises(MarkupError, match="1 cells, the first one 2"):
        desk.blocks("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>")


def test_repeated_action_in_a_block_gets_a_suffix(desk: Desk) -> None:
    (block,) = desk.blocks(
        "<actions><button action='ack' value='1'>A</button><button action='ack' value='2'>B</button></actions>"
    )
    assert [element["action_id"] for element in block["elements"]] == ["ack", "ack:2"]


def test_button_can_ask_for_confirmation(desk: Desk) -> None:
    markup = (
        "<actions><button action='rm' style='danger' label='Remove M-3'>Remove"
        "<confirm title='Remove?' text='It is gone then.' ok='Remove' cancel='Keep' style='danger'/></button></actions>"
    )
    assert desk.blocks(markup)[0]["elements"][0] == {
        "type": "button",
        "action_id": "rm",
        "text": plain_text("Remove"),
        "style": "danger",
        "accessibility_label": "Remove M-3",
        "confirm": {
            "title": plain_text("Remove?"),
            "text": plain_text("It is gone then."),
            "confirm": plain_text("Remove"),
            "deny": plain_text("Keep"),
            "style": "danger",
        },
    }


CHOICES = "<option value='a' description='first'>A</option><option value='b'>B</option>"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<select action='s' initial='b' placeholder='Pick'>{C}</select>",
            {
                "type": "static_select",
                "initial_option": {"text": plain_text("B"), "value": "b"},
                "placeholder": plain_text("Pick"),
            },
        ),
        (
            "<multiselect action='s' max='2'><option value='a' selected='yes'>A</option></multiselect>",
            {
                "type": "multi_static_select",
                "max_selected_items": 2,
                "initial_options": [{"text": plain_text("A"), "value": "a"}],
            },
        ),
        (
            "<radio action='s' initial='b'>{C}</radio>",
            {"type": "radio_buttons", "initial_option": {"text": plain_text("B"), "value": "b"}},
        ),
        (
            "<checkboxes action='s'><option value='a' selected='1'>A</option></checkboxes>",
            {"type": "checkboxes", "initial_options": [{"text": plain_text("A"), "value": "a"}]},
        ),
        (
            "<external-select action='s' min_query='2'><option value='M-3'>Alpha</option></external-select>",
            {
                "type": "external_select",
                "min_query_length": 2,
                "initial_option": {"text": plain_text("Alpha"), "value": "M-3"},
            },
        ),
        ("<users-select action='s' initial='U0ANA'/>", {"type": "users_select", "initial_user": "U0ANA"}),
        (
            "<multi-users-select action='s' initial='U0ANA U0BO'/>",
            {"type": "multi_users_select", "initial_users": ["U0ANA", "U0BO"]},
        ),
        ("<channels-select action='s'/>", {"type": "channels_select"}),
        ("<datepicker action='s' initial='2026-03-14'/>", {"type": "datepicker", "initial_date": "2026-03-14"}),
        ("<timepicker action='s' initial='09:30:00'/>", {"type": "timepicker", "initial_time": "09:30"}),
        (
            "<datetimepicker action='s' initial='1773910800'/>",
            {"type": "datetimepicker", "initial_date_time": 1773910800},
        ),
        (
            "<text-input action='s' multiline='yes' max='10' initial='0123456789abc'/>",
            {"type": "plain_text_input", "multiline": True, "max_length": 10, "initial_value": "012345678…"},
        ),
        (
            "<number-input action='s' min='0' max='100' initial='60'/>",
            {
                "type": "number_input",
                "is_decimal_allowed": False,
                "initial_value": "60",
                "min_value": "0",
                "max_value": "100",
            },
        ),
        (
            "<file-input action='s' filetypes='csv,xml'/>",
            {"type": "file_input", "filetypes": ["csv", "xml"], "max_files": 1},
        ),
    ],
)
def test_every_input_becomes_slacks_element(desk: Desk, markup: str, expected: dict[str, Any]) -> None:
    view = desk.view(
        f"<modal title='T' submit='Save' callback='c'><input label='L'>{markup.replace('{C}', CHOICES)}</input></modal>"
    )
    (block,) = view["blocks"]
    assert expected.items() <= block["element"].items()
    assert (block["type"], block["block_id"], block["label"]) == ("input", "s", plain_text("L"))


def test_options_can_be_grouped(desk: Desk) -> None:
    (block,) = desk.blocks(
        "<actions><select action='s' initial='b'>"
        "<group label='G'><option value='b'>B</option></group></select></actions>"
    )
    option = {"text": plain_text("B"), "value": "b"}
    assert block["elements"][0] == {
        "type": "static_select",
        "action_id": "s",
        "option_groups": [{"label": plain_text("G"), "options": [option]}],
        "initial_option": option,
    }


def test_modal_has_all_its_attributes(desk: Desk) -> None:
    view = desk.view(
        "<modal title='New milestone' submit='Save' callback='plan_new' metadata='{{ m }}'"
        " notify_close='yes'><divider/></modal>",
        m='{"id":"M-3"}',
    )
    assert view == {
        "type": "modal",
        "callback_id": "plan_new",
        "private_metadata": '{"id":"M-3"}',
        "title": plain_text("New milestone"),
        "close": plain_text("Cancel"),
        "submit": plain_text("Save"),
        "notify_on_close": True,
        "blocks": [{"type": "divider"}],
    }


def test_cached_blocks_are_equal_but_not_shared(desk: Desk) -> None:
    markup = "<section>To <b>{{ name }}</b><button action='a' value='{{ name }}'>Go</button></section>"
    first, again, other = (desk.blocks(markup, name=name) for name in ("Ana", "Ana", "Ben"))
    assert first == again != other
    first[0]["text"]["text"] = "said to Ana alone"
    assert desk.blocks(markup, name="Ana") == again


def test_self_closing_block_ends_there(desk: Desk) -> None:
    assert [
        section_elements(block) for block in desk.blocks("<section/><section>one</section><section>two</section>")
    ] == [
        [{"type": "text", "text": "one"}],
        [{"type": "text", "text": "two"}],
    ]


def test_typed_text_cannot_end_a_block(desk: Desk) -> None:
    (block,) = desk.blocks("<section>{{ words }}</section>", words="</section><actions>")
    assert section_elements(block) == [{"type": "text", "text": "</section><actions>"}]
