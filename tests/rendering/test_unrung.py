"""Mentions of the acting user become plain names."""

from typing import Any

from templates import RenderedMessage, without_mention_of


def test_acting_user_is_named_and_others_are_mentioned() -> None:
    blocks: list[dict[str, Any]] = [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "user", "user_id": "U1", "style": {"bold": True}},
                        {"type": "user", "user_id": "U2"},
                    ],
                }
            ],
        },
        {"type": "section", "text": {"type": "mrkdwn", "text": "*<@U1>* and <@U2>"}},
    ]
    quiet = without_mention_of(RenderedMessage(blocks, "<@U1> and <@U2>"), user="U1", name="Ana")
    assert quiet.text == "Ana and <@U2>"
    assert quiet.blocks[0]["elements"][0]["elements"] == [
        {"type": "text", "text": "Ana", "style": {"bold": True}},
        {"type": "user", "user_id": "U2"},
    ]
    assert quiet.blocks[1]["text"]["text"] == "*Ana* and <@U2>"


def test_message_without_the_acting_user_is_unchanged() -> None:
    message = RenderedMessage([{"type": "divider"}], "<@U2>")
    assert without_mention_of(message, user="U1", name="Ana") == message
