"""Blocks and a view that Slack accepts, and builders for their parts."""

from typing import Any

from sandbox.model import Json


def plain(text: str = "x", **more: Any) -> Json:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str = "x", **more: Any) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def option(value: str = "a", **more: Any) -> Json:
    return {"text": plain(value), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(text: str = "x", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def input_block(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Name"), "element": element, **more}


def field(kind: str = "plain_text_input", **more: Any) -> Json:
    return {"type": kind, "action_id": "f", **more}


def rich_text(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def text_section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def text_run(text: str = "x", **more: Any) -> Json:
    return {"type": "text", "text": text, **more}


def table(*rows: list[str], **more: Any) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows], **more}


def picture(**more: Any) -> Json:
    return {"type": "image", "alt_text": "A chart", **more}


URL = "https://example.com/a.png"
CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("Really"), "confirm": plain("Yes"), "deny": plain("No")}


TAKEN = [
    section(),
    section("x" * 3000),
    {"type": "section", "fields": [mrkdwn()] * 10},
    section(accessory=button(style="danger", confirm=CONFIRM, value="v" * 2000, url=URL)),
    section(accessory=picture(image_url=URL)),
    section(accessory=field("multi_users_select", initial_users=["U0123ABCD"])),
    section(accessory=field("overflow", options=options(5))),
    section(text="blank", accessory=field("datepicker", initial_date="2028-02-29")),
    {"type": "header", "text": plain("x" * 150, emoji=True)},
    {"type": "divider", "block_id": "line"},
    {"type": "context", "elements": [mrkdwn("x", verbatim=True), plain(), picture(image_url=URL)]},
    actions(*[button(action_id=str(number)) for number in range(25)]),
    actions(field("static_select", options=options(100), initial_option=option("7"))),
    actions(field("static_select", option_groups=[{"label": plain(), "options": options(3)}])),
    actions(field("timepicker", initial_time="23:59", timezone="Europe/Berlin")),
    actions(field("datetimepicker", initial_date_time=1_700_000_000)),
    picture(slack_file={"id": "F0KNOWN"}, title=plain()),
    input_block(field(multiline=True, max_length=3000, min_length=2)),
    input_block(field("checkboxes", options=[{"text": mrkdwn("*a*"), "value": "a"}])),
    input_block(field("number_input", is_decimal_allowed=False, min_value="0")),
    input_block(field("external_select", min_query_length=0)),
    rich_text(text_section(text_run(style={"bold": True}), {"type": "user", "user_id": "U0123ABCD"})),
    rich_text(text_section({"type": "text", "text": " "})),
    rich_text({"type": "rich_text_list", "style": "ordered", "indent": 8, "elements": [text_section(text_run())]}),
    rich_text(
        text_section({"type": "date", "timestamp": 1_700_000_000, "format": "{date_short}", "fallback": "14 Nov"})
    ),
    rich_text(
        {"type": "rich_text_preformatted", "elements": [text_run()]},
        {"type": "rich_text_quote", "elements": [text_run()]},
    ),
    table(["a", "b"], ["c", " "], column_settings=[{"align": "right"}, None]),
    {"type": "table", "rows": [[rich_text(text_section(text_run()))]]},
    {"type": "markdown", "text": "x" * 12_000},
    {"type": "card", "title": plain("x" * 150), "actions": [button()]},
]


MODAL: Json = {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "blocks": [section()]}
