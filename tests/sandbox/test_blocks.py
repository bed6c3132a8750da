"""The Block Kit validator: blocks that Slack accepts and refuses, one per line."""

from typing import Any

import pytest

from sandbox.blocks import check_blocks
from sandbox.view_check import check_view
from tests.sandbox.block_samples import (
    CONFIRM,
    MODAL,
    TAKEN,
    URL,
    actions,
    button,
    field,
    input_block,
    mrkdwn,
    option,
    options,
    picture,
    plain,
    rich_text,
    section,
    table,
    text_run,
    text_section,
)

Json = dict[str, Any]


REFUSED = [
    ({"type": "section"}, "missing required field: text or fields"),
    (section(""), "must be more than 0 characters"),
    (section("x" * 3001), "must be less than 3001 characters"),
    ({"type": "section", "text": "x"}, "must be a plain_text or mrkdwn object"),
    ({"type": "section", "text": mrkdwn(emoji=True)}, "invalid additional property: emoji"),
    ({"type": "section", "text": plain(verbatim=True)}, "invalid additional property: verbatim"),
    ({"type": "section", "fields": []}, "no less than 1 items allowed"),
    ({"type": "section", "fields": [mrkdwn()] * 11}, "no more than 10 items allowed"),
    ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "must be less than 2001 characters"),
    (section(colour="red"), "invalid additional property: colour"),
    (section(accessory=field()), "unsupported type: plain_text_input"),
    (section(accessory=field("datetimepicker")), "unsupported type: datetimepicker"),
    ({"type": "header", "text": mrkdwn()}, "must be a valid enum value: plain_text"),
    ({"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters"),
    ({"type": "context", "elements": []}, "no less than 1 items allowed"),
    ({"type": "context", "elements": [mrkdwn()] * 11}, "no more than 10 items allowed"),
    ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    (actions(), "no less than 1 items allowed"),
    (actions(*[button(action_id=str(number)) for number in range(26)]), "no more than 25 items allowed"),
    (actions(button(), button()), "action_id must be unique: go"),
    (actions(field()), "unsupported type: plain_text_input"),
    (actions(field("multi_static_select", options=options(1))), "unsupported type: multi_static_select"),
    (actions(button(text=plain("x" * 76))), "must be less than 76 characters"),
    (actions(button(text=mrkdwn())), "must be a valid enum value: plain_text"),
    (actions(button(value="v" * 2001)), "must be less than 2001 characters"),
    (actions(button(value=7)), "must be a string"),
    (actions(button(style="default")), "must be a valid enum value: primary, danger"),
    (actions(button(url="javascript:alert(1)")), "must be a valid URL"),
    (actions(button(action_id="a" * 256)), "must be less than 256 characters"),
    (actions(button(confirm={**CONFIRM, "deny": plain("x" * 31)})), "must be less than 31 characters"),
    (actions(button(confirm={"title": plain()})), "missing required field: text"),
    (actions(field("static_select")), "must have exactly one of: options, option_groups"),
    (actions(field("static_select", options=[])), "no less than 1 items allowed"),
    (actions(field("static_select", options=options(101))), "no more than 100 items allowed"),
    (actions(field("static_select", options=[option(), option()])), "values of options must be unique"),
    (
        actions(field("static_select", options=[{"text": mrkdwn(), "value": "a"}])),
        "must be a valid enum value: plain_text",
    ),
    (actions(field("static_select", options=[option("v" * 151)])), "must be less than 76 characters"),
    (actions(field("static_select", options=[{"text": plain()}])), "missing required field: value"),
    (
        actions(field("static_select", options=options(3), initial_option=option("9"))),
        "initial options must be among the options",
    ),
    (actions(field("overflow", options=options(6))), "no more than 5 items allowed"),
    (actions(field("radio_buttons", options=options(11))), "no more than 10 items allowed"),
    (actions(field("checkboxes", options=[])), "no less than 1 items allowed"),
    (actions(field("datepicker", initial_date="2026-02-31")), "must be a valid date (YYYY-MM-DD)"),
    (actions(field("timepicker", initial_time="24:00")), "must be a valid time (HH:mm)"),
    (actions(field("users_select", initial_user="ana")), "must be a valid user id"),
    (actions(field("users_select", placeholder=plain("x" * 151))), "must be less than 151 characters"),
    (actions(field("users_select", focus_on_load=True)), "focus_on_load works in views only"),
    (picture(), "must have exactly one of: image_url, slack_file"),
    (picture(image_url=URL, alt_text=""), "must be more than 0 characters"),
    ({"type": "image", "image_url": URL}, "missing required field: alt_text"),
    (picture(slack_file={"id": "F0NOBODY"}), "invalid slack file"),
    (input_block(field(max_length=3001)), "must be between 1 and 3000"),
    (input_block(field(min_length=5, max_length=4)), "must not be greater than max_length"),
    (input_block(button()), "unsupported type: button"),
    (input_block(field("number_input")), "missing required field: is_decimal_allowed"),
    (input_block(field("file_input")), "unsupported type: file_input in a message"),
    ({"type": "input", "element": field()}, "missing required field: label"),
    (rich_text(), "no less than 1 items allowed"),
    (rich_text(text_run()), "unsupported type: text"),
    (rich_text(text_section(text_run(""))), "must be more than 0 characters"),
    (rich_text(text_section(text_run(style={"loud": True}))), "invalid additional property: loud"),
    (rich_text(text_section({"type": "user", "user_id": "ana"})), "must be a valid user id"),
    (
        rich_text({"type": "rich_text_list", "style": "dash", "elements": [text_section(text_run())]}),
        "must be a valid enum value: bullet, ordered",
    ),
    (rich_text({"type": "rich_text_list", "style": "bullet", "elements": [text_run()]}), "unsupported type: text"),
    (
        rich_text({"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "x"}]}),
        "unsupported type: emoji",
    ),
    (table(["a", "b"], ["c"]), "rows must have the same number of cells"),
    (table(["a", ""]), "must be more than 0 characters"),
    (table(*[["a"]] * 101), "no more than 100 items allowed"),
    (table(["a"] * 21), "no more than 20 items allowed"),
    (table(["x" * 5000, "x" * 5001]), "must be less than 10001 characters"),
    (table(["a"], column_settings=[{"align": "middle"}]), "must be a valid enum value: left, center, right"),
    ({"type": "alert", "text": plain()}, "unsupported type: alert in a message"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
    ({"type": "call"}, "unsupported type: call"),
    ({"type": "divider", "block_id": "b" * 256}, "must be less than 256 characters"),
    ("text", "must be an object"),
]


@pytest.mark.parametrize("block", TAKEN)
def test_slack_accepts_the_block(block: Json) -> None:
    assert check_blocks([block], "message", files={"F0KNOWN"}) == []


@pytest.mark.parametrize(("block", "message"), REFUSED)
def test_slack_refuses_the_block(block: Any, message: str) -> None:
    assert message in {problem.message for problem in check_blocks([block], "message", files={"F0KNOWN"})}


@pytest.mark.parametrize(
    ("blocks", "error", "message"),
    [
        ([{"type": "divider"}] * 51, "", "no more than 50 items allowed"),
        ([{"type": "divider", "block_id": "a"}] * 2, "", "block_id must be unique: a"),
        ([table(["a"]), table(["b"])], "invalid_attachments", "only one table allowed"),
        (
            [{"type": "markdown", "text": "x" * 7000}] * 2,
            "msg_too_long",
            "markdown must be less than 12001 characters together",
        ),
        ([section("x" * 3000)] * 5, "msg_blocks_too_long", "blocks must be less than 13201 characters"),
        ({}, "", "must be an array"),
        ([], "", "no less than 1 items allowed"),
    ],
)
def test_some_blocks_are_refused_only_together(blocks: Any, error: str, message: str) -> None:
    problems = [(problem.error, problem.message) for problem in check_blocks(blocks, "message")]
    assert (error, message) in problems


def test_a_problem_points_to_its_place() -> None:
    bad = [section(), actions(button(), button(action_id="b", text=plain("x" * 76)))]
    assert [problem.pointer for problem in check_blocks(bad, "message")] == ["/1/elements/1/text/text"]


BROKEN_VIEWS = [
    ({**MODAL, "title": plain("x" * 25)}, "must be more than 0 and less than 25 characters"),
    ({**MODAL, "title": mrkdwn()}, "must be a plain_text object"),
    ({k: v for k, v in MODAL.items() if k != "title"}, "missing required field: title"),
    ({"type": "modal", "title": plain(), "blocks": [input_block(field())]}, "missing required field: submit"),
    ({**MODAL, "private_metadata": "x" * 3001}, "must be less than 3001 characters"),
    ({**MODAL, "callback_id": "x" * 256}, "must be less than 256 characters"),
    ({**MODAL, "colour": "red"}, "invalid additional property: colour"),
    ({**MODAL, "blocks": [section()] * 101}, "no more than 100 items allowed"),
    ({**MODAL, "blocks": [table(["a"])]}, "unsupported type: table in a modal"),
    ({**MODAL, "blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type: markdown in a modal"),
    ({**MODAL, "blocks": None}, "must be an array"),
    ({**MODAL, "type": "home"}, "must be modal"),
    (
        {**MODAL, "blocks": [input_block(field(focus_on_load=True)), input_block(field(focus_on_load=True))]},
        "only one element can have focus_on_load",
    ),
]


@pytest.mark.parametrize(("view", "message"), BROKEN_VIEWS)
def test_slack_refuses_a_modal(view: Json, message: str) -> None:
    assert message in {problem.message for problem in check_view(view, "modal", ())}


@pytest.mark.parametrize(
    "block", [section(), input_block(field("file_input")), {"type": "alert", "text": plain(), "level": "error"}]
)
def test_slack_accepts_the_block_in_a_modal(block: Json) -> None:
    assert check_view({**MODAL, "blocks": [block]}, "modal", ()) == []


def test_a_home_tab_may_be_empty_but_has_no_title() -> None:
    assert check_view({"type": "home", "blocks": []}, "home", ()) == []
    assert check_view({"type": "home", "blocks": [], "title": plain()}, "home", ()) != []
